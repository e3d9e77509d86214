"""The statistics that Home Assistant holds, read the way its Energy page reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .home_assistant import HomeAssistant

# The recorder converts, so that amounts compare whatever unit a statistic is kept in.
UNITS = {"energy": "Wh", "volume": "L", "apparent_power": "VA"}
LONG_AGO = "2000-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One hour of a statistic."""

    start: datetime
    """The hour's first instant, aware UTC."""

    amount: float
    """What the hour adds to the sum, Wh or L; for maximum power the hour's maximum, VA."""


async def read(
    home_assistant: HomeAssistant, statistics: Sequence[str]
) -> dict[str, list[Row]]:
    """Return every row of the statistics, oldest first."""
    reply = await home_assistant.command(
        "recorder/statistics_during_period",
        start_time=LONG_AGO,
        statistic_ids=list(statistics),
        period="hour",
        units=UNITS,
        types=["change", "max"],
    )
    return {
        statistic: [_row(raw) for raw in reply.get(statistic, [])]
        for statistic in statistics
    }


def _row(raw: dict[str, Any]) -> Row:
    """Read a row: a sum has a change, a measurement a maximum."""
    change = raw.get("change")
    return Row(
        start=datetime.fromtimestamp(raw["start"] / 1000, UTC),
        amount=raw["max"] if change is None else change,
    )
