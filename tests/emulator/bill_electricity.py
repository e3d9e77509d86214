"""What the home's electricity costs on each local day, as far as anybody can know.

Where the curve is published, the energy of each price class is known; a point that a window cuts is shared by the
minute. Where it is not, only the day's energy is: which class it falls in is an estimate, whose bounds are given.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from .bill_tariffs import (
    Span,
    Tariff,
    Tariffs,
    classes_of,
    euros,
    in_force,
    standing_charges,
)
from .electricity import ElectricityMeter
from .localtime import HALF_HOUR, PARIS, half_hours_in, midnight

type _Classes = Sequence[tuple[Span, str | None]]
type _Energies = Mapping[str | None, Fraction]
"""Wh by class; none of what it lacks."""

_NOTHING: Final = Fraction()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The least and the most that something can be: the same where it is known exactly."""

    low: Fraction
    high: Fraction

    def __mul__(self, factor: Fraction) -> Bounds:
        """Take it so many times."""
        return Bounds(low=self.low * factor, high=self.high * factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityDay:
    """What a day's energy costs, without the standing charge."""

    wh: Mapping[str, Bounds]
    """By price class."""

    cost: Mapping[str, Bounds]
    """By price class, €."""

    total: Bounds
    """Of all classes, €."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityBill:
    """What the days cost. A day that is not there has no cost: it has no tariff, or nobody knows what was used."""

    days: Mapping[date, ElectricityDay]
    standing: Mapping[date, Fraction]


def electricity_bill(
    meter: ElectricityMeter,
    known_wh: Mapping[date, int],
    curve_days: frozenset[date],
    tariffs: Tariffs,
) -> ElectricityBill:
    """Return the bill of the days with a known energy, Wh; of the `curve_days` the published curve is known, too."""
    found: dict[date, ElectricityDay] = {}
    for day, wh in known_wh.items():
        if (tariff := in_force(tariffs.electricity, day)) is None:
            continue
        classes = classes_of(day, tariff, tariffs)
        told, rest = _energies(meter, day, wh, classes, curve=day in curve_days)
        if {*told, *rest} - {None}:
            found[day] = _priced(told, rest, tariff)
    return ElectricityBill(
        days=found, standing=standing_charges(tariffs.electricity, known_wh)
    )


def _energies(
    meter: ElectricityMeter, day: date, wh: int, classes: _Classes, *, curve: bool
) -> tuple[_Energies, _Energies]:
    """Return the Wh of each class that the curve tells, and the Wh that it does not, in each class that may have them.

    The day's energy is shared as its curve is; what the known half-hours leave of it is in the others.
    """
    told: defaultdict[str | None, Fraction] = defaultdict(Fraction)
    for point in meter.curve(day) if curve else []:
        if point.power_w is not None:
            length = point.step // HALF_HOUR * 30
            for name, minutes in _shares(point.end - point.step, length, classes):
                told[name] += Fraction(point.power_w * minutes, 60)
    told_wh = sum(told.values(), _NOTHING)
    unknown = meter.unknown_half_hours(day) if curve else set[int]()
    if told_wh and not unknown:
        return {name: part * wh / told_wh for name, part in told.items()}, {}
    start = midnight(day)
    open_to = {
        name
        for number in unknown or range(half_hours_in(day))
        for name, _ in _shares(start + HALF_HOUR * number, 30, classes)
    }
    return told, dict.fromkeys(open_to, max(wh - told_wh, _NOTHING))


def _shares(
    start: datetime, length: int, classes: _Classes
) -> list[tuple[str | None, int]]:
    """Return how many of the minutes from an aware instant on are in which class.

    No clock changes within them, since clocks change on the hour.
    """
    local = start.astimezone(PARIS)
    first = local.hour * 60 + local.minute
    return [
        (name, minutes)
        for (begin, end), name in classes
        if (minutes := min(end, first + length) - max(begin, first)) > 0
    ]


def _priced(told: _Energies, rest: _Energies, tariff: Tariff) -> ElectricityDay:
    """Return what a day costs; energy in no known class costs nothing."""
    names = {name for name in (*told, *rest) if name is not None}
    prices: dict[str | None, Fraction] = {
        name: euros(tariff["prices"][name]) / 1000 for name in names
    }
    known_wh = {name: told.get(name, _NOTHING) for name in names}
    open_wh = {name: rest.get(name, _NOTHING) for name in names}
    certain = len(rest) == 1
    wh = {
        name: Bounds(
            low=known_wh[name] + (open_wh[name] if certain else 0),
            high=known_wh[name] + open_wh[name],
        )
        for name in names
    }
    known = sum((known_wh[name] * prices[name] for name in names), _NOTHING)
    may_add = [part * prices.get(name, 0) for name, part in rest.items()]
    return ElectricityDay(
        wh=wh,
        cost={name: bounds * prices[name] for name, bounds in wh.items()},
        total=Bounds(
            low=known + min(may_add, default=0), high=known + max(may_add, default=0)
        ),
    )
