"""Proof that the recorder holds what it should, month by month, whatever the journal says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant

from ..metering.calendar import DAY, local_day
from ..metering.series import Row
from .comparison import compare, missing_sum
from .recorder import async_read_baseline, async_read_days, async_read_last_row
from .statistic import TOLERANCE, Statistic

_LONGEST_MONTH: Final = 31


@dataclass(slots=True)
class DayDifference:
    """How the recorder's rows of one local day differ: numbers of rows."""

    missing: int = 0
    """What the recorder lacks."""

    wrong: int = 0
    """What it has with another amount or another sum."""

    surplus: int = 0
    """What only the recorder has."""


type Differences = dict[date, DayDifference]
"""The days that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a look at a statistic shows."""

    compared: int
    """How many days have a row, in the recorder or in the series."""

    differences: Differences
    """Those of them that differ, oldest first."""


type Month = tuple[date, date]
"""The first and last day of a calendar month, or of the part of it that has rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What one read of a month shows."""

    recorded: dict[datetime, StatisticsRow]
    differences: Differences
    starts_wrong: bool
    """Whether already the first sum of the month is wrong."""


class Audit:
    """Compares months of one statistic.

    The series is frozen at the beginning, while the recorder holds all of it: what the ledger learns meanwhile is no
    difference.
    """

    def __init__(self, hass: HomeAssistant, statistic: Statistic) -> None:
        """Freeze what the rows should be."""
        self._hass = hass
        self._statistic = statistic
        self._expected = statistic.series.snapshot()
        self._first_day = statistic.first_day
        self._baseline_moved = False
        self.compared: set[date] = set()
        """The days looked at that have a row, in the recorder or in the series."""

        self.touched: set[date] = set()
        """The days whose own rows somebody changed: that all sums go on from others before them is none of it."""

    async def async_months(self) -> list[Month]:
        """Return the calendar months from the first day to the newest row, the recorder's or ours."""
        if (first := self._first_day) is None:
            return []
        found = await async_read_last_row(self._hass, self._statistic)
        newest = [local_day(found[0])] if found else []
        return months_of(first, max((first, *self._expected.days[-1:], *newest)))

    async def async_look(self, month: Month) -> Differences:
        """Compare a month in one read and leave everything as it is; return the days that differ."""
        return (await self._async_look(month)).differences

    async def async_compare(self, month: Month) -> Differences:
        """Compare a month in one read and put the days that differ into the journal; return them."""
        look = await self._async_look(month)
        statistic = self._statistic
        adopted = statistic.adopt(look.recorded)
        statistic.mark_pending({*adopted, *look.differences})
        if look.starts_wrong or (self._baseline_moved and month[0] == self._first_day):
            # What moved the sums lies before: to mend this month alone would only move the step.
            statistic.mark_everything()
        return look.differences

    async def _async_look(self, month: Month) -> _Look:
        first, last = month
        if first == self._first_day:
            await self._async_read_baseline(first)
        recorded = await async_read_days(self._hass, self._statistic, first, last)
        self._expected.replace(self._statistic.undecided(recorded))
        expected = self._expected.rows(first, last)
        differences = self._by_day(expected, recorded)
        self.compared.update(local_day(row.start) for row in expected)
        self.compared |= differences.keys()
        self.touched.update(
            day
            for day, found in differences.items()
            if found.missing or found.surplus or not self._baseline_moved
        )
        return _Look(
            recorded=recorded,
            differences=differences,
            starts_wrong=self._starts_wrong(expected, recorded),
        )

    async def _async_read_baseline(self, first: date) -> None:
        """See whether the recorder's own rows before the first day have changed; the sums go on from them."""
        before = await async_read_baseline(self._hass, self._statistic, first)
        if before != self._expected.baseline:
            self._expected.baseline = before
            self._baseline_moved = True

    def _by_day(
        self, expected: Sequence[Row], recorded: dict[datetime, StatisticsRow]
    ) -> Differences:
        found = compare(self._statistic, expected, recorded)
        differences: Differences = {}

        def of(start: datetime) -> DayDifference:
            return differences.setdefault(local_day(start), DayDifference())

        for row in found.missing:
            of(row.start).missing += 1
        for row in found.wrong:
            of(row.start).wrong += 1
        for start in found.surplus:
            of(start).surplus += 1
        return differences

    def _starts_wrong(
        self, expected: Sequence[Row], recorded: dict[datetime, StatisticsRow]
    ) -> bool:
        lacking = (missing_sum(self._statistic, row, recorded) for row in expected)
        first = next((each for each in lacking if each is not None), 0.0)
        return abs(first) > TOLERANCE


def months_of(first: date, last: date) -> list[Month]:
    """Cut a period of days, both ends included, into calendar months."""
    months: list[Month] = []
    while first <= last:
        following = (first.replace(day=1) + _LONGEST_MONTH * DAY).replace(day=1)
        months.append((first, min(following - DAY, last)))
        first = following
    return months


def next_month(months: Sequence[Month], *, after: date | None, today: date) -> Month:
    """Return the month that follows the one audited last, going round.

    Nothing of this is kept on disk, since an audit that finds nothing writes nothing: the first month after a start
    moves on with the days, so that daily restarts go round as well.
    """
    if after is None:
        return months[today.toordinal() % len(months)]
    return next((month for month in months if month[0] > after), months[0])
