"""The partner API of Eau du Grand Lyon, spoken to over real HTTP on the loopback."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
import json
import logging

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
    WaterSource,
)
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

AUTH_KEY = "key-5d1f0a"
LOGIN = "camille@example.org"
PASSWORD = "pâté & chèvre+1"
TOKEN = "TOKEN77F0"
CONTRACT = "1895683"
SECRETS = (AUTH_KEY, LOGIN, "camille", PASSWORD, "chèvre", TOKEN, CONTRACT)

START = date(2026, 2, 28)
END = date(2026, 12, 3)

HTML = (200, "<html><body>Maintenance</body></html>")
NESTED = "[" * 200_000


def reply(code: object, result: object = None, label: object = "") -> str:
    return json.dumps(
        {"codeRetour": code, "libelleRetour": label, "resultatRetour": result}
    )


def connected(**result: object) -> str:
    return reply(100, {"num_abt": 1895683, "token": TOKEN} | result, "Connecté")


def row(
    printed: object = "2026-07-01T00:00:00+02:00",
    letter: object = "R",
    value: object = 562362,
) -> dict[str, object]:
    return {"DateReleve": printed, "TypeAgregat": letter, "ValeurIndex": value}


def rows(*several: object) -> str:
    return reply(100, list(several), "L'opération a réussi")


@dataclass
class Asked:
    path: str
    auth_key: str | None
    content_type: str
    form: dict[str, str]


type Scripted = str | bytes | tuple[int, str] | web.Response


@dataclass
class FakeService:
    """Answers what a test scripted, the last answer again and again, and keeps what it was asked."""

    url: str = ""
    connect: list[Scripted] = field(default_factory=lambda: [connected()])
    data: list[Scripted] = field(default_factory=lambda: [rows(row())])
    connect_routes: tuple[str, ...] = ("/ws/connect.asp",)
    asked: list[Asked] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(
            Asked(
                path=request.path,
                auth_key=request.headers.get("AuthKey"),
                content_type=request.headers["Content-Type"],
                form={key: str(value) for key, value in (await request.post()).items()},
            )
        )
        if request.path in self.connect_routes:
            return self._next(self.connect)
        if request.path == "/ws/getAllAgregatsByAbonnement.aspx":
            return self._next(self.data)
        return web.Response(status=404, text="<html>IIS</html>")

    @staticmethod
    def _next(script: list[Scripted]) -> web.Response:
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        status, text = answer if isinstance(answer, tuple) else (200, answer)
        return web.Response(status=status, text=text)

    @property
    def paths(self) -> list[str]:
        return [asked.path.removeprefix("/ws/") for asked in self.asked]


@pytest.fixture
async def service(socket_enabled: None) -> AsyncIterator[FakeService]:
    fake = FakeService()
    app = web.Application()
    app.router.add_route("POST", "/{path:.*}", fake.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/ws"))
        yield fake


@pytest.fixture
async def make_source(
    service: FakeService,
) -> AsyncIterator[Callable[..., EglSource]]:
    async with aiohttp.ClientSession() as session:

        def make(
            *,
            base_url: str | None = None,
            auth_key: str = AUTH_KEY,
            password: str = PASSWORD,
        ) -> EglSource:
            return EglSource(
                session,
                base_url=base_url or service.url,
                auth_key=auth_key,
                login=LOGIN,
                password=password,
            )

        yield make


@pytest.fixture
def source(make_source: Callable[..., EglSource]) -> EglSource:
    return make_source()


async def read(source: EglSource) -> list[MeterIndex]:
    return list(await source.read_meter_indexes(CONTRACT, START, END))


async def poll(source: EglSource) -> None:
    await source.read_contracts()
    await read(source)


async def failure(source: EglSource) -> SourceError:
    """The error of one whole poll."""
    with pytest.raises(SourceError) as caught:
        await poll(source)
    return caught.value


# --- what is asked ---------------------------------------------------------------------------------------------------


async def test_it_is_a_water_source_of_three_years(source: EglSource) -> None:
    water: WaterSource = source
    assert water.history_months == 36


async def test_a_poll_logs_in_once_and_asks_with_month_first(
    source: EglSource, service: FakeService
) -> None:
    await source.read_contracts()
    await read(source)
    await read(source)

    assert service.paths == [
        "connect.asp",
        "getAllAgregatsByAbonnement.aspx",
        "getAllAgregatsByAbonnement.aspx",
    ]
    log_in, ask, _ = service.asked
    assert log_in.form == {"login": LOGIN, "pass": PASSWORD}
    assert ask.form == {
        "token": TOKEN,
        "num_abt": CONTRACT,
        "date_debut": "02/28/2026",
        "date_fin": "12/03/2026",
    }
    for asked in service.asked:
        assert asked.auth_key == AUTH_KEY
        assert asked.content_type == "application/x-www-form-urlencoded"


async def test_each_poll_logs_in_anew(source: EglSource, service: FakeService) -> None:
    service.connect = [connected(), connected(token="second")]
    await source.read_contracts()
    await source.read_contracts()
    await read(source)
    assert service.asked[-1].form["token"] == "second"


async def test_readings_without_a_log_in_log_in_by_themselves(
    source: EglSource, service: FakeService
) -> None:
    await read(source)
    assert service.paths == ["connect.asp", "getAllAgregatsByAbonnement.aspx"]


async def test_aspx_is_tried_when_asp_is_gone_and_remembered(
    source: EglSource, service: FakeService
) -> None:
    service.connect_routes = ("/ws/connect.aspx",)
    await source.read_contracts()
    await source.read_contracts()
    assert service.paths == ["connect.asp", "connect.aspx", "connect.aspx"]


async def test_asp_is_found_again_when_aspx_goes(
    source: EglSource, service: FakeService
) -> None:
    service.connect_routes = ("/ws/connect.aspx",)
    await source.read_contracts()
    service.connect_routes = ("/ws/connect.asp",)
    await source.read_contracts()
    await source.read_contracts()
    assert service.paths[2:] == ["connect.aspx", "connect.asp", "connect.asp"]


async def test_no_connect_page_at_all_is_a_failing_service(
    source: EglSource, service: FakeService
) -> None:
    service.connect_routes = ()
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert (error.reason, error.code) == ("service_error", "404")
    assert service.paths == ["connect.asp", "connect.aspx"]


async def test_a_pasted_key_loses_the_blanks_around_it(
    make_source: Callable[..., EglSource], service: FakeService
) -> None:
    await make_source(auth_key=f" {AUTH_KEY}\r\n").read_contracts()
    assert service.asked[0].auth_key == AUTH_KEY


@pytest.mark.parametrize("auth_key", ["two\r\nlines", "clé", "nul\x00"])
async def test_a_key_that_no_header_can_carry_is_a_wrong_key(
    auth_key: str, make_source: Callable[..., EglSource], service: FakeService
) -> None:
    error = await failure(make_source(auth_key=auth_key))
    assert isinstance(error, CredentialsError)
    assert error.reason == "invalid_auth_key"
    assert service.asked == []


async def test_a_password_that_cannot_be_encoded_is_left_to_the_service_to_refuse(
    make_source: Callable[..., EglSource], service: FakeService
) -> None:
    service.connect = [reply(-2)]
    error = await failure(make_source(password="half\ud800"))
    assert error.reason == "invalid_login"
    assert service.asked[0].form["pass"] == "half?"


@pytest.mark.parametrize(
    ("base_url", "reason"),
    [
        ("http://agence.example.org/ws", "insecure_url"),
        ("ftp://127.0.0.1", "invalid_url"),
    ],
)
def test_an_address_is_checked_before_anything_is_sent(
    base_url: str, reason: str, make_source: Callable[..., EglSource]
) -> None:
    with pytest.raises(ConsentError) as caught:
        make_source(base_url=base_url)
    assert caught.value.reason == reason


# --- contracts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "contract_ids"),
    [
        ({"num_abt": 1895683}, ["1895683"]),
        ({"num_abt": "1895683"}, ["1895683"]),
        ({"num_abt": " 0042 "}, ["0042"]),
        ({"num_abt": 1, "list_num_abt": None}, ["1"]),
        ({"num_abt": 1, "list_num_abt": []}, ["1"]),
        ({"num_abt": 2, "list_num_abt": ["3", 2, 1, "3"]}, ["2", "3", "1"]),
        ({"num_abt": None, "list_num_abt": ["9", 8]}, ["9", "8"]),
        ({"num_abt": "", "list_num_abt": [None, "", 8]}, ["8"]),
    ],
)
async def test_contracts_are_listed_once_in_order(
    result: dict[str, object],
    contract_ids: list[str],
    source: EglSource,
    service: FakeService,
) -> None:
    service.connect = [connected(**result)]
    contracts = await source.read_contracts()
    assert [contract.contract_id for contract in contracts] == contract_ids
    assert {contract.label for contract in contracts} == {None}


@pytest.mark.parametrize(
    "result", [{"num_abt": None}, {"num_abt": "", "list_num_abt": []}]
)
async def test_a_log_in_without_contract_is_the_users_to_settle(
    result: dict[str, object], source: EglSource, service: FakeService
) -> None:
    service.connect = [connected(**result)]
    error = await failure(source)
    assert isinstance(error, ConsentError)
    assert error.reason == "no_contract"


@pytest.mark.parametrize(
    "answer",
    [
        reply(100),
        reply(100, [1895683]),
        connected(token=None),
        connected(token=""),
        connected(token=12),
        connected(num_abt=True),
        connected(num_abt=1895683.5),
        connected(num_abt={}),
        connected(num_abt="../../secrets"),
        connected(num_abt=" "),
        connected(list_num_abt="1895683"),
        connected(list_num_abt=[["1895683"]]),
    ],
)
async def test_a_log_in_that_makes_no_sense_is_refused(
    answer: str, source: EglSource, service: FakeService
) -> None:
    service.connect = [answer]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


# --- readings --------------------------------------------------------------------------------------------------------


async def test_the_documented_reply_is_read(
    source: EglSource, service: FakeService
) -> None:
    service.data = [
        rows(
            row("2026-07-01T00:00:00+02:00", "R", 562362),
            row("2026-07-02T00:00:00+02:00", "R", 562432),
        )
    ]
    assert await read(source) == [
        MeterIndex(day=date(2026, 7, 1), type=IndexType.REAL, index_l=562362),
        MeterIndex(day=date(2026, 7, 2), type=IndexType.REAL, index_l=562432),
    ]


@pytest.mark.parametrize("nothing", [rows(), reply(100, None)])
async def test_no_rows_are_no_readings(
    nothing: str, source: EglSource, service: FakeService
) -> None:
    service.data = [nothing]
    assert await read(source) == []


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2026-03-29T00:00:00+01:00", date(2026, 3, 29)),
        ("2026-10-25T00:00:00+02:00", date(2026, 10, 25)),
        # Printed at 23:00 or with another offset, a day stays the day that is printed.
        ("2026-07-01T23:00:00+02:00", date(2026, 7, 1)),
        ("2026-07-01T22:00:00Z", date(2026, 7, 1)),
        ("2026-07-01T24:00:00+02:00", date(2026, 7, 1)),
        ("2026-07-01T00:00:00.000", date(2026, 7, 1)),
        ("2026-07-01 00:00:00", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
    ],
)
async def test_a_day_is_the_date_that_is_printed(
    printed: str, day: date, source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row(printed))]
    assert [reading.day for reading in await read(source)] == [day]


@pytest.mark.parametrize(
    ("letter", "index_type"),
    [
        ("R", IndexType.REAL),
        ("T", IndexType.PENDING),
        ("A", IndexType.ANOMALY),
        ("D", IndexType.METER_CHANGED),
        ("V", IndexType.UNDOCUMENTED_V),
        ("X", IndexType.UNDOCUMENTED_X),
        ("R ", IndexType.REAL),
        ("Q", IndexType.OTHER),
        ("r", IndexType.OTHER),
        ("", IndexType.OTHER),
        (None, IndexType.OTHER),
    ],
)
async def test_every_type_is_kept(
    letter: str | None,
    index_type: IndexType,
    source: EglSource,
    service: FakeService,
) -> None:
    service.data = [rows(row(letter=letter))]
    assert [reading.type for reading in await read(source)] == [index_type]


@pytest.mark.parametrize(
    ("value", "index_l"),
    [
        (0, 0),
        (-1, -1),
        ("562362", 562362),
        (" 562362 ", 562362),
        ("562362.00", 562362),
        (562362.0, 562362),
        (None, None),
        ("", None),
    ],
)
async def test_an_index_is_a_whole_number_or_absent(
    value: object, index_l: int | None, source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row(value=value))]
    assert [reading.index_l for reading in await read(source)] == [index_l]


@pytest.mark.parametrize(
    "bad_row",
    [
        row(value=562362.5),
        row(value="562,362"),
        row(value="12 m3"),
        row(value="9" * 17),
        row(value=2**53 + 1),
        row(value=1e300),
        row(value=float("nan")),
        row(value=float("inf")),
        row(value=True),
        row(value=[562362]),
        row(value={}),
        row(letter=5),
        row(letter=["R"]),
        row(printed=None),
        row(printed=20260701),
        row(printed=""),
        row(printed="01/07/2026"),
        row(printed="20260701"),
        row(printed="2026-02-30T00:00:00+01:00"),
        row(printed="2026-07-01Tomorrow\n2026"),
        "R",
        None,
        [],
        {"DateReleve": "2026-07-01T00:00:00+02:00", "TypeAgregat": "R"},
    ],
)
async def test_one_bad_row_refuses_the_whole_reply(
    bad_row: object, source: EglSource, service: FakeService
) -> None:
    service.data = [rows(row(), bad_row)]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


@pytest.mark.parametrize("result", [{}, row(), "", 0, False])
async def test_a_result_that_is_no_list_is_refused(
    result: object, source: EglSource, service: FakeService
) -> None:
    service.data = [reply(100, result)]
    error = await failure(source)
    assert isinstance(error, TransientError)
    assert error.reason == "bad_reply"


async def test_readings_are_sorted_and_days_not_asked_for_are_dropped(
    source: EglSource, service: FakeService
) -> None:
    days = [
        END + timedelta(days=1),
        END,
        date(2026, 7, 1),
        START,
        START - timedelta(days=1),
        date(1, 1, 1),
    ]
    service.data = [rows(*(row(f"{day.isoformat()}T00:00:00+01:00") for day in days))]
    assert [reading.day for reading in await read(source)] == [
        START,
        date(2026, 7, 1),
        END,
    ]


@pytest.mark.parametrize(
    ("repeated", "kept"),
    [
        ([("R", 10), ("R", 11)], (IndexType.REAL, 11)),
        ([("T", None), ("R", 11)], (IndexType.REAL, 11)),
        ([("R", 11), ("T", None)], (IndexType.REAL, 11)),
        ([("A", 9), ("R", 11), ("A", 12)], (IndexType.REAL, 11)),
        ([("R", None), ("A", 12)], (IndexType.ANOMALY, 12)),
        ([("A", 12), ("T", None)], (IndexType.PENDING, None)),
        ([("D", 0), ("R", 11)], (IndexType.METER_CHANGED, 0)),
        ([("R", 11), ("D", 0)], (IndexType.METER_CHANGED, 0)),
    ],
)
async def test_a_repeated_day_is_kept_once(
    repeated: list[tuple[str, int | None]],
    kept: tuple[IndexType, int | None],
    source: EglSource,
    service: FakeService,
) -> None:
    service.data = [rows(*(row(letter=letter, value=v) for letter, v in repeated))]
    assert [(r.type, r.index_l) for r in await read(source)] == [kept]


async def test_an_undocumented_type_is_logged_once(
    source: EglSource, service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service.data = [rows(row("2026-07-01", "V"), row("2026-07-02", "V"), row())]
    await read(source)
    await read(source)
    messages = [r.getMessage() for r in caplog.records if "undocumented" in r.message]
    assert messages == ["Water readings of undocumented type V are kept and not used"]


# --- a refused token -------------------------------------------------------------------------------------------------


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


# --- the five meanings -----------------------------------------------------------------------------------------------


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


async def test_a_dead_service_is_a_failed_connection(
    make_source: Callable[..., EglSource], unused_tcp_port: int
) -> None:
    error = await failure(make_source(base_url=f"http://127.0.0.1:{unused_tcp_port}"))
    assert isinstance(error, TransientError)
    assert error.reason == "connection_failed"


# --- discretion ------------------------------------------------------------------------------------------------------

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
