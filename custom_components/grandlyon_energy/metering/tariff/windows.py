"""When it is off-peak: dated lists of windows in local wall time, by season and weekday.

France moves the windows of homes between 2025 and 2027, so those of today never price the past. A window belongs to the
calendar day itself, as in the meter's own daily profile: what runs past midnight holds before 06:30 and after 22:30 of
one and the same day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from ..calendar import PARIS, day_hours

MINUTES_A_DAY: Final = 24 * 60

type Interval = tuple[int, int]
"""Minutes of the wall clock since midnight, the second excluded; up to 1440. One that ends where it begins or before
runs past midnight."""

type MonthDay = tuple[int, int]

ALL_WEEK: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A part of the year, both ends included; one that ends before it begins runs over New Year."""

    first: MonthDay
    last: MonthDay

    def has(self, day: date) -> bool:
        """Return whether a day is in it."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class OffPeakWindows:
    """The off-peak windows of some days of the year and of the week, from a day on."""

    valid_from: date
    season: Season | None = None
    """None is the whole year."""

    weekdays: frozenset[int] = ALL_WEEK
    """0 is Monday."""

    intervals: tuple[Interval, ...]

    def hold_season(self, day: date) -> bool:
        """Return whether they speak of the time of the year that a day is in."""
        return self.valid_from <= day and (self.season is None or self.season.has(day))

    def hold(self, day: date) -> bool:
        """Return whether they speak of a day."""
        return self.hold_season(day) and day.weekday() in self.weekdays


class OffPeakCalendar:
    """All windows of a home: of those that speak of a day, the newest hold."""

    def __init__(self, windows: Iterable[OffPeakWindows]) -> None:
        """Take them in any order."""
        self.items = tuple(windows)

    def intervals(self, day: date) -> tuple[Interval, ...] | None:
        """Return a local day's windows, sorted and disjoint, none past midnight; None where they are not known.

        That is before the first are, and at a time of the year of which none speak. A day of the week of which none
        speak has none then: all of it is peak. Two lists of the same day both hold.
        """
        if not any(one.hold_season(day) for one in self.items):
            return None
        speaking = [one for one in self.items if one.hold(day)]
        newest = max((one.valid_from for one in speaking), default=None)
        return within_day(
            interval
            for one in speaking
            if one.valid_from == newest
            for interval in one.intervals
        )


def within_day(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return intervals as those of one calendar day, sorted and disjoint."""
    pieces: list[Interval] = []
    for start, end in intervals:
        if start < end:
            pieces.append((start, end))
        else:
            pieces += [(start, MINUTES_A_DAY), (0, end)]
    merged: list[Interval] = []
    for start, end in sorted(piece for piece in pieces if piece[0] < piece[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def on_clock(day: date, intervals: Sequence[Interval]) -> list[tuple[int, int]]:
    """Return when the wall clock of a local day shows the intervals, in seconds since the day began, sorted.

    An hour that October has twice is shown twice, one that March has not is not shown.
    """
    shown: list[tuple[int, int]] = []
    first = day_hours(day)[0]
    # The clocks change at a whole UTC hour: between two changes wall time is elapsed time and an offset.
    for _, hours in groupby(day_hours(day), lambda hour: hour.astimezone(PARIS).dst()):
        stretch = list(hours)
        wall = stretch[0].astimezone(PARIS)
        wall_s = wall.hour * 3600
        elapsed = int((stretch[0] - first).total_seconds())
        until = wall_s + 3600 * len(stretch)
        for start, end in intervals:
            low, high = max(start * 60, wall_s), min(end * 60, until)
            if low < high:
                shown.append((low - wall_s + elapsed, high - wall_s + elapsed))
    return _joined(shown)


def _joined(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join sorted pieces that touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
