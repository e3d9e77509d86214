"""What a database has of the integration's statistics, column by column, and what core's own queries make of it."""

from typing import Any, Final

from homeassistant.components.recorder.db_schema import Statistics, StatisticsMeta
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance, session_scope
from sqlalchemy import select

from ..conftest import NOW
from ..homes import recorded

NUMBERS: Final = {"id", "metadata_id"}
"""Which of its own numbers a database gives a row is its own affair."""

LEGACY: Final = {"created", "start", "last_reset"}
"""Columns of older recorders, which stay empty."""

type Table = dict[str, list[dict[str, Any]]]
"""By statistic id: its metadata, then its rows in time order."""


async def async_table(hass: HomeAssistant) -> Table:
    """Return every column of every row of all our statistics."""

    def read() -> Table:
        found: Table = {}
        with session_scope(hass=hass, read_only=True) as session:
            metas = session.execute(
                select(StatisticsMeta.__table__).where(
                    StatisticsMeta.statistic_id.like("grandlyon_energy:%")
                )
            )
            for meta in metas.mappings().all():
                rows = session.execute(
                    select(Statistics.__table__)
                    .where(Statistics.metadata_id == meta["id"])
                    .order_by(Statistics.start_ts)
                )
                found[meta["statistic_id"]] = [
                    {
                        name: value
                        for name, value in row.items()
                        if name not in NUMBERS | LEGACY
                    }
                    for row in (meta, *rows.mappings())
                ]
        return found

    return await get_instance(hass).async_add_executor_job(read)


async def async_shown(hass: HomeAssistant, ids: list[str]) -> dict[str, list[Any]]:
    """Return what core's queries make of statistics: the hours, days and months of the Energy dashboard."""
    shown: dict[str, list[Any]] = {
        f"{each} hours": list(await recorded(hass, each)) for each in ids
    }
    for period in ("day", "month"):
        found = await get_instance(hass).async_add_executor_job(
            statistics_during_period,
            hass,
            NOW.replace(year=NOW.year - 3),
            None,
            set(ids),
            period,
            None,
            {"change", "sum", "state", "mean", "min", "max"},
        )
        shown |= {f"{each} {period}": list(rows) for each, rows in found.items()}
    return shown
