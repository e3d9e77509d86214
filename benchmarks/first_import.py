"""A home's first import, and the recorder alone taking the same rows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import aiohttp
from homeassistant.components.recorder.statistics import async_add_external_statistics
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.recorder import get_instance

from custom_components.grandlyon_energy.coordinator.load_curve import (
    LoadCurveCoordinator,
)

from .core import DATABASE, make_folder, running_core
from .entries import home_entry, peak_tariff, settled
from .pulse import Measured, measured
from .recorder import counted, rows_in, statistics_in
from .services import served, this_day

_WHOLE_HISTORY_DAYS: Final = 1090


async def first_import(
    folder: Path, *, days: int | None = None, tariffs: bool = False
) -> dict[str, Any]:
    """Add a home to a core that runs, and wait until all of its history is in the recorder."""
    make_folder(folder)
    async with served(days=days) as [told], running_core(folder) as hass:
        since = this_day() - timedelta(days=days or _WHOLE_HISTORY_DAYS)
        entry = home_entry(told, tariffs=peak_tariff(since) if tariffs else ())
        with counted() as sent, _pauses_left_out():
            async with _answers(hass) as answers, measured() as took:
                await hass.config_entries.async_add(entry)
                await settled(hass, [entry])
    return {
        **took.told,
        "waited_s": answers.waited_s,
        "calls": answers.calls,
        "sent": sum(sent.rows.values()),
        "adjustments": sent.adjustments,
        "rows": rows_in(folder / DATABASE),
    }


async def bare_import(
    folder: Path, *, source: str, leave_out: list[str] | None = None
) -> dict[str, Any]:
    """Have a recorder take all rows of another one's database, each statistic in one call.

    Statistics whose ids end with one of `leave_out` are left out.
    """
    make_folder(folder)
    total = Measured()
    rows_taken = 0
    async with running_core(folder) as hass:
        for metadata, rows in statistics_in(Path(source)):
            if metadata["statistic_id"].endswith(tuple(leave_out or ())):
                continue
            rows_taken += len(rows)
            async with measured() as took:
                async_add_external_statistics(hass, metadata, rows)
                await recorder_is_done(hass)
            total.add(took)
    return {**total.told, "rows": rows_taken}


async def recorder_is_done(hass: HomeAssistant) -> None:
    """Wait until the recorder has done all that it was sent, as its own thread says."""
    done = asyncio.Event()

    def tell() -> None:
        hass.loop.call_soon_threadsafe(done.set)

    get_instance(hass).async_clear_statistics([], on_done=tell)
    await done.wait()


def _pauses_left_out() -> Any:
    """Leave out the second between two calls, in which at home the last weeks are written.

    Instead of a second it lasts until that is done. Else less would be written, as more weeks come together.
    """

    async def until_written(coordinator: LoadCurveCoordinator) -> None:
        queue = coordinator.config_entry.runtime_data.queue
        await queue.async_wait_idle()

    return patch.object(LoadCurveCoordinator, "_async_pause", until_written)


class _Answers:
    """How long the services were waited for, by at least one call."""

    def __init__(self) -> None:
        self.waited_s = 0.0
        self.calls = 0
        self._open = 0
        self._since = 0.0

    async def begin(self, *_: object) -> None:
        self.calls += 1
        if not self._open:
            self._since = asyncio.get_running_loop().time()
        self._open += 1

    async def end(self, *_: object) -> None:
        self._open -= 1
        if not self._open:
            self.waited_s += asyncio.get_running_loop().time() - self._since


@asynccontextmanager
async def _answers(hass: HomeAssistant) -> AsyncIterator[_Answers]:
    """Note how long the services take to answer, until the head of the answer is there."""
    answers = _Answers()
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(answers.begin)
    trace.on_request_end.append(answers.end)
    trace.on_request_exception.append(answers.end)
    trace.freeze()
    async_get_clientsession(hass).trace_configs.append(trace)
    yield answers
