"""Days whose rows no reading explains: they were found in the recorder, and no service can give them again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ..metering.series import DayAmounts
from . import kept

OURS: Final = "recorder"
"""The source of our own rows, found again."""

_HOUR_S: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedDay:
    """The rows of one local day, as they were found."""

    source: str
    """Whose rows they were: `OURS`, or the domain of the other integration whose statistic they come from."""

    hours: DayAmounts
    """In the integers of the series that took them over."""

    def to_json(self) -> dict[str, Any]:
        """Return the day as JSON: the amounts of each unbroken run of hours behind its UTC timestamp."""
        runs: list[tuple[int, list[int]]] = []
        for hour, amount in self.hours:
            start = int(hour.timestamp())
            if runs and start == runs[-1][0] + len(runs[-1][1]) * _HOUR_S:
                runs[-1][1].append(amount)
            else:
                runs.append((start, [amount]))
        return {"from": self.source, "hours": runs}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> AdoptedDay:
        """Return the day that `to_json` wrote.

        Raises:
            KeyError, OverflowError, TypeError, ValueError: it did not.

        """
        return cls(
            source=kept.text(data["from"]),
            hours=tuple(
                (kept.instant(start + number * _HOUR_S), kept.whole(amount))
                for start, amounts in data["hours"]
                for number, amount in enumerate(amounts)
            ),
        )


class AdoptedDays:
    """The adopted days of a ledger's statistics."""

    def __init__(self) -> None:
        """Start with none."""
        self._days: dict[str, dict[date, AdoptedDay]] = {}

    def of(self, key: str) -> Mapping[date, AdoptedDay]:
        """Return the adopted days of a statistic."""
        return self._days.get(key, {})

    def add(self, key: str, days: Mapping[date, AdoptedDay]) -> None:
        """Keep days of a statistic."""
        self._days.setdefault(key, {}).update(days)

    def drop(self, key: str, days: Iterable[date]) -> bool:
        """Forget days of a statistic; return whether any was there."""
        kept = self._days.get(key, {})
        gone = kept.keys() & set(days)
        for day in gone:
            del kept[day]
        return bool(gone)

    def to_json(self) -> dict[str, Any]:
        """Return all days as JSON, by statistic."""
        return {
            key: {day.isoformat(): one.to_json() for day, one in sorted(days.items())}
            for key, days in self._days.items()
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> AdoptedDays:
        """Return the days that `to_json` wrote.

        Raises:
            AttributeError, KeyError, OverflowError, TypeError, ValueError: it did not.

        """
        adopted = cls()
        for key, days in data.items():
            adopted.add(
                key,
                {kept.day(day): AdoptedDay.from_json(one) for day, one in days.items()},
            )
        return adopted
