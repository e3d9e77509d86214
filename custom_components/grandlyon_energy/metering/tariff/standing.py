"""The standing charge, by day and by hour."""

from calendar import isleap, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from ..series import DayAmounts

_PICO_PER_MICRO: Final = 10**6


class Per(StrEnum):
    """What a standing charge is said for."""

    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCharge:
    """What a contract costs without using anything, taxes included."""

    micro_eur: int
    """µ€ a calendar year or month."""

    per: Per


def day_charge(standing: StandingCharge, day: date) -> int:
    """Return the share of a local day, 1e-12 €: the days of a whole year, or month, add up to what is said for it."""
    amount = standing.micro_eur * _PICO_PER_MICRO
    if standing.per is Per.MONTH:
        number, of = day.day, monthrange(day.year, day.month)[1]
    else:
        number, of = day.timetuple().tm_yday, days_in_year(day.year)
    return amount * number // of - amount * (number - 1) // of


def spread(amount: int, hours: Sequence[datetime]) -> DayAmounts:
    """Spread an amount evenly over the hours of a day; all of it is spread."""
    each, left = divmod(amount, len(hours))
    return tuple((hour, each + (n < left)) for n, hour in enumerate(hours))


def days_in_year(year: int) -> int:
    """Return how many days a calendar year has."""
    return 366 if isleap(year) else 365
