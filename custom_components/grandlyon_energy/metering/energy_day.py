"""Does the daily energy run from midnight to midnight? On every meter read so far it does; others may differ."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from .calendar import DAY, HOUR, day_start
from .electricity import DayReadings, EnergyDay
from .shape import DayShape

_AGREE_J: Final = 2 * 3600
_ENOUGH_DAYS: Final = 7


def energy_day_of(days: Mapping[date, DayReadings]) -> EnergyDay:
    """Say from the days with an energy and a complete curve when the meter's energy day starts.

    OTHER when, over at least 7 such days, fewer than half agree within 2 Wh at local midnight but 9 in 10 would one
    hour earlier, one hour later or at UTC midnight, over at least 7 days whose neighbour's curve is known there.
    """
    shapes = {day: readings.shape for day, readings in days.items()}
    energies = {
        day: readings.energy_wh
        for day, readings in days.items()
        if readings.energy_wh is not None and shapes[day].complete
    }
    agreeing = sum(
        abs(energy_wh * 3600 - shapes[day].total_j) <= _AGREE_J
        for day, energy_wh in energies.items()
    )
    if len(energies) < _ENOUGH_DAYS or 2 * agreeing >= len(energies):
        return EnergyDay.MIDNIGHT
    for opening in (lambda _: -1, lambda _: 1, _utc_midnight):
        agreeing, judged = _count(energies, shapes, opening)
        if judged >= _ENOUGH_DAYS and 10 * agreeing >= 9 * judged:
            return EnergyDay.OTHER
    return EnergyDay.MIDNIGHT


def _utc_midnight(day: date) -> int:
    """Return how many hours after local midnight the UTC day of the same date starts."""
    return (datetime.combine(day, time.min, UTC) - day_start(day)) // HOUR


def _count(
    energies: Mapping[date, int],
    shapes: Mapping[date, DayShape],
    opening: Callable[[date], int],
) -> tuple[int, int]:
    """Count the days that agree with their curve, and those that can be judged.

    `opening` says how many hours after local midnight the energy day of a date starts.
    """
    agreeing = judged = 0
    for day, energy_wh in energies.items():
        following = day + DAY
        before = _joules_until(opening(day), shapes.get(day - DAY), shapes[day])
        after = _joules_until(opening(following), shapes[day], shapes.get(following))
        if before is None or after is None:
            continue
        judged += 1
        curve_j = shapes[day].total_j - before + after
        agreeing += abs(energy_wh * 3600 - curve_j) <= _AGREE_J
    return agreeing, judged


def _joules_until(
    hours: int, previous: DayShape | None, shape: DayShape | None
) -> int | None:
    """Return the energy from a midnight to so many hours after it, negative if before it; None if not all known."""
    if hours == 0:
        return 0
    side = shape if hours > 0 else previous
    crossed = slice(hours) if hours > 0 else slice(hours, None)
    if side is None or any(known_s < 3600 for known_s in side.known_s[crossed]):
        return None
    energy = sum(side.joules[crossed])
    return energy if hours > 0 else -energy
