"""Whether indexes are in the unit that they are taken for."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import Final

from ...sources.readings import MeterIndex
from .meters import trace_meters

_ENOUGH_READINGS: Final = 30


def looks_like_cubic_metres(readings: Iterable[MeterIndex]) -> bool:
    """Whether indexes said to be litres look like m³: to be refused at set-up, since units are never guessed.

    They do when of 30 or more real readings the median step is at most 1 a day and the largest at most 5. A home
    that stood empty all that time looks the same, and cannot be told apart.
    """
    meters = trace_meters(readings)
    steps = [
        Fraction(end.litres - start.litres, (end.day - start.day).days)
        for run in meters.runs
        for start, end in pairwise(run)
    ]
    if meters.real < _ENOUGH_READINGS or not steps:
        return False
    return median(steps) <= 1 and max(steps) <= 5
