"""The civil calendar of the meters: Europe/Paris days, cut into UTC half-hours."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")
HALF_HOUR: Final = timedelta(minutes=30)
ONE_DAY: Final = timedelta(days=1)


@cache
def midnight(day: date) -> datetime:
    """Return the instant the local day begins, aware UTC."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def half_hours_in(day: date) -> int:
    """Return 48, or 46 and 50 on the days the clocks change."""
    return (midnight(day + ONE_DAY) - midnight(day)) // HALF_HOUR


def changes_clock(day: date) -> bool:
    """Tell whether the local day has 23 or 25 hours."""
    return half_hours_in(day) != 48


def local_day(instant: datetime) -> date:
    """Return the local date at an aware instant."""
    return instant.astimezone(PARIS).date()


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day."""
    month = day.year * 12 + day.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    next_first = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_first - ONE_DAY)


def days(start: date, end: date) -> list[date]:
    """Return the days from `start`, included, to `end`, excluded."""
    return [start + timedelta(days=n) for n in range((end - start).days)]
