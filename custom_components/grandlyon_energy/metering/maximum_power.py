"""The day's maximum power as one row at the hour it happened."""

from collections.abc import Iterable
from datetime import datetime

from ..sources.readings import MaximumPower
from .calendar import hour_start


def maximum_power_rows(readings: Iterable[MaximumPower]) -> dict[datetime, int]:
    """Return VA by the UTC hour it was reached in, in time order: one row per day.

    Two days can only meet in an hour when one is stamped with the very midnight that ends it; the hour then shows
    the higher. So a part of the days gives the same rows as all of them only with its two neighbours.
    """
    rows: dict[datetime, int] = {}
    for reading in sorted(readings, key=lambda reading: reading.at):
        hour = hour_start(reading.at)
        rows[hour] = max(reading.power_va, rows.get(hour, 0))
    return rows
