"""What somebody may do to the recorder's database behind our back, done in the recorder's own thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.tasks import RecorderTask
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance, session_scope
from sqlalchemy.orm import Session

from custom_components.grandlyon_energy.statistics.recorder import async_wait_for_queue
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic

COLUMNS = ("start_ts", "created_ts", "mean", "min", "max", "state", "sum")

type SavedRows = list[dict[str, Any]]
type Edit = Callable[[Session, int, list[Statistics]], None]
"""Gets the number of the statistic and its rows, in time order."""


@dataclass(slots=True)
class EditTask(RecorderTask):
    """Change the rows of one statistic."""

    statistic_id: str
    edit: Edit

    @override
    def run(self, instance: Recorder) -> None:
        with session_scope(session=instance.get_session()) as session:
            found = instance.statistics_meta_manager.get(session, self.statistic_id)
            if found is None:
                return
            rows = session.query(Statistics).filter_by(metadata_id=found[0])
            self.edit(session, found[0], rows.order_by(Statistics.start_ts).all())


async def async_edit(hass: HomeAssistant, statistic: Statistic, edit: Edit) -> None:
    """Change the rows of a statistic that exists."""
    get_instance(hass).queue_task(EditTask(statistic.statistic_id, edit))
    await async_wait_for_queue(hass)


async def async_save_rows(hass: HomeAssistant, statistic: Statistic) -> SavedRows:
    """Return a copy of all rows."""
    saved: SavedRows = []

    def save(_session: Session, _number: int, rows: list[Statistics]) -> None:
        saved.extend({name: getattr(row, name) for name in COLUMNS} for row in rows)

    await async_edit(hass, statistic, save)
    return saved


def restore(saved: SavedRows) -> Edit:
    """Put all rows back to what they were."""

    def edit(session: Session, number: int, rows: list[Statistics]) -> None:
        for row in rows:
            session.delete(row)
        session.flush()
        session.add_all(Statistics(metadata_id=number, **row) for row in saved)

    return edit


def delete(position: int, number: int) -> Edit:
    """Delete so many rows from one on, counted round."""

    def edit(session: Session, _number: int, rows: list[Statistics]) -> None:
        for row in rows[position % max(1, len(rows)) :][:number]:
            session.delete(row)

    return edit


def change_amount(position: int, by: float) -> Edit:
    """Change the amount of one row."""

    def edit(_session: Session, _number: int, rows: list[Statistics]) -> None:
        for row in rows[position % max(1, len(rows)) :][:1]:
            if row.state is not None:
                row.state += by
            if row.mean is not None:
                row.mean += by

    return edit


def change_sums(position: int, number: int | None, by: float) -> Edit:
    """Shift the sums of so many rows from one on, None for all that follow."""

    def edit(_session: Session, _number: int, rows: list[Statistics]) -> None:
        for row in rows[position % max(1, len(rows)) :][:number]:
            if row.sum is not None:
                row.sum += by

    return edit


def insert(kind: Kind, start: datetime, amount: float, total: float) -> Edit:
    """Insert a row, if there is none in its place."""
    start_ts = start.timestamp()
    figures = (
        {"state": amount, "sum": total}
        if kind is Kind.SUM
        else {"mean": amount, "min": amount, "max": amount}
    )

    def edit(session: Session, number: int, rows: list[Statistics]) -> None:
        if all(row.start_ts != start_ts for row in rows):
            session.add(
                Statistics(
                    metadata_id=number,
                    created_ts=start_ts,
                    start_ts=start_ts,
                    **figures,
                )
            )

    return edit
