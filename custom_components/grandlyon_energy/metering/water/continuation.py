"""Whether one way's indexes may go on where another's ended, when no day that both have tells."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import Final

from ...sources.readings import MeterIndex
from .meters import Point, trace_meters

_MOST_A_DAY_L: Final = 3_000


def may_go_on(known: Iterable[MeterIndex], found: Iterable[MeterIndex]) -> bool:
    """Whether what another way found may be the known meter's, both in any order: nothing says that it is not.

    A register never falls, and 3 m³ are the most that a home uses day after day: that of another flat stands
    elsewhere. Of either only the last meter's believed indexes count, an index of 0 being a day that is filled later.
    Days that both have are left to `compare_ways`; without any index nothing is contradicted.
    """
    found_points = _last_meter(found)
    known_points, found_points = _last_meter(known), _last_meter(found)
    return _may_follow(known_points, found_points) and _may_follow(
        found_points, known_points
    )


def _last_meter(readings: Iterable[MeterIndex]) -> Sequence[Point]:
    return trace_meters(one for one in readings if one.index_l != 0).runs[-1]


def _may_follow(earlier: Sequence[Point], later: Sequence[Point]) -> bool:
    """Whether each of some points may come after all those of another way that lie before it, both sorted by day.

    One walk along both: comparing each with each takes seconds for some years of days.
    """
    lowest: float = -inf
    highest_start: float = inf
    passed = 0
    for point in later:
        while passed < len(earlier) and earlier[passed].day < point.day:
            lowest = max(lowest, earlier[passed].litres)
            highest_start = min(highest_start, _start_l(earlier[passed]))
            passed += 1
        if point.litres < lowest or _start_l(point) > highest_start:
            return False
    return True


def _start_l(point: Point) -> int:
    """Return where the register would have begun, had it always counted the most that a home uses."""
    return point.litres - _MOST_A_DAY_L * point.day.toordinal()
