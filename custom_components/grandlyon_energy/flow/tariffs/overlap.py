"""Whether two lists of off-peak windows speak of the same days."""

from datetime import date, timedelta
from typing import Final

from ...metering.tariff.windows import OffPeakWindows, Season

_LEAP_YEAR: Final = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]


def do_overlap(one: OffPeakWindows, other: OffPeakWindows) -> bool:
    """Return whether a day of the year and a day of the week belong to both: then they meet in some year."""
    return bool(one.weekdays & other.weekdays) and any(
        _has(one.season, day) and _has(other.season, day) for day in _LEAP_YEAR
    )


def _has(season: Season | None, day: date) -> bool:
    return season is None or season.has(day)
