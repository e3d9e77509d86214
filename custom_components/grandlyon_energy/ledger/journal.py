"""What a ledger remembers of its statistics: their frozen ids, where their sums begin, and what is still to be written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from . import kept


@dataclass(slots=True, kw_only=True)
class StatisticState:
    """What must be remembered of one statistic between two runs of Home Assistant."""

    statistic_id: str
    """Frozen when the statistic is created."""

    baseline: int = 0
    """The recorder's sum before the first day, in the series' integers."""

    baseline_day: date | None = None
    """The first day that the baseline was read for; None before the first write."""

    pending: set[date] = field(default_factory=set)
    """The journal: days whose rows may differ from the recorder's. Saved before anything is written there."""

    gone: set[date] = field(default_factory=set)
    """Days of the journal whose rows must go, though no reading may decide these days any more."""

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON."""
        return {
            "id": self.statistic_id,
            "baseline": self.baseline,
            "baseline_day": self.baseline_day and self.baseline_day.isoformat(),
            "pending": [
                [first.isoformat(), last.isoformat()]
                for first, last in runs_of_days(self.pending)
            ],
            "gone": [day.isoformat() for day in sorted(self.gone)],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> StatisticState:
        """Return the state that `to_json` wrote.

        Raises:
            AttributeError, KeyError, TypeError, ValueError: it did not.

        """
        return cls(
            statistic_id=kept.text(data["id"]),
            baseline=kept.whole(data["baseline"]),
            baseline_day=kept.day_or_none(data["baseline_day"]),
            pending=days_of_runs(
                (kept.day(first), kept.day(last)) for first, last in data["pending"]
            ),
            gone=set(map(kept.day, data["gone"])),
        )


def runs_of_days(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the first and last day of each unbroken run, oldest first."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def days_of_runs(runs: Iterable[tuple[date, date]]) -> set[date]:
    """Return every day of runs that `runs_of_days` made.

    Raises:
        ValueError: it did not: they are not apart and oldest first.

    """
    days: set[date] = set()
    before = date.min
    for first, last in runs:
        if not before < first <= last:
            raise ValueError("Not runs of days")
        days |= {
            first + timedelta(days=number) for number in range((last - first).days + 1)
        }
        before = last
    return days
