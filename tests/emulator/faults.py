"""What can go wrong between a client and a service, switched on by tests and by the control routes."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from functools import cache
import gzip
from http import HTTPStatus
from random import Random
import re
from typing import Any, Final

from aiohttp import web

from .replies import Reply

SLOW_DRIP_SECONDS: Final = 0.2
HUGE_BYTES: Final = 100 * 1024 * 1024
GZIP_BOMB_BYTES: Final = 200 * 1024 * 1024
NESTING: Final = 100_000

_CHUNK: Final = b" " * (64 * 1024)

_ROW_NUMBERS: Final = (
    re.compile(rb"(<v>)-?\d+(</v>)"),
    re.compile(rb'("(?:value|v)": ")-?\d+(")'),
)
"""The number of a row, as SGE and Conso API print it."""
_BARE_NUMBER: Final = re.compile(rb'("(?:ValeurIndex|index)": )-?[\d.]+')
"""The number of a row, as both services of water print it."""


class Fault(StrEnum):
    """A misbehaviour of a service, or of what stands between."""

    REFUSED = auto()
    """The connection is closed as soon as the request is in."""
    RESET_MID_REPLY = auto()
    """The connection is reset in the middle of the right reply."""
    SILENCE = auto()
    """No reply ever comes."""
    SLOW_DRIP = auto()
    """The right reply, a byte at a time."""
    TRUNCATED = auto()
    """Half of the right reply, as a complete HTTP reply."""
    HUGE_BODY = auto()
    """The right reply behind a hundred megabytes of blanks."""
    ENTITY_BOMB = auto()
    """XML whose entities expand without end."""
    DEEP_NESTING = auto()
    HTML_200 = auto()
    """A page for people, with status 200."""
    WRONG_ENCODING = auto()
    """Bytes that are not the text that the header promises."""
    GZIP_BOMB = auto()
    HTTP_401 = auto()
    HTTP_403 = auto()
    HTTP_404 = auto()
    HTTP_429 = auto()
    HTTP_429_RETRY_AFTER = auto()
    HTTP_500 = auto()
    HTTP_503 = auto()
    SGE_CODE = auto()
    """A SOAP fault with the given code."""
    GATEWAY_CODE = auto()
    """An error of the API manager's own, by its code."""
    EGL_CODE = auto()
    """A codeRetour other than 100."""
    CONSO_ERROR = auto()
    """An error of Enedis', by its code, as Conso API passes it on."""
    WAF_403 = auto()
    """A firewall's page: what stands in front of a service has refused the request."""
    MALFORMED_ROW = auto()
    """The right reply, but one row holds text where its number belongs."""
    MULTIPART = auto()
    """The right reply in a MIME envelope: no failure."""
    UNSORTED = auto()
    """The right points or rows in no order: no failure."""
    REPEATED = auto()
    """Some points or rows twice: no failure."""


