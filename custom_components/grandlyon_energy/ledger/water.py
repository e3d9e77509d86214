"""What is known of a water contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, override

from ..sources.readings import IndexType, MeterIndex
from . import kept
from .base import Ledger

FROM_FILE: Final = "file"
"""The source of a reading that a file of the user's told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterDay:
    """The reading printed for one day."""

    type: IndexType
    index_l: int | None
    source: str
    """The way it came by, or `FROM_FILE`."""

    first_seen: date


class WaterLedger(Ledger[WaterDay]):
    """The readings of one water contract, by printed date."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.attribution: str | None = None
        """Which day an index closed when the statistic was last projected; None before the first time."""

        self.log_in_numbers: frozenset[str] | None = None
        """The contracts' numbers that the log-in opened when the user last looked at them; None before the first poll.

        Only the ledger of a home's first contract keeps them.
        """

    def add_meter_indexes(
        self,
        readings: Iterable[MeterIndex],
        *,
        source: str,
        seen: date,
        tells_meter_changes: bool = True,
    ) -> set[date]:
        """Keep readings; return the printed days that changed.

        The newest word counts, except where it says less than what is known: a pending reading, since the service only
        has no news; the same reading once more, which stays the way's that had it first; and, by a way that prints
        indexes without saying what they are (`tells_meter_changes` false), an index on the day of a meter change, or
        the very index that is known as an anomaly or the like. Else a home that changes its way would see its past
        change.
        """
        changed = set()
        for reading in readings:
            known = self.days.get(reading.day)
            if known and _adds_nothing(known, reading, typed=tells_meter_changes):
                continue
            record = WaterDay(
                type=reading.type,
                index_l=reading.index_l,
                source=source,
                first_seen=known.first_seen if known else seen,
            )
            if self.put(reading.day, record):
                changed.add(reading.day)
        return changed

    @property
    def span(self) -> tuple[date, date] | None:
        """The printed days of the first and the last reading that is there, None without any."""
        there = [
            day
            for day, record in self.days.items()
            if record.type is not IndexType.PENDING
        ]
        return (min(there), max(there)) if there else None

    @property
    def first_served_day(self) -> date | None:
        """The first printed day that a service told of: what a file has before it, nobody can ask for."""
        return min(
            (day for day, record in self.days.items() if record.source != FROM_FILE),
            default=None,
        )

    def readings(self) -> list[MeterIndex]:
        """Return the readings, sorted."""
        return [
            MeterIndex(day=day, type=record.type, index_l=record.index_l)
            for day, record in sorted(self.days.items())
        ]

    def set_attribution(self, attribution: str) -> None:
        """Keep which day an index closes; only together with the days in the journal that this changes."""
        if self.attribution != attribution:
            self.attribution = attribution
            self.touch_state()

    def set_log_in_numbers(self, numbers: Iterable[str]) -> None:
        """Keep which contracts of the log-in the user knows of."""
        numbers = frozenset(numbers)
        if self.log_in_numbers != numbers:
            self.log_in_numbers = numbers
            self.touch_state()

    @override
    def start_way(self, way: str) -> None:
        """As for any meter; another service numbers its contracts otherwise."""
        if self.way not in (None, way):
            self.log_in_numbers = None
        super().start_way(way)

    @override
    def _day_to_json(self, record: WaterDay) -> dict[str, Any]:
        return {
            "type": record.type.value,
            "index_l": record.index_l,
            "source": record.source,
            "seen": record.first_seen.isoformat(),
        }

    @override
    def _day_from_json(self, day: date, data: dict[str, Any]) -> WaterDay:
        return WaterDay(
            type=IndexType(data["type"]),
            index_l=kept.whole_or_none(data["index_l"]),
            source=kept.text(data["source"]),
            first_seen=kept.day(data["seen"]),
        )

    @override
    def _year_to_json(self, year: int) -> dict[str, Any]:
        return {}

    @override
    def _year_from_json(self, data: dict[str, Any]) -> None:
        """There is nothing else."""

    @override
    def _state_to_json(self) -> dict[str, Any]:
        numbers = self.log_in_numbers
        return {
            "attribution": self.attribution,
            "log_in_numbers": None if numbers is None else sorted(numbers),
        }

    @override
    def _state_from_json(self, data: dict[str, Any]) -> None:
        numbers = data["log_in_numbers"]
        opened = None if numbers is None else frozenset(map(kept.text, numbers))
        self.attribution = kept.text_or_none(data["attribution"])
        self.log_in_numbers = opened


def _adds_nothing(known: WaterDay, reading: MeterIndex, *, typed: bool) -> bool:
    """Whether a reading says no more than what is known; `typed` when its type can be believed."""
    if reading.type is IndexType.PENDING:
        return True
    # What a file told becomes the way's own once the way tells it.
    same_index = reading.index_l == known.index_l and known.source != FROM_FILE
    if typed or reading.type is not IndexType.REAL:
        return same_index and reading.type is known.type
    return same_index or known.type is IndexType.METER_CHANGED
