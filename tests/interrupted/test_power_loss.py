"""The power goes between ledger and recorder: what the ledger was told is written at the next start, and asked of nobody again."""

from collections import Counter
from datetime import date, timedelta

from homeassistant.core import CoreState, HomeAssistant
import pytest

from custom_components.grandlyon_energy.metering.calendar import day_start
from tests.conftest import TODAY
from tests.emulator import Emulator, Home
from tests.homes import assert_all_is_true, home_entry, settled, start

from .conftest import MOVED_IN
from .mishaps import (
    assert_same,
    dropped_imports,
    every_row,
    journals,
    leave_journal,
    remove_rows,
    statistic_ids,
)

pytestmark = pytest.mark.usefixtures(
    "recorder_mock", "enable_custom_integrations", "at_ten_thirty"
)


async def test_a_history_that_was_read_and_not_written_is_written_at_the_next_start(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    # Before core has started nothing is written.
    hass.set_state(CoreState.starting)
    await start(hass, entry)
    for coordinator in entry.runtime_data.coordinators:
        await coordinator.async_wait_idle()
    await hass.config_entries.async_unload(entry.entry_id)
    assert journals(hass, entry).keys() == {"consumption", "max_power", "water"}
    assert not any((await every_row(hass, home)).values())
    hass.set_state(CoreState.running)
    emulator.calls.clear()

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert not journals(hass, entry)
    assert emulator.calls == []
    await assert_all_is_true(hass, emulator, home)


# Each of three statistics is imported once at least; how much oftener depends on what is written together.
@pytest.mark.parametrize("written", range(3))
async def test_power_lost_after_any_import_leaves_the_rest_to_the_next_start(
    hass: HomeAssistant, emulator: Emulator, home: Home, written: int
) -> None:
    """The recorder was sent everything; the power goes while it works on that."""
    entry = home_entry(emulator, home)
    with dropped_imports(*range(written, 1000)):
        await start(hass, entry)
        await settled(hass, entry)
        await hass.config_entries.async_unload(entry.entry_id)
    assert journals(hass, entry)
    kinds = Counter(call.kind for call in emulator.calls)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert not journals(hass, entry)
    assert Counter(call.kind for call in emulator.calls) == kinds
    await assert_all_is_true(hass, emulator, home)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (MOVED_IN, TODAY),
        (MOVED_IN - timedelta(days=30), MOVED_IN + timedelta(days=3)),
        (TODAY - timedelta(days=20), TODAY - timedelta(days=15)),
        (TODAY, TODAY + timedelta(days=30)),
    ],
    ids=["all", "before the first day", "in the middle", "days to come"],
)
async def test_a_journal_left_behind_changes_nothing_where_nothing_differs(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    first: date,
    last: date,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = await every_row(hass, home)
    await hass.config_entries.async_unload(entry.entry_id)
    leave_journal(hass, entry, first, last)

    with dropped_imports() as imports:
        await hass.config_entries.async_setup(entry.entry_id)
        await settled(hass, entry)

    assert imports == []
    assert not journals(hass, entry)
    assert await every_row(hass, home) == before


async def test_a_journal_left_behind_has_its_days_written_again(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    """The newest row is right, so that nothing but the journal tells."""
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = await every_row(hass, home)
    await hass.config_entries.async_unload(entry.entry_id)
    first, last = TODAY - timedelta(days=24), TODAY - timedelta(days=20)
    leave_journal(hass, entry, first, last)
    for statistic_id in statistic_ids(home):
        await remove_rows(
            hass,
            statistic_id,
            since=day_start(first),
            until=day_start(last + timedelta(days=1)),
        )

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert not journals(hass, entry)
    assert_same(await every_row(hass, home), before)
    await assert_all_is_true(hass, emulator, home)
