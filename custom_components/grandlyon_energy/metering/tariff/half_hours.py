"""A day's load curve by half-hour of the wall clock: the grain of a home's habits."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from ...sources.readings import CurvePoint
from ..calendar import PARIS, day_hours
from ..intervals import resolve_overlaps

HALF_HOURS: Final = 48
HALF_HOUR_S: Final = 1800

type Habit = tuple[int, ...]
"""Joules in each half-hour of the wall clock from midnight on."""


def wall_half_hours(day: date) -> tuple[int, ...]:
    """Return which half-hour of the wall clock each of a local day's 46, 48 or 50 half-hours is."""
    return tuple(
        2 * hour.astimezone(PARIS).hour + half
        for hour in day_hours(day)
        for half in (0, 1)
    )


def habit_of(day: date, curve: Iterable[CurvePoint]) -> Habit:
    """Return the energy of each half-hour of the clock; the hour that October has twice counts twice."""
    joules = [0] * HALF_HOURS
    walls = wall_half_hours(day)
    for since, end, power_w in pieces_of(day, curve):
        start = since
        while start < end:
            number = start // HALF_HOUR_S
            stop = min(end, (number + 1) * HALF_HOUR_S)
            joules[walls[number]] += power_w * (stop - start)
            start = stop
    return tuple(joules)


def pieces_of(day: date, curve: Iterable[CurvePoint]) -> list[tuple[int, int, int]]:
    """Return the disjoint intervals of a local day that its load curve knows: seconds from the day's start on, and W.

    As for the hours themselves (`day_shape`), a negative power is no reading.
    """
    opens = day_hours(day)[0].timestamp()
    length = len(day_hours(day)) * 3600
    pieces = []
    for point in resolve_overlaps(each for each in curve if each.power_w >= 0):
        start = max(0, round(point.start.timestamp() - opens))
        end = min(length, round(point.end.timestamp() - opens))
        if start < end:
            pieces.append((start, end, point.power_w))
    return pieces
