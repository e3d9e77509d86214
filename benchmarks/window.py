"""What core's own integrations of energy suppliers do, on the same rows: the last 30 days are written anew each time.

They read their supplier's last 30 days, take the recorder's sum before the first of them, and send every hour since. A
correction of an older day never reaches them; what it would take them is every hour from that day on, since a row's sum
holds all before it.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
import shutil
from typing import Any, Final

from homeassistant.components.recorder.models import StatisticData
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from .core import DATABASE, make_folder, running_core
from .first_import import recorder_is_done
from .pulse import Measured, measured
from .recorder import Statistic, statistics_in
from .years import CORRECTED_DAYS_AGO

WINDOW: Final = timedelta(days=30)


async def window(folder: Path, *, source: str) -> dict[str, Any]:
    """Write a normal day and a correction as they do, to a copy of another run's database."""
    make_folder(folder)
    shutil.copy(source, folder / DATABASE)
    statistics = list(statistics_in(Path(source)))
    found: dict[str, Any] = {}
    async with running_core(folder) as hass:
        for name, since in (
            ("day", WINDOW),
            ("correction", timedelta(days=CORRECTED_DAYS_AGO)),
        ):
            total, sent = Measured(), 0
            for statistic in statistics:
                async with measured() as took:
                    sent += await _write_since(hass, statistic, since)
                    await recorder_is_done(hass)
                total.add(took)
            found[name] = {**total.told, "sent": sent}
    return found


async def _write_since(
    hass: HomeAssistant, statistic: Statistic, since: timedelta
) -> int:
    """Send the rows of a stretch up to the last one, on top of the sum before them; return how many."""
    metadata, rows = statistic
    first = rows[-1]["start"] - since
    window = [row for row in rows if row["start"] > first]
    if metadata["has_sum"]:
        running = await _sum_at(hass, metadata["statistic_id"], window[0]["start"])
        window = [
            StatisticData(
                start=row["start"],
                state=row["state"],
                sum=(running := running + (row["state"] or 0)),
            )
            for row in window
        ]
    async_add_external_statistics(hass, metadata, window)
    return len(window)


async def _sum_at(hass: HomeAssistant, statistic_id: str, start: datetime) -> float:
    """Return the recorder's sum before an hour."""
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        start.astimezone(UTC),
        start + timedelta(seconds=1),
        {statistic_id},
        "hour",
        None,
        {"sum", "state"},
    )
    row = found[statistic_id][0]
    return (row["sum"] or 0) - (row["state"] or 0)
