"""Which of the five meanings a failure of Eau du Grand Lyon has, and that none tells a secret."""

from collections.abc import Mapping
from datetime import timedelta
import json
import logging

from aiohttp import web
import pytest

from custom_components.grandlyon_energy.sources import (
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
)
from custom_components.grandlyon_energy.sources.egl import EglSource

from .service import (
    AUTH_KEY,
    CONTRACT,
    HTML,
    LOGIN,
    NESTED,
    PASSWORD,
    SECRETS,
    TOKEN,
    FakeService,
    Scripted,
    connected,
    failure,
    read,
    reply,
    row,
    rows,
)


@pytest.mark.parametrize(
    "refusal",
    [
        reply(-3, None, "Token expiré"),
        reply("-3"),
        (401, ""),
        (401, reply(-3)),
        (401, reply(100)),
        (403, reply(None)),
        # Under a token, even the code of a wrong log-in is no more than a refusal.
        reply(-2),
    ],
)
async def test_a_refused_token_is_renewed_once(
    refusal: Scripted, source: EglSource, service: FakeService
) -> None:
    service.connect = [connected(), connected(token="renewed")]
    service.data = [refusal, rows(row())]
    await source.read_contracts()
    assert len(await read(source)) == 1
    assert service.paths == [
        "connect.asp",
        "getAllAgregatsByAbonnement.aspx",
        "connect.asp",
        "getAllAgregatsByAbonnement.aspx",
    ]
    assert service.asked[-1].form["token"] == "renewed"


@pytest.mark.parametrize(
    ("refusal", "expected", "reason", "code"),
    [
        (reply(-3, None, "Token expiré"), TransientError, "service_error", "-3"),
        (reply(-2), TransientError, "service_error", "-2"),
        ((401, "<html>"), TransientError, "service_error", "401"),
        ((403, "{}"), TransientError, "service_error", "403"),
        (
            reply(-9, None, "AuthKey invalide"),
            CredentialsError,
            "invalid_auth_key",
            "-9",
        ),
    ],
)
async def test_a_token_refused_twice_is_an_error(
    *,
    refusal: Scripted,
    expected: type[SourceError],
    reason: str,
    code: str,
    source: EglSource,
    service: FakeService,
) -> None:
    service.data = [refusal]
    error = await failure(source)
    assert type(error) is expected
    assert (error.reason, error.code) == (reason, code)
    assert service.paths.count("connect.asp") == 2
    assert service.paths.count("getAllAgregatsByAbonnement.aspx") == 2

    # The refused token is forgotten, so that the next reading starts with a log-in.
    service.data = [rows(row())]
    await read(source)
    assert service.paths[-2:] == ["connect.asp", "getAllAgregatsByAbonnement.aspx"]


async def test_a_password_changed_between_log_in_and_data_is_a_wrong_log_in(
    source: EglSource, service: FakeService
) -> None:
    service.connect = [connected(), reply(-2)]
    service.data = [reply(-3)]
    error = await failure(source)
    assert isinstance(error, CredentialsError)
    assert error.reason == "invalid_login"


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        (reply(-2), "invalid_login", "-2"),
        (reply("-2"), "invalid_login", "-2"),
        (reply(-2, None, None), "invalid_login", "-2"),
        (reply(-7, None, "Identifiant inconnu"), "invalid_login", "-7"),
        (reply(-7, None, "Mot de passe erroné"), "invalid_login", "-7"),
        (reply(-1, None, "IDENTIFIANTS INCORRECTS"), "invalid_login", "-1"),
        ((401, reply(-2)), "invalid_login", "-2"),
        (reply(-1), "invalid_auth_key", "-1"),
        (
            reply(-7, None, "Clé d'authentification invalide"),
            "invalid_auth_key",
            "-7",
        ),
        (reply(-2, None, "AuthKey inconnue"), "invalid_auth_key", "-2"),
        ((401, '{"fault": {"code": 900901}}'), "invalid_auth_key", "401"),
        ((401, "<html>Unauthorized</html>"), "invalid_auth_key", "401"),
        ((403, "{}"), "invalid_auth_key", "403"),
        ((403, reply(100)), "invalid_auth_key", "403"),
    ],
)
async def test_refused_credentials_say_which(
    answer: Scripted,
    reason: str,
    code: str,
    source: EglSource,
    service: FakeService,
) -> None:
    service.connect = [answer]
    error = await failure(source)
    assert isinstance(error, CredentialsError)
    assert (error.reason, error.code) == (reason, code)
    assert service.paths == ["connect.asp"]


