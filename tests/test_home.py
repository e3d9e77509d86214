"""A whole home in a real core with a real recorder: what the services know is what the statistics hold."""

from collections import Counter
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from .conftest import NOW, TODAY
from .effort import THOROUGH
from .emulator import Emulator, Home
from .homes import (
    CUSTOMER,
    PARTNER,
    Ways,
    assert_all_is_true,
    both_ways,
    energy_id,
    home_entry,
    later,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    start,
)

pytestmark = [
    pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations"),
    both_ways,
]

MOVED_IN = TODAY - timedelta(days=42)
"""Late enough for the tests to be quick, early enough for the longest day of the year."""


FIRST = {
    PARTNER: {"contract": 1, "energy": 1, "max_power": 1, "connect": 1, "indexes": 1},
    # This service refuses what lies before the meter's first day, which is searched for. Two years of water come in
    # pieces of 90 days.
    CUSTOMER: {
        "energy": 3,
        "max_power": 1,
        "log_in": 1,
        "authorize": 2,
        "token": 1,
        "contracts": 1,
        "indexes": 9,
    },
}
"""The calls of a first refresh, the load curve's aside."""


@pytest.fixture
def imports_as_core() -> bool:
    return THOROUGH


@pytest.fixture
def home() -> Home:
    return Home(seed=1, today=TODAY, commissioned=MOVED_IN)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


async def test_every_day_and_hour_that_can_be_known_is_in_the_recorder(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = home_entry(emulator, home, ways=ways)

    assert await start(hass, entry)
    await settled(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    await assert_all_is_true(hass, emulator, home, ways=ways)


async def test_the_first_refresh_takes_few_calls_and_a_log_in(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = home_entry(emulator, home, ways=ways)

    await start(hass, entry)
    await settled(hass, entry)

    kinds = Counter(call.kind for call in emulator.calls if call.outcome == "ok")
    # 42 days are six weeks; the last one is asked for by the poll itself.
    assert kinds.pop("load_curve") <= 7
    assert kinds == FIRST[ways]


async def test_a_restart_asks_nothing_and_writes_nothing(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    calls, files = len(emulator.calls), ledger_files(hass, entry)

    assert await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)

    assert len(emulator.calls) == calls
    assert ledger_files(hass, entry) == files
    await assert_all_is_true(hass, emulator, home, ways=ways)


async def test_the_next_day_comes_by_itself(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    before = len(emulator.calls)

    # Past the night, then past the last minute that may have been drawn.
    await later(hass, emulator, freezer, entry, hours=11)
    await later(hass, emulator, freezer, entry, hours=24)

    kinds = Counter(call.kind for call in emulator.calls[before:])
    assert kinds["energy"] == kinds["max_power"] == 1
    # Yesterday's, and an older hole, of which one a day is asked for again.
    assert kinds["load_curve"] == 2
    assert max(await recorded_days(hass, energy_id(home))) == TODAY
    await assert_all_is_true(hass, emulator, home, ways=ways)


async def test_removing_the_home_removes_the_ledger_and_leaves_the_statistics(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    rows = await recorded(hass, energy_id(home))

    await hass.config_entries.async_remove(entry.entry_id)

    assert ledger_files(hass, entry) == {}
    assert await recorded(hass, energy_id(home)) == rows
