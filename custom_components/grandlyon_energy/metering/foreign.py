"""What the rows of another integration's statistic say of local days.

What a row holds differs: ha-linky keeps the hours of the last days and one row at local midnight for every older day,
MyElectricalData keeps hours and may begin its sum anew, egl_water keeps one row a day at 00:00 UTC and none for a day
without water.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from .calendar import day_hours, day_start, hour_start, local_day
from .series import DayAmounts
from .shares import apportion
from .water.meters import MAXIMUM_DAILY_L

_MAXIMUM_HOURLY_MWH: Final = 36_000_000
"""No usage point that the sources accept draws or feeds in more than 36 kVA (segments C5 and P4)."""

_ML_PER_L: Final = 1000


type ForeignDays = dict[date, DayAmounts | None]
"""The amounts of each local day that has rows, by UTC hour; None for a day that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRow:
    """A row of the recorder, in the integers of the series that may take it over."""

    start: datetime
    """Aware UTC."""

    state: int | None
    """The row's own amount, where the integration gives it."""

    sum: int
    """The running sum at the row's end."""


def amounts_by_day(rows: Iterable[ForeignRow], *, before: int | None) -> ForeignDays:
    """Return what rows, in time order, say of each local day.

    An amount is the change of the sum since the row before, as the Energy dashboard shows it; `before` is the sum of
    the row before the first, None when there is none. On a day on which the sum falls it has begun anew: there the
    rows' own amounts are taken.
    """
    days: dict[date, list[ForeignRow]] = {}
    for row in rows:
        days.setdefault(local_day(row.start), []).append(row)
    amounts: ForeignDays = {}
    for day, of_day in days.items():
        amounts[day] = _by_sum(of_day, before) or _by_state(of_day)
        before = of_day[-1].sum
    return amounts


def energy_hours(day: date, amounts: DayAmounts) -> DayAmounts | None:
    """Return a day's hours (mWh), None when it is more than a meter lets through.

    A single row stands for the whole day, and nobody knows its hours: they are even.
    """
    total = sum(amount for _, amount in amounts)
    hours = day_hours(day)
    if total > _MAXIMUM_HOURLY_MWH * len(hours):
        return None
    if len(amounts) > 1:
        return amounts
    return tuple(zip(hours, apportion(total, [1] * len(hours)), strict=True))


def water_row(day: date, amounts: DayAmounts) -> DayAmounts | None:
    """Return a day's volume (mL) as one row at local midnight, None when it is more than a meter lets through."""
    total = sum(amount for _, amount in amounts)
    if total > MAXIMUM_DAILY_L * _ML_PER_L:
        return None
    return ((day_start(day), total),)


def _by_sum(rows: Sequence[ForeignRow], before: int | None) -> DayAmounts | None:
    """Return the changes of the sum; the very first row of all begins with its own amount, else with its sum."""
    first = rows[0]
    if before is None:
        before = first.sum - (first.sum if first.state is None else first.state)
    changes = pairwise([before, *(row.sum for row in rows)])
    return _by_hour(rows, [after - earlier for earlier, after in changes])


def _by_state(rows: Sequence[ForeignRow]) -> DayAmounts | None:
    states = [row.state for row in rows if row.state is not None]
    return _by_hour(rows, states) if len(states) == len(rows) else None


def _by_hour(rows: Sequence[ForeignRow], amounts: Sequence[int]) -> DayAmounts | None:
    """Return amounts under their UTC hours, None when one is negative."""
    if min(amounts) < 0:
        return None
    hours: dict[datetime, int] = {}
    for row, amount in zip(rows, amounts, strict=True):
        hour = hour_start(row.start)
        hours[hour] = hours.get(hour, 0) + amount
    return tuple(hours.items())
