"""Rows under named columns, and how figures and instants stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from ..metering.calendar import PARIS
from ..metering.tariff.money import PICO_EUR

type Cell = str | int | float | bool | None

ADOPTED: Final = "adopted"
"""The quality of a day whose rows no reading explains: they were found in the recorder."""

HOLE: Final = "hole"
"""The quality of a day of which nothing usable is known."""


class Resolution(StrEnum):
    """What one row speaks of."""

    DAY = "day"
    HOUR = "hour"
    HALF_HOUR = "half_hour"
    """An interval of the load curve, whatever its length: mostly half an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is known of a period; every row has a cell for each column."""

    figure: str
    """The column of the figure itself: what the others say of a row they say of this."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_known(self) -> bool:
        """Whether any row has a figure."""
        column = self.columns.index(self.figure)
        return any(row[column] is not None for row in self.rows)

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows, each by the columns' names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def joined(tables: Sequence[Table]) -> Table | None:
    """Return the rows of several tables with the same columns as one, None without any table."""
    if not tables:
        return None
    rows = (row for table in tables for row in table.rows)
    return replace(tables[0], rows=tuple(rows))


def thousandths(amount: int | None) -> int | float | None:
    """Return mWh as Wh, mL as L: a whole number where it is one."""
    if amount is None:
        return None
    whole, rest = divmod(amount, 1000)
    return amount / 1000 if rest else whole


def euros(amount: int | None) -> float | None:
    """Return 1e-12 € as euros, to the millionth."""
    return None if amount is None else round(amount / PICO_EUR, 6)


def printed(instant: datetime) -> str:
    """Return an aware instant as local time with its offset, ISO 8601."""
    return instant.astimezone(PARIS).isoformat()
