"""Imports of statistics as core does them, row by row in one transaction, but said to SQLite by its own driver.

Core builds three statements of its object mapper for each row: most of the time of a test in which a home is imported.
`test_quick_recorder.py` holds both to the same rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from sqlite3 import Connection
from typing import Final, cast
from unittest.mock import patch

from homeassistant.components.recorder import statistics
from homeassistant.components.recorder.db_schema import StatisticsBase
from homeassistant.components.recorder.models import StatisticData
from sqlalchemy.orm import Session

_FIND: Final = "SELECT id FROM statistics WHERE metadata_id = ? AND start_ts = ?"
_INSERT: Final = """
    INSERT INTO statistics
        (metadata_id, created_ts, start_ts, mean_weight, mean, min, max, last_reset_ts, state, sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_UPDATE: Final = """
    UPDATE statistics
    SET mean = ?, min = ?, max = ?, last_reset_ts = ?, state = ?, sum = ?
    WHERE id = ?"""


@contextmanager
def quick_imports() -> Iterator[None]:
    """Have hours imported this way; nothing here imports statistics of five minutes."""
    with (
        patch.object(statistics, "_statistics_exists", _find),
        patch.object(statistics, "_insert_statistics", _insert),
        patch.object(statistics, "_update_statistics", _update),
    ):
        yield


def _find(
    session: Session, table: type[StatisticsBase], metadata_id: int, start: datetime
) -> int | None:
    found = _driver(session).execute(_FIND, (metadata_id, start.timestamp()))
    row = found.fetchone()
    return cast(int, row[0]) if row else None


def _insert(
    session: Session,
    table: type[StatisticsBase],
    metadata_id: int,
    row: StatisticData,
    created: float,
) -> None:
    key = (metadata_id, created, row["start"].timestamp(), row.get("mean_weight"))
    _driver(session).execute(_INSERT, (*key, *_figures(row)))


def _update(
    session: Session, table: type[StatisticsBase], number: int, row: StatisticData
) -> None:
    _driver(session).execute(_UPDATE, (*_figures(row), number))


def _figures(row: StatisticData) -> tuple[float | None, ...]:
    reset = row.get("last_reset")
    return (
        row.get("mean"),
        row.get("min"),
        row.get("max"),
        reset.timestamp() if reset else None,
        row.get("state"),
        row.get("sum"),
    )


def _driver(session: Session) -> Connection:
    """Return the connection of the session's transaction, which is begun if it was not."""
    return cast(Connection, session.connection().connection.driver_connection)
