"""Amounts by hour become rows with a running sum: integers throughout, floats only at the recorder's door."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

type DayAmounts = tuple[tuple[datetime, int], ...]
"""Hour starts (aware UTC) with the amount of each hour, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one hour of a statistic should be."""

    start: datetime
    """The hour's start, aware UTC."""

    amount: int
    """The hour's own amount."""

    sum: int
    """The running sum at the hour's end, baseline included."""


class Series:
    """The projection of one statistic: which hours have a row, and which row."""

    def __init__(self) -> None:
        """Start with no day."""
        self.baseline = 0
        self._days: dict[date, DayAmounts] = {}
        self._totals: dict[date, int] = {}
        self._order: list[date] = []
        self._sums_before: list[int] = []

    def snapshot(self) -> Series:
        """Return a copy that later changes do not reach; the days' amounts are shared, being immutable."""
        copy = Series()
        copy.baseline = self.baseline
        copy._days = dict(self._days)
        copy._totals = dict(self._totals)
        copy._order = self._order
        copy._sums_before = self._sums_before
        return copy

    def replace(self, days: Mapping[date, DayAmounts]) -> set[date]:
        """Take days over, an empty one meaning no row; return those that differ from before."""
        changed = {
            day for day, amounts in days.items() if self._days.get(day, ()) != amounts
        }
        for day in changed:
            if days[day]:
                self._days[day] = days[day]
                self._totals[day] = sum(amount for _, amount in days[day])
            else:
                del self._days[day], self._totals[day]
        if changed:
            self._order = sorted(self._days)
            totals = (self._totals[day] for day in self._order)
            self._sums_before = list(accumulate(totals, initial=0))
        return changed

    def total(self, day: date) -> int | None:
        """Return a day's amount, None when it has no row."""
        return self._totals.get(day)

    def known(self, first: date, last: date) -> tuple[Sequence[date], int]:
        """Return the days with rows from one day to another, both included and sorted, and what they add up to."""
        low, high = bisect_left(self._order, first), bisect_right(self._order, last)
        if low >= high:
            return (), 0
        return self._order[low:high], self._sums_before[high] - self._sums_before[low]

    @property
    def days(self) -> list[date]:
        """The days that have rows, sorted."""
        return self._order

    def amounts(self, day: date) -> DayAmounts:
        """Return a day's amounts by hour."""
        return self._days.get(day, ())

    def rows(self, first: date, last: date) -> list[Row]:
        """Return the rows of a period of local days, both included, sorted."""
        low = bisect_left(self._order, first)
        rows: list[Row] = []
        if low == len(self._order):
            return rows
        running = self.baseline + self._sums_before[low]
        for day in self._order[low:]:
            if day > last:
                break
            for start, amount in self._days[day]:
                running += amount
                rows.append(Row(start=start, amount=amount, sum=running))
        return rows

    def first_row_after(self, day: date) -> Row | None:
        """Return the first row of the days after this one."""
        position = bisect_left(self._order, day)
        if position < len(self._order) and self._order[position] == day:
            position += 1
        if position == len(self._order):
            return None
        following = self._order[position]
        return self.rows(following, following)[0]

    def last_row(self) -> Row | None:
        """Return the newest row."""
        if not self._order:
            return None
        return self.rows(self._order[-1], self._order[-1])[-1]