@pytest.mark.parametrize(
    "answer", [reply(-9, None, "Article en maintenance"), reply(0), reply(-9, None, 3)]
)
async def test_an_unknown_code_is_a_failing_service(
    answer: str, source: EglSource, service: FakeService
) -> None:
    service.connect = [answer]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "service_error"
    assert error.code == str(json.loads(answer)["codeRetour"])


BAD_BODIES: Mapping[str, Scripted] = {
    "html": HTML,
    "empty": "",
    "truncated": rows(row())[:-9],
    "latin-1": rows(row()).replace("\\u00e9", "é").encode("latin-1"),
    "nested": NESTED,
    "list": "[]",
    "text": '"100"',
    "null": "null",
    "no code": "{}",
    "null code": reply(None),
    "true code": reply(True),
    "text code": reply("cent"),
    "broken code": reply(100.5),
    "endless code": '{"codeRetour": ' + "9" * 5000 + "}",
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("route", ["connect", "data"])
async def test_a_body_that_is_not_the_services_is_a_bad_reply(
    route: str, body: Scripted, source: EglSource, service: FakeService
) -> None:
    setattr(service, route, [body])
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


async def test_a_byte_order_mark_is_no_obstacle(
    source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row()).encode("utf-8-sig")]
    assert len(await read(source)) == 1


@pytest.mark.parametrize("route", ["connect", "data"])
async def test_the_firewalls_page_asks_for_patience_not_for_another_key(
    route: str, source: EglSource, service: FakeService
) -> None:
    setattr(
        service,
        route,
        [web.Response(status=403, text="<html>", headers={"Retry-After": "90"})],
    )
    error = await failure(source)
    assert isinstance(error, ThrottledError)
    assert (error.reason, error.code) == ("throttled", "403")
    assert error.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize("route", ["connect", "data"])
async def test_too_many_calls_wait_as_told(
    route: str, source: EglSource, service: FakeService
) -> None:
    setattr(service, route, [web.Response(status=429, headers={"Retry-After": "7"})])
    error = await failure(source)
    assert isinstance(error, ThrottledError)
    assert error.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("status", [302, 400, 500, 503])
@pytest.mark.parametrize("route", ["connect", "data"])
async def test_a_failing_status_is_a_failing_service(
    route: str, status: int, source: EglSource, service: FakeService
) -> None:
    setattr(service, route, [(status, reply(100))])
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert (error.reason, error.code) == ("service_error", str(status))


TELLTALE = f"{LOGIN} {PASSWORD} {AUTH_KEY} {TOKEN} contrat {CONTRACT}"


@pytest.mark.parametrize(
    ("connect", "data"),
    [
        (reply(-2, None, f"Identifiant {TELLTALE}"), rows()),
        (reply(-9, None, TELLTALE), rows()),
        ((500, TELLTALE), rows()),
        ((403, TELLTALE), rows()),
        (TELLTALE, rows()),
        (connected(num_abt=f"{CONTRACT} {LOGIN}"), rows()),
        (connected(), reply(-9, None, TELLTALE)),
        (connected(), TELLTALE),
        (connected(), rows(row(printed=f"2026-02-30T{TELLTALE}"))),
        (connected(), rows(row(value=TELLTALE))),
        (connected(), reply(100, TELLTALE)),
    ],
)
async def test_no_exception_tells_a_secret(
    connect: Scripted,
    data: Scripted,
    source: EglSource,
    service: FakeService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="custom_components.grandlyon_energy")
    service.connect, service.data = [connect], [data]
    error = await failure(source)
    told = [r.getMessage() for r in caplog.records if r.name.startswith("custom")]
    chain: BaseException | None = error
    while chain is not None:
        told += [str(chain), repr(chain), repr(chain.args), repr(vars(chain))]
        chain = chain.__cause__ or chain.__context__
    for secret in SECRETS:
        assert not [text for text in told if secret in text]
