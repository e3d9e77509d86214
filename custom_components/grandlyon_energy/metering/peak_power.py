"""What the days' maximum powers say beside the subscribed power."""

from collections.abc import Iterable
from typing import Final

from ..sources.readings import MaximumPower
from .calendar import months_before

_MONTHS: Final = 12


def newest_maximum(maxima: Iterable[MaximumPower]) -> MaximumPower | None:
    """Return the maximum of the newest day, None without any."""
    return max(maxima, key=lambda maximum: maximum.day, default=None)


def highest_of_12_months(maxima: Iterable[MaximumPower]) -> MaximumPower | None:
    """Return the highest of the 12 months up to the newest day that has one, None without any; the newest of equals.

    They roll: up to 3 December they begin on 4 December of the year before.
    """
    maxima = list(maxima)
    if (newest := newest_maximum(maxima)) is None:
        return None
    before = months_before(newest.day, _MONTHS)
    return max(
        (maximum for maximum in maxima if maximum.day > before),
        key=lambda maximum: (maximum.power_va, maximum.day),
    )


def share_of_subscribed(
    maximum: MaximumPower | None, subscribed_power_va: int | None
) -> float | None:
    """Return a maximum in percent of the subscribed power, one decimal; None when either is not known.

    Over 100 is no mistake: a meter lets more pass for a while. The power subscribed to is today's, also when it was
    another one on that day.
    """
    if maximum is None or not subscribed_power_va:
        return None
    return round(100 * maximum.power_va / subscribed_power_va, 1)


def is_exceeded(
    maximum: MaximumPower | None, subscribed_power_va: int | None
) -> bool | None:
    """Return whether a maximum is above the subscribed power, None when either is not known; equal is not above."""
    if maximum is None or not subscribed_power_va:
        return None
    return maximum.power_va > subscribed_power_va
