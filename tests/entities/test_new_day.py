"""The event "new day of data": once for each time that the newest known day advances, and for nothing else."""

from datetime import date, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import TODAY
from ..emulator import Emulator, Fault, Home
from ..homes import home_entry, later, settled, start, young_home
from .shown import states

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

type Fired = list[dict[str, Any]]


@pytest.fixture
def home() -> Home:
    return young_home(6)


async def started(
    hass: HomeAssistant, emulator: Emulator, home: Home, service: str
) -> tuple[MockConfigEntry, Fired]:
    """A home with one service, and what its event entity will tell."""
    if service == "electricity":
        entry = home_entry(emulator, home, water=None)
    else:
        entry = home_entry(emulator, home, electricity=None)
    await start(hass, entry)
    await settled(hass, entry)
    entity = states(hass, entry)[f"{service}.new_day"]
    assert entity.state == STATE_UNKNOWN
    fired: Fired = []
    seen = {STATE_UNKNOWN}

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        # An entity that comes back shows its last event again: that is no new one.
        if new and "day" in new.attributes and new.state not in seen:
            seen.add(new.state)
            names = ("event_type", "day", "amount", "unit", "days")
            fired.append({name: new.attributes[name] for name in names})

    async_track_state_change_event(hass, entity.entity_id, note)
    return entry, fired


async def test_it_tells_the_newest_day_once_and_no_older_one(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry, fired = await started(hass, emulator, home, "electricity")
    await later(hass, emulator, freezer, entry, hours=24)

    def told(day: date, days: int) -> dict[str, Any]:
        return {
            "event_type": "new_day",
            "day": day.isoformat(),
            "amount": pytest.approx(home.true_day_wh(day) / 1000, abs=0.001),
            "unit": "kWh",
            "days": days,
        }

    assert fired == [told(TODAY, 1)]

    # What is known when a home starts is no news.
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)
    assert len(fired) == 1
    assert states(hass, entry)["electricity.new_day"].attributes["day"] == str(TODAY)

    # Two days without an answer, one day that Enedis is late with: the newest is told, and how far it moved on.
    late = TODAY + timedelta(days=2)
    home.set_late(late)
    emulator.set_fault("sge", Fault.REFUSED)
    await later(hass, emulator, freezer, entry, hours=48)
    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, hours=24)
    assert fired[1:] == [told(TODAY + timedelta(days=3), 3)]

    # The late one comes on a day that brings nothing newer.
    home.release(late)
    home.set_late(TODAY + timedelta(days=4))
    before = entry.runtime_data.electricity.data.periods.last_7_days.days
    await later(hass, emulator, freezer, entry, hours=24)
    assert entry.runtime_data.electricity.data.periods.last_7_days.days == before + 1
    assert len(fired) == 2

    # What the first poll after a long stop brings is news.
    assert await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(timedelta(days=3))
    emulator.advance(timedelta(days=3))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)
    assert fired[2:] == [told(TODAY + timedelta(days=7), 4)]


async def test_a_day_that_went_away_and_comes_back_is_not_told_again(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    (contract,) = home.contracts
    entry, fired = await started(hass, emulator, home, "water")
    for _ in range(4):
        await later(hass, emulator, freezer, entry, hours=24)
    assert fired
    newest = date.fromisoformat(fired[-1]["day"])
    assert fired[-1]["amount"] == home.true_day_litres(contract, newest)
    assert fired[-1]["unit"] == "L"
    days = [one["day"] for one in fired]
    assert days == sorted(set(days))

    def last_day() -> date:
        day: date = entry.runtime_data.water.data[contract].newest_day
        return day

    async def publish(day: date, kind: str) -> None:
        home.set_water_kind(contract, day, kind)
        await entry.runtime_data.water.async_refresh()
        await settled(hass, entry)

    closing = newest + timedelta(days=1)
    assert last_day() == newest
    await publish(closing, "A")
    assert last_day() < newest
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)
    await publish(closing, "R")
    assert last_day() == newest
    assert [one["day"] for one in fired] == days
