"""Load curve points, kept compactly: a day of half-hours is one run of numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ..metering.calendar import DAY, day_start
from ..sources.readings import CurvePoint
from . import kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRun:
    """Consecutive points of one step."""

    start: int
    """First instant covered, in seconds since the epoch."""

    step: int
    """Length of each interval, s."""

    power_w: tuple[int, ...]
    """Mean power over each interval, W."""

    estimated: bool = False


type Curve = tuple[CurveRun, ...]


def merged(known: Curve, points: Iterable[CurvePoint]) -> Curve:
    """Return the curve with new points laid over it: the same interval is corrected, the others stay."""
    by_interval = {
        (point.start, point.end): point for point in (*points_of(known), *points)
    }
    return _runs(by_interval[key] for key in sorted(by_interval))


def points_of(curve: Curve) -> list[CurvePoint]:
    """Return the points of a curve."""
    return [
        CurvePoint(
            start=_utc(run.start + number * run.step),
            end=_utc(run.start + (number + 1) * run.step),
            power_w=power_w,
            estimated=run.estimated,
        )
        for run in curve
        for number, power_w in enumerate(run.power_w)
    ]


def to_json(curve: Curve) -> list[list[Any]]:
    """Return a curve as JSON."""
    return [[run.start, run.step, run.power_w, run.estimated] for run in curve]


def from_json(data: list[list[Any]], day: date) -> Curve:
    """Return the curve of a day that `to_json` wrote.

    Raises:
        TypeError, ValueError: it did not, or a point has no part in the day.

    """
    curve = tuple(
        CurveRun(
            start=kept.seconds(start),
            step=kept.whole(step),
            power_w=tuple(map(kept.whole, power_w)),
            estimated=bool(estimated),
        )
        for start, step, power_w, estimated in data
    )
    opens, closes = (int(day_start(each).timestamp()) for each in (day, day + DAY))
    for run in curve:
        last = run.start + (len(run.power_w) - 1) * run.step
        if run.step < 1 or not opens < run.start + run.step or not last < closes:
            raise ValueError("A point of another day")
    return curve


def _runs(points: Iterable[CurvePoint]) -> Curve:
    """Join points that follow each other with the same step."""
    runs: list[tuple[int, int, bool, list[int]]] = []
    for point in points:
        start = int(point.start.timestamp())
        step = int(point.end.timestamp()) - start
        if runs:
            first, of_step, estimated, powers = runs[-1]
            if (
                of_step == step
                and estimated == point.estimated
                and first + len(powers) * step == start
            ):
                powers.append(point.power_w)
                continue
        runs.append((start, step, point.estimated, [point.power_w]))
    return tuple(
        CurveRun(start=start, step=step, power_w=tuple(powers), estimated=estimated)
        for start, step, estimated, powers in runs
    )


def _utc(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
