"""How much more or less is used than a year before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from .series import Series

_FEWEST_DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What this year used against the same days of last year."""

    percent: float
    """Above 0 when more is used this year; one decimal."""

    first: date
    """The first of this year's days (Europe/Paris) that were compared."""

    last: date
    """The last of them."""

    days: int
    """How many days were compared."""


def change_to_last_year(
    series: Series, today: date, *, not_to_compare: Collection[date] = ()
) -> Change | None:
    """Return how today's year compares with the same days of the year before.

    Only days that are known in both years count, so a hole in one of them makes neither look thrifty. A day whose
    total alone is known counts like any other, the share of a gap too; those `not_to_compare`, of either year, do
    not. A 29 February has no such day beside it. None with fewer than 7 days, or when last year used nothing on them.
    """
    known, _ = series.known(date(today.year, 1, 1), date(today.year, 12, 31))
    compared: list[date] = []
    now = before = 0
    for day in known:
        amount, past = (
            series.total(day),
            _last_years_amount(series, day, not_to_compare),
        )
        if amount is None or past is None or day in not_to_compare:
            continue
        compared.append(day)
        now += amount
        before += past
    if len(compared) < _FEWEST_DAYS or not before:
        return None
    return Change(
        percent=round(100 * (now - before) / before, 1),
        first=compared[0],
        last=compared[-1],
        days=len(compared),
    )


def _last_years_amount(
    series: Series, day: date, not_to_compare: Collection[date]
) -> int | None:
    """Return what the same day of last year used, None when that cannot be compared."""
    if (day.month, day.day) == (2, 29):
        return None
    past = day.replace(year=day.year - 1)
    return None if past in not_to_compare else series.total(past)
