"""The only writer to the recorder: makes its rows equal to the series', sending no more than what differs.

For polls, refinement, tariff edits, actions and reloads alike. What may differ stands in the ledger's journal (the
statistic's pending days), which is on disk before anything is sent; so whatever is interrupted is found and finished
at the next start.
"""

import asyncio
from collections.abc import Iterable

from homeassistant.core import HomeAssistant

from ..metering.calendar import DAY, day_start, local_day
from .recorder import async_read_last_row, async_read_sum_before
from .statistic import Kind, Statistic
from .write_pass import WritePass, async_read_days, pieces


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
                while statistic.state.pending:
                    await self._write_once(statistic)
                await statistic.store.async_save()

    async def _write_once(self, statistic: Statistic) -> None:
        """Make one pass over all that the journal holds now; what changes meanwhile is the next pass's."""
        await self._read_baseline(statistic)
        await self._adopt_newer_rows(statistic)
        # At least once, whatever the ledger says: another save may be under way, and may yet fail.
        await statistic.store.async_save()
        while statistic.store.ledger.dirty:
            await statistic.store.async_save()
        # Nothing is awaited in between: what is about to be written is what is on disk.
        statistic.fresh.clear()
        pending = frozenset(statistic.state.pending)
        await WritePass(self._hass, statistic).async_write(pending)
        statistic.store.ledger.clear_pending(statistic.key, pending - statistic.fresh)

    async def _is_as_expected(self, statistic: Statistic) -> bool:
        """Return whether baseline and newest row are what the ledger says."""
        series, state = statistic.series, statistic.state
        expected = series.last_row()
        found = await async_read_last_row(self._hass, statistic)
        if expected is None or found is None:
            return expected is None and found is None
        if statistic.kind is Kind.SUM:
            if state.baseline_day is None:
                return False
            start = day_start(state.baseline_day)
            before = await async_read_sum_before(self._hass, statistic, start)
            if before != state.baseline:
                return False
        start, row = found
        return start == expected.start and statistic.is_recorded(expected, row)

    async def _read_baseline(self, statistic: Statistic) -> None:
        """Continue the sum of the recorder's own rows before the first day, whatever they have become.

        A journalled day without rows may still have some in the recorder, which are no part of the baseline.
        """
        state, series = statistic.state, statistic.series
        if statistic.kind is not Kind.SUM or not series.days:
            return
        first = min(series.days[0], *state.pending)
        baseline = await async_read_sum_before(self._hass, statistic, day_start(first))
        if state.baseline != baseline:
            statistic.mark_everything()
        if (state.baseline_day, state.baseline) != (first, baseline):
            statistic.set_baseline(first, baseline)

    async def _adopt_newer_rows(self, statistic: Statistic) -> None:
        """Take over the recorder's rows after the newest day of an older ledger: they are never removed."""
        found = await async_read_last_row(self._hass, statistic)
        if found is None or not statistic.series.days:
            return
        newest, day = local_day(found[0]), statistic.series.days[-1]
        for first, last in pieces(day + DAY, newest):
            rows = await async_read_days(self._hass, statistic, first, last)
            statistic.adopt(rows)
