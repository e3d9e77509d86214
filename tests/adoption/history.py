"""What the recorder must hold whatever was adopted: a history without a step."""

from collections.abc import Sequence
from datetime import UTC, datetime

from homeassistant.components.recorder.statistics import StatisticsRow
import pytest


def assert_without_a_step(rows: Sequence[StatisticsRow]) -> None:
    """Every row adds its own amount to the sum, and no amount is negative."""
    total = 0.0
    for row in rows:
        amount = row["state"]
        assert amount is not None
        assert amount >= 0
        total += amount
        assert row["sum"] == pytest.approx(total, abs=1e-5)


def by_hour(rows: Sequence[StatisticsRow]) -> dict[datetime, float | None]:
    """The rows' own amounts."""
    return {datetime.fromtimestamp(row["start"], UTC): row["state"] for row in rows}
