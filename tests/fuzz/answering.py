"""A session that answers what it is told without a network, and the way to run a source without an event loop.

An input for a source is one whole reply: headers by name, an empty line, the body.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, override

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from custom_components.grandlyon_energy.sources.egl_portal.session import (
    BoundedResponse,
)

MOST_CALLS = 200
"""More for one question would be a search without an end."""

_CHUNK = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP reply."""

    status: int = 200
    headers: CIMultiDict[str] = field(default_factory=CIMultiDict)
    body: bytes = b""

    def printed(self) -> bytes:
        """Return it as `answer_of` reads it."""
        head = [
            f"status: {self.status}",
            *(f"{k}: {v}" for k, v in self.headers.items()),
        ]
        return "\n".join(head).encode() + b"\n\n" + self.body


def answer_of(printed: bytes) -> Answer:
    """Read a reply as it is printed; what no server can send in a header is left out."""
    head, _, body = printed.partition(b"\n\n")
    status = 200
    headers: CIMultiDict[str] = CIMultiDict()
    for line in head.decode("utf-8", "surrogateescape").splitlines():
        name, _, value = line.partition(":")
        if name == "status" and value.strip() in map(str, range(200, 600)):
            status = int(value)
        elif name.isascii() and value.strip():
            headers[name.strip()] = value.strip()
    return Answer(status=status, headers=headers, body=body)


class _Content:
    def __init__(self, body: bytes) -> None:
        self._body = body

    async def iter_chunked(self, _size: int) -> AsyncIterator[bytes]:
        for begin in range(0, len(self._body), _CHUNK):
            yield self._body[begin : begin + _CHUNK]


class _Response(BoundedResponse):
    """A reply that came at once; what reads it is that of the source and of aiohttp."""

    _closed = True

    def __init__(self, answer: Answer, url: URL) -> None:
        self.status = answer.status
        self.content = _Content(answer.body)  # type: ignore[assignment]
        self.method = "GET"
        self._headers = CIMultiDictProxy(answer.headers)
        self._url = self._real_url = url
        self._body = None
        self._cache: dict[str, Any] = {}
        self._resolve_charset = lambda *_: "utf-8"

    @override
    async def __aenter__(self) -> Self:
        return self

    @override
    async def __aexit__(self, *_: object) -> None:
        pass


class _Jar:
    def clear(self) -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    url: URL
    headers: Mapping[str, str]
    data: bytes | Mapping[str, str] | None


type Answers = Callable[[Asked], Answer]


@dataclass
class Answering:
    """Stands in for aiohttp's session."""

    answer: Answers

    calls: int = 0
    closed: bool = False
    connector: None = None
    cookie_jar: _Jar = field(default_factory=_Jar)

    def request(
        self,
        method: str,
        url: URL | str,
        *,
        headers: Mapping[str, str],
        data: bytes | Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        **_: Any,
    ) -> _Response:
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise AssertionError("asked without an end")
        try:
            asked = URL(url) if isinstance(url, str) else url
        except ValueError as err:
            raise aiohttp.InvalidUrlClientError(str(url)) from err
        if not asked.host or asked.scheme not in ("http", "https"):
            raise aiohttp.NonHttpUrlClientError(str(url))
        asked = asked.update_query(params or {})
        request = Asked(method=method, url=asked, headers=headers, data=data)
        return _Response(self.answer(request), asked)

    def get(self, url: URL | str, **asked: Any) -> _Response:
        return self.request("GET", url, **asked)

    def post(self, url: URL | str, **asked: Any) -> _Response:
        return self.request("POST", url, **asked)

    def detach(self) -> None:
        pass


def run[T](question: Coroutine[Any, Any, T]) -> T:
    """Run what never waits for anything; an event loop would take longer than the question itself."""
    try:
        for _ in range(10_000):
            question.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("it waits for something")


def in_turn(answers: Sequence[Answer]) -> Answers:
    """Give these answers in turn, the last again and again."""
    waiting = list(answers)
    return lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]
