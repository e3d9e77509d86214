"""One way to ask a service over HTTP: bounded in time and size, TLS verified, failures told apart."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import json
import ssl
from typing import Final
import zlib

import aiohttp
from aiohttp import hdrs
from yarl import URL

from . import ConsentError, CredentialsError, ThrottledError, TransientError

TOTAL_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
MAXIMUM_REPLY_BYTES: Final = 4 * 1024 * 1024
"""Ten times the longest that a service has to say: what is unpacked and understood at once must not hold up the rest."""

LONGEST_RETRY_AFTER: Final = timedelta(days=1)
"""An absurd Retry-After is taken as this much, so that it cannot silence a service for ever."""

_CHUNK_BYTES: Final = 64 * 1024
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
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

    @property
    def json(self) -> object:
        """The JSON value, None for anything else: an HTML page, a cut reply, another encoding, a nested bomb.

        No exception leaves here: the decoder's hold the whole reply.
        """
        with suppress(ValueError, RecursionError):
            content: object = json.loads(self.body.decode("utf-8-sig"))
            return content
        return None


def checked_base_url(text: str) -> URL:
    """Return the base address of a service; plain http is accepted to loopback only.

    Raises:
        ConsentError: reason `invalid_url` or `insecure_url`, a matter of configuration.

    """
    try:
        # Twice: what yarl makes of a wrong IPv6 address is one that it does not take itself.
        url = URL(str(URL(text.strip().rstrip("/"))))
    except ValueError:
        raise ConsentError("invalid_url") from None
    if not url.host or url.user or url.password or url.query_string or url.fragment:
        raise ConsentError("invalid_url")
    if url.scheme == "http" and not is_loopback(url):
        raise ConsentError("insecure_url")
    if url.scheme not in ("http", "https"):
        raise ConsentError("invalid_url")
    return url


def is_loopback(url: URL) -> bool:
    """Return whether the service runs on this machine, so that nobody else has to share it."""
    return url.host in _LOOPBACK


async def async_post(
    session: aiohttp.ClientSession,
    url: URL,
    *,
    data: bytes | Mapping[str, str],
    headers: Mapping[str, str],
) -> Reply:
    """Post and read the whole reply, whatever its status.

    Raises:
        CredentialsError, TransientError: as `_async_request`.

    """
    return await _async_request(
        session, hdrs.METH_POST, url, data=data, headers=headers
    )


async def async_get(
    session: aiohttp.ClientSession, url: URL, *, headers: Mapping[str, str]
) -> Reply:
    """Get and read the whole reply, whatever its status.

    Raises:
        CredentialsError, TransientError: as `_async_request`.

    """
    return await _async_request(session, hdrs.METH_GET, url, data=None, headers=headers)


async def _async_request(
    session: aiohttp.ClientSession,
    method: str,
    url: URL,
    *,
    data: bytes | Mapping[str, str] | None,
    headers: Mapping[str, str],
) -> Reply:
    """Ask and read the whole reply.

    A redirect is not followed: it would carry the key elsewhere. What aiohttp raises is dropped on purpose, since it
    holds the address and the headers. The reply is unpacked here and not by aiohttp, so that the size limit
    holds for what is unpacked, at every moment.

    Raises:
        CredentialsError: `invalid_key`, when a header cannot be sent at all.
        TransientError: `connection_failed`, `tls_failed`, `timeout`, `reply_too_large`, or `bad_reply` when the
            content encoding is unknown or broken.

    """
    if not all(value.isprintable() for value in headers.values()):
        # Only what the user typed can hold a line break or the like, and that is the key.
        raise CredentialsError("invalid_key")
    try:
        async with session.request(
            method,
            url,
            data=data,
            headers={**headers, "Accept-Encoding": "gzip"},
            timeout=TOTAL_TIMEOUT,
            allow_redirects=False,
            auto_decompress=False,
        ) as response:
            return await read_reply(response)
    except TimeoutError:
        failure = "timeout"
    except aiohttp.ClientSSLError, ssl.SSLError:
        failure = "tls_failed"
    except aiohttp.ClientError, OSError:
        failure = "connection_failed"
    # Raised out here the error has no context, neither.
    raise TransientError(failure)


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


class _Unpacker:
    """Turns the bytes on the wire into the body, never holding more of it than the size limit."""

    def __init__(self, content_encoding: str) -> None:
        encoding = content_encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise TransientError("bad_reply")
        packed = encoding in ("gzip", "x-gzip")
        self._gzip = zlib.decompressobj(_GZIP_WINDOW) if packed else None
        self._body = bytearray()
        self._started = False

    def feed(self, chunk: bytes) -> None:
        """Add a chunk as it came.

        Raises:
            TransientError: `reply_too_large`, or `bad_reply` when it cannot be unpacked.

        """
        self._started = True
        room = MAXIMUM_REPLY_BYTES - len(self._body)
        if self._gzip is not None:
            try:
                chunk = self._gzip.decompress(chunk, room + 1)
            except zlib.error:
                raise TransientError("bad_reply") from None
        if len(chunk) > room:
            raise TransientError("reply_too_large")
        self._body += chunk

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            TransientError: `bad_reply` when a packed reply ends early.

        """
        if self._gzip is not None and self._started and not self._gzip.eof:
            raise TransientError("bad_reply")
        return bytes(self._body)


async def read_reply(response: aiohttp.ClientResponse) -> Reply:
    """Read and unpack a reply chunk by chunk, at most the size limit; aiohttp must not have unpacked it.

    Raises:
        TransientError: `reply_too_large`, or `bad_reply` when it cannot be unpacked.

    """
    unpacker = _Unpacker(response.headers.get("Content-Encoding", ""))
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        unpacker.feed(chunk)
    return Reply(
        status=response.status,
        content_type=response.headers.get("Content-Type", "").lower(),
        body=unpacker.finish(),
        retry_after=_retry_after(response.headers.get("Retry-After")),
    )


def _retry_after(header: str | None) -> timedelta | None:
    """Read a Retry-After header, in seconds or as an HTTP date; None when it says neither."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        # Any number this long is beyond the limit; reading it could overflow.
        seconds = int(text) if len(text) < 10 else LONGEST_RETRY_AFTER.total_seconds()
        return min(timedelta(seconds=seconds), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(timedelta(), until - datetime.now(UTC)), LONGEST_RETRY_AFTER)
