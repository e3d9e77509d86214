"""Writing in the background: asked for at any time, done one at a time, never lost."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
import logging
import traceback
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started
from sqlalchemy.exc import SQLAlchemyError

from .recorder import RecorderSilentError, async_wait_for_queue
from .statistic import Statistic
from .write_pass import RecorderDisagreesError
from .writer import StatisticsWriter

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
        self._checked: set[str] = set()
        self._to_audit: set[str] = set()
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._cancel_retry: CALLBACK_TYPE | None = None
        self._failing = False
        # What an entry that was unloaded sent may still stand in the recorder's queue.
        self._silent = True

    def add(self, statistics: Iterable[Statistic]) -> None:
        """Take charge of statistics: each is checked against the recorder before its first write."""
        self._statistics.extend(statistics)

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """All statistics in its charge."""
        return tuple(self._statistics)

    @callback
    def request(self, audit: Iterable[Statistic] = ()) -> None:
        """Ask for what the journals hold to be written soon, and for one more month of some statistics to be audited."""
        self._to_audit.update(statistic.statistic_id for statistic in audit)
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
        """Write what is journalled; on failure try again later."""
        self._stop_retry()
        if failures := await self._async_write_all():
            self._cancel_retry = async_call_later(
                self._hass, TRY_AGAIN, self._async_retry
            )
        self._tell(failures)

    async def _async_write_all(self) -> set[str]:
        """Write every statistic, whatever happens to another; return the kinds of failures."""
        failures: set[str] = set()
        try:
            if self._silent:
                # What was sent still stands in its queue: nothing more is sent before it is worked off.
                await async_wait_for_queue(self._hass)
                self._silent = False
            for statistic in self._statistics:
                try:
                    await self._async_write_one(statistic)
                except (OSError, RecorderDisagreesError, SQLAlchemyError) as err:
                    failures.add(type(err).__name__)
                except RecorderSilentError:
                    raise
                except Exception as err:  # noqa: BLE001 - the journal is kept, the other statistics go on
                    # Without the error's text, which may hold the number of a meter.
                    frames = "".join(traceback.format_tb(err.__traceback__))
                    _LOGGER.error("Unexpected %s\n%s", type(err).__name__, frames)  # noqa: TRY400
                    failures.add(type(err).__name__)
        except RecorderSilentError as err:
            self._silent = True
            failures.add(type(err).__name__)
        return failures

    async def _async_write_one(self, statistic: Statistic) -> None:
        if statistic.statistic_id not in self._checked:
            await self._writer.async_check([statistic])
            self._checked.add(statistic.statistic_id)
        await self._writer.async_write([statistic])
        if statistic.statistic_id in self._to_audit:
            await self._writer.async_audit(statistic)
            self._to_audit.discard(statistic.statistic_id)
            await self._writer.async_write([statistic])

    def _tell(self, failures: set[str]) -> None:
        """Log once that writing fails, and once that it works again."""
        if failures and not self._failing:
            _LOGGER.warning(
                "Statistics could not be written (%s); it will be tried again",
                ", ".join(sorted(failures)),
            )
        elif self._failing and not failures:
            _LOGGER.info("Statistics can be written again")
        self._failing = bool(failures)

    @callback
    def _async_retry(self, _now: object) -> None:
        self._cancel_retry = None
        self.request()

    def _stop_retry(self) -> None:
        if self._cancel_retry:
            self._cancel_retry()
            self._cancel_retry = None
