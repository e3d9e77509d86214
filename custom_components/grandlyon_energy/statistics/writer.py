"""The only writer to the recorder: makes its rows equal to the series', sending no more than what differs.

For polls, refinement, tariff edits, actions and reloads alike. What may differ stands in the ledger's journal (the
statistic's pending days), which is on disk before anything is sent; so whatever is interrupted is found and finished
at the next start. What nobody announced is found by a check at the start and by audits.
"""

import asyncio
from collections.abc import Iterable
from datetime import date

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..metering.calendar import DAY, day_start, local_day
from .audit import Audit, Differences, Finding, next_month
from .comparison import compare
from .recorder import async_read_baseline, async_read_days, async_read_last_row, pieces
from .statistic import Statistic
from .write_pass import WritePass


class StatisticsWriter:
    """Writes every statistic of an entry, one after the other."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Make the one lock."""
        self._hass = hass
        self._lock = asyncio.Lock()
        self._audited: dict[str, date] = {}
        """The last day of the month audited last, by statistic id."""

        self._touched: dict[str, set[date]] = {}
        """The days that were found to differ though nothing explains it, by statistic id."""

    async def async_write(self, statistics: Iterable[Statistic]) -> None:
        """Make the recorder's rows of all journalled days right, then empty the journal.

        Raises:
            OSError: the ledger cannot be saved; the recorder is left alone.
            RecorderDisagreesError, RecorderSilentError: the journal is kept.

        """
        async with self._lock:
            for statistic in statistics:
                await self._write_journal(statistic)
                await statistic.store.async_save()

    async def async_check(self, statistics: Iterable[Statistic]) -> None:
        """Write the journal, then compare baseline and newest rows; where they differ, put every day into the journal.

        For the start: a database that was restored, edited or cleared while Home Assistant was down is found here,
        and the next `async_write` compares it whole. What an interrupted write left is in the journal, and explained.

        Raises:
            OSError, RecorderDisagreesError, RecorderSilentError: as `async_write`.

        """
        async with self._lock:
            for statistic in statistics:
                if statistic.state.baseline_day is None:
                    # Never written, or the file that knew of the journal is lost.
                    await self._keep_hours(statistic)
                    statistic.mark_everything()
                # Not the newest day, if that is journalled: an older database has it, too, once the journal is written.
                pending = frozenset(statistic.state.pending)
                witness = next(
                    (d for d in reversed(statistic.series.days) if d not in pending),
                    None,
                )
                await self._write_journal(statistic)
                if not await self._is_as_expected(statistic, witness):
                    await self._find_touched(statistic)
                    statistic.mark_everything()

    async def _keep_hours(self, statistic: Statistic) -> None:
        """Keep the hours of a home that was here before, where its readings now tell days alone."""
        days = statistic.series.days
        newest = await async_read_last_row(self._hass, statistic)
        if statistic.tells_hours is None or not days or newest is None:
            return
        for first, last in pieces(days[0], min(days[-1], local_day(newest[0]))):
            statistic.keep_hours(
                await async_read_days(self._hass, statistic, first, last)
            )

    async def async_audit(self, statistic: Statistic) -> Differences:
        """Write the journal, then compare one more calendar month, and all if it differs; return the days that differ.

        They are in the journal then, for the next `async_write`.

        Raises:
            OSError, RecorderDisagreesError, RecorderSilentError: as `async_write`.

        """
        async with self._lock:
            await self._write_journal(statistic)
            audit = Audit(self._hass, statistic)
            if not (months := await audit.async_months()):
                return {}
            month = next_month(
                months,
                after=self._audited.get(statistic.statistic_id),
                today=local_day(dt_util.utcnow()),
            )
            differences = await audit.async_compare(month)
            self._audited[statistic.statistic_id] = month[1]
            if differences:
                # Who changed a month may have changed, cleared or restored everything.
                for other in months:
                    if other != month:
                        differences |= await audit.async_compare(other)
            self._note_touched(statistic, audit)
            return differences

    async def async_audit_everything(self, statistic: Statistic) -> Differences:
        """As `async_audit`, for every month in turn."""
        async with self._lock:
            await self._write_journal(statistic)
            audit = Audit(self._hass, statistic)
            differences: Differences = {}
            for month in await audit.async_months():
                differences |= await audit.async_compare(month)
            self._note_touched(statistic, audit)
            return differences

    async def async_look(
        self, statistic: Statistic, *, since: date = date.min
    ) -> Finding:
        """Compare every month from a local day on, and leave ledger, journal and recorder as they are."""
        async with self._lock:
            audit = Audit(self._hass, statistic)
            differences: Differences = {}
            for month in await audit.async_months():
                if month[1] >= since:
                    differences |= await audit.async_look(month)
        return Finding(
            compared=len([day for day in audit.compared if day >= since]),
            differences={
                day: differences[day] for day in sorted(differences) if day >= since
            },
        )

    def take_touched(self, statistic: Statistic) -> set[date]:
        """Return the days that checks and audits found to differ though nothing explains it, once."""
        return self._touched.pop(statistic.statistic_id, set())

    async def _find_touched(self, statistic: Statistic) -> None:
        """See which days differ, unless the recorder is ahead: then it is the ledger that is older (a backup)."""
        newest = await async_read_last_row(self._hass, statistic)
        days = statistic.series.days
        if newest and (not days or local_day(newest[0]) > days[-1]):
            return
        audit = Audit(self._hass, statistic)
        for month in await audit.async_months():
            await audit.async_look(month)
        # What a poll has brought since the journal was written explains itself.
        audit.touched -= statistic.state.pending
        self._note_touched(statistic, audit)

    def _note_touched(self, statistic: Statistic, audit: Audit) -> None:
        # Files of the readings that were lost explain it: their days come back one after the other.
        if audit.touched and not statistic.store.ledger.lost:
            kept = self._touched.setdefault(statistic.statistic_id, set())
            kept |= audit.touched

    async def _write_journal(self, statistic: Statistic) -> None:
        """Make passes until the journal is empty; nothing is awaited after that is known."""
        while statistic.state.pending:
            if statistic.working_out:
                await statistic.working_out.async_finish()
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
        first_day = statistic.state.baseline_day
        if first_day is None or first_day != statistic.first_day:
            # An older day came meanwhile: the baseline is that before it.
            return
        statistic.fresh.clear()
        pending = frozenset(statistic.state.pending)
        if statistic.working_out:
            pending = pending.difference(statistic.working_out.open_days())
        await WritePass(self._hass, statistic, first_day).async_write(pending)
        statistic.store.ledger.clear_pending(statistic.key, pending - statistic.fresh)

    async def _is_as_expected(self, statistic: Statistic, witness: date | None) -> bool:
        """Return whether baseline, place of the newest row, and the rows of a day are what the ledger says."""
        series, first = statistic.series.snapshot(), statistic.state.baseline_day
        if first is None:
            return True
        found = await async_read_last_row(self._hass, statistic)
        newest = found[0] if found and found[0] >= day_start(first) else None
        expected = series.last_row()
        if newest != (expected.start if expected else None):
            return False
        if await async_read_baseline(self._hass, statistic, first) != series.baseline:
            return False
        if witness is None:
            return True
        recorded = await async_read_days(self._hass, statistic, witness, witness)
        return compare(statistic, series.rows(witness, witness), recorded).equal

    async def _read_baseline(self, statistic: Statistic) -> None:
        """Continue the sum of the recorder's own rows before the first day, whatever they have become.

        A journalled day without rows may still have some in the recorder, which are no part of the baseline.
        """
        state = statistic.state
        if (first := statistic.first_day) is None:
            return
        baseline = await async_read_baseline(self._hass, statistic, first)
        if state.baseline != baseline:
            statistic.mark_everything()
        if (state.baseline_day, state.baseline) != (first, baseline):
            statistic.set_baseline(first, baseline)

    async def _adopt_newer_rows(self, statistic: Statistic) -> None:
        """Take over the recorder's rows after the newest day of an older ledger: they are never removed.

        Those of days that a reading decides are compared.
        """
        found = await async_read_last_row(self._hass, statistic)
        if found is None or (day := statistic.first_day) is None:
            return
        if days := statistic.series.days:
            day = days[-1] + DAY
        for first, last in pieces(day, local_day(found[0])):
            rows = await async_read_days(self._hass, statistic, first, last)
            statistic.adopt(rows)
            statistic.mark_pending({local_day(start) for start in rows})
