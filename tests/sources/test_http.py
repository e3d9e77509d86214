"""The one way to ask over HTTP: bounded, verified, and silent about secrets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import gzip
import tracemalloc
import zlib

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest
from yarl import URL

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
    http,
)
from custom_components.grandlyon_energy.sources.http import (
    LONGEST_RETRY_AFTER,
    MAXIMUM_REPLY_BYTES,
    Reply,
    async_post,
    checked_base_url,
    raise_for_status,
)

SECRET = "s3cr3t-k3y"
MIB = 1024 * 1024

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
type Post = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def post(
    socket_enabled: None,
) -> AsyncIterator[Callable[[Handler], Awaitable[Post]]]:
    """Serve one handler and return a way to post to it."""
    servers: list[TestServer] = []

    async with aiohttp.ClientSession() as session:

        async def serve(handler: Handler) -> Post:
            app = web.Application()
            app.router.add_post("/{path:.*}", handler)
            server = TestServer(app, host="127.0.0.1")
            await server.start_server()
            servers.append(server)

            async def send(**told: str) -> Reply:
                headers = {"apikey": SECRET, **told}
                url = server.make_url(f"/{SECRET}")
                return await async_post(session, url, data=b"ask", headers=headers)

            return send

        yield serve
    for server in servers:
        await server.close()


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=named)

    return handle


async def failure(asking: Awaitable[Reply]) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await asking
    error = caught.value
    assert SECRET not in f"{error!r} {error} {error.args} {vars(error)}"
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    return error


# --- size --------------------------------------------------------------------------------------------------------------


async def test_a_whole_reply(post: Callable[[Handler], Awaitable[Post]]) -> None:
    seen: list[web.BaseRequest] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return web.Response(
            status=418, body=b"tea", headers={"Content-Type": "Text/XML; Charset=UTF-8"}
        )

    reply = await (await post(handle))()

    assert reply == Reply(
        status=418, content_type="text/xml; charset=utf-8", body=b"tea"
    )
    assert not reply.ok
    assert seen[0].headers["apikey"] == SECRET
    assert seen[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZIP "])
async def test_a_packed_reply_is_unpacked(
    post: Callable[[Handler], Awaitable[Post]], encoding: str
) -> None:
    body = bytes(range(256)) * 4000
    send = await post(answer(gzip.compress(body), Content_Encoding=encoding))

    assert (await send()).body == body


async def test_an_empty_reply_that_calls_itself_packed_is_empty(
    post: Callable[[Handler], Awaitable[Post]],
) -> None:
    send = await post(answer(b"", status=401, Content_Encoding="gzip"))

    assert (await send()).status == 401


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        pytest.param(b"plain", "gzip", id="not packed"),
        pytest.param(gzip.compress(b"x" * 9999)[:-10], "gzip", id="cut short"),
        pytest.param(
            gzip.compress(b"x" * 9999)[:4], "gzip", id="no more than a header"
        ),
        pytest.param(
            gzip.compress(b"x" * 9999)[:-8] + b"\0" * 8, "gzip", id="checksum"
        ),
        pytest.param(zlib.compress(b"x"), "deflate", id="not asked for"),
        pytest.param(b"x", "br", id="Brotli"),
        pytest.param(b"x", "gzip, gzip", id="packed twice"),
        pytest.param(b"x", "identity\u00e9", id="nonsense"),
    ],
)
async def test_a_reply_that_cannot_be_unpacked_is_refused(
    post: Callable[[Handler], Awaitable[Post]], body: bytes, encoding: str
) -> None:
    send = await post(answer(body, Content_Encoding=encoding))

    assert str(await failure(send())) == "bad_reply"


@pytest.mark.parametrize("packed", [False, True])
async def test_the_limit_is_the_largest_reply(
    post: Callable[[Handler], Awaitable[Post]],
    monkeypatch: pytest.MonkeyPatch,
    packed: bool,
) -> None:
    monkeypatch.setattr(http, "MAXIMUM_REPLY_BYTES", 1000)

    def sized(size: int) -> Handler:
        body = b"x" * size
        if packed:
            return answer(gzip.compress(body), Content_Encoding="gzip")
        return answer(body)

    assert len((await (await post(sized(1000)))()).body) == 1000
    assert str(await failure((await post(sized(1001)))())) == "reply_too_large"


async def test_a_bomb_never_unfolds(
    post: Callable[[Handler], Awaitable[Post]],
) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * MIB) for _ in range(200)) + packer.flush()
    send = await post(answer(bomb, Content_Encoding="gzip"))

    tracemalloc.start()
    try:
        assert str(await failure(send())) == "reply_too_large"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # The limit, one more unpacked chunk while it is looked at, and what a growing buffer needs.
    assert peak < 3 * MAXIMUM_REPLY_BYTES


async def test_an_endless_reply_ends(
    post: Callable[[Handler], Awaitable[Post]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAXIMUM_REPLY_BYTES", MIB)

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" " * 65536)

    send = await post(handle)

    assert str(await failure(send())) == "reply_too_large"


# --- the wire ----------------------------------------------------------------------------------------------------------


async def test_a_redirect_is_not_followed(
    post: Callable[[Handler], Awaitable[Post]],
) -> None:
    asked: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    reply = await (await post(handle))()

    assert reply.status == 307
    assert asked == [f"/{SECRET}"]


async def test_a_service_that_is_silent_times_out(
    post: Callable[[Handler], Awaitable[Post]], monkeypatch: pytest.MonkeyPatch
) -> None:
    over = asyncio.Event()
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", aiohttp.ClientTimeout(total=0.05))

    async def handle(request: web.Request) -> web.StreamResponse:
        await over.wait()
        return web.Response()

    send = await post(handle)

    assert str(await failure(send())) == "timeout"
    over.set()


async def test_a_connection_that_breaks(
    post: Callable[[Handler], Awaitable[Post]],
) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport
        request.transport.abort()
        return response

    send = await post(handle)

    assert str(await failure(send())) == "connection_failed"


async def test_nobody_there(socket_enabled: None, unused_tcp_port: int) -> None:
    url = URL(f"http://127.0.0.1:{unused_tcp_port}/{SECRET}")
    async with aiohttp.ClientSession() as session:
        asking = async_post(session, url, data=b"", headers={})

        assert str(await failure(asking)) == "connection_failed"


async def test_a_service_that_does_not_speak_tls_is_not_trusted(
    post: Callable[[Handler], Awaitable[Post]],
) -> None:
    seen: list[URL] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append(request.url)
        return web.Response()

    send = await post(handle)
    await send()
    url = URL(f"https://127.0.0.1:{seen[0].port}/{SECRET}")
    async with aiohttp.ClientSession() as session:
        asking = async_post(session, url, data=b"", headers={})

        assert str(await failure(asking)) == "tls_failed"


@pytest.mark.parametrize("value", ["two\r\nlines", "nul\0", "lone\ud800"])
async def test_a_key_that_no_header_can_hold_is_no_key(
    post: Callable[[Handler], Awaitable[Post]], value: str
) -> None:
    send = await post(answer())

    error = await failure(send(apikey=value + SECRET))

    assert isinstance(error, CredentialsError)
    assert error.reason == "invalid_key"


# --- Retry-After -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        ("86401", LONGEST_RETRY_AFTER),
        ("9" * 5000, LONGEST_RETRY_AFTER),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta()),
        ("Wed, 21 Oct 2015 07:28:00", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +9999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", LONGEST_RETRY_AFTER),
    ],
)
async def test_how_long_to_wait(
    post: Callable[[Handler], Awaitable[Post]],
    header: str,
    expected: timedelta | None,
) -> None:
    send = await post(answer(status=429, Retry_After=header))

    assert (await send()).retry_after == expected


async def test_a_date_to_wait_for(post: Callable[[Handler], Awaitable[Post]]) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    send = await post(answer(Retry_After=format_datetime(until, usegmt=True)))

    waiting = (await send()).retry_after

    assert waiting is not None
    assert timedelta(minutes=58) < waiting <= timedelta(hours=1)


async def test_nothing_said_of_waiting(
    post: Callable[[Handler], Awaitable[Post]],
) -> None:
    assert (await (await post(answer()))()).retry_after is None


# --- statuses and addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 204, 299])
def test_a_success_raises_nothing(status: int) -> None:
    raise_for_status(Reply(status=status, content_type="", body=b""))


@pytest.mark.parametrize("code", [None, "900802"])
def test_too_many_requests(code: str | None) -> None:
    wait = timedelta(seconds=3)
    reply = Reply(status=429, content_type="", body=b"", retry_after=wait)

    with pytest.raises(ThrottledError) as caught:
        raise_for_status(reply, code=code)

    assert (caught.value.code, caught.value.retry_after) == (code or "429", wait)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 500, 503])
def test_every_other_status_may_pass(status: int) -> None:
    with pytest.raises(TransientError, match=rf"^service_error \({status}\)$"):
        raise_for_status(Reply(status=status, content_type="", body=b""))


@pytest.mark.parametrize(
    "text",
    [
        "https://apis.example.org",
        " https://apis.example.org/ ",
        "https://apis.example.org:8443/base/",
        "http://127.0.0.1:8080",
        "http://localhost/x",
        "http://LOCALHOST",
        "http://[::1]:8080/",
    ],
)
def test_addresses_that_are_safe(text: str) -> None:
    assert str(checked_base_url(text)) == text.strip().rstrip("/").replace(
        "LOCALHOST", "localhost"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http://apis.example.org", "insecure_url"),
        ("http://127.0.0.1.example.org", "insecure_url"),
        ("http://192.168.1.2", "insecure_url"),
        ("ftp://apis.example.org", "invalid_url"),
        ("apis.example.org", "invalid_url"),
        ("https://", "invalid_url"),
        ("", "invalid_url"),
        (f"https://user:{SECRET}@apis.example.org", "invalid_url"),
        (f"https://user:{SECRET}@apis.example.org:port", "invalid_url"),
        (f"https://{SECRET}@apis.example.org", "invalid_url"),
        (f"https://apis.example.org?key={SECRET}", "invalid_url"),
        (f"https://apis.example.org/#{SECRET}", "invalid_url"),
        ("https://[::1", "invalid_url"),
        ("https://apis.example.org:99999", "invalid_url"),
    ],
)
def test_addresses_that_are_not(text: str, reason: str) -> None:
    with pytest.raises(ConsentError) as caught:
        checked_base_url(text)

    assert str(caught.value) == reason
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
