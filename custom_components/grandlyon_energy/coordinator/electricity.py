"""The electricity coordinator: daily energy and maximum power first, the load curve week by week behind them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..consent import ConsentState, consent_state
from ..const import (
    CONF_ELECTRICITY_OVERLAP_DAYS,
    CONF_POINT_ID,
    CONF_WAY,
    DEFAULT_ELECTRICITY_OVERLAP_DAYS,
    SERVICE_ELECTRICITY,
    WAY_CONSO,
)
from ..csv_files import CsvFileError, ElectricityMeasures
from ..holes import (
    CURVE,
    ENERGY,
    MAX_POWER,
    OF_CONSUMPTION,
    OF_PRODUCTION,
    ElectricityHoles,
    Progress,
)
from ..ids import CONSUMPTION, MAX_POWER as MAX_POWER_STATISTIC, PRODUCTION
from ..ledger.base import WHOLE_AGE
from ..ledger.contradiction import give_way
from ..ledger.electricity import ElectricityLedger
from ..ledger.filling import by_month, contradicts, missing_electricity
from ..ledger.store import LedgerStore
from ..metering.calendar import DAY, days_between, local_day, oldest_day
from ..metering.electricity import SETTLING_DAYS, DayQuality, EnergyDay
from ..pricing.settings import electricity_prices
from ..projection import ElectricityProjection
from ..schedule import ELECTRICITY_SPREAD_S, daily_attempt, electricity_attempts
from ..sources import (
    ConsentError,
    ElectricitySource,
    NoDataError,
    SourceError,
    TransientError,
)
from ..statistics.catalog import make_statistic
from ..statistics.queue import WriteQueue
from ..statistics.statistic import Statistic
from ..summary import ElectricitySummary, electricity_summary
from ..ways import wants_curve
from .base import LOGGER
from .costs import ElectricityCosts
from .filling import Filled
from .load_curve import LoadCurveCoordinator

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry

CONTRACT_AGE: Final = timedelta(days=7)

TERMINATED: Final = "RESIL"
"""The state of a contract that has ended (SGE guide 0464)."""

RENEWABLE: Final = frozenset({"consent_expired", "consent_missing"})
"""What a holder's token lacks when the consent has ended: it is given again where the token comes from."""


