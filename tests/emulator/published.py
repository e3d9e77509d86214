"""What Enedis publishes of a meter, whichever service passes it on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .electricity import ElectricityMeter
from .localtime import PARIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point to print: the value (None where SGE prints nil), the instant or day it is stamped with."""

    value: int | None
    stamp: datetime
    step: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a service lets its client know of all that is published."""

    daily: bool
    """Energy and maximum power."""
    curve: bool
    production: bool = True
    """What the home feeds in, too."""


def published_points(
    meter: ElectricityMeter, kind: str, days: Iterable[date]
) -> list[Point]:
    """Return the points of some days, in order; `kind` is energy, max_power or load_curve."""
    found = []
    for day in days:
        match kind:
            case "energy":
                if (wh := meter.energy_wh(day)) is not None:
                    stamp = datetime(day.year, day.month, day.day, tzinfo=PARIS)
                    found.append(Point(value=wh, stamp=stamp))
            case "max_power":
                if (power := meter.maximum_power(day)) is not None:
                    found.append(Point(value=power[1], stamp=power[0]))
            case _:
                found += [
                    Point(value=point.power_w, stamp=point.end, step=point.step)
                    for point in meter.curve(day)
                ]
    return found


def in_repeated_hour(point: Point) -> bool:
    """Tell whether a point lies in the hour that October has twice, where order tells the copies apart."""
    local = point.stamp.astimezone(PARIS)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