STATUS_OF: Final = {
    Fault.HTTP_401: HTTPStatus.UNAUTHORIZED,
    Fault.HTTP_403: HTTPStatus.FORBIDDEN,
    Fault.HTTP_404: HTTPStatus.NOT_FOUND,
    Fault.HTTP_429: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.HTTP_429_RETRY_AFTER: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.HTTP_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(slots=True, kw_only=True)
class ActiveFault:
    """A fault that is switched on."""

    fault: Fault
    kinds: frozenset[str] | None = None
    """The kinds of call it strikes; None means all."""
    times: int | None = None
    """How many calls it still strikes; None means every one."""
    code: str | None = None
    """The code of SGE_CODE, GATEWAY_CODE, EGL_CODE and CONSO_ERROR."""
    retry_after: str = "120"
    """The header of HTTP_429_RETRY_AFTER."""


class FaultBoard:
    """The faults that are switched on, by service."""

    def __init__(self) -> None:
        self._active: dict[str, list[ActiveFault]] = {}
        self.released = asyncio.Event()
        """Set when the calls that wait in a fault shall end."""
        self.blanks_sent = 0
        """How many bytes of the last huge body left before nobody wanted more."""

    def add(self, service: str, active: ActiveFault) -> None:
        self._active.setdefault(service, []).append(active)

    def clear(self, service: str | None = None) -> None:
        if service is None:
            self._active.clear()
        else:
            self._active.pop(service, None)
        self.released.set()
        self.released = asyncio.Event()

    def take(self, service: str, kind: str) -> ActiveFault | None:
        """Return the fault that strikes this call, and count it."""
        for active in self._active.get(service, []):
            if active.kinds is not None and kind not in active.kinds:
                continue
            if active.times is None:
                return active
            if active.times > 0:
                active.times -= 1
                return active
        return None


def arrangement[T](
    fault: Fault | None, repeatable: Callable[[T], bool]
) -> Callable[[list[T]], list[T]]:
    """Return how a fault arranges points or rows.

    What is not `repeatable` (the hour that October has twice, where order alone tells the copies apart) keeps its
    order and is never repeated.
    """

    def unsorted(items: list[T]) -> list[T]:
        shuffled = list(items)
        Random(len(items)).shuffle(shuffled)
        fixed = iter([item for item in items if not repeatable(item)])
        return [item if repeatable(item) else next(fixed) for item in shuffled]

    def repeated(items: list[T]) -> list[T]:
        again = [item for item in items[::3] if repeatable(item)]
        return [*items, *again]

    match fault:
        case Fault.UNSORTED:
            return unsorted
        case Fault.REPEATED:
            return repeated
        case _:
            return list


_CODES: Final = {
    Fault.SGE_CODE,
    Fault.GATEWAY_CODE,
    Fault.EGL_CODE,
    Fault.CONSO_ERROR,
}
HARMLESS: Final = {Fault.MULTIPART, Fault.UNSORTED, Fault.REPEATED}
"""What a client must understand, not a failure."""


def outcome(fault: Fault | None, reply: Reply) -> str:
    """Return what a call is remembered by."""
    told = fault in STATUS_OF or fault in _CODES or fault is Fault.WAF_403
    if fault is None or fault in HARMLESS or told:
        return reply.outcome
    return f"fault:{fault}"


def spoiled(fault: Fault, reply: Reply) -> Reply:
    """Return the reply that a fault of content leaves; other faults change nothing here."""
    match fault:
        case Fault.TRUNCATED:
            return _with(reply, reply.body[: len(reply.body) // 2])
        case Fault.ENTITY_BOMB:
            return _with(reply, _entity_bomb(), content_type="text/xml")
        case Fault.DEEP_NESTING:
            return _with(reply, _nested(reply))
        case Fault.HTML_200:
            page = (
                "<!DOCTYPE html><html><body><h1>Maintenance en cours</h1></body></html>"
            )
            return _with(
                reply, page.encode(), content_type="text/html", status=HTTPStatus.OK
            )
        case Fault.WRONG_ENCODING:
            return _with(reply, b"\xff\xfe\xfa" + reply.body[::-1])
        case Fault.GZIP_BOMB:
            return _with(reply, _gzip_bomb()).with_header("Content-Encoding", "gzip")
        case Fault.MULTIPART:
            return _multipart(reply)
        case Fault.MALFORMED_ROW:
            return _with(reply, _malformed(reply.body))
        case _:
            return reply


async def hinder(
    request: web.Request, fault: Fault, reply: Reply, board: FaultBoard
) -> web.StreamResponse | None:
    """Send a reply as a fault of the wire does; None when the fault is none of these.

    The board tells when the faults end that would never end.
    """
    released = board.released
    match fault:
        case Fault.REFUSED:
            _abort(request)
        case Fault.SILENCE:
            await released.wait()
            _abort(request)
        case Fault.RESET_MID_REPLY:
            response = await _begin(request, reply)
            await response.write(reply.body[: max(1, len(reply.body) // 2)])
            _abort(request)
        case Fault.SLOW_DRIP:
            response = await _begin(request, reply)
            await _drip(response, reply.body, released)
            _abort(request)
        case Fault.HUGE_BODY if reply.status != HTTPStatus.NO_CONTENT:
            return await _bury(request, reply, board)
        case _:
            return None
    return web.Response()


def _with(reply: Reply, body: bytes, **changes: Any) -> Reply:
    return replace(reply, body=body, **changes)


def _entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY e0 "boom">{levels}]><b>&e9;</b>'
    ).encode()


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(b" " * GZIP_BOMB_BYTES, compresslevel=9)


def _malformed(body: bytes) -> bytes:
    """Return a body whose first row holds text where its number belongs; one without rows as it is."""
    for number in _ROW_NUMBERS:
        body = number.sub(rb"\1beaucoup\2", body, count=1)
    return _BARE_NUMBER.sub(rb'\1"beaucoup"', body, count=1)


def _nested(reply: Reply) -> bytes:
    if "json" in reply.content_type:
        return b"[" * NESTING + b"]" * NESTING
    return b"<a>" * NESTING + b"</a>" * NESTING


def _multipart(reply: Reply) -> Reply:
    boundary = "uuid:5f1b1d9e"
    head = (
        f"--{boundary}\r\nContent-Type: {reply.content_type}\r\n"
        "Content-Transfer-Encoding: binary\r\nContent-ID: <root.message@enedis.example>\r\n\r\n"
    )
    return replace(
        reply,
        body=head.encode() + reply.body + f"\r\n--{boundary}--\r\n".encode(),
        content_type=(
            f'multipart/related; type="text/xml"; boundary="{boundary}"; '
            'start="<root.message@enedis.example>"'
        ),
    )


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _bury(
    request: web.Request, reply: Reply, board: FaultBoard
) -> web.StreamResponse:
    """Send the reply behind blanks, as many as anybody reads, and count them."""
    board.blanks_sent = 0
    response = web.StreamResponse(
        status=reply.status,
        headers=[("Content-Type", reply.content_type), *reply.headers],
    )
    response.content_length = HUGE_BYTES + len(reply.body)
    await response.prepare(request)
    with suppress(ConnectionError):
        while board.blanks_sent < HUGE_BYTES:
            await response.write(_CHUNK)
            board.blanks_sent += len(_CHUNK)
        await response.write(reply.body)
    return response


async def _begin(request: web.Request, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(
        status=reply.status, headers={"Content-Type": reply.content_type}
    )
    response.content_length = len(reply.body)
    await response.prepare(request)
    return response


async def _drip(
    response: web.StreamResponse, body: bytes, released: asyncio.Event
) -> None:
    for byte in body:
        if released.is_set():
            return
        await response.write(bytes([byte]))
        await asyncio.sleep(SLOW_DRIP_SECONDS)


def active_fault(service: str, fault: str, options: dict[str, Any]) -> ActiveFault:
    """Return the fault that a control request describes."""
    kinds: Iterable[str] | None = options.get("kinds")
    return ActiveFault(
        fault=Fault(fault),
        kinds=frozenset(kinds) if kinds is not None else None,
        times=options.get("times"),
        code=options.get("code"),
        retry_after=options.get("retry_after", "120"),
    )
