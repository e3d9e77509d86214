"""Late, corrected and withheld readings find their way by themselves; a service is left alone when it asks for it."""

from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.coordinator.base import ServiceCoordinator
from custom_components.grandlyon_energy.sources import TransientError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .conftest import NOW, TODAY
from .emulator import Emulator, Fault, Home
from .homes import (
    SERVICE_OF,
    assert_all_is_true,
    home_entry,
    later,
    settled,
    start,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    """Two months of which everything is published, but what a test holds back."""
    return young_home(50)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def way() -> str:
    """The way of electricity; tests that ask for every one parametrize it."""
    return "sge"


@pytest.fixture(autouse=True)
def before_half_past_ten(way: str) -> Iterator[None]:
    """Have the one poll a day come at ten, before the time at which these tests look."""
    drawn = 0 if way == "conso_api" else 3600
    with patch.object(ServiceCoordinator, "draw_second", return_value=drawn):
        yield


every_way = pytest.mark.parametrize("way", ["sge", "conso_api"])


async def set_up(
    hass: HomeAssistant, emulator: Emulator, home: Home, way: str = "sge"
) -> MockConfigEntry:
    """Electricity alone."""
    entry = home_entry(emulator, home, ways=(way, "egl"), water=None)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


def sensor(hass: HomeAssistant, name: str) -> str:
    found = [
        state.state
        for state in hass.states.async_all("sensor")
        if state.entity_id.endswith(name)
    ]
    assert len(found) == 1
    return found[0]


@every_way
async def test_a_correction_of_an_old_day_is_found_within_a_month(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = await set_up(hass, emulator, home, way)
    home.correct_energy(ago(40), home.true_day_wh(ago(40)) + 5000)

    await later(hass, emulator, freezer, entry, days=29)
    with pytest.raises(AssertionError):
        await assert_all_is_true(hass, emulator, home, ways=(way, "egl"), water=False)
    await later(hass, emulator, freezer, entry, days=1)

    await assert_all_is_true(hass, emulator, home, ways=(way, "egl"), water=False)


@every_way
@pytest.mark.parametrize("withheld", [20, 45])
async def test_an_old_hole_is_filled_once_the_service_has_the_day(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
    withheld: int,
) -> None:
    home.set_late(ago(withheld))
    entry = await set_up(hass, emulator, home, way)
    home.release(ago(withheld))

    await later(hass, emulator, freezer, entry, days=1)

    await assert_all_is_true(hass, emulator, home, ways=(way, "egl"), water=False)


async def test_a_day_that_comes_while_yesterday_is_still_awaited_comes_whole(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    home.set_late(ago(2))
    home.set_late(ago(1))
    entry = await set_up(hass, emulator, home)
    home.release(ago(2))

    await later(hass, emulator, freezer, entry, hours=2)

    await assert_all_is_true(hass, emulator, home, water=False)


@every_way
async def test_holes_are_asked_for_with_growing_patience(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    hole = ago(20)
    home.set_late(hole)
    entry = await set_up(hass, emulator, home, way)
    asked: dict[str, list[int]] = {"energy": [], "max_power": [], "load_curve": []}

    for day in range(1, 45):
        before = len(emulator.calls)
        await later(hass, emulator, freezer, entry, days=1)
        for call in emulator.calls[before:]:
            if call.start and call.end and call.start <= hole < call.end:
                asked[call.kind].append(day)

    # After a day, a week more, a month more; on the 30th day the whole history is read anyway.
    assert asked["energy"] == asked["max_power"] == [1, 8, 30]
    assert asked["load_curve"] == [1, 8, 38]


@every_way
async def test_a_service_that_wants_to_be_left_alone_is_so_after_a_restart(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = await set_up(hass, emulator, home, way)
    emulator.set_fault(SERVICE_OF[way], Fault.HTTP_429_RETRY_AFTER, retry_after="14400")
    await later(hass, emulator, freezer, entry, days=3)
    calls = len(emulator.calls)
    emulator.clear_faults()

    for _ in range(3):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await later(hass, emulator, freezer, entry, hours=1)
    assert len(emulator.calls) == calls

    await later(hass, emulator, freezer, entry, hours=2)
    assert len(emulator.calls) > calls
    await assert_all_is_true(hass, emulator, home, ways=(way, "egl"), water=False)


async def test_a_first_history_is_asked_for_also_at_night(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    night = timedelta(hours=14)
    freezer.tick(night)
    emulator.advance(night)
    emulator.set_fault("sge", Fault.HTTP_503)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    assert not entry.runtime_data.electricity.has_history

    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, minutes=15)

    await assert_all_is_true(hass, emulator, home)


async def test_what_was_asked_for_in_vain_is_left_alone_at_night(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    home.set_late(ago(20))
    entry = await set_up(hass, emulator, home)
    assert await hass.config_entries.async_unload(entry.entry_id)
    # A day and a half later: an older hole of the curve is due.
    freezer.tick(timedelta(hours=36))
    emulator.advance(timedelta(hours=36))
    calls = len(emulator.calls)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert len(emulator.calls) == calls


@every_way
async def test_progress_tells_what_is_left_of_the_history(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.set_fault(SERVICE_OF[way], Fault.HTTP_503, kinds={"load_curve"})
    entry = await set_up(hass, emulator, home, way)
    assert sensor(hass, "history_progress") == "0"
    assert sensor(hass, "half_hours") == "being_read"

    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, days=1)

    assert sensor(hass, "history_progress") == "100"
    assert sensor(hass, "half_hours") == "read"


@every_way
async def test_a_curve_that_is_not_collected_is_said_so(
    hass: HomeAssistant, emulator: Emulator, home: Home, way: str
) -> None:
    emulator.curve_collection = False

    await set_up(hass, emulator, home, way)

    assert sensor(hass, "history_progress") == "100"
    assert sensor(hass, "half_hours") == "not_collected"


async def test_a_collection_that_is_switched_on_later_is_noticed_within_a_week(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.curve_collection = False
    entry = await set_up(hass, emulator, home)
    emulator.curve_collection = True

    for _ in range(8):
        await later(hass, emulator, freezer, entry, days=1)

    assert sensor(hass, "half_hours") == "read"


async def test_a_time_out_of_the_curve_does_not_stop_the_history_for_the_day(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The poll itself went well: no other one comes before tomorrow."""
    read = SgeSource.read_load_curve
    asked = 0

    async def slow_once(self: SgeSource, start: date, end: date) -> object:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise TransientError("timeout")
        return await read(self, start, end)

    with patch.object(SgeSource, "read_load_curve", slow_once):
        entry = await set_up(hass, emulator, home)
        assert int(sensor(hass, "history_progress")) < 50

        await later(hass, emulator, freezer, entry, minutes=20)

    assert sensor(hass, "history_progress") == "100"
    kinds = [call.kind for call in emulator.calls]
    assert kinds.count("energy") == 1


async def test_a_curve_that_is_refused_is_said_so_and_asked_for_once_a_week(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.consent.curve = False
    entry = await set_up(hass, emulator, home)
    assert sensor(hass, "half_hours") == "refused"
    assert sensor(hass, "history_progress") == "0"
    before = len(emulator.calls)
    for _ in range(7):
        await later(hass, emulator, freezer, entry, days=1)
    asked = [call for call in emulator.calls[before:] if call.kind == "load_curve"]
    assert len(asked) == 1
    assert entry.runtime_data.electricity.last_update_success

    emulator.consent.curve = True
    for _ in range(7):
        await later(hass, emulator, freezer, entry, days=1)
    assert sensor(hass, "half_hours") == "read"
    await assert_all_is_true(hass, emulator, home, water=False)


@pytest.mark.parametrize("way", ["conso_api"])
async def test_a_day_that_is_late_for_days_is_not_asked_for_at_every_restart(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    for day in range(-3, 4):
        home.set_late(ago(day))
    entry = await set_up(hass, emulator, home, way)
    await later(hass, emulator, freezer, entry, days=1)
    before = len(emulator.calls)

    for _ in range(3):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)
    assert len(emulator.calls) == before

    await later(hass, emulator, freezer, entry, days=1)
    assert len(emulator.calls) > before


@every_way
async def test_days_that_were_missed_wait_for_the_morning(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Three weeks off, started again at half past two: the first history is long complete."""
    entry = await set_up(hass, emulator, home, way)
    await hass.config_entries.async_unload(entry.entry_id)
    away = timedelta(days=20, hours=16)
    freezer.tick(away)
    emulator.advance(away)
    calls = len(emulator.calls)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)
    assert len(emulator.calls) == calls

    await later(hass, emulator, freezer, entry, hours=8)
    await assert_all_is_true(hass, emulator, home, ways=(way, "egl"), water=False)
