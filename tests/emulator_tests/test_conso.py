"""The emulated Conso API, asked by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.emulator import Emulator, Fault, Home
from tests.emulator.localtime import midnight, months_before
from tests.emulator.tokens import read_claims, sign

from .asking import Asking
from .conftest import NOW, TODAY

DAY = timedelta(days=1)
START, END = date(2026, 1, 5), date(2026, 1, 12)
OCTOBER = date(2025, 10, 26)
NEW_NAMES = {
    "daily_consumption": "consommation_quotidienne",
    "consumption_max_power": "puissance_conso_max_quotidienne",
    "consumption_load_curve": "courbe_de_charge_consommation",
}


def new_names(start: date, end: date, home: Home) -> dict[str, str]:
    """The parameters by the names that they have since autumn 2026."""
    return {
        "prm": "",
        "start": "",
        "end": "",
        "pointId": home.point_id,
        "dateDebut": start.isoformat(),
        "dateFin": end.isoformat(),
    }


async def test_daily_energy_is_the_meter_reading_itself_and_leaves_the_end_out(
    ask: Asking, home: Home
) -> None:
    status, reply = await ask.conso("daily_consumption", START, END)
    assert status == 200
    readings = reply.pop("interval_reading")
    assert reply == {
        "usage_point_id": home.point_id,
        "start": "2026-01-05",
        "end": "2026-01-12",
        "quality": "BRUT",
        "reading_type": {
            "unit": "Wh",
            "measurement_kind": "energy",
            "aggregate": "sum",
            "measuring_period": "P1D",
        },
    }
    week = [START + n * DAY for n in range(7)]
    assert readings == [
        {"value": str(home.true_day_wh(day)), "date": day.isoformat()} for day in week
    ]


async def test_a_curve_is_stamped_with_the_end_of_each_half_hour_in_local_time(
    ask: Asking, home: Home
) -> None:
    _, reply = await ask.conso("consumption_load_curve", START, END)
    assert reply["reading_type"]["unit"] == "W"
    readings = reply["interval_reading"]
    assert len(readings) == 7 * 48
    assert readings[0] == {
        "value": str(home.electricity.half_hours_w(START)[0]),
        "date": "2026-01-05 00:30:00",
        "interval_length": "PT30M",
        "measure_type": "B",
    }
    assert readings[-1]["date"] == "2026-01-12 00:00:00"


async def test_the_maximum_power_is_stamped_with_its_second(
    ask: Asking, home: Home
) -> None:
    _, reply = await ask.conso("consumption_max_power", START, START + DAY)
    at, power = home.true_max_power(START)
    assert reply["reading_type"]["unit"] == "VA"
    (reading,) = reply["interval_reading"]
    local = at + timedelta(hours=1)
    assert reading == {"value": str(power), "date": f"{local:%Y-%m-%d %H:%M:%S}"}


@pytest.mark.parametrize(
    ("type_name", "calculated", "quantity"),
    [
        (
            "daily_consumption",
            {"typeValeur": "GLOBALE", "modeCalcul": "DIFF.INDEX", "pas": "P1D"},
            {"grandeurMetier": "CONS", "grandeurPhysique": "EA", "unite": "Wh"},
        ),
        (
            "consumption_max_power",
            {"modeCalcul": "MESURE", "pas": "P1D"},
            {"grandeurMetier": "CONS", "grandeurPhysique": "PMA", "unite": "VA"},
        ),
        (
            "consumption_load_curve",
            {"modeCalcul": "MESURE"},
            {"grandeurMetier": "CONS", "grandeurPhysique": "PA", "unite": "W"},
        ),
    ],
)
async def test_the_new_types_say_the_same_in_the_words_of_sge(
    ask: Asking,
    home: Home,
    type_name: str,
    calculated: dict[str, str],
    quantity: dict[str, str],
) -> None:
    _, old = await ask.conso(type_name, OCTOBER, OCTOBER + DAY)
    names = new_names(OCTOBER, OCTOBER + DAY, home)
    status, new = await ask.conso(NEW_NAMES[type_name], OCTOBER, OCTOBER, **names)
    assert status == 200
    (found,) = new.pop("grandeur")
    assert new == {
        "idPrm": home.point_id,
        "etapeMetier": "BRUT",
        "periode": {"dateDebut": "2025-10-26", "dateFin": "2025-10-27"},
        **calculated,
        "contexte": [],
    }
    points = found.pop("points")
    assert found == quantity | {"calendrier": []}
    assert [(p["v"], p["d"], p.get("p"), p.get("n")) for p in points] == [
        (r["value"], r["date"], r.get("interval_length"), r.get("measure_type"))
        for r in old["interval_reading"]
    ]


async def test_the_old_types_can_be_switched_off_as_enedis_did(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.conso_rules.legacy = False
    status, reply = await ask.conso("daily_consumption", START, END)
    assert (status, reply["status"]) == (500, 500)
    status, _ = await ask.conso("consommation_quotidienne", START, END)
    assert status == 200


async def test_october_has_its_hour_twice_and_only_order_tells(ask: Asking) -> None:
    _, reply = await ask.conso("consumption_load_curve", OCTOBER, OCTOBER + DAY)
    stamps = [reading["date"][11:] for reading in reply["interval_reading"]]
    assert len(stamps) == 50
    assert stamps[3:8] == ["02:00:00", "02:30:00", "02:00:00", "02:30:00", "03:00:00"]


@pytest.mark.parametrize(
    ("type_name", "sge_code"),
    [
        ("daily_consumption", "ENERGIE"),
        ("consumption_max_power", "PMAX"),
        ("consumption_load_curve", "COURBE"),
    ],
)
async def test_it_publishes_what_sge_publishes_but_for_empty_points(
    ask: Asking, home: Home, type_name: str, sge_code: str
) -> None:
    """A move between the two changes nothing: a point without a value is a missing one."""
    day = home.electricity.defects["one curve hour missing, a point of it empty"]
    sge = (await ask.measures(sge_code, day, day + DAY, "v3")).points()
    _, reply = await ask.conso(type_name, day, day + DAY)
    assert [reading["value"] for reading in reply["interval_reading"]] == [
        point["v"] for point in sge if isinstance(point["v"], str)
    ]


async def test_yesterday_is_published_when_sge_publishes_it(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.set_now(datetime(2026, 3, 20, 5, 30, tzinfo=UTC))
    _, reply = await ask.conso("daily_consumption", START, TODAY)
    assert reply["interval_reading"][-1]["date"] == "2026-03-18"
    emulator.advance(timedelta(hours=2))
    _, reply = await ask.conso("daily_consumption", START, TODAY)
    assert reply["interval_reading"][-1]["date"] == "2026-03-19"


DEPTH = months_before(TODAY, 36)
CURVE_DEPTH = months_before(TODAY, 24)


@pytest.mark.parametrize(
    ("type_name", "start", "end", "said"),
    [
        ("daily_consumption", DEPTH + DAY, TODAY, None),
        ("daily_consumption", DEPTH, TODAY, "history deadline"),
        ("consumption_max_power", DEPTH, TODAY, "history deadline"),
        ("consumption_load_curve", CURVE_DEPTH + DAY, CURVE_DEPTH + 8 * DAY, None),
        ("consumption_load_curve", CURVE_DEPTH, END, "less than 7 days"),
        ("consumption_load_curve", CURVE_DEPTH, CURVE_DEPTH + DAY, "history deadline"),
        ("consumption_load_curve", START, START + 8 * DAY, "ADAM-ERR0126"),
        ("daily_consumption", START, START, "start date"),
        ("daily_consumption", START, TODAY + DAY, "start date"),
    ],
)
async def test_periods_have_limits(
    ask: Asking, type_name: str, start: date, end: date, said: str | None
) -> None:
    status, reply = await ask.conso(type_name, start, end)
    assert status == (400 if said else 200)
    if said:
        assert (reply["status"], reply["message"]) == (
            400,
            "The Enedis API returned an error",
        )
        assert said in str(reply["error"])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({}, None, id="all in order"),
        pytest.param({"consent": False}, (400, "ADAM-ERR0191"), id="not covered"),
        pytest.param(
            {"consent": False, "consent_missing_status": 403},
            (403, "ADAM-ERR0191"),
            id="not covered, as 403",
        ),
        pytest.param({"consent_expired": True}, (403, "ADAM-DC-0008"), id="expired"),
        pytest.param({"curve_collection": False}, (404, "no_data_found"), id="none"),
    ],
)
@pytest.mark.parametrize("legacy", [True, False])
async def test_what_enedis_refuses_is_passed_on_in_its_own_form(
    ask: Asking,
    emulator: Emulator,
    *,
    change: dict[str, Any],
    error: tuple[int, str] | None,
    legacy: bool,
) -> None:
    for name, value in change.items():
        setattr(emulator.conso_rules, name, value)
    name = "consumption_load_curve" if legacy else "courbe_de_charge_consommation"
    status, reply = await ask.conso(name, START, END)
    assert status == (error[0] if error else 200)
    if error:
        assert reply["error"]["error" if legacy else "code"] == error[1]
        words = reply["error"]["error_description" if legacy else "message"]
        assert len(words) > 20


async def test_before_the_last_activation_everything_is_refused(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.home.electricity.commissioned = START
    status, reply = await ask.conso("daily_consumption", START - DAY, END)
    assert (status, reply["error"]["error"]) == (400, "ADAM-ERR0123")
    status, reply = await ask.conso("daily_consumption", START, END)
    assert (status, len(reply["interval_reading"])) == (200, 7)


async def test_a_day_that_was_never_published_is_not_found(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    lost = home.electricity.defects["nothing published"]
    status, reply = await ask.conso("daily_consumption", lost, lost + DAY)
    assert (status, reply["error"]["error"]) == (404, "no_data_found")
    assert emulator.calls[-1].outcome == "empty"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        pytest.param({"method": "POST"}, 405, id="method"),
        pytest.param({"prm": ""}, 400, id="no point"),
        pytest.param({"prm": "123"}, 400, id="short point"),
        pytest.param({"start": "05/01/2026"}, 400, id="date form"),
        pytest.param({"end": "2026-02-30"}, 400, id="no such date"),
        pytest.param({"token": ""}, 400, id="no header"),
        pytest.param({"token": "a.b.c"}, 401, id="no token"),
        pytest.param({"prm": "12345678901234"}, 401, id="another point"),
    ],
)
async def test_the_service_refuses_in_its_own_words(
    ask: Asking, emulator: Emulator, told: dict[str, str], status: int
) -> None:
    answer, reply = await ask.conso("daily_consumption", START, END, **told)
    assert (answer, reply["status"], set(reply)) == (
        status,
        status,
        {"status", "message"},
    )
    assert emulator.calls[-1].outcome == str(status)


async def test_an_unknown_type_is_refused(ask: Asking, emulator: Emulator) -> None:
    assert (await ask.conso("daily_gas", START, END))[0] == 400
    assert emulator.calls[-1].kind == "unknown"


async def test_a_token_says_what_it_opens_and_until_when(
    ask: Asking, emulator: Emulator, home: Home
) -> None:
    claims = read_claims(home.conso_token, home.conso_secret)
    assert claims is not None
    assert claims["sub"] == [home.point_id]
    assert claims["exp"] == midnight(date(2029, 3, 20)).timestamp()
    forged = sign(claims, "another secret")
    ends = home.sign_conso_token(expires=NOW + timedelta(hours=1))
    other = home.sign_conso_token(expires=NOW + DAY, points=["12345678901234"])

    async def status(token: str) -> int:
        return (await ask.conso("daily_consumption", START, END, token=token))[0]

    assert [await status(token) for token in (forged, other, ends)] == [401, 401, 200]
    emulator.advance(timedelta(hours=1))
    assert await status(ends) == 401
    assert await status(home.conso_token) == 200


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("no_data_found", 404),
        ("ADAM-ERR0123", 400),
        ("ADAM-ERR0126", 400),
        ("ADAM-ERR0191", 400),
        ("ADAM-DC-0007", 400),
        ("ADAM-DC-0008", 403),
        ("technical_error", 500),
    ],
)
async def test_any_error_of_enedis_can_be_had(
    ask: Asking, emulator: Emulator, code: str, status: int
) -> None:
    emulator.set_fault("conso", Fault.CONSO_ERROR, code=code)
    answer, reply = await ask.conso("daily_consumption", START, END)
    assert (answer, reply["error"]["error"]) == (status, code)
    answer, reply = await ask.conso("consommation_quotidienne", START, END)
    assert (answer, reply["error"]["code"]) == (status, code)


async def test_every_call_is_remembered(ask: Asking, emulator: Emulator) -> None:
    await ask.conso("consumption_load_curve", START, END)
    (call,) = emulator.calls
    assert (call.service, call.kind, call.outcome) == ("conso", "load_curve", "ok")
    assert (call.start, call.end) == (START, END)
    assert "start=2026-01-05" in emulator.exchanges[0].path
