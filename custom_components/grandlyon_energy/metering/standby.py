"""What a home draws when nobody uses anything."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from .series import DayAmounts

_MWH_PER_WH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """The lowest hour of a day."""

    day: date
    """The local day (Europe/Paris)."""

    start: datetime
    """When the hour begins, aware UTC."""

    power_w: int
    """The mean power of the hour, W."""


def standby_of(day: date, hours: DayAmounts) -> Standby | None:
    """Return the lowest of a day's 23, 24 or 25 hours (mWh), the first of equal ones; None without hours.

    Only an exact day may be asked: where hours were spread evenly, the lowest is the mean of something. An hour of 0
    is what the meter said, and no hole. The hours are whole ones of the clock, of whatever steps the meter recorded.
    """
    if not hours:
        return None
    start, energy_mwh = min(hours, key=lambda hour: hour[1])
    return Standby(day=day, start=start, power_w=round(energy_mwh / _MWH_PER_WH))
