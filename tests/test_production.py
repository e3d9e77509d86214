"""What a home feeds into the network: a statistic of its own, by any way that gives it, in nobody's way."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from .conftest import NOW, TODAY
from .emulator import Emulator, Fault, Home
from .homes import (
    DATA,
    SERVICE_OF,
    Ways,
    assert_all_is_true,
    both_ways,
    home_entry,
    later,
    recorded,
    recorded_days,
    settled,
    start,
)

pytestmark = [
    pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations"),
    both_ways,
]


@pytest.fixture
def home() -> Home:
    moved_in = TODAY - timedelta(days=20)
    return Home(seed=1, today=TODAY, commissioned=moved_in, solar=True)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


def producing(emulator: Emulator, home: Home, ways: Ways) -> MockConfigEntry:
    """A home with nothing but electricity, both ways of the current."""
    data = {**DATA[ways[0]](emulator, home), "production": True}
    return home_entry(emulator, home, ways=ways, electricity=data, water=None)


def production_id(home: Home) -> str:
    return f"grandlyon_energy:{home.point_id}_production"


async def assert_production_is_true(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    truth: dict[str, Any] = emulator.truth(electricity=SERVICE_OF[ways[0]])
    days = await recorded_days(hass, production_id(home))
    assert {day: kwh * 1000 for day, kwh in days.items()} == pytest.approx(
        {date.fromisoformat(day): wh for day, wh in truth["production_wh"].items()},
        abs=1,
    )
    hours = {
        row["start"]: (row["state"] or 0) * 1000
        for row in await recorded(hass, production_id(home))
    }
    known = {
        datetime.fromisoformat(hour).timestamp(): wh
        for hour, wh in truth["production_hours_wh"].items()
    }
    assert {hour: hours[hour] for hour in known} == pytest.approx(known, abs=1)
    assert sum(known.values()) > 10_000


async def test_every_day_and_hour_that_was_fed_in_is_in_the_recorder(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    entry = producing(emulator, home, ways)
    await start(hass, entry)
    await settled(hass, entry)

    await assert_production_is_true(hass, emulator, home, ways)
    await assert_all_is_true(hass, emulator, home, ways=ways, water=False)

    before = len(emulator.calls)
    await later(hass, emulator, freezer, entry, hours=25)
    await assert_production_is_true(hass, emulator, home, ways)
    kinds = Counter(call.kind for call in emulator.calls[before:])
    assert kinds["production_energy"] == 1
    assert kinds["production_curve"] <= 2

    # One meter, one device; nothing is fed in at night, and that is a zero.
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.manufacturer == "Enedis"
    last_day = f"electricity_{home.point_id}_production_last_day"
    entity_id = er.async_get(hass).async_get_entity_id("sensor", DOMAIN, last_day)
    assert entity_id
    state = hass.states.get(entity_id)
    assert state
    assert home.production
    fed_in_wh = float(state.state) * 1000
    assert fed_in_wh == pytest.approx(home.production.metered_wh(TODAY), abs=1)
    assert 0 in {row["state"] for row in await recorded(hass, production_id(home))}


async def test_a_home_that_does_not_produce_is_never_asked_for_it(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = home_entry(emulator, home, ways=ways, water=None)
    await start(hass, entry)
    await settled(hass, entry)

    kinds = {call.kind for call in emulator.calls}
    assert not {"production_energy", "production_curve"} & kinds
    assert await recorded(hass, production_id(home)) == []


async def test_production_that_fails_leaves_the_consumption_alone_and_heals(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    kinds = {"production_energy", "production_curve"}
    emulator.set_fault(SERVICE_OF[ways[0]], Fault.HTTP_503, kinds=kinds)
    entry = producing(emulator, home, ways)
    await start(hass, entry)
    await settled(hass, entry)

    await assert_all_is_true(hass, emulator, home, ways=ways, water=False)
    assert await recorded(hass, production_id(home)) == []

    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, hours=2)
    await assert_production_is_true(hass, emulator, home, ways)


async def test_a_home_without_a_roof_that_was_said_to_have_one_shows_nothing(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    home.production = None
    entry = producing(emulator, home, ways)
    await start(hass, entry)
    await settled(hass, entry)

    assert await recorded(hass, production_id(home)) == []
    assert entry.runtime_data.production.last_update_success
    await assert_all_is_true(hass, emulator, home, ways=ways, water=False)

    calls = len(emulator.calls)
    for _ in range(2):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)
    assert len(emulator.calls) == calls


async def test_a_service_that_wants_to_be_left_alone_is_so_by_both(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    entry = producing(emulator, home, ways)
    await start(hass, entry)
    await settled(hass, entry)
    fault = Fault.HTTP_429_RETRY_AFTER
    emulator.set_fault(
        SERVICE_OF[ways[0]], fault, kinds={"energy"}, retry_after="14400"
    )
    await later(hass, emulator, freezer, entry, hours=25)
    before = len(emulator.calls)

    await entry.runtime_data.production.async_refresh()

    assert not entry.runtime_data.production.last_update_success
    assert len(emulator.calls) == before
