"""The local days of Europe/Paris in UTC: when they start, how many hours they have.

Both services count in French civil days. Instants are aware UTC datetimes, days are plain dates; a local wall time
exists only inside this file. Midnight is never skipped or repeated in France, and always falls on a whole UTC hour.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from ..const import TIME_ZONE

PARIS: Final = ZoneInfo(TIME_ZONE)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

# Every projection asks for the same days again: eleven years of them, about 6 MB when all are used.
_CACHED_DAYS: Final = 4096


def local_day(instant: datetime) -> date:
    """Return the local day that holds an aware instant; midnight belongs to the day it opens.

    Raises ValueError for a naive datetime.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(PARIS).date()


@lru_cache(maxsize=_CACHED_DAYS)
def day_start(day: date) -> datetime:
    """Return the UTC instant of the midnight that opens a local day."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


@lru_cache(maxsize=_CACHED_DAYS)
def day_hours(day: date) -> tuple[datetime, ...]:
    """Return the UTC starts of a local day's hours: 24, or 23 and 25 when the clocks change."""
    start = day_start(day)
    return tuple(
        start + HOUR * n for n in range((day_start(day + DAY) - start) // HOUR)
    )


def day_seconds(day: date) -> int:
    """Return the length of a local day in seconds: 82 800, 86 400 or 90 000."""
    return len(day_hours(day)) * 3600


def hour_start(instant: datetime) -> datetime:
    """Return the start of the UTC hour that holds an aware instant.

    Raises ValueError for a naive datetime.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def days_between(start: date, end: date) -> Iterator[date]:
    """Yield the days from `start`, included, to `end`, excluded."""
    for n in range((end - start).days):
        yield start + DAY * n


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def oldest_day(today: date, months: int) -> date:
    """Return the first day to ask of a service that keeps so many months: one inside its limit, whose edge is vague."""
    return months_before(today, months) + DAY
