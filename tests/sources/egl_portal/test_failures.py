"""Which of the five meanings a failure of the portal has, at every step, and that none tells a secret."""

from collections.abc import Callable
from datetime import timedelta
import gzip
import json
import logging
import tracemalloc
import zlib

from aiohttp import web
from pyeaugrandlyon import EauGrandLyonAuth
import pytest

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
    http,
)
from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource
from custom_components.grandlyon_energy.sources.http import MAXIMUM_REPLY_BYTES

from .service import (
    DENIED,
    FIREWALL,
    HTML,
    LOGIN,
    PASSWORD,
    SECRETS,
    FakePortal,
    Scripted,
    contract,
    days,
    failure,
    poll,
    row,
)

STEPS = ("log_in", "authorize", "token", "contracts", "days")
READ_BY_US = ("token", "contracts", "days")

type MakeSource = Callable[[], EglPortalSource]


async def failures(
    make_source: MakeSource,
    portal: FakePortal,
    answer: Scripted,
    steps: tuple[str, ...],
) -> dict[str, SourceError]:
    """The error of a poll of which one step is answered so, for each of the steps."""
    errors = {}
    for step in steps:
        portal.scripts = {step: [answer]}
        errors[step] = await failure(make_source())
    return errors


def meanings(errors: dict[str, SourceError]) -> set[tuple[type, str, str | None]]:
    return {(type(error), error.reason, error.code) for error in errors.values()}


# --- refusals ----------------------------------------------------------------------------------------------------------


async def test_a_wrong_password_is_asked_for_again(
    make_source: Callable[..., EglPortalSource], portal: FakePortal
) -> None:
    error = await failure(make_source(password="wrong"))
    assert isinstance(error, CredentialsError)
    assert error.reason == "invalid_login"
    assert portal.kinds == ["log_in"]


async def test_a_refusal_after_the_log_in_is_not_the_passwords_fault(
    make_source: MakeSource, portal: FakePortal
) -> None:
    errors = await failures(make_source, portal, (401, "{}"), STEPS[1:])
    assert meanings(errors) == {(TransientError, "service_error", "401")}


@pytest.mark.parametrize(
    "page",
    [
        FIREWALL,
        (403, ""),
        (403, "Forbidden"),
        (403, f"<!-- {'x' * 400} --><html>"),
        (403, '{"cause": '),
    ],
)
async def test_the_firewalls_page_is_a_throttle_at_every_step(
    page: Scripted, make_source: MakeSource, portal: FakePortal
) -> None:
    errors = await failures(make_source, portal, page, STEPS)
    assert meanings(errors) == {(ThrottledError, "throttled", "403")}
    # The firewall is not asked again: that would make it block for longer.
    assert portal.kinds[-5:] == [*STEPS]


async def test_what_the_library_takes_for_the_firewalls_page_is_a_throttle(
    make_source: MakeSource, portal: FakePortal
) -> None:
    page = (403, '{"cause": "<html>"}')
    errors = await failures(make_source, portal, page, ("log_in",))
    assert meanings(errors) == {(ThrottledError, "throttled", "403")}


async def test_too_many_requests_say_how_long_to_wait_at_every_step(
    make_source: MakeSource, portal: FakePortal
) -> None:
    async def wait(_: web.Request) -> web.StreamResponse:
        return web.Response(status=429, text="{}", headers={"Retry-After": "300"})

    errors = await failures(make_source, portal, wait, STEPS)
    assert meanings(errors) == {(ThrottledError, "throttled", "429")}
    for error in errors.values():
        assert isinstance(error, ThrottledError)
        assert error.retry_after == timedelta(minutes=5)


