"""Writing in the background: asked for at any time, done one at a time, never lost."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
import logging
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started

from .recorder import RecorderSilentError
from .statistic import Statistic
from .writer import RecorderDisagreesError, StatisticsWriter

_LOGGER = logging.getLogger(__name__)

TRY_AGAIN: Final = timedelta(minutes=15)


class WriteQueue:
    """Runs the writer of one entry once core has started and whenever something changed.

    What could not be written stays in the ledger's journal, is tried again after a while, and is not asked of the
    services again.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Start idle."""
        self._hass = hass
        self._writer = StatisticsWriter(hass)
        self._statistics: list[Statistic] = []
        self._unchecked: list[Statistic] = []
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._cancel_retry: CALLBACK_TYPE | None = None
        self._failing = False

    def add(self, statistics: Iterable[Statistic]) -> None:
        """Take charge of statistics: each is checked against the recorder before its first write."""
        for statistic in statistics:
            self._statistics.append(statistic)
            self._unchecked.append(statistic)

    @callback
    def request(self) -> None:
        """Ask for what the journals hold to be written soon."""
        self._idle.clear()
        self._wanted.set()

    async def async_run(self) -> None:
        """Work until cancelled. A background task of the entry."""
        started = asyncio.Event()

        @callback
        def on_started(_hass: HomeAssistant) -> None:
            started.set()

        stop_waiting = async_at_started(self._hass, on_started)
        try:
            await started.wait()
            self.request()
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                await self._async_write()
                if not self._wanted.is_set():
                    self._idle.set()
        finally:
            stop_waiting()
            self._stop_retry()

    async def async_wait_idle(self) -> None:
        """Return once nothing is waiting to be written."""
        await self._idle.wait()

    async def _async_write(self) -> None:
        """Check what is new, write what is journalled; on failure try again later."""
        self._stop_retry()
        try:
            unchecked, self._unchecked = self._unchecked, []
            await self._writer.async_check(unchecked)
            await self._writer.async_write(self._statistics)
        except (OSError, RecorderDisagreesError, RecorderSilentError) as err:
            if not self._failing:
                _LOGGER.warning(
                    "Statistics could not be written (%s); it will be tried again",
                    type(err).__name__,
                )
            self._failing = True
            self._cancel_retry = async_call_later(
                self._hass, TRY_AGAIN, self._async_retry
            )
            return
        if self._failing:
            _LOGGER.info("Statistics can be written again")
        self._failing = False

    @callback
    def _async_retry(self, _now: object) -> None:
        self._cancel_retry = None
        self.request()

    def _stop_retry(self) -> None:
        if self._cancel_retry:
            self._cancel_retry()
            self._cancel_retry = None
