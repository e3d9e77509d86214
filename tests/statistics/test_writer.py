"""The writer against a real recorder: whatever it held, afterwards it holds the projection, and little was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest

from custom_components.grandlyon_energy.ids import MAX_POWER
from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.metering.series import Row
from custom_components.grandlyon_energy.statistics.recorder import (
    adjust_sums,
    async_read_rows,
    async_wait_for_queue,
    import_rows,
)
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic
from custom_components.grandlyon_energy.statistics.write_pass import (
    RecorderDisagreesError,
)
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import MakeStatistic, hourly

pytestmark = pytest.mark.usefixtures("recorder_mock")

FIRST = date(2026, 3, 20)
KWH = 1_000_000
DAYS = [FIRST + timedelta(days=n) for n in range(20)]
HOURS = 20 * 24 - 1
"""One of the days has 23 hours."""


@contextmanager
def counted_writes() -> Iterator[dict[str, int]]:
    """Count the rows sent to the recorder, its adjustments and its removals."""
    counts = {"rows": 0, "adjustments": 0, "removals": 0}
    importing, adjusting, clearing = (
        Recorder.async_import_statistics,
        Recorder.async_adjust_statistics,
        Recorder.async_clear_statistics,
    )

    def count_rows(
        self: Recorder, metadata: object, stats: object, table: object
    ) -> None:
        counts["rows"] += len(stats)  # type: ignore[arg-type]
        importing(self, metadata, stats, table)  # type: ignore[arg-type]

    def count_adjustments(self: Recorder, *args: object) -> None:
        counts["adjustments"] += 1
        adjusting(self, *args)  # type: ignore[arg-type]

    def count_removals(self: Recorder, ids: list[str], **kwargs: object) -> None:
        counts["removals"] += bool(ids)
        clearing(self, ids, **kwargs)  # type: ignore[arg-type]

    with (
        patch.object(Recorder, "async_import_statistics", count_rows),
        patch.object(Recorder, "async_adjust_statistics", count_adjustments),
        patch.object(Recorder, "async_clear_statistics", count_removals),
    ):
        yield counts


async def recorded(hass: HomeAssistant, statistic: Statistic) -> list[StatisticsRow]:
    """Return every row of the recorder, through its own query function."""
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        datetime(2015, 1, 1, tzinfo=UTC),
        None,
        {statistic.statistic_id},
        "hour",
        None,
        {"state", "sum", "change", "mean", "min", "max"},
    )
    return found.get(statistic.statistic_id, [])


async def assert_recorder_equals(hass: HomeAssistant, statistic: Statistic) -> None:
    """Check every row against the series, in number, place and value."""
    rows = await recorded(hass, statistic)
    days = statistic.series.days
    expected = statistic.series.rows(days[0], days[-1]) if days else []
    rows = [
        row
        for row in rows
        if not expected or row["start"] >= expected[0].start.timestamp()
    ]
    assert [row["start"] for row in rows] == [row.start.timestamp() for row in expected]
    for row, one in zip(rows, expected, strict=True):
        assert statistic.is_recorded(one, row), one


async def test_a_first_import_fills_every_hour(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})

    await StatisticsWriter(hass).async_write([statistic])

    rows = await recorded(hass, statistic)
    assert len(rows) == HOURS
    assert rows[-1]["sum"] == pytest.approx(HOURS)
    assert {row["change"] for row in rows} == {1.0}
    assert not statistic.state.pending


async def test_nothing_is_sent_when_nothing_differs(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    statistic.mark_everything()

    with counted_writes() as counts:
        await writer.async_write([statistic])

    assert counts == {"rows": 0, "adjustments": 0, "removals": 0}


async def test_an_old_correction_sends_its_day_and_one_adjustment(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    with counted_writes() as counts:
        statistic.project({DAYS[5]: hourly(DAYS[5], KWH // 2)})
        await writer.async_write([statistic])

    assert counts == {"rows": 24, "adjustments": 1, "removals": 0}
    await assert_recorder_equals(hass, statistic)
    assert min(row["change"] or 0 for row in await recorded(hass, statistic)) == 0.5


async def test_corrections_far_apart_and_a_new_day_at_once(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS[:-1]})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project(
        {
            DAYS[3]: hourly(DAYS[3], 3 * KWH),
            DAYS[12]: hourly(DAYS[12], 0),
            DAYS[-1]: hourly(DAYS[-1], KWH),
        }
    )
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)


async def test_a_shape_that_keeps_the_total_needs_no_adjustment(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    hours = day_hours(DAYS[10])
    shape = tuple((hour, 2 * KWH * (n % 2)) for n, hour in enumerate(hours))
    with counted_writes() as counts:
        statistic.project({DAYS[10]: shape})
        await writer.async_write([statistic])

    assert counts["adjustments"] == 0
    await assert_recorder_equals(hass, statistic)


async def test_a_day_filled_late_moves_what_follows(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS if day != DAYS[7]})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    assert statistic.series.total(DAYS[7]) is None

    statistic.project({DAYS[7]: hourly(DAYS[7], KWH)})
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)


async def test_rows_that_the_projection_lost_are_removed(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project({DAYS[11]: ()})
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)
    assert len(await recorded(hass, statistic)) == HOURS - 24


async def test_a_maximum_moves_to_another_hour(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(MAX_POWER, knows=DAYS)
    assert statistic.kind is Kind.MEAN
    statistic.project({day: ((day_hours(day)[19], 5000),) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project({DAYS[4]: ((day_hours(DAYS[4])[7], 6000),)})
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)
    row = (await recorded(hass, statistic))[4]
    assert (row["mean"], row["min"], row["max"]) == (6000, 6000, 6000)


async def test_the_sum_continues_from_older_rows(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    before = make(knows=DAYS)
    before.project({day: hourly(day, KWH) for day in DAYS[:10]})
    await StatisticsWriter(hass).async_write([before])

    later = make(meter="12345678901234", knows=DAYS[10:])
    later.state.pending.clear()
    later.project({day: hourly(day, 2 * KWH) for day in DAYS[10:]})
    await StatisticsWriter(hass).async_write([later])

    rows = await recorded(hass, later)
    assert len(rows) == HOURS
    assert rows[len([h for day in DAYS[:10] for h in day_hours(day)])][
        "change"
    ] == pytest.approx(2.0)
    assert min(row["change"] or 0 for row in rows) == pytest.approx(1.0)
    await assert_recorder_equals(hass, later)


async def test_removing_a_row_keeps_the_older_rows_that_only_the_recorder_had(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    before = make(knows=DAYS)
    before.project({day: hourly(day, KWH) for day in DAYS[:10]})
    await StatisticsWriter(hass).async_write([before])
    later = make(knows=DAYS[10:])
    later.project({day: hourly(day, 2 * KWH) for day in DAYS[10:]})
    writer = StatisticsWriter(hass)
    await writer.async_write([later])

    later.project({DAYS[14]: ()})
    await writer.async_write([later])

    rows = await recorded(hass, later)
    assert len(rows) == HOURS - 24
    assert rows[-1]["sum"] == pytest.approx(239 + 9 * 48)
    assert min(row["change"] or 0 for row in rows) == pytest.approx(1.0)


async def test_rows_newer_than_an_older_ledger_are_adopted(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    newer = make(knows=DAYS)
    newer.project({day: hourly(day, KWH) for day in DAYS})
    await StatisticsWriter(hass).async_write([newer])

    older = make(knows=DAYS[:14])
    older.project({day: hourly(day, KWH) for day in DAYS[:14]})
    writer = StatisticsWriter(hass)
    await writer.async_check([older])
    with counted_writes() as counts:
        await writer.async_write([older])

    assert counts["rows"] == 0
    assert counts["removals"] == 0
    assert older.series.days == DAYS
    assert set(older.adopted) == set(DAYS[14:])
    await assert_recorder_equals(hass, older)


async def test_the_check_finds_a_cleared_statistic(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    get_instance(hass).async_clear_statistics([statistic.statistic_id])
    await async_wait_for_queue(hass)

    await writer.async_check([statistic])
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)


async def test_the_check_finds_a_shifted_sum(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    adjust_sums(hass, statistic, day_start(DAYS[10]), 100.0)
    await async_wait_for_queue(hass)

    await writer.async_check([statistic])
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)


async def test_a_journal_left_behind_is_worked_off_after_a_restart(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    await StatisticsWriter(hass).async_write([statistic])
    statistic.project({DAYS[5]: hourly(DAYS[5], 5 * KWH)})
    await statistic.store.async_save()

    again = make(knows=DAYS)
    await again.store.async_load()
    restarted = make(knows=DAYS, ledger=again.store.ledger)
    assert restarted.state.pending == {DAYS[5]}
    restarted.series.replace({day: hourly(day, KWH) for day in DAYS})
    restarted.series.replace({DAYS[5]: hourly(DAYS[5], 5 * KWH)})
    await StatisticsWriter(hass).async_write([restarted])

    await assert_recorder_equals(hass, restarted)


async def test_a_dropped_import_is_sent_again(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS[:3]})
    sent: list[int] = []

    def lossy(hass: HomeAssistant, one: Statistic, rows: list[Row]) -> None:
        sent.append(len(rows))
        if len(sent) > 1:
            import_rows(hass, one, rows)

    with patch(
        "custom_components.grandlyon_energy.statistics.write_pass.import_rows", lossy
    ):
        await StatisticsWriter(hass).async_write([statistic])

    assert sent == [72, 72]
    await assert_recorder_equals(hass, statistic)


async def test_a_recorder_that_keeps_dropping_imports_is_reported_and_the_journal_kept(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS[:3]})

    with (
        patch("custom_components.grandlyon_energy.statistics.write_pass.import_rows"),
        patch(
            "custom_components.grandlyon_energy.statistics.write_pass.BACK_OFF",
            (0, 0, 0),
        ),
        pytest.raises(RecorderDisagreesError),
    ):
        await StatisticsWriter(hass).async_write([statistic])

    assert statistic.state.pending == set(DAYS[:3])


async def test_nothing_is_written_when_the_ledger_cannot_be_saved(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS[:3]})

    with (
        patch(
            "custom_components.grandlyon_energy.ledger.files.save_json",
            side_effect=OSError("No space left on device"),
        ),
        counted_writes() as counts,
        pytest.raises(OSError, match="No space"),
    ):
        await StatisticsWriter(hass).async_write([statistic])

    assert counts["rows"] == 0
    assert statistic.store.ledger.dirty
    await StatisticsWriter(hass).async_write([statistic])
    await assert_recorder_equals(hass, statistic)


async def test_a_day_that_changes_after_it_was_compared_is_written_again(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    days = [FIRST + timedelta(days=n) for n in range(40)]
    statistic = make(knows=days)
    statistic.project({day: ((day_start(day), KWH),) for day in days})
    hours = day_hours(days[3])
    shaped = ((hours[0], KWH // 2), (hours[7], KWH // 2))
    second_month_reads = 0

    async def read_and_learn(
        core: HomeAssistant, one: Statistic, start: datetime, end: datetime
    ) -> dict[datetime, StatisticsRow]:
        """The curve of the first month comes while the second month is compared for the last time."""
        nonlocal second_month_reads
        second_month_reads += start == day_start(days[31])
        if second_month_reads == 2:
            statistic.project({days[3]: shaped})
        return await async_read_rows(core, one, start, end)

    with patch(
        "custom_components.grandlyon_energy.statistics.recorder.async_read_rows",
        read_and_learn,
    ):
        await StatisticsWriter(hass).async_write([statistic])

    assert not statistic.state.pending
    await assert_recorder_equals(hass, statistic)
