"""The log-in of a customer, which the library pyeaugrandlyon does, and what its failures mean.

The texts of the library's exceptions quote addresses and replies, so none of them may stay in an error's chain.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
import re
import ssl
from typing import Final
import weakref

import aiohttp
from pyeaugrandlyon import (
    ApiError,
    AuthenticationError,
    CannotConnectError,
    EauGrandLyonAuth,
    EauGrandLyonError,
    WafBlockedError,
)
from pyeaugrandlyon.const import DEFAULT_TIMEOUT
from yarl import URL

from .. import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
    http,
)
from .session import open_session

_TOKEN: Final = re.compile(r"[!-~]+")
"""What a header can carry."""

_ODD_REPLY: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the library raises on JSON that it did not expect, and on text that is none."""


class PortalLogIn:
    """The tokens of one customer, and the session that its cookies live in."""

    def __init__(
        self, shared: aiohttp.ClientSession, *, base_url: URL, login: str, password: str
    ) -> None:
        """Keep the credentials; the session is opened when it is first needed."""
        self._shared = shared
        self._base_url = base_url
        # What cannot be encoded becomes a question mark instead of an exception that quotes it.
        self._login = login.encode(errors="replace").decode()
        self._password = password.encode(errors="replace").decode()
        self._opened: tuple[aiohttp.ClientSession, EauGrandLyonAuth] | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session for every call to the portal.

        Raises:
            TransientError: `connection_failed`, the caller's session is closed.

        """
        return self._open()[0]

    async def token(self) -> str:
        """Return a token that has not expired, with a log-in if there is none.

        Raises:
            CredentialsError: `invalid_login`.
            ConsentError: `access_denied`.
            ThrottledError: too many calls, or the firewall's page.
            TransientError: anything else.

        """
        return await self._ask(EauGrandLyonAuth.async_get_access_token)

    async def renewed(self, refused: str) -> str:
        """Return another token than one that was refused: log in.

        Raises:
            SourceError: those of `token`.

        """
        return await self._ask(lambda auth: auth.async_renew(stale_token=refused))

    def forget(self) -> None:
        """Drop token and cookies: the next token takes a log-in."""
        if self._opened:
            self._opened[1].reset_session()

    async def _ask(self, ask: Callable[[EauGrandLyonAuth], Awaitable[str]]) -> str:
        _, auth = self._open()
        error: SourceError = TransientError("bad_reply")
        try:
            token = await ask(auth)
            if _TOKEN.fullmatch(token):
                return token
        except EauGrandLyonError as err:
            error = log_in_error(err)
        except OSError as err:
            error = connection_error(err)
        except _ODD_REPLY:
            pass
        # Raised out here the error has no context, neither.
        auth.reset_session()
        raise error

    def _open(self) -> tuple[aiohttp.ClientSession, EauGrandLyonAuth]:
        if self._shared.closed:
            raise TransientError("connection_failed")
        if self._opened is None:
            session = open_session(self._shared, self._base_url)
            # It owns nothing that would have to be closed, but complains when it is dropped undetached.
            weakref.finalize(self, session.detach)
            auth = EauGrandLyonAuth(
                session,
                self._login,
                self._password,
                timeout=http.TOTAL_TIMEOUT.total or DEFAULT_TIMEOUT,
                base_url=str(self._base_url),
                # The server refuses it, and a failure of either would be logged with what the server says.
                try_refresh_token=False,
                try_silent_reauth=False,
            )
            self._opened = session, auth
        return self._opened


def log_in_error(err: EauGrandLyonError) -> SourceError:
    """Return what the library's failure means, without a word of its text."""
    match err:
        case AuthenticationError():
            return CredentialsError("invalid_login", code="401")
        case WafBlockedError():
            return ThrottledError("throttled", code="403")
        case CannotConnectError():
            return connection_error(err.__cause__)
        case ApiError(status=HTTPStatus.FORBIDDEN):
            return ConsentError("access_denied", code="403")
        case ApiError(status=status) if status >= HTTPStatus.BAD_REQUEST:
            return TransientError("service_error", code=str(status))
        case _:
            # A success, or a redirect, that leads nowhere.
            return TransientError("bad_reply")


def connection_error(cause: BaseException | None) -> TransientError:
    """Return what a failure to reach the portal means, as `sources.http` tells them apart."""
    match cause:
        case TimeoutError():
            return TransientError("timeout")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return TransientError("tls_failed")
        case _:
            return TransientError("connection_failed")
