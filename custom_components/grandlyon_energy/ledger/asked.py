"""Readings that were asked for in vain, and when it is worth asking for them again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from . import kept

_PATIENCE: Final = tuple(timedelta(days=days) for days in (1, 7, 30))
"""How long to wait after the first, the second and any later time (design, the ledger: growing patience)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How often a day's missing reading was asked for in vain."""

    times: int
    last: date
    """The local day of the last time."""

    def is_due(self, today: date) -> bool:
        """Return whether enough days have passed to ask again."""
        return today - self.last >= _PATIENCE[min(self.times, len(_PATIENCE)) - 1]


class AskedDays:
    """The missing days of one kind of reading."""

    def __init__(self) -> None:
        """Start with no day asked for."""
        self.days: dict[date, Asked] = {}

    def mark(self, days: Iterable[date], *, on: date) -> bool:
        """Count one more time in vain, however often a day is asked for on the same day; return whether that is new."""
        new = {
            day: Asked(times=before.times + 1 if before else 1, last=on)
            for day in days
            if (before := self.days.get(day)) is None or before.last != on
        }
        self.days |= new
        return bool(new)

    def mark_once(self, days: Iterable[date], *, on: date) -> bool:
        """Remember a time in vain that is part of every poll: patience does not grow by it."""
        new = {
            day: Asked(times=1, last=on)
            for day in days
            if (before := self.days.get(day)) is None
            or (before.times == 1 and before.last != on)
        }
        self.days |= new
        return bool(new)

    def forget(self, days: Iterable[date]) -> bool:
        """Drop days that are known now, or that the service no longer keeps; return whether any was there."""
        gone = self.days.keys() & set(days)
        for day in gone:
            del self.days[day]
        return bool(gone)

    def due(self, days: Iterable[date], today: date) -> list[date]:
        """Return the days to ask for: those never asked for, and those whose time has come again."""
        return [
            day
            for day in days
            if (asked := self.days.get(day)) is None or asked.is_due(today)
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the days as JSON."""
        return {
            day.isoformat(): [asked.times, asked.last.isoformat()]
            for day, asked in sorted(self.days.items())
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> AskedDays:
        """Return the days that `to_json` wrote.

        Raises:
            AttributeError, TypeError, ValueError: it did not.

        """
        asked = cls()
        asked.days = {
            kept.day(day): Asked(times=kept.whole(times), last=kept.day(last))
            for day, (times, last) in data.items()
        }
        if any(one.times < 1 for one in asked.days.values()):
            raise ValueError("Never asked for")
        return asked
