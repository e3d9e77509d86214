"""What a home costs its services and its recorder. The README says these figures under "What it costs"."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import NOW, TODAY
from .counting import counted
from .emulator import Emulator, Home
from .homes import (
    CUSTOMER,
    PARTNER,
    Ways,
    assert_all_is_true,
    both_ways,
    electricity_data,
    home_entry,
    later,
    settled,
    start,
    without_defects,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

LATE = TODAY + timedelta(days=1)

POLL = {"energy": 1, "max_power": 1, "load_curve": 1}
ELECTRICITY = {"contract", *POLL}
WATER_POLL = {
    PARTNER: {"connect": 1, "indexes": 1},
    CUSTOMER: {"log_in": 1, "authorize": 2, "token": 1, "contracts": 1, "indexes": 1},
}
WATER_AGAIN = {
    PARTNER: WATER_POLL[PARTNER],
    # The token of within the hour is still good.
    CUSTOMER: {"contracts": 1, "indexes": 1},
}
WATER_DAY = {
    PARTNER: {"connect": 2, "indexes": 2},
    # Older days that are missing are looked for once more a day after the first time, in pieces of 90 days.
    CUSTOMER: {"log_in": 2, "authorize": 4, "token": 2, "contracts": 2, "indexes": 5},
}
FIRST = {
    PARTNER: {"contract": 1, **POLL, "load_curve": 62, **WATER_POLL[PARTNER]},
    # What lies before the meter's first day is refused, so this is searched for; water comes in pieces of 90 days.
    CUSTOMER: {
        "energy": 12,
        "max_power": 1,
        "load_curve": 62,
        **WATER_POLL[CUSTOMER],
        "indexes": 9,
    },
}


@pytest.fixture
def home() -> Home:
    """Fourteen months, enough for a correction of long ago, and everything about them is published."""
    return young_home(430)


def electricity(calls: Counter[str]) -> dict[str, int]:
    return {kind: calls[kind] for kind in calls if kind in ELECTRICITY}


def water(calls: Counter[str]) -> dict[str, int]:
    return {kind: calls[kind] for kind in calls if kind not in ELECTRICITY}


async def poll_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Ask both services once more, as an automation may have it done."""
    for coordinator in entry.runtime_data.coordinators:
        await coordinator.async_refresh()
    await settled(hass, entry)


async def fetch(hass: HomeAssistant, entry: MockConfigEntry, **days: str) -> None:
    await hass.services.async_call(
        "grandlyon_energy",
        "fetch",
        {"config_entry_id": entry.entry_id, **days},
        blocking=True,
    )
    await settled(hass, entry)


