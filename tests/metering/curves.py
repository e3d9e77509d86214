"""Load curves written short, for tables of cases."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from custom_components.grandlyon_energy.metering.calendar import day_seconds, day_start
from custom_components.grandlyon_energy.metering.electricity import DayReadings
from custom_components.grandlyon_energy.metering.shape import day_shape
from custom_components.grandlyon_energy.sources.readings import CurvePoint


def curve(
    day: date,
    *watts: int,
    step: int = 30,
    since: int = 0,
    until: int | None = None,
    estimated: bool = False,
) -> tuple[CurvePoint, ...]:
    """Points of `step` minutes from `since` to `until` minutes after the day's midnight, `watts` over and over."""
    end = day_seconds(day) // 60 if until is None else until
    powers = cycle(watts)
    return tuple(
        CurvePoint(
            start=day_start(day) + timedelta(minutes=minute),
            end=day_start(day) + timedelta(minutes=minute + step),
            power_w=next(powers),
            estimated=estimated,
        )
        for minute in range(since, end, step)
    )


def clock(hours: float) -> int:
    """Hours after midnight in minutes."""
    return round(hours * 60)


def with_curve(readings: DayReadings, points: Iterable[CurvePoint]) -> DayReadings:
    """A day's readings with another load curve."""
    return replace(readings, shape=day_shape(readings.day, points))
