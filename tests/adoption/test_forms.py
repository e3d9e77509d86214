"""The statistics of ha-linky, MyElectricalData and egl_water, as they write them: adopted where the home knows nothing."""

from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.statistics import foreign

from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import energy_id, ledger_files, recorded, recorded_days, water_id
from .conftest import YOUNG, Adopt, ago, span
from .foreign import hourly, utc_days, whole_days, write
from .history import assert_without_a_step, by_hour

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

MARCH = date(2026, 3, 29)
OCTOBER = date(2026, 10, 25)


async def test_linky_whole_days_and_hours_over_a_gap_and_an_overlap(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopt: Adopt,
) -> None:
    """Wh: old days are one row at midnight, of which nobody knows the hours; the last ones have theirs."""
    known = await recorded(hass, energy_id(home))
    old = dict.fromkeys((MARCH - timedelta(days=1), MARCH, OCTOBER), 10000.0)
    recent = span(9, 3)
    await write(
        hass,
        "linky:12345678901234",
        "Wh",
        {**whole_days(old), **hourly(recent, 500)},
        before=1_000_000,
    )

    with counted(emulator) as cost:
        response = await adopt("linky:12345678901234")

    new = [day for day in recent if day < ago(YOUNG)]
    hours = 24 + 23 + 25 + 24 * len(new)
    assert response == {
        "days": 3 + len(new),
        "first_day": "2026-03-28",
        "last_day": ago(YOUNG + 1).isoformat(),
        "amount": 30 + 12 * len(new),
        "unit": "kWh",
        "days_known": YOUNG - 2,
        "days_left_out": 0,
        "written": True,
    }
    assert cost.rows == {"consumption": hours}
    assert cost.adjustments == 1
    assert not cost.calls
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    assert len(rows) == hours + len(known)
    assert by_hour(rows[hours:]) == by_hour(known)
    days = await recorded_days(hass, energy_id(home))
    assert {day: days[day] for day in (*old, *new)} == pytest.approx(
        dict.fromkeys(old, 10.0) | dict.fromkeys(new, 12.0)
    )
    amounts = by_hour(rows)
    for day in (MARCH, OCTOBER):
        of_day = [amounts[hour] for hour in day_hours(day)]
        assert of_day == pytest.approx([10 / len(of_day)] * len(of_day), abs=1e-5)


async def test_myelectricaldata_hours_whose_sum_begins_anew(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, adopt: Adopt
) -> None:
    """KWh; peak and off-peak hours apart."""
    days = span(40, 12)
    peak = {h: a for h, a in hourly(days, 0.75).items() if 5 <= h.hour < 21}
    off_peak = {h: a for h, a in hourly(days, 0.25).items() if h not in peak}
    anew = day_start(ago(20)) + timedelta(hours=9)
    ids = [f"myelectricaldata:1_{what}_consumption" for what in ("hp", "hc")]
    await write(hass, ids[0], "kWh", peak, before=500, begins_anew=[anew])
    await write(hass, ids[1], "kWh", off_peak)

    response = await adopt(ids)

    assert (response["days"], response["days_left_out"]) == (len(days), 0)
    assert response["amount"] == pytest.approx(
        sum(peak.values()) + sum(off_peak.values())
    )
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    amounts = by_hour(rows)
    assert {h: amounts[h] for h in hourly(days, 0)} == pytest.approx(
        {**peak, **off_peak}
    )


async def test_a_day_whose_amounts_nobody_can_tell_is_left_out(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, adopt: Adopt
) -> None:
    days = span(14, 10)
    amounts = whole_days(dict.fromkeys(days, 9.0) | {ago(13): 865.0})
    anew = [day_start(ago(11))]
    await write(
        hass, "other:energy", "kWh", amounts, with_state=False, begins_anew=anew
    )

    response = await adopt("other:energy")

    assert (response["days"], response["days_left_out"]) == (3, 2)
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    found = await recorded_days(hass, energy_id(home))
    assert {day for day in found if day < ago(YOUNG)} == {ago(14), ago(12), ago(10)}


