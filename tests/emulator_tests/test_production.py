"""What a solar roof feeds in, as SGE and Conso API tell it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.emulator import Emulator, Home
from tests.emulator.localtime import days, midnight, months_before
from tests.emulator.solar import SolarMeter

from .asking import Asking
from .conftest import TODAY

DAY = timedelta(days=1)
START, END = date(2025, 6, 2), date(2025, 6, 9)
OCTOBER = date(2025, 10, 26)
BOTH = pytest.mark.parametrize("version", ["v2", "v3"])


@pytest.fixture
def solar() -> bool:
    """The home of these tests has a solar roof, unless one says otherwise."""
    return True


@pytest.fixture
def home(*, solar: bool) -> Home:
    return Home(today=TODAY, contracts=2, solar=solar)


@pytest.fixture
def roof(home: Home) -> SolarMeter:
    assert home.production is not None
    return home.production


def injection(version: str) -> dict[str, str]:
    """What a request for measures says of the direction."""
    if version == "v3":
        return {"sens": "INJECTION"}
    return {"soutirage": "false", "injection": "true"}


def test_nothing_is_fed_in_at_night_and_most_at_midday_in_summer(
    roof: SolarMeter,
) -> None:
    for day in days(months_before(TODAY, 12), TODAY):
        night = [
            wh
            for start, wh in roof.hours_wh(day).items()
            if start.astimezone(UTC).hour in (22, 23, 0, 1, 2)
        ]
        assert set(night) == {0}
        assert all(power % 2 == 0 for power in roof.half_hours_w(day))
    june = sum(map(roof.metered_wh, days(date(2025, 6, 1), date(2025, 7, 1))))
    december = sum(map(roof.metered_wh, days(date(2025, 12, 1), date(2026, 1, 1))))
    assert june > 3 * december > 0
    hours = roof.hours_wh(START)
    assert max(hours, key=lambda start: hours[start]) == datetime(
        2025, 6, 2, 11, tzinfo=UTC
    )


def test_a_day_without_sun_is_a_true_zero(roof: SolarMeter) -> None:
    year = days(months_before(TODAY, 12), TODAY)
    dark = [day for day in year if roof.metered_wh(day) == 0]
    assert 3 < len(dark) < 60
    assert {roof.energy_wh(day) for day in dark} == {0}


def test_a_roof_changes_nothing_of_what_the_home_uses(home: Home) -> None:
    without = Home(today=TODAY, contracts=2)
    assert without.production is None
    assert home.true_hours_wh(START) == without.true_hours_wh(START)
    assert home.point_id == without.point_id
    assert home.conso_token == without.conso_token


@BOTH
async def test_sge_gives_the_other_direction(
    ask: Asking, emulator: Emulator, roof: SolarMeter, version: str
) -> None:
    answer = await ask.measures("ENERGIE", START, END, version, **injection(version))
    assert [int(p["v"]) for p in answer.points()] == [
        roof.metered_wh(day) for day in days(START, END)
    ]
    assert answer.body()["grandeur"]["grandeurMetier"] == "PROD"
    answer = await ask.measures("COURBE", START, END, version, **injection(version))
    watts = [power for day in days(START, END) for power in roof.half_hours_w(day)]
    assert [int(p["v"]) for p in answer.points()] == watts
    assert [call.kind for call in emulator.calls] == [
        "production_energy",
        "production_curve",
    ]
    used = await ask.measures("ENERGIE", START, END, version)
    assert used.body()["grandeur"]["grandeurMetier"] == "CONS"
    assert int(used.points()[0]["v"]) == emulator.home.true_day_wh(START)


@BOTH
@pytest.mark.parametrize(
    ("solar", "type_code"), [(False, "ENERGIE"), (False, "COURBE"), (True, "PMAX")]
)
async def test_sge_refuses_a_direction_that_the_home_does_not_have(
    ask: Asking, version: str, type_code: str
) -> None:
    answer = await ask.measures(type_code, START, END, version, **injection(version))
    assert (answer.status, answer.code) == (500, "SGT583")


@pytest.mark.parametrize("wanted", ["true", "false"])
async def test_sge_refuses_both_directions_at_once_or_none(
    ask: Asking, wanted: str
) -> None:
    told = {"soutirage": wanted, "injection": wanted}
    assert (await ask.measures("ENERGIE", START, END, **told)).code == "SGT583"


@pytest.mark.parametrize("day", [OCTOBER, date(2025, 3, 30)])
async def test_conso_gives_it_by_its_own_types(
    ask: Asking, emulator: Emulator, roof: SolarMeter, day: date
) -> None:
    _, reply = await ask.conso("daily_production", day, day + DAY)
    (reading,) = reply["interval_reading"]
    assert reading == {"value": str(roof.metered_wh(day)), "date": day.isoformat()}
    _, reply = await ask.conso("production_load_curve", day, day + DAY)
    watts = [int(reading["value"]) for reading in reply["interval_reading"]]
    assert tuple(watts) == roof.half_hours_w(day)
    _, reply = await ask.conso("production_quotidienne", day, day + DAY)
    (found,) = reply["grandeur"]
    assert (found["grandeurMetier"], found["grandeurPhysique"]) == ("PROD", "EA")
    assert [call.kind for call in emulator.calls] == [
        "production_energy",
        "production_curve",
        "production_energy",
    ]


@pytest.mark.parametrize("solar", [False])
async def test_conso_finds_nothing_without_a_roof(ask: Asking) -> None:
    status, reply = await ask.conso("daily_production", START, END)
    assert (status, reply["error"]["error"]) == (404, "no_data_found")


async def test_a_consent_can_leave_the_roof_out(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.conso_rules.production = False
    status, reply = await ask.conso("production_load_curve", START, END)
    assert (status, reply["error"]["error"]) == (400, "ADAM-ERR0191")
    assert (await ask.conso("daily_consumption", START, END))[0] == 200
    truth = emulator.truth(electricity="conso")
    assert (truth["production_wh"], truth["production_hours_wh"]) == ({}, {})


def test_the_truth_of_the_roof_is_what_is_published_of_it(
    home: Home, roof: SolarMeter
) -> None:
    truth = Emulator(home, now=lambda: datetime(2026, 3, 20, 9, tzinfo=UTC)).truth()
    lost = roof.defects["nothing published"]
    assert truth["unknowable"]["production"] == {lost.isoformat(): "never published"}
    whole = [day for day in days(date(2023, 3, 21), TODAY) if day != lost]
    assert truth["production_wh"] == {
        day.isoformat(): roof.metered_wh(day) for day in whole
    }
    one_point = roof.defects["one curve point missing"]
    for day in (one_point, roof.defects["no energy"]):
        assert (
            truth["production_hours_wh"].items()
            >= {
                start.isoformat(): wh for start, wh in roof.hours_wh(day).items()
            }.items()
        )
    flat = days(date(2023, 3, 21), date(2024, 3, 20))
    assert truth["production_flat_days"] == [day.isoformat() for day in flat]
    first = midnight(date(2024, 3, 21)).isoformat()
    assert min(truth["production_hours_wh"]) == first


@pytest.mark.parametrize("solar", [False])
def test_without_a_roof_there_is_nothing_to_know(home: Home) -> None:
    truth = Emulator(home, now=lambda: datetime(2026, 3, 20, 9, tzinfo=UTC)).truth()
    assert (truth["production_wh"], truth["production_hours_wh"]) == ({}, {})
    assert (truth["production_flat_days"], truth["unknowable"]["production"]) == (
        [],
        {},
    )


async def test_a_late_day_is_late_both_ways(home: Home, roof: SolarMeter) -> None:
    day = date(2026, 3, 18)
    home.set_late(day)
    assert roof.energy_wh(day) is None is home.electricity.energy_wh(day)
    home.release(day)
    assert roof.energy_wh(day) is not None is not home.electricity.energy_wh(day)
