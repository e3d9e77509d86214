"""What a usual day of the week, and of the weekend, needs.

The days are the calendar's, Monday to Friday and Saturday to Sunday: a public holiday counts by its day of the week.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .series import Series

MEAN_OF_DAYS: Final = 28
"""Of so many days the mean is taken: four weeks hold each day of the week four times."""

_SATURDAY: Final = 5
_FEWEST_WEEKDAYS: Final = 4
_FEWEST_WEEKEND_DAYS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDay:
    """The mean of some days' energies."""

    amount: int
    """mWh."""

    days: int
    """How many days it is the mean of."""

    first: date
    """The first of these local days (Europe/Paris)."""

    last: date
    """The last of them."""


def weekday_mean(series: Series, days: Iterable[date]) -> MeanDay | None:
    """Return the mean energy of the days from Monday to Friday among `days`, None when there are fewer than 4."""
    weekdays = [day for day in days if day.weekday() < _SATURDAY]
    return _mean(series, weekdays, _FEWEST_WEEKDAYS)


def weekend_mean(series: Series, days: Iterable[date]) -> MeanDay | None:
    """Return the mean energy of the Saturdays and Sundays among `days`, None when there are fewer than 2."""
    weekend = [day for day in days if day.weekday() >= _SATURDAY]
    return _mean(series, weekend, _FEWEST_WEEKEND_DAYS)


def _mean(series: Series, days: Sequence[date], fewest: int) -> MeanDay | None:
    """Return the mean of sorted days that all have rows."""
    if len(days) < fewest:
        return None
    total = sum(series.total(day) or 0 for day in days)
    return MeanDay(
        amount=round(total / len(days)), days=len(days), first=days[0], last=days[-1]
    )
