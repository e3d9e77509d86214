"""A database of another age than the ledger: an older one is filled up, a newer one loses nothing."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.statistics.recorder import async_wait_for_queue
from tests.conftest import TODAY
from tests.emulator import Emulator, Home
from tests.emulator.faults import Fault
from tests.homes import (
    assert_all_is_true,
    energy_id,
    home_entry,
    later,
    settled,
    start,
    water_id,
)

from .conftest import MOVED_IN
from .mishaps import (
    assert_same,
    back_up,
    every_row,
    folder_of,
    journals,
    maximum_power_id,
    put_back_rows,
    remove_rows,
    restore,
    statistic_ids,
)

pytestmark = pytest.mark.usefixtures(
    "recorder_mock", "enable_custom_integrations", "at_ten_thirty"
)

type Damage = Callable[[HomeAssistant, Home], Coroutine[Any, Any, None]]


@pytest.fixture
async def known(hass: HomeAssistant, emulator: Emulator, home: Home) -> MockConfigEntry:
    """A home whose history is in ledger and recorder."""
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


async def nights(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    number: int,
) -> None:
    """Let so many nights pass, until all homes have asked for the day before: half past nine in the evening."""
    await later(hass, emulator, freezer, entry, hours=11)
    for _ in range(number):
        await later(hass, emulator, freezer, entry, days=1)


async def restarted(
    hass: HomeAssistant, entry: MockConfigEntry, damage: Coroutine[Any, Any, None]
) -> None:
    """Switch off, let something happen, and start again."""
    await hass.config_entries.async_unload(entry.entry_id)
    await damage
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)


# Older than the ledger.


async def lose_the_last_days(hass: HomeAssistant, home: Home) -> None:
    for statistic_id in statistic_ids(home):
        await remove_rows(
            hass, statistic_id, since=day_start(TODAY - timedelta(days=5))
        )


async def lose_the_last_hour(hass: HomeAssistant, home: Home) -> None:
    """As a cut of power may cost a database its newest transaction."""
    await remove_rows(
        hass, energy_id(home), since=day_start(TODAY) - timedelta(hours=1)
    )


async def keep_the_first_days(hass: HomeAssistant, home: Home) -> None:
    for statistic_id in statistic_ids(home):
        await remove_rows(
            hass, statistic_id, since=day_start(MOVED_IN + timedelta(days=7))
        )


async def lose_every_row(hass: HomeAssistant, home: Home) -> None:
    for statistic_id in statistic_ids(home):
        await remove_rows(hass, statistic_id)


async def lose_one_statistic(hass: HomeAssistant, home: Home) -> None:
    get_instance(hass).async_clear_statistics([energy_id(home)])
    await async_wait_for_queue(hass)


async def lose_every_statistic(hass: HomeAssistant, home: Home) -> None:
    get_instance(hass).async_clear_statistics(statistic_ids(home))
    await async_wait_for_queue(hass)


@pytest.mark.parametrize(
    "damage",
    [
        lose_the_last_hour,
        lose_the_last_days,
        keep_the_first_days,
        lose_every_row,
        lose_one_statistic,
        lose_every_statistic,
    ],
)
async def test_a_database_older_than_the_ledger_is_filled_up_at_the_start(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    known: MockConfigEntry,
    damage: Damage,
) -> None:
    before = await every_row(hass, home)
    calls = len(emulator.calls)

    await restarted(hass, known, damage(hass, home))

    assert len(emulator.calls) == calls
    assert not journals(hass, known)
    assert_same(await every_row(hass, home), before)
    await assert_all_is_true(hass, emulator, home)


async def test_a_database_from_before_a_correction_is_corrected_at_the_start(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    known: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It has all rows that it should; but the sums from the day on are those of before."""
    older = await every_row(hass, home)
    corrected = TODAY - timedelta(days=10)
    home.correct_energy(corrected, home.true_day_wh(corrected) + 3000)
    home.set_late(TODAY)
    await nights(hass, emulator, freezer, known, 1)
    before = await every_row(hass, home)
    assert len(before[energy_id(home)]) == len(older[energy_id(home)])
    assert before[energy_id(home)] != older[energy_id(home)]

    async def bring_back_the_older_rows() -> None:
        await put_back_rows(hass, energy_id(home), older[energy_id(home)])

    await restarted(hass, known, bring_back_the_older_rows())

    assert_same(await every_row(hass, home), before)
    await assert_all_is_true(hass, emulator, home)


