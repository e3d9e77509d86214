"""The rows that the truth asks for, hour by hour: pure functions.

Hours are aware UTC starts. What the services tell is the truth; where they tell a day's energy and nothing more, the
integration's own rule says what its hours are: all alike.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from .services import Energy, Truth

LOCAL = ZoneInfo("Europe/Paris")
ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)


def midnight(day: date) -> datetime:
    """Return the hour that a local day starts with."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def hours_of(day: date) -> list[datetime]:
    """Return the 24 hours of a local day; 23 or 25 when the clocks change."""
    start = midnight(day)
    return [
        start + ONE_HOUR * n
        for n in range((midnight(day + ONE_DAY) - start) // ONE_HOUR)
    ]


def energy_rows(energy: Energy) -> dict[datetime, float]:
    """Return the Wh of each hour that is known: by the load curve, or since its day is spread evenly."""
    rows: dict[datetime, float] = {}
    for day in energy.flat_days:
        hours = hours_of(day)
        rows |= dict.fromkeys(hours, energy.day_wh[day] / len(hours))
    return rows | dict(energy.hours_wh)


def open_hours(energy: Energy) -> set[datetime]:
    """Return the hours of which no more is known than the energy of their day."""
    hours = {hour for day in energy.day_wh for hour in hours_of(day)}
    return hours - energy_rows(energy).keys()


def maximum_power_rows(truth: Truth) -> dict[datetime, float]:
    """Return the VA of each day's one row, at the hour in which the maximum was reached."""
    return {
        at.astimezone(UTC).replace(minute=0, second=0, microsecond=0): power
        for at, power in truth.max_power_va.items()
    }


def water_rows(litres: Mapping[date, int]) -> dict[datetime, float]:
    """Return the litres of each day's one row, at local midnight."""
    return {midnight(day): amount for day, amount in litres.items()}


def left_out(truth: Truth) -> list[str]:
    """Say what is not judged, or not hour by hour, and which days must have no row."""
    hours_open = open_hours(truth.consumption) | open_hours(truth.production)
    days = [
        f"{day}: {len(list(hours))} hours, judged by their sum: its load curve may be out of reach or not"
        for day, hours in groupby(
            sorted(hours_open), key=lambda hour: hour.astimezone(LOCAL).date()
        )
    ]
    first = min(truth.consumption.day_wh)
    return [
        *days,
        f"before {first}: one day, which may be out of reach or not",
        *(f"{day}: no row, {why}" for day, why in truth.unknowable.items()),
    ]
