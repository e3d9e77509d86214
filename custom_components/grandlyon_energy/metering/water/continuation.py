"""Whether one way's indexes may go on where another's ended, when no day that both have tells."""

from collections.abc import Iterable, Sequence
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
    return all(
        _in_order(known_point, found_point)
        for known_point in _last_meter(known)
        for found_point in found_points
    )


def _last_meter(readings: Iterable[MeterIndex]) -> Sequence[Point]:
    return trace_meters(one for one in readings if one.index_l != 0).runs[-1]


def _in_order(one: Point, other: Point) -> bool:
    if one.day == other.day:
        return True
    earlier, later = sorted((one, other), key=lambda point: point.day)
    most = _MOST_A_DAY_L * (later.day - earlier.day).days
    return 0 <= later.litres - earlier.litres <= most
