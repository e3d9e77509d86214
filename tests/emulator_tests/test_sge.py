"""The emulated gateway and SGE, asked by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
import json

import pytest

from tests.emulator import Emulator, Home
from tests.emulator.localtime import months_before

from .asking import CONTRACT, CONTRACT_ROUTE, MEASURES_ROUTE, V2, Asking, message
from .conftest import TODAY

START, END = date(2026, 1, 5), date(2026, 1, 12)
BOTH = pytest.mark.parametrize("version", ["v2", "v3"])


@BOTH
async def test_daily_energy_is_stamped_with_its_own_day_and_leaves_the_end_out(
    ask: Asking, home: Home, version: str
) -> None:
    points = (await ask.measures("ENERGIE", START, END, version)).points()
    assert [p["d"][:10] for p in points] == [
        (START + timedelta(days=n)).isoformat() for n in range(7)
    ]
    assert [int(p["v"]) for p in points] == [
        home.true_day_wh(START + timedelta(days=n)) for n in range(7)
    ]


@BOTH
async def test_a_week_of_curve_is_stamped_with_the_end_of_each_half_hour(
    ask: Asking, home: Home, version: str
) -> None:
    points = (await ask.measures("COURBE", START, END, version)).points()
    assert len(points) == 7 * 48
    stamps = [points[0]["d"], points[-1]["d"]]
    assert stamps == (
        ["2026-01-05T00:30:00.000+01:00", "2026-01-12T00:00:00.000+01:00"]
        if version == "v2"
        else ["2026-01-05 00:30:00", "2026-01-12 00:00:00"]
    )
    first_day = sum(int(p["v"]) for p in points[:48]) // 2
    assert abs(first_day - home.true_day_wh(START)) <= 1


@BOTH
async def test_the_maximum_power_is_stamped_with_its_second(
    ask: Asking, home: Home, version: str
) -> None:
    (point,) = (
        await ask.measures("PMAX", START, START + timedelta(days=1), version)
    ).points()
    at, power = home.true_max_power(START)
    local = at + timedelta(hours=1)
    assert int(point["v"]) == power
    assert point["d"][:19].replace("T", " ") == f"{local:%Y-%m-%d %H:%M:%S}"


@BOTH
async def test_october_prints_the_repeated_hour_twice_and_v2_with_the_wrong_offset(
    ask: Asking, version: str
) -> None:
    day = date(2025, 10, 26)
    answer = await ask.measures("COURBE", day, day + timedelta(days=1), version)
    stamps = [p["d"] for p in answer.points()]
    assert len(stamps) == 50
    assert stamps[3:8] == (
        [
            "2025-10-26T02:00:00.000+01:00",
            "2025-10-26T02:30:00.000+01:00",
            "2025-10-26T02:00:00.000+01:00",
            "2025-10-26T02:30:00.000+01:00",
            "2025-10-26T03:00:00.000+01:00",
        ]
        if version == "v2"
        else [
            "2025-10-26 02:00:00",
            "2025-10-26 02:30:00",
            "2025-10-26 02:00:00",
            "2025-10-26 02:30:00",
            "2025-10-26 03:00:00",
        ]
    )


async def test_march_leaves_the_missing_hour_out(ask: Asking) -> None:
    day = date(2025, 3, 30)
    answer = await ask.measures("COURBE", day, day + timedelta(days=1))
    stamps = [p["d"] for p in answer.points()]
    assert len(stamps) == 46
    assert stamps[2:4] == [
        "2025-03-30T01:30:00.000+01:00",
        "2025-03-30T03:00:00.000+02:00",
    ]


@BOTH
async def test_no_data_is_an_empty_root(
    ask: Asking, emulator: Emulator, home: Home, version: str
) -> None:
    missing = home.electricity.defects["nothing published"]
    after = missing + timedelta(days=1)
    answer = await ask.measures("ENERGIE", missing, after, version)
    assert (answer.status, answer.body()) == (200, {})
    emulator.curve_collection = False
    answer = await ask.measures("COURBE", START, END, version)
    assert (answer.status, answer.body()) == (200, {})
    assert [call.outcome for call in emulator.calls] == ["empty", "empty"]


async def test_before_the_home_was_commissioned_there_is_nothing(
    socket_enabled: None, ask: Asking, emulator: Emulator
) -> None:
    emulator.home.electricity.commissioned = START
    answer = await ask.measures("ENERGIE", START - timedelta(days=30), END)
    assert answer.points()[0]["d"][:10] == START.isoformat()


@pytest.mark.parametrize(("hour", "last"), [(5, "2026-03-18"), (7, "2026-03-19")])
async def test_yesterday_is_published_at_eight_local_time(
    ask: Asking, emulator: Emulator, hour: int, last: str
) -> None:
    emulator.set_now(datetime(2026, 3, 20, hour, 30, tzinfo=UTC))
    answer = await ask.measures("ENERGIE", date(2026, 3, 10), TODAY)
    assert answer.points()[-1]["d"][:10] == last


DEPTH = months_before(TODAY, 36)
CURVE_DEPTH = months_before(TODAY, 24)
DAY = timedelta(days=1)


@BOTH
@pytest.mark.parametrize(
    ("type_code", "start", "end", "code"),
    [
        pytest.param("ENERGIE", DEPTH, TODAY, None, id="three years"),
        pytest.param("ENERGIE", DEPTH - DAY, TODAY, "SGT4L8", id="a day too old"),
        pytest.param("PMAX", DEPTH - DAY, TODAY, "SGT4L8", id="maximum too old"),
        pytest.param("COURBE", CURVE_DEPTH, CURVE_DEPTH + 7 * DAY, None, id="oldest"),
        pytest.param(
            "COURBE", CURVE_DEPTH - DAY, CURVE_DEPTH, "SGT4L8", id="curve too old"
        ),
        pytest.param("COURBE", START, START + 8 * DAY, "SGT4L8", id="eight days"),
        pytest.param("ENERGIE", START, START, "SGT400", id="no day"),
        pytest.param("ENERGIE", END, START, "SGT400", id="backwards"),
        pytest.param("ENERGIE", START, TODAY + DAY, "SGT400", id="future"),
    ],
)
async def test_periods_have_limits(
    ask: Asking,
    *,
    version: str,
    type_code: str,
    start: date,
    end: date,
    code: str | None,
) -> None:
    answer = await ask.measures(type_code, start, end, version)
    assert answer.code == code
    assert answer.status == (500 if code else 200)


@pytest.mark.parametrize(
    ("version", "type_code", "told", "code"),
    [
        ("v2", "ENERGIE", {"pointId": "12345678901234"}, "SGT401"),
        ("v3", "ENERGIE", {"pointId": "12345678901234"}, "SGT401"),
        ("v2", "ENERGIE", {"accordClient": "false"}, "SGT4K2"),
        ("v3", "ENERGIE", {"cadreAcces": "SERVICE_ACCES"}, "SGT4K2"),
        ("v2", "ENERGIE", {"injection": "true"}, "SGT583"),
        ("v3", "ENERGIE", {"sens": "INJECTION"}, "SGT583"),
        ("v2", "PMAX", {"mesuresPas": ""}, "SGT400"),
        ("v2", "ENERGIE", {"mesuresPas": "P1D"}, "SGT400"),
        ("v2", "COURBE", {"mesuresPas": "P1D"}, "SGT400"),
        ("v2", "COURBE", {"mesuresCorrigees": "true"}, "SGT400"),
        ("v2", "ENERGIE", {"grandeurPhysique": "PA"}, "SGT4Q1"),
        ("v3", "INDEX", {}, "SGT4Q1"),
    ],
)
async def test_sge_refuses_what_it_cannot_give(
    ask: Asking, version: str, type_code: str, told: dict[str, str], code: str
) -> None:
    answer = await ask.measures(type_code, START, END, version, **told)
    assert (answer.status, answer.code) == (500, code)


@pytest.mark.parametrize(
    ("daily", "curve", "refused"),
    [(False, True, ["ENERGIE", "PMAX"]), (True, False, ["COURBE"])],
)
async def test_each_consent_opens_its_own_measures(
    ask: Asking, emulator: Emulator, daily: bool, curve: bool, refused: list[str]
) -> None:
    emulator.consent.daily, emulator.consent.curve = daily, curve
    for type_code in ("ENERGIE", "PMAX", "COURBE"):
        answer = await ask.measures(type_code, START, END)
        assert answer.code == ("SGT4K2" if type_code in refused else None)


def _swapped(fields: dict[str, str]) -> dict[str, str]:
    names = list(fields)
    names[0], names[1] = names[1], names[0]
    return {name: fields[name] for name in names}


def _without(name: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda fields: {k: v for k, v in fields.items() if k != name}


def _with(**told: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda fields: fields | told


@BOTH
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_swapped, id="order"),
        pytest.param(_without("dateFin"), id="missing"),
        pytest.param(_with(extra="1"), id="too many"),
        pytest.param(_with(pointId="1234"), id="short point id"),
        pytest.param(_with(dateDebut="05/01/2026"), id="date form"),
        pytest.param(_with(dateDebut="2026-13-01"), id="no such date"),
        pytest.param(_with(mesuresTypeCode="CDC"), id="type"),
        pytest.param(_with(mesuresCorrigees="non"), id="boolean"),
    ],
)
async def test_what_the_schema_forbids_is_malformed(
    ask: Asking,
    emulator: Emulator,
    version: str,
    spoil: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    fields = spoil(ask.demande("ENERGIE", START, END, version))
    answer = await ask.demand(fields, version)
    assert (answer.status, answer.code) == (500, None)
    assert "<faultcode>soap:Client</faultcode>" in answer.text
    assert emulator.calls[-1].outcome == "malformed"


async def test_children_in_a_namespace_are_malformed(ask: Asking) -> None:
    body = message(CONTRACT, "consulterDonneesTechniquesContractuelles", "<s:pointId/>")
    answer = await ask.post(CONTRACT_ROUTE, body, "")
    assert (answer.status, answer.code) == (500, None)


@pytest.mark.parametrize(
    ("headers", "action"),
    [
        ({}, f"{V2}/wrong"),
        ({}, ""),
        ({"Content-Type": "application/xml"}, V2),
    ],
)
async def test_headers_are_checked(
    ask: Asking, headers: dict[str, str], action: str
) -> None:
    inner = "".join(
        f"<{k}>{v}</{k}>" for k, v in ask.demande("ENERGIE", START, END).items()
    )
    body = message(V2, "consulterMesuresDetaillees", f"<demande>{inner}</demande>")
    right = await ask.post(MEASURES_ROUTE, body, V2)
    wrong = await ask.post(MEASURES_ROUTE, body, action, **headers)
    assert (right.status, wrong.status, wrong.code) == (200, 500, None)


async def test_the_contract_shows_what_the_form_and_the_sensors_need(
    ask: Asking, home: Home
) -> None:
    answer = await ask.contract()
    point = answer.body()["point"]
    assert point["@id"] == home.point_id
    general = point["donneesGenerales"]
    assert general["etatContractuel"]["@code"] == "SERVC"
    assert general["segment"]["@code"] == "C5"
    assert general["niveauOuvertureServices"] == "2"
    assert general["adresseInstallation"]["commune"]["@code"] == home.insee_code
    tariff = point["situationContractuelle"]["structureTarifaire"]
    assert tariff["puissanceSouscriteMax"] == {"valeur": "9", "unite": "kVA"}
    counter = point["situationComptage"]["dispositifComptage"]["compteurs"]["compteur"]
    assert counter["matricule"] == home.meter_serial
    assert counter["plagesHeuresCreuses"] == "HC (22H30-6H30)"
    assert '<resultat code="SGT200">' in answer.text


async def test_the_contract_hides_much_without_the_holders_authorisation(
    ask: Asking,
) -> None:
    point = (await ask.contract(autorisationClient="false")).body()["point"]
    assert "situationContractuelle" not in point
    assert "segment" not in point["donneesGenerales"]
    assert (await ask.contract(pointId="12345678901234")).code == "SGT401"


@pytest.mark.parametrize(
    ("name", "told", "found"),
    [
        ("Canut-Lumière", {}, True),
        ("CANUT LUMIERE", {}, True),
        ("CANUT LUMIERE ELODIE", {}, True),
        ("Élodie Canut-Lumière", {}, True),
        ("LUM", {}, True),
        ("MARTIN", {}, False),
        ("CANUT LUMIERE", {"numeroEtNomVoie": "27 rue de la Soie Dorée"}, False),
        ("CANUT LUMIERE", {"codePostal": "69002"}, False),
        ("CANUT LUMIERE", {"codeInseeCommune": "69382"}, False),
    ],
)
async def test_a_search_finds_the_point_of_exactly_this_person_and_address(
    ask: Asking, home: Home, name: str, told: dict[str, str], found: bool
) -> None:
    answer = await ask.search(name=name, **told)
    points = answer.body().get("points")
    assert (points["point"]["@id"] if points else None) == (
        home.point_id if found else None
    )


@pytest.mark.parametrize(
    ("name", "beyond"), [("CA", "true"), ("CANUT LUMIERE", "false")]
)
async def test_a_search_with_too_little_is_refused(
    ask: Asking, name: str, beyond: str
) -> None:
    assert (await ask.search(name=name, beyond=beyond)).code == "SGT4F7"


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("headers", "code"),
    [({"apikey": "wrong"}, "900901"), ({"apikey": ""}, "900901")],
)
async def test_a_wrong_key_is_refused_by_the_gateway_in_its_own_form(
    ask: Asking, emulator: Emulator, form: str, headers: dict[str, str], code: str
) -> None:
    emulator.sge_rules.error_form = form
    ask.headers = headers
    answer = await ask.contract()
    assert answer.status == 401
    if form == "json":
        assert json.loads(answer.text)["code"] == code
    else:
        assert f"<ams:code>{code}</ams:code>" in answer.text


async def test_the_key_must_come_in_the_header_that_the_gateway_wants(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    emulator.sge_rules.auth_header = "bearer"
    answer = await ask.contract()
    assert (answer.status, json.loads(answer.text)["code"]) == (401, "900902")
    ask.headers = {"Authorization": f"Bearer {home.api_key}"}
    assert (await ask.contract()).status == 200


@pytest.mark.parametrize(("by", "status"), [("gateway", 404), ("service", 500)])
async def test_v2_can_be_withdrawn_while_v3_stays(
    ask: Asking, emulator: Emulator, by: str, status: int
) -> None:
    emulator.withdraw_v2(by)
    answer = await ask.measures("ENERGIE", START, END)
    assert (answer.status, answer.code) == (status, None)
    assert (await ask.measures("ENERGIE", START, END, "v3")).status == 200


async def test_a_route_that_the_gateway_lacks_is_not_found(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.sge_rules.routes.discard("enedis_SGE_RecherchePoint/1.0")
    assert (await ask.search(name="CANUT")).status == 404
    assert (await ask.contract()).status == 200


async def test_long_periods_of_daily_data_can_be_refused_too(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.sge_rules.measures.maximum_span_days = 366
    assert (await ask.measures("ENERGIE", DEPTH, TODAY)).code == "SGT4L8"
    assert (await ask.measures("ENERGIE", START, END)).code is None


async def test_every_call_is_remembered(ask: Asking, emulator: Emulator) -> None:
    await ask.measures("COURBE", START, END, "v3")
    await ask.contract()
    curve, contract = emulator.calls
    assert (curve.service, curve.kind, curve.version) == ("sge", "load_curve", "v3")
    assert (curve.start, curve.end, curve.outcome) == (START, END, "ok")
    assert (contract.kind, contract.version, contract.start) == ("contract", None, None)
    assert b"consulterMesuresDetailleesV3" in emulator.exchanges[0].request_body
    assert b"ResponseV3" in emulator.exchanges[0].response_body
