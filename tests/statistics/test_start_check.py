"""The start: what the journal explains is written and no more; what it does not explain is compared whole."""

from datetime import date
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.ledger.journal import runs_of_days
from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    HOUR,
    day_start,
    days_between,
)
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import MakeStatistic
from .database import async_edit, change_amount, change_sums, delete, insert
from .test_audit import few_hours, watched_reads
from .test_writer import assert_recorder_equals, counted_writes

pytestmark = pytest.mark.usefixtures("recorder_mock")

DAYS = tuple(days_between(date(2026, 1, 10), date(2026, 4, 1)))
NOTHING = {"rows": 0, "adjustments": 0, "removals": 0}


def doubled(day: date) -> DayAmounts:
    """The same hours with twice the energy: no row has to go."""
    return tuple((start, 2 * amount) for start, amount in few_hours(day))


@pytest.fixture
async def written(hass: HomeAssistant, make: MakeStatistic) -> Statistic:
    """Almost three months that the recorder has."""
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS})
    await StatisticsWriter(hass).async_write([statistic])
    return statistic


@pytest.mark.parametrize("journalled", [[40], [40, 60], [-1], [0], list(range(-5, 0))])
async def test_what_the_journal_explains_is_not_compared_whole(
    hass: HomeAssistant, written: Statistic, journalled: list[int]
) -> None:
    written.project({DAYS[n]: doubled(DAYS[n]) for n in journalled})

    with watched_reads() as reads:
        await StatisticsWriter(hass).async_check([written])

    assert not written.state.pending
    # Each window twice, the row after it twice, and the newest day that is not in the journal.
    assert len(reads) <= 4 * len(runs_of_days(DAYS[n] for n in journalled)) + 1
    await assert_recorder_equals(hass, written)


async def test_an_older_database_under_a_journal_is_compared_whole(
    hass: HomeAssistant, written: Statistic
) -> None:
    await async_edit(hass, written, delete(100, 10_000))
    written.project({DAYS[-1]: doubled(DAYS[-1])})

    writer = StatisticsWriter(hass)
    await writer.async_check([written])
    await writer.async_write([written])

    await assert_recorder_equals(hass, written)


async def test_a_correction_that_an_older_database_lacks_is_found_under_a_journal(
    hass: HomeAssistant, written: Statistic
) -> None:
    await async_edit(hass, written, change_amount(100, -0.5))
    await async_edit(hass, written, change_sums(100, None, -0.5))
    written.project({DAYS[-1]: doubled(DAYS[-1])})

    writer = StatisticsWriter(hass)
    await writer.async_check([written])
    with counted_writes() as counts:
        await writer.async_write([written])

    # The last day's three rows, which the journal had written rightly, are shifted with all others and sent again.
    assert counts == {"rows": 1 + 3, "adjustments": 1, "removals": 0}
    await assert_recorder_equals(hass, written)


async def test_an_import_that_was_interrupted_is_finished_without_a_second_look(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS})

    with watched_reads() as reads:
        await StatisticsWriter(hass).async_check([statistic])

    # Each month once before it is sent and once after.
    assert len(reads) == 2 * 3
    await assert_recorder_equals(hass, statistic)


async def test_a_start_that_finds_nothing_reads_a_day_and_saves_nothing(
    hass: HomeAssistant, written: Statistic
) -> None:
    with (
        watched_reads() as reads,
        counted_writes() as counts,
        patch.object(LedgerFiles, "save", side_effect=AssertionError),
    ):
        await StatisticsWriter(hass).async_check([written])

    assert reads == [(day_start(DAYS[-1]), day_start(DAYS[-1] + DAY))]
    assert counts == NOTHING
    assert not written.state.pending


async def test_a_lost_file_that_knew_of_the_journal_has_everything_compared(
    hass: HomeAssistant, written: Statistic, make: MakeStatistic
) -> None:
    await async_edit(hass, written, change_amount(100, 0.5))
    again = make(knows=DAYS)
    again.restore({day: few_hours(day) for day in DAYS})
    again.project({DAYS[-1]: doubled(DAYS[-1])})

    await StatisticsWriter(hass).async_check([again])

    await assert_recorder_equals(hass, again)


async def test_days_of_a_lost_file_keep_their_rows(
    hass: HomeAssistant, written: Statistic, make: MakeStatistic
) -> None:
    written.store.ledger.touch_state()
    await written.store.async_save()
    loaded = make()
    await loaded.store.async_load()
    again = make(knows=DAYS[30:], ledger=loaded.store.ledger)
    again.restore({day: few_hours(day) for day in DAYS[30:]})
    writer = StatisticsWriter(hass)

    with counted_writes() as counts:
        await writer.async_check([again])
        await writer.async_write([again])

    assert counts == NOTHING
    assert set(again.adopted) == set(DAYS[:30])
    await assert_recorder_equals(hass, again)


async def test_rows_before_the_first_day_are_no_difference(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    older = make(knows=DAYS)
    older.project({DAYS[0]: few_hours(DAYS[0])})
    await StatisticsWriter(hass).async_write([older])
    statistic = make(knows=DAYS[1:])
    statistic.project({DAYS[1]: few_hours(DAYS[1])})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    await writer.async_check([statistic])

    assert not statistic.state.pending


@pytest.mark.usefixtures("removal")
async def test_a_row_on_the_first_day_that_lost_its_rows_is_removed(
    hass: HomeAssistant, written: Statistic
) -> None:
    written.project({DAYS[0]: ()})
    writer = StatisticsWriter(hass)
    await writer.async_write([written])
    start = day_start(DAYS[0]) + HOUR
    await async_edit(hass, written, insert(Kind.SUM, start, 5.0, 5.0))
    await async_edit(hass, written, delete(1_000, 1))

    await writer.async_audit_everything(written)
    await writer.async_write([written])

    await assert_recorder_equals(hass, written)
    assert written.state.baseline == 0


async def test_a_database_that_lost_its_end_takes_two_passes(
    hass: HomeAssistant, written: Statistic
) -> None:
    await async_edit(hass, written, delete(30 * 3, 10_000))
    written.project({DAYS[29]: doubled(DAYS[29])})

    with patch.object(
        LedgerFiles, "save", autospec=True, side_effect=LedgerFiles.save
    ) as saves:
        await StatisticsWriter(hass).async_write([written])

    # Each pass saves the journal before it sends anything, and once it is empty.
    assert saves.call_count <= 4
    await assert_recorder_equals(hass, written)


@pytest.mark.usefixtures("removal")
async def test_a_newer_row_on_a_day_that_has_none_is_removed(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS[:-2]})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    start = day_start(DAYS[-1])
    await async_edit(hass, statistic, insert(Kind.SUM, start, 5.0, 5.0))

    await writer.async_check([statistic])
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)
