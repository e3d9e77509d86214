"""The days that an entity speaks of, as its attributes: a reading is never of the day on which it is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

type Attributes = Mapping[str, Any] | None


class OfDays(Protocol):
    """Anything that speaks of several local days (Europe/Paris)."""

    @property
    def first(self) -> date:
        """The first of the days."""

    @property
    def last(self) -> date:
        """The last of them."""

    @property
    def days(self) -> int:
        """How many of them are known."""


def of_days(told: OfDays | None) -> Attributes:
    """Return the days that a value speaks of, as attributes."""
    if told is None:
        return None
    return {
        "first_day": told.first.isoformat(),
        "last_day": told.last.isoformat(),
        "days": told.days,
    }


def of_day(day: date | None) -> Attributes:
    """Return the one day that a value speaks of, as attributes."""
    return None if day is None else {"day": day.isoformat()}