@pytest.mark.parametrize("services", [{"electricity": None}])
async def test_egl_water_days_at_midnight_utc(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopt: Adopt,
) -> None:
    """Litres; a day without water has no row, and the day on which the readings begin is not known from them."""
    own = water_id(home)
    known = await recorded(hass, own)
    first = min(await recorded_days(hass, own))
    before = [first - timedelta(days=number) for number in range(60, 0, -1)]
    litres = {day: float(100 + day.day) for day in before} | {before[7]: 0.0}
    await write(hass, "egl_water:jeanne_daily", "L", utc_days({**litres, first: 5.0}))

    with counted(emulator) as cost:
        response = await adopt("egl_water:jeanne_daily", to_statistic_id=own)

    assert (response["days"], response["days_known"]) == (59, 1)
    assert (response["amount"], response["unit"]) == (sum(litres.values()), "L")
    assert (cost.rows, cost.adjustments) == ({"water": 59}, 1)
    rows = await recorded(hass, own)
    assert_without_a_step(rows)
    assert by_hour(rows[59:]) == by_hour(known)
    assert by_hour(rows[:59]) == pytest.approx(
        whole_days({day: volume for day, volume in litres.items() if volume})
    )


@pytest.mark.parametrize("services", [{}])
async def test_any_unit_of_energy_or_volume_is_understood(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, adopt: Adopt
) -> None:
    units = {
        "Wh": (energy_id(home), 20, 0.02),
        "kWh": (energy_id(home), 20, 20),
        "MWh": (energy_id(home), 0.02, 20),
        "L": (water_id(home), 20, 20),
        "m³": (water_id(home), 0.5, 500),
        "gal": (water_id(home), 10, 37.854),
    }
    for number, (unit, (own, amount, ours)) in enumerate(units.items()):
        source = f"other:in_{number}"
        await write(hass, source, unit, whole_days(dict.fromkeys(span(9, 8), amount)))

        response = await adopt(source, to_statistic_id=own, preview=True)

        assert response["days"] == 2
        assert response["amount"] == pytest.approx(2 * ours, abs=0.001)


async def test_a_preview_changes_nothing(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopt: Adopt,
) -> None:
    await write(hass, "linky:1", "Wh", whole_days(dict.fromkeys(span(30, 3), 7000)))
    files, rows = ledger_files(hass, entry), await recorded(hass, energy_id(home))

    with counted(emulator) as cost:
        response = await adopt("linky:1", preview=True)

    expected: dict[str, Any] = {"days": 24, "days_known": 4, "written": False}
    assert response.items() >= expected.items()
    assert cost.nothing
    assert ledger_files(hass, entry) == files
    assert await recorded(hass, energy_id(home)) == rows


async def test_rows_of_any_age_are_found_over_any_gap_in_reads_of_a_month(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, adopt: Adopt
) -> None:
    days = [date(2017, 2, 28), date(2017, 3, 1), date(2024, 2, 29), ago(8)]
    await write(hass, "linky:1", "Wh", whole_days(dict.fromkeys(days, 2400)))
    longest = timedelta()

    def read(hass: HomeAssistant, start: datetime, end: datetime, *rest: Any) -> Any:
        nonlocal longest
        longest = max(longest, end - start)
        return statistics_during_period(hass, start, end, *rest)

    with patch(f"{foreign.__name__}.statistics_during_period", read):
        response = await adopt("linky:1")

    assert (response["days"], response["first_day"]) == (4, "2017-02-28")
    assert timedelta(days=30) < longest < timedelta(days=32)
    found = await recorded_days(hass, energy_id(home))
    assert [found[day] for day in days] == pytest.approx([2.4] * 4)
    assert_without_a_step(await recorded(hass, energy_id(home)))


async def test_days_that_are_not_over_are_not_adopted(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, adopt: Adopt
) -> None:
    days = [ago(10), ago(0), ago(-1)]
    await write(hass, "linky:1", "Wh", whole_days(dict.fromkeys(days, 2400)))
    await write(hass, "linky:2", "Wh", whole_days({ago(0): 2400}))

    assert (await adopt("linky:2"))["days"] == 0
    assert (await adopt("linky:1"))["days"] == 1
    assert max(await recorded_days(hass, energy_id(home))) == ago(1)