async def test_an_access_that_the_portal_denies_is_the_users_to_settle(
    make_source: MakeSource, portal: FakePortal
) -> None:
    errors = await failures(make_source, portal, DENIED, STEPS)
    assert meanings(errors) == {(ConsentError, "access_denied", "403")}


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_any_other_status_is_a_failing_service_at_every_step(
    status: int, make_source: MakeSource, portal: FakePortal
) -> None:
    errors = await failures(make_source, portal, (status, "<html>"), STEPS)
    assert meanings(errors) == {(TransientError, "service_error", str(status))}


# --- nonsense ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        HTML,
        "",
        "null",
        '"text"',
        "12",
        "[[]]",
        "{}",
        '{"content": 3}',
        "[" * 200_000,
        '{"access_token":' + "[" * 200_000,
        json.dumps([contract(id="x")])[:-5],
        '[{"reference": "é"}]'.encode("latin-1"),
        b"\xff\xfe\xfa",
    ],
    ids=lambda body: str(body)[:24],
)
async def test_a_body_that_is_not_the_portals_is_a_bad_reply(
    body: Scripted, make_source: MakeSource, portal: FakePortal
) -> None:
    errors = await failures(make_source, portal, body, READ_BY_US)
    assert meanings(errors) == {(TransientError, "bad_reply", None)}


async def test_text_that_is_none_is_a_bad_reply_where_it_is_not_even_looked_at(
    make_source: MakeSource, portal: FakePortal
) -> None:
    errors = await failures(make_source, portal, b"\xff\xfe\xfa", ("log_in",))
    assert meanings(errors) == {(TransientError, "bad_reply", None)}


@pytest.mark.parametrize(
    "tokens",
    [
        {"access_token": None},
        {"access_token": 12},
        {"access_token": ["TOKEN77F0"]},
        {"access_token": ""},
        {"access_token": "two\r\nlines"},
        {"access_token": "clé"},
        {"expires_in": None},
        {"expires_in": "soon"},
        {"expires_in": 10**400},
        {"expires_in": []},
    ],
    ids=str,
)
async def test_a_token_that_makes_no_sense_is_a_bad_reply_and_forgotten(
    tokens: dict[str, object], make_source: MakeSource, portal: FakePortal
) -> None:
    source = make_source()
    portal.tokens = tokens
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"
    assert portal.kinds == ["log_in", "authorize", "token"]

    portal.tokens = {}
    await poll(source)


