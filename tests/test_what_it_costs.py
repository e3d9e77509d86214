"""What a home costs its services and its recorder. The README says these figures under "What it costs"."""

from collections import Counter
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import NOW, TODAY
from .counting import counted
from .emulator import Emulator, Home
from .homes import (
    assert_all_is_true,
    electricity_data,
    home_entry,
    later,
    settled,
    start,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

POLL = {"energy": 1, "max_power": 1, "load_curve": 1}
WATER_POLL = {"connect": 1, "indexes": 1}


@pytest.fixture
def home() -> Home:
    """Fourteen months, enough for a correction of long ago, and everything about them is published."""
    return young_home(430)


def electricity(calls: Counter[str]) -> dict[str, int]:
    return {kind: calls[kind] for kind in calls if kind not in WATER_POLL}


def water(calls: Counter[str]) -> dict[str, int]:
    return {kind: calls[kind] for kind in calls if kind in WATER_POLL}


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


async def test_the_cost_of_a_home_from_its_first_minute_to_a_correction_of_an_old_day(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)

    with counted(emulator) as first:
        await start(hass, entry)
        await settled(hass, entry)
    assert first.calls == {"contract": 1, **POLL, **WATER_POLL, "load_curve": 62}
    assert first.adjustments == first.removals == 0

    with counted(emulator) as restart:
        await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)
    assert restart.nothing

    # The same evening: water's second poll of the day.
    await later(hass, emulator, freezer, entry, hours=10)
    with counted(emulator) as normal_day:
        await later(hass, emulator, freezer, entry, hours=11)
        await later(hass, emulator, freezer, entry, hours=2)
        await later(hass, emulator, freezer, entry, hours=11)
    # The meter was put in at noon: the morning before is looked for once more, a day after the first time.
    assert electricity(normal_day.calls) == {**POLL, "load_curve": 2}
    assert water(normal_day.calls) == {"connect": 2, "indexes": 2}
    assert normal_day.rows["consumption"] == 24
    assert normal_day.rows["max_power"] == 1
    assert normal_day.rows["water"] <= 5
    assert normal_day.adjustments == normal_day.removals == 0

    with counted(emulator) as unchanged:
        await poll_again(hass, entry)
    assert electricity(unchanged.calls) == {"energy": 1, "max_power": 1}
    assert water(unchanged.calls) == WATER_POLL
    assert (unchanged.rows, unchanged.adjustments, unchanged.files) == ({}, 0, [])

    late = TODAY + timedelta(days=1)
    emulator.home.set_late(late)
    with counted(emulator) as late_day:
        await later(hass, emulator, freezer, entry, hours=13, minutes=1)
        await later(hass, emulator, freezer, entry, hours=2)
    # Once everything, then energies until the day is there.
    assert electricity(late_day.calls) == {**POLL, "energy": 2}
    assert late_day.rows["consumption"] == 0
    emulator.home.release(late)
    with counted(emulator) as filled:
        await later(hass, emulator, freezer, entry, hours=2)
    assert electricity(filled.calls) == POLL
    assert (filled.rows["consumption"], filled.rows["max_power"]) == (24, 1)
    assert filled.adjustments == 0
    with counted(emulator) as rest_of_the_day:
        await later(hass, emulator, freezer, entry, hours=4)
    assert electricity(rest_of_the_day.calls) == {}

    old = TODAY - timedelta(days=400)
    home.correct_energy(old, home.true_day_wh(old) // 2)
    with counted(emulator) as correction:
        await fetch(hass, entry, start_date=old.isoformat(), end_date=old.isoformat())
    assert electricity(correction.calls) == POLL
    assert water(correction.calls) == WATER_POLL
    assert correction.rows == {"consumption": 24, "max_power": 1}
    assert (correction.adjustments, correction.removals) == (1, 0)
    await assert_all_is_true(hass, emulator, home)


async def test_the_contract_is_read_once_a_week(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, socket_enabled: None
) -> None:
    freezer.move_to(NOW)
    young = Home(seed=1, today=TODAY, commissioned=TODAY - timedelta(days=20))
    emulator = Emulator(young)
    emulator.set_now(NOW)
    days = []
    async with emulator.serve():
        data = electricity_data(emulator, young)
        data["consents"] = data["consents"][:1]
        entry = home_entry(emulator, young, electricity=data, water=None)
        await start(hass, entry)
        await settled(hass, entry)
        for _ in range(14):
            with counted(emulator) as day:
                await later(hass, emulator, freezer, entry, hours=24)
            days.append(day.calls)

    usual = {"energy": 1, "max_power": 1}
    weekly = {**usual, "contract": 1}
    assert days == [usual] * 6 + [weekly] + [usual] * 6 + [weekly]
