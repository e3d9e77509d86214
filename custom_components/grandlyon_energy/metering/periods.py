"""How much was used over the periods that a resident asks for: the last day, a week, a month, a year so far.

A period says the first and the last of its days that are known, and how many are: a hole is neither 0 nor hidden.
Months and years are today's, so on their first day, before its data come, they are unknown.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .calendar import DAY, months_before
from .series import Series

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An amount and the local days (Europe/Paris) it speaks of."""

    first: date
    """The first day that is known."""

    last: date
    """The last day that is known."""

    days: int
    """How many days from the first to the last are known."""

    amount: int
    """In the series' integers: mWh or mL."""


def last_day(series: Series) -> Period | None:
    """Return the newest day that has an amount."""
    return period_of(series, series.days[-1], series.days[-1]) if series.days else None


def last_7_days(series: Series) -> Period | None:
    """Return the 7 days up to the newest that has an amount, however long ago that is."""
    if not series.days:
        return None
    newest = series.days[-1]
    return period_of(series, newest - _WEEK + DAY, newest)


def month_so_far(series: Series, today: date) -> Period | None:
    """Return what is known of today's month, None while nothing is."""
    return period_of(series, today.replace(day=1), _end_of_month(today))


def previous_month(series: Series, today: date) -> Period | None:
    """Return what is known of the month before today's."""
    before = today.replace(day=1) - DAY
    return month_so_far(series, before)


def year_so_far(series: Series, today: date) -> Period | None:
    """Return what is known of today's year, None while nothing is."""
    return period_of(series, date(today.year, 1, 1), date(today.year, 12, 31))


def period_since(series: Series, first: date) -> Period | None:
    """Return what is known from a day on, None while nothing is."""
    return period_of(series, first, series.days[-1]) if series.days else None


def previous_year_to_date(series: Series, today: date) -> Period | None:
    """Return last year from 1 January to the same day as the last that is known of this year, None while none is.

    Beside a 29 February stands 28 February: last year ended the month there.
    """
    this_year = year_so_far(series, today)
    if this_year is None:
        return None
    end = months_before(this_year.last, 12)
    return period_of(series, date(end.year, 1, 1), end)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def period_of(series: Series, first: date, last: date) -> Period | None:
    """Return what is known from one day to another, both included, None when nothing is."""
    days, amount = series.known(first, last)
    if not days:
        return None
    return Period(first=days[0], last=days[-1], days=len(days), amount=amount)
