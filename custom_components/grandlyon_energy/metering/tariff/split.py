"""The hours of a day, split by price class: what the parts of an hour add up to is the hour, to the last mWh.

Inside an hour the load curve decides, to the minute where a window begins between two of its points; where the curve
knows nothing, time does. A day of which only the total is known is split by the home's habits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ...sources.readings import CurvePoint
from ..calendar import day_hours
from ..series import DayAmounts
from ..shares import apportion
from .half_hours import HALF_HOUR_S, Habit, pieces_of, wall_half_hours
from .options import PriceClass
from .segments import Segment

_HOUR_S: Final = 3600
_MWH_IN_5_J: Final = 18
"""3.6 J are a mWh: fifths of a joule keep both whole."""

type Parts = Mapping[PriceClass, int]
"""mWh, or seconds, by class."""

type Stretch = tuple[int, int, PriceClass]
"""A segment of which the class is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDay:
    """The hours of a local day, by class."""

    hours: Mapping[int, Parts]
    """mWh by the number of the hour (0 to 24); an hour without a row, or of which not all is known, is not there."""

    classes: tuple[PriceClass, ...]
    """Those that hold for some time of these hours, in time order."""

    estimated: bool
    """Whether time or habits had a word in it beside the load curve."""


def split_day(
    day: date,
    amounts: DayAmounts,
    curve: Sequence[CurvePoint],
    segments: Iterable[Segment],
    *,
    complete: bool,
    habit: Habit | None = None,
) -> SplitDay:
    """Split the hours of a local day.

    Args:
        day: The local day.
        amounts: Its hours with a row, mWh.
        curve: What is known of its load curve.
        segments: The classes of all of it.
        complete: Whether the curve knows all of it.
        habit: How the home spreads such a day; for a day without a curve whose hours are all alike.

    """
    numbers = {start: number for number, start in enumerate(day_hours(day))}
    stretches = _stretches(segments)
    known = {
        numbers[start]: amount
        for start, amount in amounts
        if numbers[start] in stretches
    }
    seconds = {number: _seconds(stretches[number]) for number in known}
    classes = tuple(dict.fromkeys(each for of in seconds.values() for each in of))
    if len(classes) <= 1:
        hours = {number: dict.fromkeys(classes, known[number]) for number in known}
        return SplitDay(hours=hours, classes=classes, estimated=False)
    if _says_nothing(curve) and _is_even(amounts):
        wanted = _wanted(day, stretches, known, habit)
        return SplitDay(
            hours=_by_habit(known, seconds, wanted), classes=classes, estimated=True
        )
    split: dict[int, Parts] = {}
    estimated = not complete
    mixed = any(len(of) > 1 for of in seconds.values())
    pieces = pieces_of(day, curve) if mixed else []
    for number, amount in known.items():
        if len(seconds[number]) == 1:
            split[number] = dict.fromkeys(seconds[number], amount)
        else:
            split[number] = _by_curve(amount, stretches[number], pieces)
            estimated = estimated or _cuts(stretches[number], pieces)
    return SplitDay(hours=split, classes=classes, estimated=estimated)


def _stretches(segments: Iterable[Segment]) -> dict[int, list[Stretch]]:
    """Return the classes of each hour of a day, in seconds since the day began; of hours that are known alone."""
    by_hour: dict[int, list[Stretch]] = {}
    unknown: set[int] = set()
    for since, until, price_class in segments:
        start = since
        while start < until:
            number = start // _HOUR_S
            stop = min(until, (number + 1) * _HOUR_S)
            if price_class is None:
                unknown.add(number)
            else:
                by_hour.setdefault(number, []).append((start, stop, price_class))
            start = stop
    return {number: each for number, each in by_hour.items() if number not in unknown}


def _seconds(stretches: Iterable[Stretch]) -> dict[PriceClass, int]:
    """Return for how long each class holds."""
    seconds: dict[PriceClass, int] = {}
    for start, end, price_class in stretches:
        seconds[price_class] = seconds.get(price_class, 0) + end - start
    return seconds


