"""Whether two ways read the same meter, and whether they print its indexes on the same days.

A register of litres is as good as a signature: two meters hardly ever show the same index on the same day, twice over.
So what decides is how many days agree exactly; close is not equal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ...sources.readings import IndexType, MeterIndex

_OFFSETS: Final = (0, -1, 1)
"""The days between two ways that are tried: one may print an index on the day it closes, the other on the next."""

_FEWEST_DAYS: Final = 3
_FEWEST_INDEXES: Final = 2
"""A register that stands still tells neither the day nor, when it stands at a round number, the meter."""

_MOST: Final = 0.8
_HALF: Final = 0.5


class MeterMatch(StrEnum):
    """What the days that two ways share say about their meters."""

    SAME = "same"
    """One meter: on at least three days, with two indexes or more between them, four of five agree."""

    OTHER = "other"
    """Two meters, or two units: whatever the offset, on three days or more fewer than half agree."""

    UNKNOWN = "unknown"
    """Too little in common to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What comparing two ways' indexes gives."""

    match: MeterMatch

    day_offset: int = 0
    """Days to add to what the found readings print for them to stand where the known ones do; 0 unless the same."""

    days: int = 0
    """How many days agree at that offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """The days compared at one offset."""

    offset: int
    compared: int
    agreeing: int
    indexes: int
    """How many different indexes agree."""

    @property
    def share(self) -> float:
        return self.agreeing / self.compared if self.compared else 0.0

    @property
    def convinces(self) -> bool:
        return (
            self.compared >= _FEWEST_DAYS
            and self.indexes >= _FEWEST_INDEXES
            and self.share >= _MOST
        )

    @property
    def contradicts(self) -> bool:
        return self.compared >= _FEWEST_DAYS and self.share < _HALF


def compare_ways(known: Iterable[MeterIndex], found: Iterable[MeterIndex]) -> Overlap:
    """Compare what is known of a meter with what another way found, both in any order.

    Only real indexes above 0 count: an index of 0 is what a service prints for a day that it fills later. Of offsets
    that convince, the one counts at which most days agree, no offset before any.
    """
    known_l, found_l = _real_indexes(known), _real_indexes(found)
    trials = [_try(offset, known_l, found_l) for offset in _OFFSETS]
    convincing = [trial for trial in trials if trial.convinces]
    if convincing:
        # The first of equals: no offset.
        best = max(convincing, key=lambda trial: (trial.agreeing, trial.share))
        return Overlap(
            match=MeterMatch.SAME, day_offset=best.offset, days=best.agreeing
        )
    if all(trial.contradicts for trial in trials):
        return Overlap(match=MeterMatch.OTHER)
    return Overlap(match=MeterMatch.UNKNOWN)


def _real_indexes(readings: Iterable[MeterIndex]) -> dict[date, int]:
    return {
        reading.day: reading.index_l
        for reading in readings
        if reading.type is IndexType.REAL and reading.index_l and reading.index_l > 0
    }


def _try(offset: int, known: Mapping[date, int], found: Mapping[date, int]) -> _Trial:
    """Compare the days that both have when the found ones are moved."""
    moved = {day + timedelta(days=offset): litres for day, litres in found.items()}
    shared = known.keys() & moved.keys()
    agreeing = [known[day] for day in shared if known[day] == moved[day]]
    return _Trial(
        offset=offset,
        compared=len(shared),
        agreeing=len(agreeing),
        indexes=len(set(agreeing)),
    )