@both_ways
async def test_the_cost_of_a_home_from_its_first_minute_to_a_correction_of_an_old_day(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, ways=ways)

    with counted(emulator) as first:
        await start(hass, entry)
        await settled(hass, entry)
    assert first.calls == FIRST[ways]
    assert first.adjustments == first.removals == 0

    with counted(emulator) as restart:
        await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)
    assert restart.nothing

    # The same evening: water's second poll of the day.
    await later(hass, emulator, freezer, entry, hours=10)
    with counted(emulator) as normal_day:
        for hours in (11, 2, 2, 9):
            await later(hass, emulator, freezer, entry, hours=hours)
    # The meter was put in at noon: the morning before is looked for once more, a day after the first time.
    assert electricity(normal_day.calls) == {**POLL, "load_curve": 2}
    assert water(normal_day.calls) == WATER_DAY[ways]
    assert normal_day.rows["consumption"] == 24
    assert normal_day.rows["max_power"] == 1
    assert normal_day.rows["water"] <= 5
    assert normal_day.adjustments == normal_day.removals == 0

    with counted(emulator) as unchanged:
        await poll_again(hass, entry)
    assert electricity(unchanged.calls) == {"energy": 1, "max_power": 1}
    assert water(unchanged.calls) == WATER_AGAIN[ways]
    assert (unchanged.rows, unchanged.adjustments) == ({}, 0)
    # Only when each service was polled last.
    assert unchanged.files == ["state.json", "state.json"]

    old = TODAY - timedelta(days=400)
    home.correct_energy(old, home.true_day_wh(old) // 2)
    with counted(emulator) as correction:
        await fetch(hass, entry, start_date=old.isoformat(), end_date=old.isoformat())
    assert electricity(correction.calls) == POLL
    assert water(correction.calls) == WATER_AGAIN[ways]
    assert correction.rows == {"consumption": 24, "max_power": 1}
    assert (correction.adjustments, correction.removals) == (1, 0)
    await assert_all_is_true(hass, emulator, home, ways=ways)


async def test_a_late_day_costs_one_call_an_attempt_until_it_is_there(
    hass: HomeAssistant, young: Emulator, freezer: FrozenDateTimeFactory
) -> None:
    entry = home_entry(young, young.home, water=None)
    await started_the_evening_before(hass, young, freezer, entry)

    with counted(young) as late_day:
        await later(hass, young, freezer, entry, hours=13, minutes=1)
        await later(hass, young, freezer, entry, hours=2)
    # Once everything, then energies until the day is there.
    assert electricity(late_day.calls) == {**POLL, "energy": 2}
    assert late_day.rows["consumption"] == 0
    young.home.release(LATE)
    with counted(young) as filled:
        await later(hass, young, freezer, entry, hours=2)
    assert electricity(filled.calls) == POLL
    assert (filled.rows["consumption"], filled.rows["max_power"]) == (24, 1)
    assert filled.adjustments == 0
    with counted(young) as rest_of_the_day:
        await later(hass, young, freezer, entry, hours=4)
    assert electricity(rest_of_the_day.calls) == {}


async def test_a_late_day_costs_nothing_where_one_poll_a_day_is_wanted(
    hass: HomeAssistant, young: Emulator, freezer: FrozenDateTimeFactory
) -> None:
    entry = home_entry(young, young.home, ways=CUSTOMER, water=None)
    await started_the_evening_before(hass, young, freezer, entry)

    with counted(young) as late_day:
        for _ in range(12):
            await later(hass, young, freezer, entry, hours=2)
    assert electricity(late_day.calls) == POLL
    assert late_day.rows["consumption"] == 0
    young.home.release(LATE)
    with counted(young) as next_day:
        for _ in range(12):
            await later(hass, young, freezer, entry, hours=2)
    assert electricity(next_day.calls) == POLL
    assert (next_day.rows["consumption"], next_day.rows["max_power"]) == (48, 2)


async def started_the_evening_before(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
) -> None:
    """Have a home read, what is asked for only once done with, and its next day held back."""
    freezer.move_to(NOW)
    await start(hass, entry)
    await settled(hass, entry)
    await later(hass, emulator, freezer, entry, hours=10)
    # The meter's first morning is looked for once more the day after, and not again for a week.
    for _ in range(2):
        await later(hass, emulator, freezer, entry, hours=12)
    emulator.home.set_late(LATE)


@pytest.fixture
async def young(socket_enabled: None) -> AsyncIterator[Emulator]:
    """A meter put in three weeks ago."""
    home = without_defects(
        Home(seed=1, today=TODAY, commissioned=TODAY - timedelta(days=20))
    )
    emulator = Emulator(home)
    emulator.set_now(NOW)
    async with emulator.serve():
        yield emulator


async def test_the_contract_is_read_once_a_week(
    hass: HomeAssistant, young: Emulator, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOW)
    days = []
    data = electricity_data(young, young.home)
    data["consents"] = data["consents"][:1]
    entry = home_entry(young, young.home, electricity=data, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    for _ in range(14):
        with counted(young) as day:
            await later(hass, young, freezer, entry, hours=24)
        days.append(day.calls)

    usual = {"energy": 1, "max_power": 1}
    weekly = {**usual, "contract": 1}
    assert days == [usual] * 6 + [weekly] + [usual] * 6 + [weekly]
