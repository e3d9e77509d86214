"""The only writer to the recorder: makes its rows equal to the series', sending no more than what differs.

For polls, refinement, tariff edits, actions and reloads alike. What may differ stands in the ledger's journal (the
statistic's pending days), which is on disk before anything is sent; so whatever is interrupted is found and finished
at the next start. Nothing is sent from memory of what was sent before: every step compares with what the recorder
holds.
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from ..compat import can_clear_range, clear_range
from ..ledger.base import runs_of_days
from ..metering.calendar import day_start, local_day
from ..metering.series import Row
from .recorder import (
    HOUR,
    adjust_sums,
    async_read_last_row,
    async_read_rows,
    async_read_sum_before,
    async_wait_for_queue,
    import_rows,
)
from .statistic import TOLERANCE, Kind, Statistic

ONE_DAY: Final = timedelta(days=1)
LONGEST_READ: Final = 31
"""Days in one read of the recorder and in one import."""

LONGEST_GAP_READS: Final = 13
"""Empty reads in a row, of a month each, after which a statistic is taken to have no older rows."""

BACK_OFF: Final = (0, 1, 5)
"""Seconds to wait before rows are compared again; after that the recorder is said to disagree. It drops failed
imports silently."""


class RecorderDisagreesError(Exception):
    """The recorder does not hold what was sent to it, in spite of several attempts."""


class StatisticsWriter:
    """Writes every statistic of an entry, one after the other."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Make the one lock."""
        self._hass = hass
        self._lock = asyncio.Lock()

    async def async_check(self, statistics: Iterable[Statistic]) -> None:
        """Compare each statistic's newest row and baseline; where they differ, put every day into the journal.

        For the start: a database that was restored, edited or cleared while Home Assistant was down is found here,
        and the next `async_write` compares it whole.
        """
        async with self._lock:
            for statistic in statistics:
                if not await self._is_as_expected(statistic):
                    statistic.mark_everything()

    async def async_write(self, statistics: Iterable[Statistic]) -> None:
        """Make the recorder's rows of all journalled days right, then empty the journal.

        Raises:
            OSError: the ledger cannot be saved; the recorder is left alone.
            RecorderDisagreesError, RecorderSilentError: the journal is kept.

        """
        async with self._lock:
            for statistic in statistics:
                while pending := frozenset(statistic.state.pending):
                    statistic.fresh.clear()
                    await statistic.store.async_save()
                    await self._write_days(statistic, pending)
                    statistic.store.ledger.clear_pending(
                        statistic.key, pending - statistic.fresh
                    )
                await statistic.store.async_save()

    async def _is_as_expected(self, statistic: Statistic) -> bool:
        """Return whether baseline and newest row are what the ledger says."""
        series, state = statistic.series, statistic.state
        expected = series.last_row()
        found = await async_read_last_row(self._hass, statistic)
        if expected is None or found is None:
            return expected is None and found is None
        if state.baseline_day is None:
            return False
        if statistic.kind is Kind.SUM and state.baseline != await async_read_sum_before(
            self._hass, statistic, day_start(state.baseline_day)
        ):
            return False
        start, row = found
        return start == expected.start and statistic.is_recorded(expected, row)

    async def _write_days(self, statistic: Statistic, days: frozenset[date]) -> None:
        """Bring the rows of days in line, oldest first."""
        await self._read_baseline(statistic)
        await self._adopt_newer_rows(statistic)
        for first, last in self._windows(statistic, days | statistic.state.pending):
            await self._write_window(statistic, first, last)

    async def _read_baseline(self, statistic: Statistic) -> None:
        """Continue the sum of the recorder's own rows before the first day, whatever they have become."""
        state, series = statistic.state, statistic.series
        if statistic.kind is not Kind.SUM or not series.days:
            return
        first = series.days[0]
        baseline = await async_read_sum_before(self._hass, statistic, day_start(first))
        if (state.baseline_day, state.baseline) == (first, baseline):
            return
        if state.baseline != baseline:
            statistic.mark_everything()
        statistic.set_baseline(first, baseline)
        await statistic.store.async_save()

    async def _adopt_newer_rows(self, statistic: Statistic) -> None:
        """Take over the recorder's rows after the newest day of an older ledger: they are never removed."""
        found = await async_read_last_row(self._hass, statistic)
        if found is None or not statistic.series.days:
            return
        newest, day = local_day(found[0]), statistic.series.days[-1]
        for first, last in _pieces(day + ONE_DAY, newest):
            self._adopt(statistic, await self._read_days(statistic, first, last))

    async def _adopt_older_rows(self, statistic: Statistic) -> None:
        """Take the recorder's rows before the first day into the ledger, before they are cleared there."""
        if not statistic.series.days:
            return
        day, empty_reads, before = statistic.series.days[0], 0, 0
        while empty_reads < LONGEST_GAP_READS:
            first = day - LONGEST_READ * ONE_DAY
            rows = await self._read_days(statistic, first, day - ONE_DAY)
            empty_reads = 0 if rows else empty_reads + 1
            self._adopt(statistic, rows)
            before += sum(statistic.recorded_amount(row) or 0 for row in rows.values())
            day = first
        if statistic.kind is Kind.SUM:
            statistic.set_baseline(
                statistic.series.days[0], statistic.state.baseline - before
            )

    def _adopt(self, statistic: Statistic, rows: dict[datetime, StatisticsRow]) -> None:
        """Keep the rows of days that no reading decides."""
        adopted: dict[date, dict[int, int]] = {}
        for start, row in rows.items():
            day = local_day(start)
            if statistic.knows(day) or statistic.series.amounts(day):
                continue
            if (amount := statistic.recorded_amount(row)) is not None:
                adopted.setdefault(day, {})[int(start.timestamp())] = amount
        statistic.adopt(adopted)

    def _windows(
        self, statistic: Statistic, days: Iterable[date]
    ) -> list[tuple[date, date]]:
        """Return the periods to write; days apart by nothing but days without rows are one."""
        windows: list[tuple[date, date]] = []
        for first, last in runs_of_days(days):
            if windows:
                following = statistic.series.first_row_after(windows[-1][1])
                if following is None or following.start >= day_start(first):
                    windows[-1] = (windows[-1][0], last)
                    continue
            windows.append((first, last))
        return windows

    async def _write_window(
        self, statistic: Statistic, first: date, last: date
    ) -> None:
        """Compare, send, wait and compare again until nothing differs.

        What the ledger learns meanwhile is sent too, and is no disagreement.

        Raises:
            RecorderDisagreesError: rows differ though they were sent several times.

        """
        failed = 0
        while True:
            version = statistic.series.version
            sent = await self._send_differences(statistic, first, last)
            if sent:
                await async_wait_for_queue(self._hass)
            if statistic.kind is Kind.SUM and await self._shift_later_rows(
                statistic, last
            ):
                sent = True
                await async_wait_for_queue(self._hass)
            if not sent:
                return
            if version != statistic.series.version:
                continue
            if failed == len(BACK_OFF):
                raise RecorderDisagreesError(statistic.key)
            await asyncio.sleep(BACK_OFF[failed])
            failed += 1

    async def _send_differences(
        self, statistic: Statistic, first: date, last: date
    ) -> bool:
        """Queue what makes a period right; return whether anything was queued."""
        sent = False
        for day, until in _pieces(first, last):
            recorded = await self._read_days(statistic, day, until)
            self._adopt(statistic, recorded)
            expected = {row.start: row for row in statistic.series.rows(day, until)}
            if surplus := sorted(recorded.keys() - expected.keys()):
                await self._remove(statistic, surplus)
                sent = True
            differing = [
                row
                for start, row in expected.items()
                if start not in recorded
                or not statistic.is_recorded(row, recorded[start])
            ]
            if differing:
                import_rows(self._hass, statistic, differing)
                sent = True
        return sent

    async def _shift_later_rows(self, statistic: Statistic, last: date) -> bool:
        """Bring the sums after a period in line with one adjustment; return whether one was queued.

        The delta is what the first row after the period lacks now, never what was computed before: an adjustment
        that the recorder did, though we did not hear of it, is not repeated.
        """
        following = statistic.series.first_row_after(last)
        if following is None:
            return False
        row = await self._read_row(statistic, following)
        if row is None or (found := row.get("sum")) is None:
            return False
        delta = following.sum / statistic.scale - found
        if abs(delta) <= TOLERANCE:
            return False
        adjust_sums(self._hass, statistic, following.start, delta)
        return True

    async def _remove(self, statistic: Statistic, starts: list[datetime]) -> None:
        """Queue the removal of rows that the projection does not have.

        A core that cannot remove single rows clears the whole statistic, which is then imported again: the older
        rows that only the recorder had are taken into the ledger before.
        """
        instance = get_instance(self._hass)
        if can_clear_range(instance):
            for first, last in _unbroken(starts):
                clear_range(instance, statistic.statistic_id, first, last + HOUR)
            return
        await self._adopt_older_rows(statistic)
        statistic.mark_everything()
        await statistic.store.async_save()
        instance.async_clear_statistics([statistic.statistic_id])
        await async_wait_for_queue(self._hass)
        for first_day, last_day in _pieces(
            statistic.series.days[0], statistic.series.days[-1]
        ):
            rows = statistic.series.rows(first_day, last_day)
            if rows:
                import_rows(self._hass, statistic, rows)

    async def _read_days(
        self, statistic: Statistic, first: date, last: date
    ) -> dict[datetime, StatisticsRow]:
        return await async_read_rows(
            self._hass, statistic, day_start(first), day_start(last + ONE_DAY)
        )

    async def _read_row(self, statistic: Statistic, row: Row) -> StatisticsRow | None:
        found = await async_read_rows(
            self._hass, statistic, row.start, row.start + HOUR
        )
        return found.get(row.start)


def _pieces(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut a period of days, both ends included, into pieces of at most a month."""
    while first <= last:
        until = min(first + (LONGEST_READ - 1) * ONE_DAY, last)
        yield first, until
        first = until + ONE_DAY


def _unbroken(starts: list[datetime]) -> list[tuple[datetime, datetime]]:
    """Return the first and last hour of each unbroken run of sorted hours."""
    runs: list[tuple[datetime, datetime]] = []
    for start in starts:
        if runs and start - runs[-1][1] == HOUR:
            runs[-1] = (runs[-1][0], start)
        else:
            runs.append((start, start))
    return runs
