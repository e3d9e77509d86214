"""The electricity coordinator: daily energy and maximum power first, the load curve week by week behind them."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
import random
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import CONF_CONSENTS, CONF_POINT_ID, SERVICE_ELECTRICITY
from ..ids import CONSUMPTION, MAX_POWER
from ..ledger.electricity import ElectricityLedger
from ..ledger.store import LedgerStore
from ..metering.calendar import DAY, days_between, local_day, oldest_day
from ..projection import ElectricityProjection
from ..schedule import ELECTRICITY_MINUTES, electricity_attempts
from ..sources import (
    ConsentError,
    ElectricitySource,
    NoDataError,
    SourceError,
    ThrottledError,
    TransientError,
)
from ..statistics.catalog import make_statistic
from ..statistics.queue import WriteQueue
from ..summary import ElectricitySummary, last_day, month_so_far
from .base import LOGGER, THROTTLED, ServiceCoordinator

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry

CONTRACT_AGE: Final = timedelta(days=7)
REREAD_DAYS: Final = 14
"""Days of energy and maximum power that are read again at each poll, for corrections."""

CURVE_DAYS: Final = 7
"""Days back in which a missing curve is asked for at each poll."""

ENERGY: Final = "energy"

EMPTY_WEEKS: Final = 4
"""After so many weeks without a single point the curve is taken not to be collected."""

PROBING_WEEKDAY: Final = 0
"""The day of the week on which a curve that is not collected is asked for all the same."""


class ElectricityCoordinator(ServiceCoordinator[ElectricitySummary]):
    """Polls one usage point."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GrandLyonConfigEntry,
        *,
        source: ElectricitySource,
        store: LedgerStore,
        ledger: ElectricityLedger,
        queue: WriteQueue,
        names: dict[str, str],
    ) -> None:
        """Tie the point's source, ledger and statistics together."""
        super().__init__(hass, entry, service=SERVICE_ELECTRICITY, queue=queue)
        settings = entry.data[SERVICE_ELECTRICITY]
        self.point_id: str = settings[CONF_POINT_ID]
        self.ledger = ledger
        self._wants_curve = any(
            consent["scope"] == "curve" for consent in settings[CONF_CONSENTS]
        )
        self._source = source
        self._store = store
        self._names = names
        self._projection = ElectricityProjection(ledger)
        self._refinement: asyncio.Task[None] | None = None
        self._calling = asyncio.Lock()
        """One call at a time, of the poll or of the refinement."""

    @property
    @override
    def has_history(self) -> bool:
        return bool(self.ledger.days)

    @override
    async def async_load(self) -> None:
        await self._store.async_load()
        if self.ledger.poll_minute is None:
            self.ledger.set_poll_minute(random.randrange(ELECTRICITY_MINUTES))
        self._source.learned = self.ledger.learned
        make = partial(
            make_statistic, self._store, meter=self.point_id, names=self._names
        )
        self.consumption = make(key=CONSUMPTION, knows=self.ledger.days.__contains__)
        self.maximum_power = make(key=MAX_POWER, knows=self.ledger.days.__contains__)
        today = local_day(dt_util.utcnow())
        project = partial(
            self._projection.consumption, set(self.ledger.days), today=today
        )
        self.consumption.restore(await self.hass.async_add_executor_job(project))
        self.maximum_power.restore(self._projection.maximum_power())
        self._queue.add([self.consumption, self.maximum_power])
        if self.has_history:
            self.async_set_updated_data(self._summary())

    @override
    def start(self) -> None:
        super().start()
        self._start_refinement()

    @override
    async def async_wait_idle(self) -> None:
        await super().async_wait_idle()
        if self._refinement and not self._refinement.done():
            await asyncio.wait([self._refinement])

    @override
    async def _async_poll(self) -> None:
        """Read contract (weekly), energy, maximum power and the curve of the last days."""
        now = dt_util.utcnow()
        today = local_day(now)
        self._raise_if_to_be_quiet()
        try:
            await self._async_read_contract(today)
            await self._async_read_days(today)
            if self._wants_curve:
                await self._async_read_recent_curve(today)
        finally:
            self.ledger.set_learned(self._source.learned)
            await self._store.async_save()
            self._queue.request()
        self._start_refinement()

    async def _async_read_contract(self, today: date) -> None:
        read_on = self.ledger.contract_read_on
        if read_on is not None and today - read_on < CONTRACT_AGE:
            return
        try:
            async with self._calling:
                contract = await self._source.read_contract()
        except TransientError as err:
            if read_on is None:
                raise
            # What is known of the contract serves for another day; the readings must not wait for it.
            LOGGER.debug("The contract is put off: %s", err)
            return

        def keep() -> set[date]:
            self.ledger.set_contract(contract, read_on=today)
            return set()

        await self._async_keep(keep)

    async def _async_read_days(self, today: date) -> None:
        """Read energy and maximum power: the whole history once, then the last days."""
        ledger = self.ledger
        start = self._first_day_to_read(ENERGY, ledger.newest_energy_day, today)
        async with self._calling:
            energies = await self._source.read_daily_energy(start, today)
        await self._async_keep(partial(ledger.add_daily_energy, energies, seen=today))
        # Only now: what is said to be read must be on disk, whatever happens in between.
        ledger.mark_read(ENERGY)

        start = self._first_day_to_read(MAX_POWER, ledger.newest_maximum_day, today)
        async with self._calling:
            maxima = await self._source.read_maximum_power(start, today)
        await self._async_keep(partial(ledger.add_maximum_power, maxima, seen=today))
        ledger.mark_read(MAX_POWER)

    def _first_day_to_read(self, what: str, newest: date | None, today: date) -> date:
        """Return from which day on to ask: far back the first time, then enough to see corrections."""
        oldest = oldest_day(today, self._source.history_months)
        if what not in self.ledger.read:
            return oldest
        recent = today - REREAD_DAYS * DAY
        return max(oldest, min(recent, newest or recent))

    async def _async_read_recent_curve(self, today: date) -> None:
        """Read the curve of the last days that lack it, in one call.

        Where no curve is collected, one look a week notices that it is. A curve that is refused does not keep the
        days from being read.
        """
        if not self._is_curve_collected and today.weekday() != PROBING_WEEKDAY:
            return
        missing = self._days_without_curve(today - CURVE_DAYS * DAY, today)
        if not missing:
            return
        try:
            await self._async_read_curve(missing[0], missing[-1] + DAY, today)
        except (ConsentError, NoDataError) as err:
            LOGGER.debug("There is no load curve: %s", err)
            self.ledger.mark_curve_asked(missing, on=today)

    @property
    def _is_curve_collected(self) -> bool:
        """Whether a curve may be hoped for: there is one, or it was not asked for often enough to know."""
        asked = len(self.ledger.curve_asked)
        return self.ledger.has_curve or asked < EMPTY_WEEKS * CURVE_DAYS

    async def _async_read_curve(self, start: date, end: date, today: date) -> bool:
        """Read one piece of curve, `end` excluded; return whether it held a point."""
        async with self._calling:
            points = await self._source.read_load_curve(start, end)
        await self._async_keep(partial(self.ledger.add_load_curve, points, seen=today))
        missing = self._days_without_curve(start, end)
        self.ledger.mark_curve_asked(missing, on=today)
        self.ledger.forget_curve_asked(set(days_between(start, end)) - set(missing))
        await self._store.async_save()
        return bool(points)

    def _days_without_curve(self, start: date, end: date) -> list[date]:
        """Return the days whose curve is not complete, `end` excluded, none before the first day known."""
        first = self.ledger.first_day
        if first is None:
            return []
        return [
            day
            for day in days_between(max(start, first), end)
            if not self._projection.has_complete_curve(day)
        ]

    def _start_refinement(self) -> None:
        """Read the older curve in the background, unless that is being done already."""
        if not self._wants_curve or not self.has_history:
            return
        if self._refinement is None or self._refinement.done():
            self._refinement = self.config_entry.async_create_background_task(
                self.hass, self._async_refine(), f"{self.name} load curve"
            )

    async def _async_refine(self) -> None:
        """Read the load curve week by week, newest first, until no day is left that was never asked for.

        After a few empty weeks in a row, without any point ever, the rest is left alone until there is one.
        """
        while self._is_curve_collected and (week := self._next_week()):
            await self._async_pause()
            today = local_day(dt_util.utcnow())
            try:
                await self._async_read_curve(*week, today)
            except ThrottledError as err:
                self.quiet_until = dt_util.utcnow() + (err.retry_after or THROTTLED)
            except NoDataError:
                self.ledger.mark_curve_asked(days_between(*week), on=today)
            except (SourceError, OSError) as err:
                LOGGER.debug("The load curve is put off: %s", type(err).__name__)
                return
            self._queue.request()
            self._show_progress()

    async def _async_pause(self) -> None:
        """Wait as long as the service wants between two calls."""
        seconds = self._source.seconds_between_calls
        if quiet_until := self.quiet_until:
            quiet = (quiet_until - dt_util.utcnow()).total_seconds()
            seconds = max(seconds, quiet)
        if seconds > 0:
            await asyncio.sleep(seconds)
        if self.quiet_until == quiet_until:
            self.quiet_until = None

    def _next_week(self) -> tuple[date, date] | None:
        """Return the newest week with a day whose curve was never asked for, its end excluded.

        The last days are the poll's own.
        """
        today = local_day(dt_util.utcnow())
        oldest = oldest_day(today, self._source.curve_months)
        never_asked = [
            day
            for day in self._days_without_curve(oldest, today - CURVE_DAYS * DAY)
            if day not in self.ledger.curve_asked
        ]
        if not never_asked:
            return None
        end = never_asked[-1] + DAY
        start = end - self._source.curve_days_per_call * DAY
        return next(day for day in never_asked if day >= start), end

    async def _async_keep(self, add: Callable[[], set[date]]) -> None:
        """Add readings to the ledger, project what changed, put it into the journals, and save.

        Nothing is awaited before the save: a reading never reaches the disk without its days in the journal.
        """
        today = local_day(dt_util.utcnow())
        self.consumption.project(self._projection.consumption(add(), today=today))
        self.maximum_power.project(self._projection.maximum_power())
        await self._store.async_save()

    @override
    def _summary(self) -> ElectricitySummary:
        today = local_day(dt_util.utcnow())
        newest = self.ledger.newest_maximum_day
        return ElectricitySummary(
            last_day=last_day(self.consumption.series),
            month=month_so_far(self.consumption.series, today),
            maximum_power=self.ledger.days[newest].maximum_power if newest else None,
            contract=self.ledger.contract,
        )

    @override
    def _attempts(self, now: datetime) -> list[datetime]:
        return electricity_attempts(now, self.ledger.poll_minute or 0)

    @override
    def _is_done(self, now: datetime) -> bool:
        yesterday = local_day(now) - DAY
        return (
            self.ledger.newest_energy_day == yesterday
            and self.ledger.newest_maximum_day == yesterday
            and not (
                self._wants_curve
                and self._is_curve_collected
                and self._days_without_curve(yesterday, local_day(now))
            )
        )

    @override
    def _is_behind(self, today: date) -> bool:
        newest = self.ledger.newest_energy_day
        return (
            ENERGY not in self.ledger.read or newest is None or newest < today - 2 * DAY
        )
