"""A session of the portal's own: its cookies apart from all others, every reply bounded, and nobody else asked.

The library pyeaugrandlyon empties the cookie jar at each log-in, reads whole replies and follows redirects wherever
they lead. What it gets here can do no harm.
"""

from functools import partial
from typing import override

import aiohttp
from yarl import URL

from .. import TransientError
from ..http import is_loopback, read_reply
from .replies import raise_if_blocked


class BoundedResponse(aiohttp.ClientResponse):
    """A reply that is never read beyond the size limit, and that says at once when we are not welcome."""

    @override
    async def read(self) -> bytes:
        """Return the whole body.

        Raises:
            ThrottledError: as `raise_if_blocked`: the library would drop how long to wait.
            TransientError: as `sources.http.read_reply`.

        """
        if self._body is None:
            reply = await read_reply(self)
            raise_if_blocked(reply)
            self._body = reply.body
        return self._body


def open_session(shared: aiohttp.ClientSession, base_url: URL) -> aiohttp.ClientSession:
    """Return a session over the connections of another one that is open; detach it when it is no longer used."""
    return aiohttp.ClientSession(
        connector=shared.connector,
        connector_owner=False,
        cookie_jar=aiohttp.CookieJar(unsafe=is_loopback(base_url)),
        # Unpacked by `read_reply`, and that knows no other packing.
        auto_decompress=False,
        headers={"Accept-Encoding": "gzip"},
        response_class=BoundedResponse,
        middlewares=(partial(_stay, base_url.origin()),),
    )


async def _stay(
    origin: URL, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Refuse to follow a redirect to anywhere else: it could carry the password there."""
    if request.url.origin() != origin:
        raise TransientError("bad_reply")
    return await send(request)
