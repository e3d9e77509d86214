"""One way to ask a service over HTTP: bounded in time and size, TLS verified, failures told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import ssl
from typing import Final

import aiohttp
from yarl import URL

from . import ConsentError, ThrottledError, TransientError

TOTAL_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
MAXIMUM_REPLY_BYTES: Final = 20 * 1024 * 1024
_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole HTTP reply, within the size limit."""

    status: int
    content_type: str
    """The media type and its parameters, lower case."""

    body: bytes
    retry_after: timedelta | None = None

    @property
    def ok(self) -> bool:
        """Whether the status is a success."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def checked_base_url(text: str) -> URL:
    """Return the base address of a service; plain http is accepted to loopback only.

    Raises:
        ConsentError: reason `invalid_url` or `insecure_url`, a matter of configuration.

    """
    try:
        url = URL(text.strip().rstrip("/"))
    except ValueError as err:
        raise ConsentError("invalid_url") from err
    if not url.host or url.user or url.password or url.query_string or url.fragment:
        raise ConsentError("invalid_url")
    if url.scheme == "http" and url.host not in _LOOPBACK:
        raise ConsentError("insecure_url")
    if url.scheme not in ("http", "https"):
        raise ConsentError("invalid_url")
    return url


async def async_post(
    session: aiohttp.ClientSession,
    url: URL,
    *,
    data: bytes | Mapping[str, str],
    headers: Mapping[str, str],
) -> Reply:
    """Post and read the whole reply, whatever its status.

    A redirect is not followed: it would carry the key elsewhere. The exceptions' causes are dropped on purpose,
    since aiohttp prints addresses in them.

    Raises:
        TransientError: `connection_failed`, `tls_failed`, `timeout` or `reply_too_large`.

    """
    try:
        async with session.post(
            url,
            data=data,
            headers=headers,
            timeout=TOTAL_TIMEOUT,
            allow_redirects=False,
        ) as response:
            body = await _read_capped(response)
            return Reply(
                status=response.status,
                content_type=response.headers.get("Content-Type", "").lower(),
                body=body,
                retry_after=_retry_after(response.headers.get("Retry-After")),
            )
    except TimeoutError:
        raise TransientError("timeout") from None
    except aiohttp.ClientSSLError, ssl.SSLError:
        raise TransientError("tls_failed") from None
    except aiohttp.ClientError, OSError:
        raise TransientError("connection_failed") from None


def raise_for_status(reply: Reply, *, code: str | None = None) -> None:
    """Raise what an HTTP status means where the body says nothing better.

    401 and 403 are left to the source: only it knows whether a key or a firewall speaks.

    Raises:
        ThrottledError: 429.
        TransientError: `service_error` for every other failure.

    """
    if reply.ok:
        return
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ThrottledError(
            "throttled", code=code or "429", retry_after=reply.retry_after
        )
    raise TransientError("service_error", code=code or str(reply.status))


async def _read_capped(response: aiohttp.ClientResponse) -> bytes:
    """Read at most the size limit, after decompression, which aiohttp does while reading."""
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > MAXIMUM_REPLY_BYTES:
            raise TransientError("reply_too_large")
        parts.append(part)
    return b"".join(parts)


def _retry_after(header: str | None) -> timedelta | None:
    """Read a Retry-After header, in seconds or as an HTTP date."""
    if not header:
        return None
    if header.strip().isdecimal():
        return timedelta(seconds=int(header))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(timedelta(), until - datetime.now(UTC))
