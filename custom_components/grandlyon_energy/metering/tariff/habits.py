"""The home's own habits: in which half-hours it uses its energy, by kind of day and season.

A day of which only the total is known has to be split between peak and off-peak somehow. An even spread puts 33 % of a
real home's energy into windows that hold 19 %, so the home's exact days tell.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Final

from .half_hours import HALF_HOURS, Habit

ENOUGH_DAYS: Final = 28
"""From fewer days nothing is concluded."""

type _Kind = tuple[bool | None, bool | None]
"""Whether a weekend, whether in winter; None stands for both."""

_NOTHING: Final[Habit] = (0,) * HALF_HOURS


class HomeHabits:
    """The habits of the exact days of a home.

    For a day, the 28 last days before it count that are of its kind and season, else the nearest such days; where
    there are not as many, the kind alone, then any. So what is concluded for a day long ago does not change with every
    day that comes.
    """

    def __init__(self, days: Mapping[date, Habit]) -> None:
        """Take the exact days, in any order."""
        self._days = dict(sorted(days.items()))
        self._kinds: dict[_Kind, tuple[list[date], list[Habit]]] = {}

    def weights(self, day: date) -> Habit | None:
        """Return how a local day's energy is spread over the half-hours of the clock, None while too little is known."""
        weekend, winter = _is_weekend(day), _is_winter(day)
        for kind in ((weekend, winter), (weekend, None), (None, None)):
            days, sums = self._of(kind)
            if len(days) >= ENOUGH_DAYS:
                first = _first_of_nearest(days, day)
                before, after = sums[first], sums[first + ENOUGH_DAYS]
                return tuple(b - a for a, b in zip(before, after, strict=True))
        return None

    def _of(self, kind: _Kind) -> tuple[list[date], list[Habit]]:
        """Return the days of a kind and what all before each of them add up to."""
        if kind not in self._kinds:
            weekend, winter = kind
            days = [
                day
                for day in self._days
                if weekend in (None, _is_weekend(day))
                and winter in (None, _is_winter(day))
            ]
            habits = (self._days[day] for day in days)
            self._kinds[kind] = days, list(accumulate(habits, _added, initial=_NOTHING))
        return self._kinds[kind]


def _added(one: Habit, other: Habit) -> Habit:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _first_of_nearest(days: list[date], day: date) -> int:
    """Return where the last 28 days before a day begin, or the first 28 of all where fewer are before it."""
    return max(0, bisect_left(days, day) - ENOUGH_DAYS)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _is_winter(day: date) -> bool:
    """Return whether a day is between November and March: the winter of the network's tariffs."""
    return day.month >= 11 or day.month <= 3
