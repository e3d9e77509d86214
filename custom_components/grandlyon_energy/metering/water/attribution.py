"""Which day an index closes."""

from datetime import date, timedelta
from enum import StrEnum


class Attribution(StrEnum):
    """Which day the index printed on a day closes; an option of each water source."""

    PREVIOUS_DAY = "previous_day"
    """The index is read at the midnight that opens its day (the brief; the customer portal says the same)."""

    SAME_DAY = "same_day"
    """The index is read at the end of its day."""


def closes_day(reading_day: date, attribution: Attribution) -> date:
    """Return the local day that the index printed on `reading_day` closes: the only place that decides it."""
    if attribution is Attribution.SAME_DAY:
        return reading_day
    return reading_day - timedelta(days=1)
