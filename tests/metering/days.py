"""Series written short, for tables of cases."""

from collections.abc import Mapping
from datetime import date, timedelta

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.series import Series


def series_of(amounts: Mapping[date, int]) -> Series:
    """A series of days, each spread over its first two hours, behind a baseline."""
    made = Series()
    made.baseline = 5000
    for day, amount in amounts.items():
        hours = day_hours(day)
        made.replace({day: ((hours[0], amount - amount // 3), (hours[1], amount // 3))})
    return made


def run(first: date, last: date, amount: int = 1) -> dict[date, int]:
    """The same amount for every day from one to another, both included."""
    return {first + timedelta(days=n): amount for n in range((last - first).days + 1)}
