"""The load curve: the last days in each poll, the older ones week by week in the background, newest first."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import partial
import random
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import SERVICE_ELECTRICITY
from ..holes import CURVE, CURVE_DAYS, ElectricityHoles, Week, newest_week
from ..ledger.electricity import ElectricityLedger
from ..ledger.store import LedgerStore
from ..metering.calendar import DAY, days_between, local_day, oldest_day
from ..schedule import is_night, retry_at
from ..sources import (
    ConsentError,
    CredentialsError,
    ElectricitySource,
    NoDataError,
    SourceError,
    ThrottledError,
)
from ..statistics.queue import WriteQueue
from ..summary import ElectricitySummary
from .base import LOGGER, ServiceCoordinator

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry

SHORT_PAUSE_S: Final = 1.0

WEEKS_AT_ONCE: Final = 4
"""So many pieces of older curve are written and shown together: the recorder reads and waits once for all of them."""

PROBING_WEEKDAY: Final = 0
"""The day of the week on which a curve that is not collected is asked for all the same."""


class LoadCurveCoordinator(ServiceCoordinator[ElectricitySummary]):
    """Reads the load curve of one usage point, as far as the user agreed to that."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GrandLyonConfigEntry,
        *,
        source: ElectricitySource,
        store: LedgerStore,
        ledger: ElectricityLedger,
        holes: ElectricityHoles,
        wants_curve: bool,
        queue: WriteQueue,
        name: str | None,
    ) -> None:
        """Tie the point's source and ledger together."""
        super().__init__(
            hass, entry, service=SERVICE_ELECTRICITY, queue=queue, name=name
        )
        self.ledger = ledger
        self.store = store
        self._source = source
        self._holes = holes
        self._wants_curve = wants_curve
        self._refinement: asyncio.Task[None] | None = None
        self._refine_failures = 0
        self._refine_later: CALLBACK_TYPE | None = None

    @abstractmethod
    async def _async_keep(self, add: Callable[[], set[date]]) -> set[date]:
        """Add readings to the ledger, project and save them; return the days that changed."""

    @override
    def start(self) -> None:
        super().start()
        self.config_entry.async_on_unload(self._stop_waiting_to_refine)
        self._start_refinement()

    @override
    async def async_wait_idle(self) -> None:
        await super().async_wait_idle()
        if self._refinement and not self._refinement.done():
            await asyncio.wait([self._refinement])

    async def _async_read_recent_curve(self, today: date) -> None:
        """Read the curve of the last days that lack it, in one call.

        Where no curve is collected, one look a week notices that it is. A curve that is refused does not keep the
        days from being read.
        """
        may_come = (
            self._holes.is_curve_collected(today) and not self.ledger.curve_refused
        )
        if not may_come and today.weekday() != PROBING_WEEKDAY:
            return
        missing = self._holes.recent_curve(today)
        if not missing:
            return
        try:
            await self._async_read_curve(missing[0], missing[-1] + DAY, today)
        except ConsentError:
            self.ledger.set_curve_refused(True)
        except NoDataError:
            self._mark_curve_asked(missing[0], missing[-1] + DAY, today)

    async def _async_read_curve(self, start: date, end: date, today: date) -> None:
        """Read one piece of curve, `end` excluded."""
        async with self._calling:
            points = await self._source.read_load_curve(start, end)
        self.ledger.set_curve_refused(False)
        await self._async_keep(partial(self.ledger.add_load_curve, points, seen=today))
        self._mark_curve_asked(start, end, today)
        await self.store.async_save()

    def _mark_curve_asked(self, start: date, end: date, today: date) -> None:
        """Remember which days of a piece of curve are still missing, and forget those that are not."""
        missing = self._holes.without_curve(start, end)
        recent = today - CURVE_DAYS * DAY
        older = [day for day in missing if day < recent]
        self.ledger.mark_asked(CURVE, older, on=today)
        self.ledger.mark_asked_once(CURVE, set(missing) - set(older), on=today)
        asked = self.ledger.asked_days(CURVE).days
        kept_no_more = {day for day in asked if day < self._oldest_curve_day}
        found = set(days_between(start, end)) - set(missing)
        self.ledger.forget_asked(CURVE, found | kept_no_more)

    @property
    def _oldest_curve_day(self) -> date:
        """The first day of which the service has a curve."""
        return oldest_day(local_day(dt_util.utcnow()), self._source.curve_months)

    def _start_refinement(self) -> None:
        """Read the older curve in the background, unless that is being done already."""
        if not self._wants_curve or not self.has_history or self.ledger.curve_refused:
            return
        if self.refusal is not None:
            return
        self._stop_waiting_to_refine()
        if self._refinement is None or self._refinement.done():
            self._refinement = self.config_entry.async_create_background_task(
                self.hass, self._async_refine(), f"{self.name} load curve"
            )

    async def _async_refine(self) -> None:
        """Read the load curve week by week, newest first, until nothing is left to ask for now."""
        is_all_asked = await self._async_read_older_curve()
        self._queue.request()
        if is_all_asked:
            await self._async_end_refinement()
        else:
            self._show_progress()

    async def _async_read_older_curve(self) -> bool:
        """Return whether all was asked for, or may not be; what was read is written and shown some weeks at a time."""
        weeks = 0
        while week := self._next_week():
            await self._async_pause()
            if self.refusal is not None:
                # A consent may end while two years of half-hours are read.
                return False
            today = local_day(dt_util.utcnow())
            try:
                await self._async_read_curve(*week, today)
            except ThrottledError as err:
                await self._async_be_quiet(err)
                # Hours may pass until there is another week to write it with.
                self._write_and_show()
            except NoDataError:
                self._mark_curve_asked(*week, today)
            except ConsentError:
                # A poll that is under way tells whether it is the half-hours alone that are refused.
                await self._idle.wait()
                if isinstance(self.last_error, ConsentError | CredentialsError):
                    return False
                self.ledger.set_curve_refused(True)
                return True
            except CredentialsError:
                # The next poll tells the user.
                return False
            except SourceError, OSError:
                self._refine_again_later()
                return False
            self._refine_failures = 0
            weeks += 1
            if weeks % WEEKS_AT_ONCE == 0:
                self._write_and_show()
        return True

    def _write_and_show(self) -> None:
        """Have the older curve written and shown as far as it was read."""
        self._queue.request()
        self._show_progress()

    async def _async_end_refinement(self) -> None:
        """Remember that the first history is complete: what is missed later is asked for by day."""
        today = local_day(dt_util.utcnow())
        if CURVE not in self.ledger.read and not self._holes.never_asked(
            today, oldest=self._oldest_curve_day
        ):
            self.ledger.mark_read(CURVE, on=today)
        with suppress(OSError):
            await self.store.async_save()
        self._show_progress()

    def _refine_again_later(self) -> None:
        """Go on after a while with what failed."""
        self._refine_failures += 1
        now = dt_util.utcnow()
        moment = retry_at(now, self._refine_failures, random=random.random)
        LOGGER.debug("The load curve is put off until %s", moment)

        @callback
        def go_on(_now: datetime) -> None:
            self._refine_later = None
            self._start_refinement()

        self._refine_later = async_call_later(self.hass, moment - now, go_on)

    @callback
    def _stop_waiting_to_refine(self) -> None:
        if self._refine_later:
            self._refine_later()
            self._refine_later = None

    async def _async_pause(self) -> None:
        """Wait as long as the service wants between two calls."""
        seconds = self._source.seconds_between_calls
        if quiet_until := self.quiet_until:
            quiet = (quiet_until - dt_util.utcnow()).total_seconds()
            seconds = max(seconds, quiet)
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _next_week(self) -> Week | None:
        """Return the next piece of curve to ask for: what was never asked for first, until it is complete at any hour.

        Then, by day and once a day, what was asked for in vain before; the last days are the poll's own.
        """
        now = dt_util.utcnow()
        today, oldest = local_day(now), self._oldest_curve_day
        if CURVE in self.ledger.read and is_night(now):
            return None
        days = self._holes.never_asked(today, oldest=oldest)
        quiet = self.quiet_until is not None and now < self.quiet_until
        if not days and not quiet and not is_night(now):
            days = self._holes.curve_to_retry(today, oldest=oldest)
        return newest_week(days, self._source.curve_days_per_call)

    async def _async_fetch_curve(self, start: date, end: date) -> None:
        """Read a period of load curve, `end` excluded, piece by piece."""
        length = self._source.curve_days_per_call * DAY
        # The first piece is no series yet: it follows on the two calls before.
        pause = min(self._source.seconds_between_calls, SHORT_PAUSE_S)
        while start < end:
            self._raise_if_not_to_be_asked()
            await asyncio.sleep(pause)
            pause = self._source.seconds_between_calls
            until = min(start + length, end)
            with suppress(NoDataError):
                await self._async_read_curve(start, until, local_day(dt_util.utcnow()))
            start = until
