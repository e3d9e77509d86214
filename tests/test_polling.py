"""When the services are asked, and when they are left alone."""

from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.coordinator.base import ServiceCoordinator
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .conftest import NOW, TODAY
from .emulator import Emulator, Fault, Home
from .homes import home_entry, home_of, later, ledger_files, settled, start

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return home_of(60)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


async def test_what_came_before_a_failure_is_shown(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503, kinds={"load_curve"})
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    sensors = hass.states.async_all("sensor")
    assert sensors
    assert not [one for one in sensors if one.state == "unavailable"]

    await later(hass, emulator, freezer, entry, hours=11)
    await later(hass, emulator, freezer, entry, hours=24)

    electricity = entry.runtime_data.electricity
    assert not electricity.last_update_success
    assert electricity.data.newest_day == TODAY


async def test_an_unexpected_failure_does_not_end_the_polling(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    read = SgeSource.read_daily_energy
    asked = 0

    async def broken_once(self: SgeSource, start: date, end: date) -> object:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise RuntimeError
        return await read(self, start, end)

    entry = home_entry(emulator, home)
    with patch.object(SgeSource, "read_daily_energy", broken_once):
        await start(hass, entry)
        await settled(hass, entry)
        assert not entry.runtime_data.electricity.has_history
        await later(hass, emulator, freezer, entry, hours=2)

    assert entry.runtime_data.electricity.has_history


@pytest.mark.parametrize("passed", [timedelta(hours=14), timedelta(days=5, hours=16)])
async def test_a_restart_at_night_asks_nothing(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    passed: timedelta,
) -> None:
    """Half past midnight after a complete day, and half past two after days of absence."""
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(passed)
    emulator.advance(passed)
    calls, files = len(emulator.calls), ledger_files(hass, entry)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert len(emulator.calls) == calls
    assert ledger_files(hass, entry) == files


async def test_a_throttled_set_up_is_left_alone_as_long_as_asked(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.set_fault("sge", Fault.HTTP_429_RETRY_AFTER, retry_after="7200")
    entry = home_entry(emulator, home, water=None)

    assert await start(hass, entry)
    for _ in range(7):
        await later(hass, emulator, freezer, entry, minutes=15)

    assert entry.state is ConfigEntryState.LOADED
    assert len(emulator.calls) == 1
    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, minutes=30)
    assert entry.runtime_data.electricity.has_history


async def test_a_curve_that_is_not_collected_costs_one_look_a_week(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.curve_collection = False
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    await later(hass, emulator, freezer, entry, hours=13, minutes=30)
    before = len(emulator.calls)

    # From midnight to midnight, a week long.
    for _ in range(7 * 12):
        await later(hass, emulator, freezer, entry, hours=2)

    kinds = Counter(call.kind for call in emulator.calls[before:])
    assert kinds == {"contract": 1, "energy": 7, "max_power": 7, "load_curve": 1}


@pytest.mark.parametrize("fault", [Fault.HTTP_503, Fault.HTTP_403])
async def test_a_contract_that_cannot_be_read_again_does_not_hold_up_the_readings(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    fault: Fault,
) -> None:
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    emulator.set_fault("sge", fault, kinds={"contract"})

    await later(hass, emulator, freezer, entry, hours=11)
    await later(hass, emulator, freezer, entry, days=8)

    electricity = entry.runtime_data.electricity
    assert electricity.last_update_success
    assert electricity.data.newest_day == TODAY + timedelta(days=7)
    assert electricity.data.contract.subscribed_power_va == 9000


DRAW = ServiceCoordinator.draw_second


@pytest.mark.parametrize("spread_s", [1, 48_600])
def test_a_second_is_drawn_among_all(spread_s: int) -> None:
    drawn = {DRAW(spread_s) for _ in range(200)}

    assert min(drawn) >= 0
    assert max(drawn) < spread_s
    assert (len(drawn) > 100) == (spread_s > 1)


async def test_the_second_is_drawn_once_and_kept(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    with patch.object(ServiceCoordinator, "draw_second", return_value=1):
        await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)

    runtime = entry.runtime_data
    assert runtime.electricity.ledger.poll_second == 3600
    assert runtime.water.meters[0].ledger.poll_second == 3600
