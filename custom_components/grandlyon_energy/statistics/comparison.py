"""What differs between the rows that should be and the rows that the recorder has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from homeassistant.components.recorder.statistics import StatisticsRow

from ..metering.series import Row
from .statistic import TOLERANCE, Statistic

LONG_SHIFT: Final = 24
"""From so many rows on whose sums are all off by the same, one adjustment is cheaper than the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The rows of a period that differ, each list in time order."""

    missing: list[Row]
    """What the recorder lacks."""

    wrong: list[Row]
    """What the recorder has with another amount or another sum."""

    surplus: list[datetime]
    """The hours (aware UTC) of rows that only the recorder has."""

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not (self.missing or self.wrong or self.surplus)


def compare(
    statistic: Statistic,
    expected: Sequence[Row],
    recorded: Mapping[datetime, StatisticsRow],
) -> Comparison:
    """Compare all rows of a period, in number, place and value."""
    return Comparison(
        missing=[row for row in expected if row.start not in recorded],
        wrong=[
            row
            for row in expected
            if (found := recorded.get(row.start)) is not None
            and not statistic.is_recorded(row, found)
        ],
        surplus=sorted(recorded.keys() - {row.start for row in expected}),
    )


def long_shift(
    statistic: Statistic,
    expected: Sequence[Row],
    recorded: Mapping[datetime, StatisticsRow],
) -> tuple[datetime, float] | None:
    """Return from which hour on all sums of a period lack the same, and what, in the statistic's unit.

    None when the last row's sum is right, or when too few rows are off for an adjustment to be worth it.
    """
    since: datetime | None = None
    lacking, rows = 0.0, 0
    for row in reversed(expected):
        if (offset := missing_sum(statistic, row, recorded)) is None:
            continue
        if rows and abs(offset - lacking) > TOLERANCE:
            break
        if not rows:
            lacking = offset
        since, rows = row.start, rows + 1
    if since is None or rows < LONG_SHIFT or abs(lacking) <= TOLERANCE:
        return None
    return since, lacking


def missing_sum(
    statistic: Statistic, row: Row, recorded: Mapping[datetime, StatisticsRow]
) -> float | None:
    """Return what the recorder's sum lacks at a row, in the statistic's unit; None when there is no such sum."""
    found = recorded.get(row.start)
    if found is None or (total := found.get("sum")) is None:
        return None
    return row.sum / statistic.scale - total