def _says_nothing(curve: Iterable[CurvePoint]) -> bool:
    """Return whether a load curve has no reading: a negative power is none."""
    return all(point.power_w < 0 for point in curve)


def _is_even(amounts: DayAmounts) -> bool:
    """Return whether hours are a total spread evenly, and nothing more."""
    figures = [amount for _, amount in amounts]
    return max(figures) - min(figures) <= 1


def _cuts(stretches: Sequence[Stretch], pieces: Iterable[tuple[int, int, int]]) -> bool:
    """Return whether a class begins in the middle of a point of the curve."""
    begins = {start for start, _, _ in stretches[1:]}
    return any(start < one < end for start, end, _ in pieces for one in begins)


def _by_curve(
    amount: int,
    stretches: Sequence[Stretch],
    pieces: Iterable[tuple[int, int, int]],
) -> Parts:
    """Split an hour of several classes: what the curve leaves of its energy is spread over what it leaves of its time."""
    joules = dict.fromkeys((name for _, _, name in stretches), 0)
    missing_s = _seconds(stretches)
    for start, end, power_w in pieces:
        for since, until, name in stretches:
            seconds = min(end, until) - max(start, since)
            if seconds > 0:
                joules[name] += power_w * seconds
                missing_s[name] -= seconds
    missing = sum(missing_s.values())
    rest = max(0, amount * _MWH_IN_5_J - 5 * sum(joules.values())) if missing else 0
    weights = {
        name: 5 * joules[name] * max(missing, 1) + rest * missing_s[name]
        for name in joules
    }
    if not any(weights.values()):
        weights = _seconds(stretches)
    return _shared(amount, weights)


def _by_habit(
    known: Mapping[int, int], seconds: Mapping[int, Parts], wanted: Parts
) -> dict[int, Parts]:
    """Split hours that are all alike so that each class gets of the day what is wanted for it.

    A class keeps its own hours as far as it is to get as much as they hold; what it leaves of them goes to the classes
    that are to get more than theirs, in proportion.
    """
    held: dict[PriceClass, int] = {}
    for of_hour in seconds.values():
        for name, each in of_hour.items():
            held[name] = held.get(name, 0) + each
    of_all, length = sum(wanted.values()), sum(held.values())
    # Both in shares of the day times `of_all` times `length`, so that all stays whole.
    given = {name: wanted.get(name, 0) * length for name in held}
    keeps = {name: min(given[name], held[name] * of_all) for name in held}
    lacks = {name: given[name] - keeps[name] for name in held}
    lack = max(1, sum(lacks.values()))
    split: dict[int, Parts] = {}
    for number, amount in known.items():
        weights = dict.fromkeys(held, 0)
        left = 0
        for name, each in seconds[number].items():
            kept = each * keeps[name] * length // held[name]
            weights[name] += kept * lack
            left += each * of_all * length - kept
        for name, of_it in lacks.items():
            weights[name] += left * of_it
        split[number] = _shared(amount, weights)
    return split


def _wanted(
    day: date,
    stretches: Mapping[int, Sequence[Stretch]],
    known: Iterable[int],
    habit: Habit | None,
) -> Parts:
    """Return how much of a day each class gets by a habit, in any unit; by time where there is none.

    The meter's own registers (SGE v3, INDEX) would say it better than either: once a source reads them, this is their
    place.
    """
    walls = wall_half_hours(day)
    wanted: dict[PriceClass, int] = {}
    for number in known:
        for since, until, name in stretches[number]:
            start = since
            while start < until:
                stop = min(until, (start // HALF_HOUR_S + 1) * HALF_HOUR_S)
                weight = habit[walls[start // HALF_HOUR_S]] if habit else 1
                wanted[name] = wanted.get(name, 0) + weight * (stop - start)
                start = stop
    if any(wanted.values()):
        return wanted
    return _wanted(day, stretches, known, None)


def _shared(amount: int, weights: Parts) -> Parts:
    shares = apportion(amount, list(weights.values()))
    return dict(zip(weights, shares, strict=True))
