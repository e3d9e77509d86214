"""The removal of single rows that core has since 2026.11, for the cores before it: so both ways are tested on each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import override

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.tasks import RecorderTask
from homeassistant.helpers.recorder import session_scope
import pytest

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class ClearRangeTask(RecorderTask):
    """Delete the rows that overlap a range, as core's own task does."""

    statistic_ids: list[str]
    start: datetime
    end: datetime

    @override
    def run(self, instance: Recorder) -> None:
        with session_scope(session=instance.get_session()) as session:
            found = instance.statistics_meta_manager.get_many(
                session, statistic_ids=set(self.statistic_ids)
            )
            session.query(Statistics).filter(
                Statistics.metadata_id.in_([number for number, _ in found.values()]),
                Statistics.start_ts > (self.start - HOUR).timestamp(),
                Statistics.start_ts < self.end.timestamp(),
            ).delete(synchronize_session=False)


def allow_ranged_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the recorder remove single rows."""
    clear_whole = Recorder.async_clear_statistics

    def clear(
        self: Recorder,
        statistic_ids: list[str],
        *,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> None:
        if start_time is None or end_time is None:
            clear_whole(self, statistic_ids, on_done=on_done)
            return
        self.queue_task(ClearRangeTask(statistic_ids, start_time, end_time))

    monkeypatch.setattr(Recorder, "async_clear_statistics", clear)
