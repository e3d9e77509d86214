"""What is asked of the recorder: bounded reads, queued writes, and a wait that really waits."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_add_external_statistics,
    get_last_statistics,
    statistic_during_period,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from ..metering.calendar import DAY, day_start
from ..metering.series import Row
from .statistic import Kind, Statistic

SILENCE: Final = timedelta(minutes=10)
"""A backup or a migration may keep the recorder busy for minutes; beyond this it is reported."""


LONGEST_READ: Final = 31
"""Days in one read of the recorder and in one import."""


class RecorderSilentError(Exception):
    """The recorder did not work off its queue in time."""


async def async_read_rows(
    hass: HomeAssistant, statistic: Statistic, start: datetime, end: datetime
) -> dict[datetime, StatisticsRow]:
    """Return the recorder's rows from `start` to before `end`, at most a month apart, by hour start (aware UTC)."""
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        start,
        end,
        {statistic.statistic_id},
        "hour",
        None,
        {"state", "sum"} if statistic.kind is Kind.SUM else {"mean", "min", "max"},
    )
    return {
        datetime.fromtimestamp(row["start"], UTC): row
        for row in found.get(statistic.statistic_id, [])
    }


async def async_read_days(
    hass: HomeAssistant, statistic: Statistic, first: date, last: date
) -> dict[datetime, StatisticsRow]:
    """Return the recorder's rows of a period of local days, both ends included, at most a month."""
    return await async_read_rows(
        hass, statistic, day_start(first), day_start(last + DAY)
    )


def pieces(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut a period of days, both ends included, into pieces of at most a month."""
    while first <= last:
        until = min(first + (LONGEST_READ - 1) * DAY, last)
        yield first, until
        first = until + DAY


async def async_read_last_row(
    hass: HomeAssistant, statistic: Statistic
) -> tuple[datetime, StatisticsRow] | None:
    """Return the recorder's newest row and its hour start (aware UTC)."""
    found = await get_instance(hass).async_add_executor_job(
        get_last_statistics,
        hass,
        1,
        statistic.statistic_id,
        False,
        {"state", "sum"} if statistic.kind is Kind.SUM else {"mean", "min", "max"},
    )
    rows = found.get(statistic.statistic_id, [])
    return (datetime.fromtimestamp(rows[0]["start"], UTC), rows[0]) if rows else None


async def async_read_baseline(
    hass: HomeAssistant, statistic: Statistic, day: date
) -> int:
    """Return the recorder's sum before a local day in the series' integers, 0 when there is none. One bounded read."""
    if statistic.kind is not Kind.SUM:
        return 0
    found = await get_instance(hass).async_add_executor_job(
        statistic_during_period,
        hass,
        None,
        day_start(day),
        statistic.statistic_id,
        {"change"},
        None,
    )
    return round((found.get("change") or 0) * statistic.scale)


def import_rows(hass: HomeAssistant, statistic: Statistic, rows: list[Row]) -> None:
    """Queue one import, which the recorder does in one transaction."""
    async_add_external_statistics(
        hass, statistic.metadata, [statistic.data(row) for row in rows]
    )


def adjust_sums(
    hass: HomeAssistant, statistic: Statistic, start: datetime, delta: float
) -> None:
    """Queue the shift of every sum from `start` on, in the statistic's unit."""
    get_instance(hass).async_adjust_statistics(
        statistic.statistic_id, start, delta, statistic.unit
    )


async def async_wait_for_queue(hass: HomeAssistant) -> None:
    """Return once the recorder has done all that was queued before.

    A task of our own is queued, clearing no statistic at all, and its callback awaited. The recorder's own
    `async_block_till_done` returns while its thread still works on the last task.

    Raises:
        RecorderSilentError: nothing was heard for ten minutes.

    """
    done = asyncio.Event()
    get_instance(hass).async_clear_statistics(
        [], on_done=lambda: _set_from_thread(hass, done)
    )
    try:
        async with asyncio.timeout(SILENCE.total_seconds()):
            await done.wait()
    except TimeoutError:
        raise RecorderSilentError from None


def _set_from_thread(hass: HomeAssistant, event: asyncio.Event) -> None:
    """Set an event of the event loop from the recorder's thread, if the loop still runs."""
    if not hass.loop.is_closed():
        hass.loop.call_soon_threadsafe(event.set)
