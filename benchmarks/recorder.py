"""The recorder from both sides: what it is sent, and what it holds."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
import sqlite3
from typing import Any, Final, Literal
from unittest.mock import patch

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)

type _Column = Literal["state", "sum", "mean", "min", "max"]

_SUM: Final[tuple[_Column, ...]] = ("state", "sum")
_MEAN: Final[tuple[_Column, ...]] = ("mean", "min", "max")


@dataclass(slots=True)
class Sent:
    """What the recorder was sent."""

    rows: Counter[str] = field(default_factory=Counter)
    """By statistic id."""

    adjustments: int = 0


@contextmanager
def counted() -> Iterator[Sent]:
    """Count while the block runs."""
    sent = Sent()
    importing = Recorder.async_import_statistics
    adjusting = Recorder.async_adjust_statistics

    def count_rows(
        self: Recorder, metadata: Any, stats: Iterable[Any], table: Any
    ) -> None:
        rows = list(stats)
        sent.rows[metadata["statistic_id"]] += len(rows)
        importing(self, metadata, rows, table)

    def count_adjustments(self: Recorder, *arguments: Any) -> None:
        sent.adjustments += 1
        adjusting(self, *arguments)

    with (
        patch.object(Recorder, "async_import_statistics", count_rows),
        patch.object(Recorder, "async_adjust_statistics", count_adjustments),
    ):
        yield sent


type Statistic = tuple[StatisticMetaData, list[StatisticData]]


def statistics_in(database: Path) -> Iterator[Statistic]:
    """Yield all that a recorder which is stopped holds, statistic by statistic, as it takes it."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        for meta in connection.execute("SELECT * FROM statistics_meta").fetchall():
            columns = _SUM if meta["has_sum"] else _MEAN
            rows = connection.execute(
                "SELECT * FROM statistics WHERE metadata_id = ? ORDER BY start_ts",
                (meta["id"],),
            )
            yield _metadata(meta), [_row(row, columns) for row in rows]


def rows_in(database: Path) -> int:
    """Return how many rows a recorder that is stopped holds."""
    return sum(len(rows) for _, rows in statistics_in(database))


def _metadata(meta: sqlite3.Row) -> StatisticMetaData:
    return StatisticMetaData(
        mean_type=StatisticMeanType(meta["mean_type"]),
        has_sum=bool(meta["has_sum"]),
        name=meta["name"],
        source=meta["source"],
        statistic_id=meta["statistic_id"],
        unit_class=meta["unit_class"],
        unit_of_measurement=meta["unit_of_measurement"],
    )


def _row(row: sqlite3.Row, columns: Iterable[_Column]) -> StatisticData:
    taken = StatisticData(start=datetime.fromtimestamp(row["start_ts"], UTC))
    for column in columns:
        taken[column] = row[column]
    return taken
