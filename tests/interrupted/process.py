"""Home Assistant as a process of its own: a real core, a recorder on a file, the entries that its folder holds.

What runs in that process. It is forked from a server that has imported this module, so that a start costs no imports.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
import logging
from multiprocessing.connection import Connection
import os
from pathlib import Path
from time import monotonic
from typing import Any, Final
from unittest.mock import patch

from aiohttp.resolver import ThreadedResolver
from homeassistant import bootstrap, loader
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    statistics_during_period,
)
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import async_initialize_recorder, get_instance
from homeassistant.setup import async_setup_component

# Imported for the processes that are forked from this one.
from custom_components.grandlyon_energy import RuntimeData, config_flow, sensor
from custom_components.grandlyon_energy.const import DOMAIN, TIME_ZONE
from custom_components.grandlyon_energy.sources import ElectricitySource
from custom_components.grandlyon_energy.ways import electricity_source

IMPORTED: Final = (config_flow, sensor)

PAUSE_S: Final = 0.2
"""Between two calls for the load curve, so that its weeks are written one by one as in a real home, though sooner."""

LOG: Final = "home-assistant.log"
STOP: Final = "stop"

type Rows = dict[str, list[StatisticsRow]]
"""Every row of every statistic, by its id."""

_LOGGER = logging.getLogger(__name__)


class _Resolver(ThreadedResolver):
    """Names of this machine only need no multicast."""

    async def real_close(self) -> None:
        """Do what Home Assistant asks of its own resolver."""


def run(folder: Path, now: datetime, pipe: Connection) -> None:
    """Run Home Assistant in a folder, its clock starting at `now`, until it is killed or told to stop.

    Sends every row of the recorder through the pipe as soon as nothing is left to do; then takes orders.
    """
    logging.basicConfig(filename=folder / LOG, level=logging.WARNING)
    try:
        with (
            patch("homeassistant.util.dt.utcnow", _clock(now)),
            patch(
                "homeassistant.helpers.aiohttp_client._async_make_resolver",
                lambda hass: _Resolver(),
            ),
            patch("custom_components.grandlyon_energy.electricity_source", _unhurried),
        ):
            asyncio.run(_run(folder, pipe))
    except EOFError, BrokenPipeError:
        # The test is gone.
        os._exit(1)
    except Exception:
        _LOGGER.exception("Home Assistant failed")
        os._exit(1)
    # A thread that still runs would keep the process.
    os._exit(0)


def _clock(now: datetime) -> Callable[[], datetime]:
    """Return a clock that goes on from a moment, whatever the machine's own shows."""
    began = monotonic()
    return lambda: datetime.fromtimestamp(now.timestamp() + monotonic() - began, UTC)


def _unhurried(*args: Any, **kwargs: Any) -> ElectricitySource:
    source = electricity_source(*args, **kwargs)
    source.seconds_between_calls = PAUSE_S
    return source


async def _run(folder: Path, pipe: Connection) -> None:
    hass = await _started(folder)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    runtime: RuntimeData = entry.runtime_data
    await _settled(hass, runtime)
    pipe.send(await _every_row(hass))
    # Nothing but the order to stop ever comes.
    await hass.loop.run_in_executor(None, pipe.recv)
    await hass.async_stop(force=True)


async def _started(folder: Path) -> HomeAssistant:
    """Start a core as bootstrap does, with the recorder as it is by default and nothing that needs more."""
    hass = HomeAssistant(str(folder))
    # Everything that is required is there.
    hass.config.skip_pip = True
    hass.config_entries = ConfigEntries(hass, {})
    loader.async_setup(hass)
    await hass.config.async_set_time_zone(TIME_ZONE)
    await bootstrap.async_load_base_functionality(hass)
    async_initialize_recorder(hass)
    await async_setup_component(hass, "recorder", {})
    await async_setup_component(hass, DOMAIN, {})
    await hass.async_start()
    return hass


async def _settled(hass: HomeAssistant, runtime: RuntimeData) -> None:
    """Wait until all is read and written."""
    await hass.async_block_till_done()
    for coordinator in runtime.coordinators:
        await coordinator.async_wait_idle()
    # It counts as idle before its first look at the journals.
    runtime.queue.request()
    await runtime.queue.async_wait_idle()


async def _every_row(hass: HomeAssistant) -> Rows:
    found: Rows = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        datetime(2015, 1, 1, tzinfo=UTC),
        None,
        None,
        "hour",
        None,
        {"state", "sum", "mean", "min", "max"},
    )
    return found