@pytest.mark.parametrize(
    ("stumble", "reason"),
    [
        (AttributeError, "bad_reply"),
        (KeyError, "bad_reply"),
        (IndexError, "bad_reply"),
        (ConnectionResetError, "connection_failed"),
        (TimeoutError, "timeout"),
    ],
)
async def test_whatever_the_library_stumbles_over_has_a_meaning(
    stumble: type[Exception],
    reason: str,
    make_source: MakeSource,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fall(_: EauGrandLyonAuth) -> str:
        raise stumble(LOGIN)

    monkeypatch.setattr(EauGrandLyonAuth, "async_get_access_token", fall)
    error = await failure(make_source())
    assert isinstance(error, TransientError)
    assert error.reason == reason
    assert error.__context__ is None


@pytest.mark.parametrize(
    "location",
    [
        "/autorisation-callback.html?error=denied",
        "/elsewhere#",
        "",
        "http://[::1",
        "ftp://127.0.0.1/",
    ],
)
async def test_an_authorisation_without_a_code_is_no_log_in(
    location: str, make_source: MakeSource, portal: FakePortal
) -> None:
    portal.scripts["authorize"] = [
        web.Response(status=302, headers={"Location": location}),
        HTML,
    ]
    error = await failure(make_source())
    assert isinstance(error, TransientError)
    assert error.reason in {"bad_reply", "connection_failed", "service_error"}
    assert "token" not in portal.kinds


@pytest.mark.parametrize("step", ["log_in", "authorize"])
@pytest.mark.parametrize("status", [302, 307])
async def test_a_redirect_elsewhere_is_not_followed(
    step: str, status: int, make_source: MakeSource, portal: FakePortal
) -> None:
    elsewhere = portal.url.replace("127.0.0.1", "localhost")
    portal.scripts[step] = [
        web.Response(status=status, headers={"Location": f"{elsewhere}/stolen"})
    ]
    error = await failure(make_source())
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"
    assert all(asked.path != "/stolen" for asked in portal.asked)


async def test_redirects_without_end_end(
    make_source: MakeSource, portal: FakePortal
) -> None:
    portal.scripts["authorize"] = [
        web.Response(status=302, headers={"Location": "authorize-internet"})
        for _ in range(20)
    ]
    error = await failure(make_source())
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"
    assert len(portal.asked) == 11


# --- the wire ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["log_in", "authorize"])
async def test_a_bomb_never_unfolds_where_the_library_reads(
    step: str, make_source: MakeSource, portal: FakePortal, bomb: bytes
) -> None:
    portal.scripts[step] = [
        web.Response(body=bomb, headers={"Content-Encoding": "gzip"})
    ]
    source = make_source()
    tracemalloc.start()
    try:
        error = await failure(source)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(error, TransientError)
    assert error.reason == "reply_too_large"
    assert peak < 3 * MAXIMUM_REPLY_BYTES


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """200 MB, packed."""
    packer = zlib.compressobj(1, wbits=31)
    parts = [packer.compress(bytes(1024 * 1024)) for _ in range(200)]
    return b"".join(parts) + packer.flush()


async def test_a_reply_without_end_is_cut_at_every_step(
    make_source: MakeSource, portal: FakePortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAXIMUM_REPLY_BYTES", 10_000)
    errors = await failures(make_source, portal, " " * 10_001, STEPS)
    assert meanings(errors) == {(TransientError, "reply_too_large", None)}


async def test_a_packed_reply_is_unpacked_at_every_step(
    make_source: MakeSource, portal: FakePortal
) -> None:
    packed = {"Content-Encoding": "gzip"}

    def answer(text: str) -> web.Response:
        return web.Response(body=gzip.compress(text.encode()), headers=packed)

    token = json.dumps({"access_token": "TOKEN77F0-packed", "expires_in": 3600})
    portal.scripts = {
        "token": [answer(token)],
        "contracts": [answer(json.dumps([contract(id="x")]))],
        "days": [answer(days(row("2026-10-05", 1, 1)))],
    }
    await poll(make_source())
    assert portal.asked[-1].headers["Authorization"] == "Bearer TOKEN77F0-packed"


async def test_a_portal_that_does_not_speak_tls_is_not_trusted(
    make_source: Callable[..., EglPortalSource], portal: FakePortal
) -> None:
    error = await failure(make_source(base_url=portal.url.replace("http:", "https:")))
    assert isinstance(error, TransientError)
    assert error.reason == "tls_failed"
    assert portal.asked == []


# --- secrets -----------------------------------------------------------------------------------------------------------


async def test_no_secret_reaches_a_log_or_an_error(
    make_source: MakeSource, portal: FakePortal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = " ".join(SECRETS)
    answers = [
        (status, body)
        for status in (200, 401, 403, 500)
        for body in (json.dumps({"cause": told}), f"<html>{told}</html>")
    ]
    errors = []
    for step in STEPS:
        for answer in answers:
            portal.scripts = {step: [answer]}
            try:
                await poll(make_source())
            except SourceError as err:
                errors.append(err)
    portal.scripts = {}
    source = make_source()
    await poll(source)
    portal.refused = {"TOKEN77F0-1"}
    await poll(source)

    assert errors
    # What the stand-in itself logs is its own affair.
    logged = [r for r in caplog.records if r.name not in ("aiohttp.access", "asyncio")]
    texts = [*(r.getMessage() for r in logged), *map(repr, errors), *map(str, errors)]
    assert "pyeaugrandlyon" in {r.name.partition(".")[0] for r in logged}
    for secret in (*SECRETS, LOGIN, PASSWORD):
        assert not any(secret in text for text in texts)