async def test_rows_edited_in_the_middle_are_found_by_the_next_polls(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    known: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Neither the newest row nor a journal tells of them."""
    middle = day_start(TODAY - timedelta(days=16))
    await remove_rows(
        hass, energy_id(home), since=middle, until=middle + timedelta(hours=5)
    )
    await remove_rows(
        hass, water_id(home), since=middle, until=middle + timedelta(days=5)
    )

    await nights(hass, emulator, freezer, known, 3)

    await assert_all_is_true(hass, emulator, home)


# Newer than the ledger.


async def test_an_older_copy_of_the_ledger_costs_the_recorder_no_row(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    known: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    back_up(hass, known, tmp_path / "backup")
    await nights(hass, emulator, freezer, known, 3)
    before = await every_row(hass, home)
    for service in ("sge", "egl"):
        emulator.set_fault(service, Fault.HTTP_503)

    await hass.config_entries.async_unload(known.entry_id)
    restore(hass, known, tmp_path / "backup")
    await hass.config_entries.async_setup(known.entry_id)
    await settled(hass, known)

    # While nobody can be asked what these days are.
    held = await every_row(hass, home)
    for statistic_id in (energy_id(home), maximum_power_id(home)):
        assert held[statistic_id] == before[statistic_id]

    emulator.clear_faults()
    await later(hass, emulator, freezer, known, days=1)

    after = await every_row(hass, home)
    kept = {each: after[each][: len(rows)] for each, rows in before.items()}
    assert_same(kept, before)
    await assert_all_is_true(hass, emulator, home)


async def test_a_lost_ledger_is_rebuilt_and_writes_no_row_again(
    hass: HomeAssistant, emulator: Emulator, home: Home, known: MockConfigEntry
) -> None:
    before = await every_row(hass, home)

    await hass.config_entries.async_unload(known.entry_id)
    LedgerFiles(folder_of(hass, known)).remove()
    await hass.config_entries.async_setup(known.entry_id)
    await settled(hass, known)

    assert not journals(hass, known)
    assert_same(await every_row(hass, home), before)
    await assert_all_is_true(hass, emulator, home)


async def test_a_rebuilt_ledger_continues_the_sums_of_days_no_longer_served(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    older = {energy_id(home): 4321.5, water_id(home): 98_765.0}
    await remember_older_days(hass, older)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = await every_row(hass, home)
    for statistic_id, total in older.items():
        first, following = before[statistic_id][0], before[statistic_id][1]
        assert first["sum"] == total
        assert following["sum"] == pytest.approx(total + (following["state"] or 0))

    await hass.config_entries.async_unload(entry.entry_id)
    LedgerFiles(folder_of(hass, entry)).remove()
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert not journals(hass, entry)
    assert_same(await every_row(hass, home), before)


async def remember_older_days(hass: HomeAssistant, totals: dict[str, float]) -> None:
    """Put one row into each statistic, from before all that the services have; give its sum."""
    for statistic_id, total in totals.items():
        is_water = statistic_id.endswith("_water")
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name="Home",
            source=DOMAIN,
            statistic_id=statistic_id,
            unit_class="volume" if is_water else "energy",
            unit_of_measurement="L" if is_water else "kWh",
        )
        row = StatisticData(
            start=day_start(MOVED_IN - timedelta(days=40)), state=1, sum=total
        )
        get_instance(hass).async_import_statistics(metadata, [row], Statistics)
    await async_wait_for_queue(hass)
