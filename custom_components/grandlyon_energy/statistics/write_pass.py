"""One pass of the writer: journalled days against the recorder, with the series as it was when the pass began.

The series is frozen for the pass, so that every window and every adjustment is reckoned from the same figures, all of
them on disk; what the ledger learns meanwhile stays in the journal for the next pass. Nothing is sent from memory of
what was sent before: every step compares with what the recorder holds.
"""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from ..compat import can_clear_range, clear_range
from ..ledger.journal import runs_of_days
from ..metering.calendar import DAY, HOUR, day_start, local_day
from .comparison import compare, long_shift, missing_sum
from .recorder import (
    LONGEST_READ,
    adjust_sums,
    async_read_days,
    async_read_last_row,
    async_read_rows,
    async_wait_for_queue,
    import_rows,
    pieces,
)
from .statistic import TOLERANCE, Kind, Statistic

LONGEST_GAP_READS: Final = 13
"""Empty reads in a row, of a month each, after which a statistic is taken to have no older rows."""

BACK_OFF: Final = (0, 1, 5)
"""Seconds to wait before rows are compared again; after that the recorder is said to disagree. It drops failed
imports silently."""


class RecorderDisagreesError(Exception):
    """The recorder does not hold what was sent to it, in spite of several attempts."""


class WritePass:
    """Brings the rows of journalled days in line."""

    def __init__(
        self, hass: HomeAssistant, statistic: Statistic, first_day: date
    ) -> None:
        """Freeze what the rows should be; those before the first day are left alone."""
        self._hass = hass
        self._statistic = statistic
        self._expected = statistic.series.snapshot()
        self._first_day = first_day

    async def async_write(self, days: Iterable[date]) -> None:
        """Write the days' rows, oldest first.

        Raises:
            RecorderDisagreesError, RecorderSilentError: not all rows are known to be right.
            OSError: the ledger cannot be saved.

        """
        for first, last in self._windows(days):
            await self._write_window(first, last)

    def _windows(self, days: Iterable[date]) -> list[tuple[date, date]]:
        """Return the periods to write; days apart by nothing but days without rows are one.

        So are the first of them and the days that lost their rows before it.
        """
        windows: list[tuple[date, date]] = []
        for first, last in runs_of_days(days):
            if windows and self._is_empty_between(windows[-1][1], first):
                windows[-1] = (windows[-1][0], last)
            elif not windows and self._is_empty_between(self._first_day - DAY, first):
                windows.append((self._first_day, last))
            else:
                windows.append((first, last))
        return windows

    def _is_empty_between(self, one: date, other: date) -> bool:
        """Return whether no day between two has rows."""
        following = self._expected.first_row_after(one)
        return following is None or following.start >= day_start(other)

    async def _write_window(self, first: date, last: date) -> None:
        """Compare, send, wait and compare again until nothing differs."""
        failed = 0
        while await self._send(first, last):
            if failed == len(BACK_OFF):
                raise RecorderDisagreesError(self._statistic.key)
            await asyncio.sleep(BACK_OFF[failed])
            failed += 1

    async def _send(self, first: date, last: date) -> bool:
        """Send what makes a period and all after it right, and wait for it; return whether anything was sent."""
        sent = await self._send_differences(first, last)
        if sent:
            await async_wait_for_queue(self._hass)
        if self._statistic.kind is Kind.SUM and await self._shift_later_rows(last):
            sent = True
            await async_wait_for_queue(self._hass)
        return sent

    async def _send_differences(self, first: date, last: date) -> bool:
        """Queue what makes a period right; return whether anything was queued."""
        statistic, sent = self._statistic, False
        for day, until in pieces(first, last):
            recorded = await self._read(day, until)
            expected = self._expected.rows(day, until)
            if shift := long_shift(statistic, expected, recorded):
                sent = True
                adjust_sums(self._hass, statistic, *shift)
                await async_wait_for_queue(self._hass)
                recorded = await self._read(day, until)
            found = compare(statistic, expected, recorded)
            if found.surplus:
                sent = True
                if not await self._remove(found.surplus):
                    return True
            if differing := [*found.missing, *found.wrong]:
                sent = True
                import_rows(self._hass, statistic, differing)
        return sent

    async def _read(self, first: date, last: date) -> dict[datetime, StatisticsRow]:
        """Return the recorder's rows of a month; those of days that no reading decides are kept from now on."""
        recorded = await async_read_days(self._hass, self._statistic, first, last)
        self._expected.replace(self._statistic.adopt(recorded))
        return recorded

    async def _shift_later_rows(self, last: date) -> bool:
        """Bring the sums after a period in line with one adjustment; return whether one was queued.

        The delta is what the first row after the period lacks now, never what was computed before: an adjustment
        that the recorder did, though we did not hear of it, is not repeated.
        """
        following = self._expected.first_row_after(last)
        if following is None:
            return False
        start, statistic = following.start, self._statistic
        rows = await async_read_rows(self._hass, statistic, start, start + HOUR)
        lacking = missing_sum(statistic, following, rows)
        if lacking is None:
            # Somebody removed the row, and perhaps all that follow: they are compared, too.
            day = local_day(start)
            statistic.mark_pending(each for each in self._expected.days if each >= day)
            return False
        if abs(lacking) <= TOLERANCE:
            return False
        adjust_sums(self._hass, statistic, start, lacking)
        return True

    async def _remove(self, starts: list[datetime]) -> bool:
        """Queue the removal of rows that the projection does not have; return whether the other rows stay.

        A core that cannot remove single rows clears the whole statistic, which is then imported again: the rows that
        only the recorder had are taken into the ledger before.
        """
        instance, statistic = get_instance(self._hass), self._statistic
        if can_clear_range(instance):
            for first, last in _unbroken(starts):
                clear_range(instance, statistic.statistic_id, first, last + HOUR)
            return True
        await self._adopt_everything()
        statistic.mark_everything()
        await statistic.store.async_save()
        instance.async_clear_statistics([statistic.statistic_id])
        if days := self._expected.days:
            for day, until in pieces(days[0], days[-1]):
                if rows := self._expected.rows(day, until):
                    import_rows(self._hass, statistic, rows)
        return False

    async def _adopt_everything(self) -> None:
        """Take all rows that no reading decides into the ledger, before they are cleared.

        Those before the first day become the ledger's, too, so the sum starts with them.
        """
        statistic = self._statistic
        if found := await async_read_last_row(self._hass, statistic):
            for first, last in pieces(self._first_day, local_day(found[0])):
                await self._read(first, last)
        empty_reads, day = 0, self._first_day
        while empty_reads < LONGEST_GAP_READS:
            first = day - LONGEST_READ * DAY
            rows = await self._read(first, day - DAY)
            empty_reads = 0 if rows else empty_reads + 1
            day = first
        statistic.set_baseline(self._first_day, 0)
        self._expected.baseline = 0


def _unbroken(starts: list[datetime]) -> list[tuple[datetime, datetime]]:
    """Return the first and last hour of each unbroken run of sorted hours."""
    runs: list[tuple[datetime, datetime]] = []
    for start in starts:
        if runs and start - runs[-1][1] == HOUR:
            runs[-1] = (runs[-1][0], start)
        else:
            runs.append((start, start))
    return runs
