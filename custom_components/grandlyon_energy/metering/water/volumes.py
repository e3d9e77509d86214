"""The volume of each day, and what is odd about the readings behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from ...sources.readings import IndexType, MeterIndex
from ..shares import apportion
from .attribution import Attribution, closes_day
from .meters import Point, is_plausible, trace_meters

_LONG_GAP_DAYS: Final = 7


class VolumeQuality(StrEnum):
    """How a day's volume is known."""

    REAL = "real"
    """The difference of two readings one day apart."""

    ESTIMATED = "estimated"
    """An even share of the difference across a gap; the gap's total is real."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVolume:
    """What one day used."""

    volume_ml: int
    """Millilitres, never negative."""

    quality: VolumeQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterSeries:
    """Every day's volume, and what is odd about the readings behind it.

    `days` and the spans speak of the days on which water ran, the other dates are those printed on readings. All
    are sorted.
    """

    days: dict[date, DayVolume] = field(default_factory=dict)
    """A day that is not in it is a hole, never 0."""

    meter_changes: Sequence[date] = ()
    """Readings that start another meter: of type D, or found by the indexes themselves."""

    anomalies: Sequence[date] = ()
    """Readings that the service marks as an anomaly (A)."""

    suspects: Sequence[date] = ()
    """Real readings that do not fit their neighbours and are not used, for now or for good."""

    long_gaps: Sequence[DaySpan] = ()
    """Gaps of more than a week whose days are estimated."""

    implausible: Sequence[DaySpan] = ()
    """Days whose readings claim more than the meter can let through: left as holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestReading:
    """The state that the newest readings leave."""

    day: date
    """The last printed day of any type."""

    type: IndexType
    """Its type."""

    index_day: date | None
    """The printed day of the last real index that is not suspect, None without one."""

    index_l: int | None
    """That index, in litres."""


def daily_volumes(
    readings: Iterable[MeterIndex], *, attribution: Attribution
) -> WaterSeries:
    """Return the volume of each day that the readings tell, in any order, each printed day at most once.

    A volume is the difference of consecutive real indexes of one meter; across a gap it is shared evenly, by largest
    remainder, and marked estimated. More than 75 m³ a day is never written.
    """
    readings = list(readings)
    meters = trace_meters(readings)
    days: dict[date, DayVolume] = {}
    long_gaps: list[DaySpan] = []
    implausible: list[DaySpan] = []
    for run in meters.runs:
        for start, end in pairwise(run):
            closed = _closed_days(start, end, attribution)
            span = DaySpan(first=closed[0], last=closed[-1])
            if not is_plausible(start, end):
                implausible.append(span)
                continue
            if len(closed) > _LONG_GAP_DAYS:
                long_gaps.append(span)
            days |= _shared(closed, (end.litres - start.litres) * 1000)
    return WaterSeries(
        days=days,
        meter_changes=tuple(sorted(meters.changes)),
        anomalies=tuple(sorted(r.day for r in readings if r.type is IndexType.ANOMALY)),
        suspects=tuple(sorted(meters.suspects)),
        long_gaps=tuple(long_gaps),
        implausible=tuple(implausible),
    )


def newest_reading(readings: Iterable[MeterIndex]) -> NewestReading | None:
    """Return the state of the last printed day and the last real index, None without any reading."""
    ordered = sorted(readings, key=lambda reading: reading.day)
    if not ordered:
        return None
    suspects = set(trace_meters(ordered).suspects)
    believed = (
        reading
        for reading in reversed(ordered)
        if reading.type is IndexType.REAL
        and reading.index_l is not None
        and reading.day not in suspects
    )
    index = next(believed, None)
    return NewestReading(
        day=ordered[-1].day,
        type=ordered[-1].type,
        index_day=index.day if index else None,
        index_l=index.index_l if index else None,
    )


def _closed_days(start: Point, end: Point, attribution: Attribution) -> list[date]:
    """Return the days that the printed days after `start` up to `end` close."""
    return [
        closes_day(start.day + timedelta(days=number), attribution)
        for number in range(1, (end.day - start.day).days + 1)
    ]


def _shared(days: Sequence[date], volume_ml: int) -> dict[date, DayVolume]:
    quality = VolumeQuality.REAL if len(days) == 1 else VolumeQuality.ESTIMATED
    shares = apportion(volume_ml, [1] * len(days))
    return {
        day: DayVolume(volume_ml=share, quality=quality)
        for day, share in zip(days, shares, strict=True)
    }
