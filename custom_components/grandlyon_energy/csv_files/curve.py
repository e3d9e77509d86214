"""Stamps and values of a file become intervals of a load curve: when each ends, and how long it is.

A stamp is the end of its interval, as in all that Enedis says of segments C5 and P4 (facts of SGE guide 0497). What
the service says with every point, a file may not: its step. It is the smaller of the gaps to its neighbours, and a line
without a value is a neighbour, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ..metering.calendar import local_day
from ..sources.readings import CurvePoint
from ..sources.stamps import Stamp, resolve
from .errors import CsvFileError

STEPS: Final = tuple(timedelta(minutes=minutes) for minutes in (10, 15, 30, 60))
"""The steps that a Linky is set to."""

MOST_W: Final = 1_000_000
"""No home draws a megawatt: such a figure is in another unit than the file says."""

_GRID_MINUTES: Final = 5
_MOMENT: Final = timedelta(microseconds=1)
_NEVER: Final = timedelta.max
_WATTS: Final = {"W": 1, "kW": 1000}
_WATT_HOURS: Final = {"Wh": 1, "kWh": 1000}

POWER_UNITS: Final = frozenset({*_WATTS, *_WATT_HOURS})
"""The units that the values of a curve may have: the mean power over the interval, or the energy in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedValue:
    """One line of a load curve."""

    line: int
    end: Stamp
    value: Decimal | None
    """None where the line says that there is none."""

    unit: str
    """One of `POWER_UNITS`."""

    step: timedelta | None = None
    """Its step, where the line says it."""

    estimated: bool = False
    """Whether the line says that it is estimated or reconstituted."""


@dataclass(frozen=True, slots=True)
class _Instant:
    """A line whose end is resolved."""

    end: datetime
    printed: PrintedValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The intervals of one point in one direction."""

    points: tuple[CurvePoint, ...]
    left_out: frozenset[date]
    """The local days of values that have no step."""


def load_curve(printed: Sequence[PrintedValue]) -> Curve:
    """Return the intervals of a series, given in the order of the file.

    Raises:
        CsvFileError: two lines contradict each other, or a value is none of a home.

    """
    instants = _in_time(printed)
    steps = _steps(instants)
    points: list[CurvePoint] = []
    left_out = {
        each.end.day
        for each in printed
        if each.value is not None and not _on_grid(each)
    }
    for instant, step in zip(instants, steps, strict=True):
        if instant.printed.value is None:
            continue
        if step is None:
            left_out.add(local_day(instant.end - _MOMENT))
            continue
        points.append(
            CurvePoint(
                start=instant.end - step,
                end=instant.end,
                power_w=_power_w(instant.printed, step),
                estimated=instant.printed.estimated,
            )
        )
    return Curve(points=tuple(points), left_out=frozenset(left_out))


def in_order(stamps: Sequence[Stamp]) -> bool:
    """Return whether stamps run forwards: only their order tells October's repeated hour where no offset does."""
    return not stamps or stamps[0].wall <= stamps[-1].wall


def _in_time(printed: Sequence[PrintedValue]) -> list[_Instant]:
    """Return the lines sorted by the instant of their end, each instant once.

    Those off the grid of five minutes are left out: a meter prints one when its clock is set or its power is back. A
    time that March skips is read as if the clock had run on; one that clocks showed has the last word.
    """
    printed = _told_once(printed)
    stamps = [each.end for each in printed]
    if not in_order(stamps):
        printed = list(reversed(printed))
        stamps.reverse()
    by_end: dict[datetime, PrintedValue] = {}
    for each, end in sorted(
        zip(printed, resolve(stamps), strict=True),
        key=lambda resolved: not resolved[0].end.exists,
    ):
        if not _on_grid(each):
            continue
        known = by_end.get(end)
        if known is None or known.value is None:
            by_end[end] = each
        elif each.end.exists and _contradict(known, each):
            raise CsvFileError("csv_line_twice", line=max(each.line, known.line))
    return [_Instant(end, by_end[end]) for end in sorted(by_end)]


def _told_once(printed: Sequence[PrintedValue]) -> Sequence[PrintedValue]:
    """Leave out lines that repeat another, as where two exports overlap, and blank ones where another has the value.

    Only of stamps with an offset: without one, two lines of October's repeated hour may well look the same.
    """
    values: dict[tuple[datetime, timedelta], set[Decimal]] = {}
    for each in printed:
        if each.end.offset is not None and each.value is not None:
            values.setdefault((each.end.wall, each.end.offset), set()).add(each.value)
    seen: set[tuple[datetime, timedelta, Decimal | None]] = set()
    once = []
    for each in printed:
        if each.end.offset is not None:
            stamp = (each.end.wall, each.end.offset)
            if (*stamp, each.value) in seen or (each.value is None and stamp in values):
                continue
            seen.add((*stamp, each.value))
        once.append(each)
    return once


def _contradict(known: PrintedValue, other: PrintedValue) -> bool:
    return other.value is not None and (other.value, other.unit, other.step) != (
        known.value,
        known.unit,
        known.step,
    )


def _on_grid(printed: PrintedValue) -> bool:
    wall = printed.end.wall
    return not wall.second and not wall.minute % _GRID_MINUTES


def _steps(instants: Sequence[_Instant]) -> list[timedelta | None]:
    """Return the step of each line, None where there is none that a meter has."""
    gaps = [later.end - earlier.end for earlier, later in pairwise(instants)]
    smaller = [
        min(gaps[max(number - 1, 0) : number + 1], default=_NEVER)
        for number in range(len(instants))
    ]
    steps: list[timedelta | None] = []
    for number, instant in enumerate(instants):
        step = instant.printed.step or smaller[number]
        if not instant.printed.step and _is_between_holes(number, smaller):
            step = _NEVER
        steps.append(step if step in STEPS else None)
    return steps


def _is_between_holes(number: int, steps: Sequence[timedelta]) -> bool:
    """Whether all neighbours have finer steps: then this one is no longer, but the points beside it are missing."""
    around = (*steps[max(number - 1, 0) : number], *steps[number + 1 : number + 2])
    return bool(around) and all(other < steps[number] for other in around)


def _power_w(printed: PrintedValue, step: timedelta) -> int:
    """Return the mean power over the interval, W."""
    value = printed.value or Decimal()
    if printed.unit in _WATTS:
        power = value * _WATTS[printed.unit]
    else:
        power = value * _WATT_HOURS[printed.unit] * (timedelta(hours=1) // step)
    if power > MOST_W:
        raise CsvFileError("csv_line_value", line=printed.line)
    return round(power)
