"""Which indexes are believed, and which of them belong to one meter.

The rules for slips, meter changes and the end of the register live here; volumes are not known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from ...sources.readings import IndexType, MeterIndex

MAXIMUM_DAILY_L: Final = 75_000
"""A DN15 meter's physical most in a day."""

_REGISTER_L: Final = 10**8
"""Where a register of eight digits starts again at 0."""

_RISES_TO_BELIEVE: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """An index that is believed."""

    day: date
    """The printed day."""

    litres: int
    """The register, counted on when it rolls over."""

    real: bool = True
    """False for the index of a meter change (D)."""


@dataclass(slots=True)
class MeterTrace:
    """The readings walked through once, oldest first.

    Of what is believed only the newest point may still be taken back: one more reading never changes a volume before
    the last but one point.
    """

    runs: list[list[Point]] = field(default_factory=lambda: [[]])
    """The believed points, never falling: one run for each meter, sometimes an empty one."""

    changes: list[date] = field(default_factory=list)
    """The printed days of readings that start another meter."""

    suspects: list[date] = field(default_factory=list)
    """The printed days of real readings that are not believed."""

    real: int = 0
    """How many real readings there were."""

    _doubted: list[Point] = field(default_factory=list)
    """Points below the last believed one, never falling, that wait for company."""

    _rolled_over_l: int = 0

    def read(self, day: date, index_l: int) -> None:
        """Take a real index: believe it, doubt it, or learn from it that an earlier one was a slip."""
        self.real += 1
        if index_l < 0:
            self.suspects.append(day)
            return
        point = Point(day, index_l + self._rolled_over_l)
        run = self.runs[-1]
        if not run or point.litres >= run[-1].litres:
            self.dismiss_doubted()
            run.append(point)
        elif self._last_may_be_slip(point) and not is_plausible(run[-2], run[-1]):
            # One witness is enough against an index that the meter cannot have reached.
            self.dismiss_doubted()
            self._dismiss_last()
            run.append(point)
        else:
            self._doubt(point)

    def change_meter(self, day: date, index_l: int | None, next_l: int | None) -> None:
        """Take a reading of type D; `next_l` is the real index that follows it, None while there is none.

        When the next real index is not below D's, D is the new meter's first and counts from there. When it is, and D
        goes on from the old meter's last real index, D is the old meter's last and counts up to there. Otherwise, and
        until the next real index is known, D's index is not used. No volume ever crosses it.
        """
        self.changes.append(day)
        old_run, new_run = self.runs[-1], list[Point]()
        self.runs.append(new_run)
        if index_l is None or index_l < 0 or next_l is None:
            return
        point = Point(day, index_l + self._rolled_over_l, real=False)
        if next_l >= index_l:
            new_run.append(point)
        elif old_run and old_run[-1].real and point.litres >= old_run[-1].litres:
            old_run.append(point)

    def dismiss_doubted(self) -> None:
        """Give up on the doubted points: nothing followed that speaks for them."""
        self.suspects += [point.day for point in self._doubted]
        self._doubted = []

    def _dismiss_last(self) -> None:
        self.suspects.append(self.runs[-1].pop().day)

    def _last_may_be_slip(self, point: Point) -> bool:
        """Whether the point fits on the last but one believed: then the last may have slipped upwards."""
        run = self.runs[-1]
        return len(run) > 1 and run[-2].litres <= point.litres

    def _doubt(self, point: Point) -> None:
        if self._doubted and point.litres < self._doubted[-1].litres:
            self.dismiss_doubted()
        self._doubted.append(point)
        # Equal indexes neither count nor spoil: a day may be published as 0 several times in a row.
        rises = sum(a.litres < b.litres for a, b in pairwise(self._doubted))
        if rises >= _RISES_TO_BELIEVE:
            self._believe_doubted()

    def _believe_doubted(self) -> None:
        """Side with the doubted points: the last believed one slipped, the register rolled over, or the meter is new."""
        points, self._doubted = self._doubted, []
        run = self.runs[-1]
        if self._last_may_be_slip(points[0]):
            self._dismiss_last()
            run += points
            return
        self.changes.append(points[0].day)
        rolled = [Point(point.day, point.litres + _REGISTER_L) for point in points]
        if rolled[0].litres >= run[-1].litres and is_plausible(run[-1], rolled[0]):
            self._rolled_over_l += _REGISTER_L
            run += rolled
        else:
            self.runs.append(points)


def trace_meters(readings: Iterable[MeterIndex]) -> MeterTrace:
    """Walk through readings given in any order, each printed day at most once."""
    ordered = sorted(readings, key=lambda reading: reading.day)
    trace = MeterTrace()
    for position, reading in enumerate(ordered):
        if reading.type is IndexType.METER_CHANGED:
            next_l = _first_real_index(ordered[position + 1 :])
            trace.change_meter(reading.day, reading.index_l, next_l)
        elif reading.type is IndexType.REAL and reading.index_l is not None:
            trace.read(reading.day, reading.index_l)
    trace.dismiss_doubted()
    return trace


def is_plausible(start: Point, end: Point) -> bool:
    """Whether a meter can have let that much through between the two: 75 m³ a day at most."""
    most = MAXIMUM_DAILY_L * (end.day - start.day).days
    return end.litres - start.litres <= most


def _first_real_index(readings: Sequence[MeterIndex]) -> int | None:
    for reading in readings:
        index_l = reading.index_l
        if reading.type is IndexType.REAL and index_l is not None and index_l >= 0:
            return index_l
    return None
