"""Load curve points as intervals of time: sorted into days, made disjoint.

Steps are never assumed: SGE may change them inside a day (SGE guide 0497), and every point says its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from ..sources.readings import CurvePoint
from .calendar import DAY, day_start, local_day


def split_by_day(points: Iterable[CurvePoint]) -> dict[date, tuple[CurvePoint, ...]]:
    """Return each local day's points, as they came, in time order; one that crosses midnight is whole in both.

    Nothing is cut here: what was read is kept, and `resolve_overlaps` needs the steps as they were. A piece of a
    coarse step would pass for a fine one.
    """
    days: defaultdict[date, list[CurvePoint]] = defaultdict(list)
    for point in points:
        day = local_day(point.start)
        while day_start(day) < point.end:
            days[day].append(point)
            day += DAY
    return {day: tuple(sorted(days[day], key=_in_time)) for day in sorted(days)}


def resolve_overlaps(points: Iterable[CurvePoint]) -> tuple[CurvePoint, ...]:
    """Return disjoint intervals in time order: the finer step wins, the coarser fills what it leaves uncovered.

    Of equal steps a measured one wins over an estimated one, then the earlier, then the larger, so that the order
    in which points came never matters. Meant for the points of one day: the work grows with their number squared.
    """
    ordered = sorted(points, key=_in_time)
    if all(one.end <= other.start for one, other in pairwise(ordered)):
        return tuple(ordered)
    taken: list[CurvePoint] = []
    for point in sorted(ordered, key=_by_precedence):
        taken += _uncovered(point, taken)
        taken.sort(key=_in_time)
    return tuple(taken)


def _in_time(point: CurvePoint) -> tuple[datetime, datetime]:
    return point.start, point.end


def _by_precedence(point: CurvePoint) -> tuple[timedelta, bool, datetime, int]:
    return point.end - point.start, point.estimated, point.start, -point.power_w


def _uncovered(point: CurvePoint, taken: Sequence[CurvePoint]) -> list[CurvePoint]:
    """Return the pieces of a point that disjoint intervals in time order leave free."""
    pieces = []
    start = point.start
    for other in taken:
        if other.end <= start:
            continue
        if other.start >= point.end:
            break
        if start < other.start:
            pieces.append(replace(point, start=start, end=other.start))
        start = other.end
    if start < point.end:
        pieces.append(replace(point, start=start))
    return pieces
