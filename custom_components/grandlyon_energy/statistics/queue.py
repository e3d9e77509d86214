"""Writing in the background: asked for at any time, done one at a time, never lost."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
import logging
import traceback
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util
from sqlalchemy.exc import SQLAlchemyError

from .audit import Finding
from .recorder import RecorderSilentError, async_wait_for_queue
from .statistic import NotWorkedOutError, Statistic
from .write_pass import RecorderDisagreesError
from .writer import StatisticsWriter

_LOGGER = logging.getLogger(__name__)

TRY_AGAIN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was put right in a statistic that the recorder held otherwise, though nothing explains it."""

    days: int
    """How many local days differed since the user last looked, whether by an amount, a sum or a row."""

    at: datetime
    """When they were last put right, aware UTC."""


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
        self._failing_since: datetime | None = None
        self._repaired_days: dict[str, set[date]] = {}
        self._repaired: dict[str, Repaired] = {}
        self._listeners: list[CALLBACK_TYPE] = []
        # What an entry that was unloaded sent may still stand in the recorder's queue.
        self._silent = True

    def add(self, statistics: Iterable[Statistic]) -> None:
        """Take charge of statistics: each is checked against the recorder before its first write."""
        self._statistics.extend(statistics)

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """All statistics in its charge."""
        return tuple(self._statistics)

    @property
    def failing_since(self) -> datetime | None:
        """Since when writing fails, each time it is tried; None while it does not."""
        return self._failing_since

    @property
    def repaired(self) -> Mapping[str, Repaired]:
        """What was put right though nothing explains why it differed, by statistic id."""
        return self._repaired

    @callback
    def acknowledge_repairs(self) -> None:
        """Take it that the user knows what was put right."""
        self._repaired_days = {}
        self._repaired = {}
        self._tell_listeners()

    @callback
    def async_add_listener(self, update: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Have somebody told after every pass, whether all was written or not; return what ends it."""
        self._listeners.append(update)
        return partial(self._listeners.remove, update)

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

    async def async_look(self, statistic: Statistic) -> Finding:
        """Compare a statistic with what the recorder has of it, once nothing is waiting to be written; change nothing.

        Raises:
            SQLAlchemyError: the recorder cannot be read.

        """
        await self._idle.wait()
        return await self._writer.async_look(statistic)

    async def async_rebuild(self, since: date) -> dict[str, Finding]:
        """Have the recorder hold what the series say from a local day on, whatever the journals say.

        Return what differed, by statistic id, once nothing is waiting to be written; `failing_since` says whether it
        was. What is asked for is in the journals, and done also when nobody waits for it any more.

        Raises:
            OSError: a ledger cannot be saved.
            SQLAlchemyError: the recorder cannot be read.

        """
        # What is only waiting to be written is no difference.
        self.request()
        await self._idle.wait()
        found: dict[str, Finding] = {}
        for statistic in self._statistics:
            look = await self._writer.async_look(statistic, since=since)
            found[statistic.statistic_id] = look
            statistic.mark_since(since)
            await statistic.store.async_save()
        self.request()
        await self._idle.wait()
        return found

    async def _async_write(self) -> None:
        """Write what is journalled; on failure try again later."""
        self._stop_retry()
        if failures := await self._async_write_all():
            self._cancel_retry = async_call_later(
                self._hass, TRY_AGAIN, self._async_retry
            )
        self._tell(failures)
        self._tell_listeners()

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
                except (
                    NotWorkedOutError,
                    OSError,
                    RecorderDisagreesError,
                    SQLAlchemyError,
                ) as err:
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
        self._note_repairs(statistic)

    def _note_repairs(self, statistic: Statistic) -> None:
        """Remember for the user what differed and is right now."""
        if days := self._writer.take_touched(statistic):
            key = statistic.statistic_id
            known = self._repaired_days.setdefault(key, set())
            known |= days
            self._repaired[key] = Repaired(days=len(known), at=dt_util.utcnow())

    def _tell(self, failures: set[str]) -> None:
        """Log once that writing fails, and once that it works again."""
        if failures and not self._failing_since:
            _LOGGER.warning(
                "Statistics could not be written (%s); it will be tried again",
                ", ".join(sorted(failures)),
            )
        elif self._failing_since and not failures:
            _LOGGER.info("Statistics can be written again")
        if not failures:
            self._failing_since = None
        elif self._failing_since is None:
            self._failing_since = dt_util.utcnow()

    def _tell_listeners(self) -> None:
        # One of them may end itself by what it is told.
        for update in tuple(self._listeners):
            update()

    @callback
    def _async_retry(self, _now: object) -> None:
        self._cancel_retry = None
        self.request()

    def _stop_retry(self) -> None:
        if self._cancel_retry:
            self._cancel_retry()
            self._cancel_retry = None