class ElectricityCoordinator(LoadCurveCoordinator):
    """Polls what one usage point draws, or what it feeds in."""

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
        main: ElectricityCoordinator | None = None,
    ) -> None:
        """Tie the point's source, ledger and statistics together.

        With a `main`, the coordinator of what the point draws, they are those of what it feeds in.
        """
        production = main is not None
        settings = entry.data[SERVICE_ELECTRICITY]
        self._projection = ElectricityProjection(ledger)
        super().__init__(
            hass,
            entry,
            source=source,
            store=store,
            ledger=ledger,
            holes=ElectricityHoles(
                ledger,
                self._projection,
                OF_PRODUCTION if production else OF_CONSUMPTION,
                reread_days=int(
                    entry.options.get(
                        CONF_ELECTRICITY_OVERLAP_DAYS, DEFAULT_ELECTRICITY_OVERLAP_DAYS
                    )
                ),
            ),
            wants_curve=wants_curve(settings),
            queue=queue,
            name=PRODUCTION if production else None,
        )
        self.point_id: str = settings[CONF_POINT_ID]
        self._way: str = settings[CONF_WAY]
        self._reads_contract = source.tells_contract and not production
        self._energy_key = PRODUCTION if production else CONSUMPTION
        self._main = main.store if main else store
        self._contract_ledger = main.ledger if main else ledger
        self._names = names
        self._went_on: date | None = None
        """The last day on which more than energies was asked for."""

        self._contract_tried_on: date | None = None
        self.costs: ElectricityCosts | None = None
        """What the energy costs; None for what the home feeds in."""

    @property
    @override
    def has_history(self) -> bool:
        return bool(self.ledger.days)

    @property
    @override
    def has_first_history(self) -> bool:
        return set(self._holes.kinds) <= self.ledger.read.keys()

    @property
    @override
    def may_be_asked_at_once(self) -> bool:
        return not self._source.one_poll_a_day

    @override
    def _user_can_renew(self, err: ConsentError) -> bool:
        # The consent may well not cover what is fed in.
        consumes = MAX_POWER in self._holes.kinds
        return self._way == WAY_CONSO and consumes and err.reason in RENEWABLE

    @property
    @override
    def refusal(self) -> ConsentError | None:
        state = self.consent
        return None if state.holds else ConsentError(state)

    @property
    def consent(self) -> ConsentState:
        """How far the consent to read the usage point holds."""
        contract_ledger = self._contract_ledger
        return consent_state(
            self.config_entry.data[SERVICE_ELECTRICITY],
            contract=contract_ledger.contract,
            state_changed_on=contract_ledger.state_changed_on,
            today=local_day(dt_util.utcnow()),
        )

    @property
    @override
    def _polled_store(self) -> LedgerStore:
        return self.store

    @property
    def knows_contract(self) -> bool:
        """Whether the contract is read, or was by another way."""
        return self._reads_contract or self.ledger.contract_read_on is not None

    @property
    def has_ended(self) -> bool:
        """Whether the contract was terminated, where it is read: what another way read of it may be out of date."""
        return self._reads_contract and self.ledger.contract.state == TERMINATED

    @property
    def projection(self) -> ElectricityProjection:
        """What the readings mean, day by day."""
        return self._projection

    @property
    def statistics(self) -> list[Statistic]:
        """What is derived from the ledger: the energy first, which costs follow from."""
        return [*self._measured, *(self.costs.statistics if self.costs else ())]

    @property
    def _measured(self) -> list[Statistic]:
        if MAX_POWER in self._holes.kinds:
            return [self.energy, self.maximum_power]
        return [self.energy]

    @property
    @override
    def _main_store(self) -> LedgerStore:
        return self._main

    @override
    async def async_load(self) -> None:
        await self.store.async_load()
        if self.ledger.poll_second is None:
            self.ledger.set_poll_second(self.draw_second(ELECTRICITY_SPREAD_S))
        self.ledger.start_way(self._way)
        self._source.learned = self.ledger.learned
        make = partial(
            make_statistic, self.store, meter=self.point_id, names=self._names
        )
        self.energy = make(
            key=self._energy_key,
            knows=self.ledger.knows_energy,
            tells=self._tells_energy,
            tells_hours=self._projection.has_complete_curve,
        )
        if MAX_POWER in self._holes.kinds:
            self.maximum_power = make(
                key=MAX_POWER_STATISTIC, knows=self.ledger.knows_maximum_power
            )
            self.maximum_power.restore(self._projection.maximum_power())
        today = local_day(dt_util.utcnow())
        project = partial(
            self._projection.consumption, set(self.ledger.days), today=today
        )
        self.energy.restore(await self.hass.async_add_executor_job(project))
        self.energy.mark_pending(self._given_up_since(self.polled_at))
        self._queue.add(self._measured)
        if MAX_POWER in self._holes.kinds:
            await self._async_load_costs(make)
        if self.has_history:
            self.async_set_updated_data(self._summary())

    async def _async_load_costs(self, make: Callable[..., Statistic]) -> None:
        """Work out what the home's energy costs by its tariffs."""
        entry = self.config_entry
        self.costs = ElectricityCosts(
            self.hass,
            entry,
            ledger=self.ledger,
            projection=self._projection,
            prices=electricity_prices(entry.subentries.values(), entry.options),
            source=self.energy,
            queue=self._queue,
            make=make,
            show=self._show_progress,
        )
        await self.costs.async_load()

    @override
    async def async_reprice(self) -> None:
        entry = self.config_entry
        if self.costs is not None:
            await self.costs.async_set_prices(
                electricity_prices(entry.subentries.values(), entry.options)
            )

    def _given_up_since(self, moment: datetime | None) -> set[date]:
        """Return the days that have rows only because they grew old since a moment: no reading journalled them."""
        since = local_day(moment) if moment else date.min
        return {
            day
            for day, quality in self._projection.qualities.items()
            if quality is DayQuality.INCOMPLETE and since <= day + SETTLING_DAYS * DAY
        }

    def _tells_energy(self, day: date) -> bool:
        """Return whether the readings tell all that a day used."""
        known = self.ledger.days.get(day)
        return (
            known is not None and known.energy_wh is not None
        ) or self._projection.has_complete_curve(day)

    @override
    async def _async_poll(self) -> None:
        """Read contract (weekly), energy, maximum power and the curve of the last days."""
        now = dt_util.utcnow()
        today = local_day(now)
        self._raise_if_not_to_be_asked()
        try:
            await self._async_ask(today)
        except SourceError:
            # What the service said matters more than a disk that is full as well, which the next poll tells.
            with suppress(OSError):
                await self._async_end_poll()
            raise
        self._mark_polled()
        await self._async_end_poll()
        self._start_refinement()

    async def _async_ask(self, today: date) -> None:
        """Make the calls of a poll."""
        await self._async_read_contract(today)
        news = await self._async_read_history(ENERGY, today)
        if self._source.one_poll_a_day:
            self.ledger.set_polled_on(today)
        if not self._is_worth_going_on(today, news=news):
            return
        if MAX_POWER in self._holes.kinds:
            await self._async_read_history(MAX_POWER, today)
        if self._wants_curve:
            await self._async_read_recent_curve(today)
        self._went_on = today

    async def _async_end_poll(self) -> None:
        """Keep what is not kept yet and have everything written."""
        self._queue.request(audit=self.statistics)
        self.ledger.set_learned(self._source.learned)
        self._settle_habits()
        await self.store.async_save()

    async def _async_read_contract(self, today: date) -> None:
        """Read the contract once a week; without it the readings go on, and it is tried again the next day.

        One that has ended is read each day: it goes on, or the user would not have agreed again.
        """
        if not self._reads_contract:
            return
        read_on = self.ledger.contract_read_on
        is_recent = read_on is not None and today - read_on < CONTRACT_AGE
        if is_recent and not self.has_ended:
            return
        if self._contract_tried_on == today:
            return
        self._contract_tried_on = today
        try:
            async with self._calling:
                contract = await self._source.read_contract()
        except (ConsentError, NoDataError, TransientError) as err:
            LOGGER.debug("The contract is put off: %s", err)
            return

        def keep() -> set[date]:
            self.ledger.set_contract(contract, read_on=today)
            return set()

        await self._async_keep(keep)

    def _is_worth_going_on(self, today: date, *, news: bool) -> bool:
        """Return whether to ask for more than energies, which brought `news` or not.

        While yesterday's is not published, a later attempt of the same day stops there: when Enedis is late, it is so
        for everybody at once.
        """
        yesterday_is_there = self.ledger.newest_energy_day == today - DAY
        return news or yesterday_is_there or self._went_on != today

    async def _async_read_history(self, what: str, today: date) -> bool:
        """Read energies or maxima: the whole history at first and once a month, else the last days.

        Return whether there is anything new in it.
        """
        oldest = oldest_day(today, self._source.history_months)
        whole = self.ledger.is_whole_due(what, today)
        start = self._holes.first_day_to_read(what, today, oldest=oldest)
        read_on = today
        try:
            changed = await self._async_read(what, start, today)
        except NoDataError:
            # That there is nothing of one kind says nothing about the others. The whole is asked for again tomorrow.
            changed, read_on = set(), today - WHOLE_AGE + DAY
        # Only now: what is said to be read must be on disk, whatever happens in between.
        if whole:
            self.ledger.mark_read(what, on=read_on)
        self._mark_asked(what, start, today)
        return bool(changed)

    async def _async_read(self, what: str, start: date, end: date) -> set[date]:
        """Read energies or maxima, `end` excluded, and keep them; return the days that changed."""
        today = local_day(dt_util.utcnow())
        add: Callable[[], set[date]]
        async with self._calling:
            if what == ENERGY:
                energies = await self._source.read_daily_energy(start, end)
                add = partial(self.ledger.add_daily_energy, energies, seen=today)
            else:
                maxima = await self._source.read_maximum_power(start, end)
                add = partial(self.ledger.add_maximum_power, maxima, seen=today)
        return await self._async_keep(add, maxima=what == MAX_POWER)

    def _mark_asked(self, what: str, start: date, today: date) -> None:
        """Remember which older holes were asked for in vain, and forget those that were filled."""
        oldest = oldest_day(today, self._source.history_months)
        holes = self._holes.of(what, today, oldest=oldest)
        asked = days_between(start, today)
        self.ledger.settle_asked(what, holes, asked=asked, on=today)

    @override
    async def _async_fetch(self, first: date, last: date) -> None:
        today = local_day(dt_util.utcnow())
        end = min(last + DAY, today)
        start = max(first, oldest_day(today, self._source.history_months))
        if start < end:
            for what in self._holes.kinds:
                with suppress(NoDataError):
                    await self._async_read(what, start, end)
        if self._wants_curve and not self.ledger.curve_refused:
            await self._async_fetch_curve(max(first, self._oldest_curve_day), end)
        self._start_refinement()

    @override
    async def async_project_again(self, first: date) -> None:
        today = local_day(dt_util.utcnow())
        days = sorted(day for day in self.ledger.days if day >= first)
        # A month at a time, for nothing else to be held up.
        for start in range(0, len(days), 31):
            month = days[start : start + 31]
            self.energy.project(self._projection.consumption(month, today=today))
            await asyncio.sleep(0)
        if MAX_POWER in self._holes.kinds:
            self.maximum_power.project(self._projection.maximum_power())
        if self.costs is not None:
            await self.costs.async_try_to_finish()
        await self.store.async_save()
        self._show_progress()

    async def async_take_in(
        self, measures: ElectricityMeasures, *, preview: bool
    ) -> Filled:
        """Fill what is missing from a file, or only say what that would be.

        Raises:
            CsvFileError: the file is of another usage point.
            OSError: the ledger cannot be saved; it is tried again with the next save.

        """
        run = self.hass.async_add_executor_job
        if await run(contradicts, self.ledger, measures):
            raise CsvFileError("csv_contradicts")
        today = local_day(dt_util.utcnow())
        filled = Filled(left_out=set(measures.left_out))
        try:
            for month in await run(by_month, measures):
                # Years at once would hold everybody else up.
                await asyncio.sleep(0)
                missing = missing_electricity(self.ledger, month, before=today)
                filled.add_electricity(missing)
                if missing.wh_by_day and not preview:
                    await self._async_keep(
                        partial(
                            self.ledger.fill_from_file,
                            missing.energies,
                            missing.points,
                            seen=today,
                        )
                    )
        finally:
            if filled.amounts and not preview:
                self._queue.request()
                self._show_progress()
        return filled

    @override
    async def _async_keep(
        self, add: Callable[[], set[date]], *, maxima: bool = False
    ) -> set[date]:
        """Add readings to the ledger, project what changed, put it into the journals, and save; return what changed.

        Nothing is awaited before the save: a reading never reaches the disk without its days in the journal. `maxima`
        is whether maxima may be among them.
        """
        today = local_day(dt_util.utcnow())
        changed = add()
        if self._projection.energy_day is EnergyDay.MIDNIGHT:
            changed |= give_way(self.ledger, changed, today=today)
        self.energy.project(self._projection.consumption(changed, today=today))
        if maxima:
            self.maximum_power.project(self._projection.maximum_power())
        if self.costs is None:
            await self.store.async_save()
            return changed
        self.costs.journal()
        await self.store.async_save()
        await self.costs.async_try_to_finish()
        return changed

    def _progress(self, today: date) -> Progress:
        return self._holes.progress(
            today, oldest=self._oldest_curve_day, wanted=self._wants_curve
        )

    @override
    def _show_progress(self) -> None:
        self._settle_habits()
        super()._show_progress()

    def _settle_habits(self) -> None:
        """See whether the home's habits may split the days without a curve."""
        if self.costs is not None:
            self.costs.settle_habits(self._progress(local_day(dt_util.utcnow())))

    @override
    def _summary(self) -> ElectricitySummary:
        today = local_day(dt_util.utcnow())
        return electricity_summary(
            self.ledger,
            self.energy.series,
            self._projection.qualities,
            contract=self.ledger.contract,
            progress=self._progress(today),
            costs=self.costs.figures(today) if self.costs else None,
            today=today,
        )

    @override
    def _attempts(self, now: datetime) -> list[datetime]:
        second = self.ledger.poll_second or 0
        if self._source.one_poll_a_day:
            return daily_attempt(now, second)
        return electricity_attempts(now, second)

    @override
    def _is_done(self, now: datetime) -> bool:
        yesterday = local_day(now) - DAY
        return (
            self.ledger.newest_energy_day == yesterday
            # What never came is looked for, but not waited for.
            and self.ledger.newest_maximum_day in (None, yesterday)
            and not (
                self._wants_curve
                and self.ledger.has_curve
                and not self.ledger.curve_refused
                and self._holes.is_curve_collected(local_day(now))
                and not self._projection.has_complete_curve(yesterday)
            )
        )

    @override
    def _is_behind(self, today: date) -> bool:
        if self._source.one_poll_a_day and self.ledger.polled_on == today:
            return False
        newest = self.ledger.newest_energy_day
        return (
            not self.has_first_history
            # Whether the contract goes on must be known on the day on which the user agreed again.
            or self.has_ended
            # What never came at all is asked for when it is time.
            or (newest is not None and newest < today - 2 * DAY)
            or self._missed_curve(today)
        )

    def _missed_curve(self, today: date) -> bool:
        """Return whether no poll has asked for one of the last days, yesterday excepted."""
        if not self._wants_curve or self.ledger.curve_refused:
            return False
        if not self._holes.is_curve_collected(today):
            return False
        asked = self.ledger.asked_days(CURVE).days
        missing = self._holes.recent_curve(today)
        return any(day not in asked for day in missing if day < today - DAY)
