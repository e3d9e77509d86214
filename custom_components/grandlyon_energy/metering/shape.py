"""A day's load curve, summed up by hour.

Energy is counted in joules (watts times seconds): the only unit in which a ten-minute point is a whole number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ..sources.readings import CurvePoint
from .calendar import DAY, day_hours, day_start
from .intervals import resolve_overlaps

_SECOND: Final = timedelta(seconds=1)
_HOUR_S: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShape:
    """What the load curve knows of one local day, hour by hour."""

    joules: tuple[int, ...]
    """The known energy of each hour, J."""

    known_s: tuple[int, ...]
    """How many seconds of each hour are known."""

    total_j: int
    """The known energy of the day, J: `K` of the rules."""

    missing_s: int
    """How many seconds of the day are not known."""

    @property
    def empty(self) -> bool:
        """Nothing of the day is known."""
        return self.missing_s == len(self.known_s) * _HOUR_S

    @property
    def complete(self) -> bool:
        """Every second of the day is known."""
        return self.missing_s == 0


def day_shape(day: date, curve: Iterable[CurvePoint]) -> DayShape:
    """Sum up the points of one local day, which may overlap; estimated points count like measured ones.

    Of a point that crosses a midnight the part inside the day counts, pro rata. A negative power is no reading of a
    consumption: its interval counts as not known.
    Raises ValueError for a point of which no part is inside the day.
    """
    hours = day_hours(day)
    length = len(hours) * _HOUR_S
    joules = [0] * len(hours)
    known_s = [0] * len(hours)
    closes = day_start(day + DAY)
    points = list(curve)
    if any(point.end <= hours[0] or point.start >= closes for point in points):
        raise ValueError(f"a load curve point lies outside its day {day}")
    for point in resolve_overlaps(p for p in points if p.power_w >= 0):
        start = max(0, (point.start - hours[0]) // _SECOND)
        end = min(length, (point.end - hours[0]) // _SECOND)
        while start < end:
            hour = start // _HOUR_S
            stop = min(end, (hour + 1) * _HOUR_S)
            joules[hour] += point.power_w * (stop - start)
            known_s[hour] += stop - start
            start = stop
    return DayShape(
        joules=tuple(joules),
        known_s=tuple(known_s),
        total_j=sum(joules),
        missing_s=length - sum(known_s),
    )
