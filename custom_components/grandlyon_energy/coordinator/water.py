"""The water coordinator: one log-in, one ledger and one statistic for each of its contracts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_CONTINUITY_DAYS,
    CONF_CONTINUITY_LITRES,
    CONF_WATER_ATTRIBUTION,
    CONF_WATER_OVERLAP_DAYS,
    CONF_WAY,
    DEFAULT_CONTINUITY_DAYS,
    DEFAULT_CONTINUITY_LITRES,
    DEFAULT_WATER_OVERLAP_DAYS,
    SERVICE_WATER,
)
from ..csv_files import WaterMeasures
from ..ids import WATER
from ..ledger.filling import missing_water
from ..ledger.store import LedgerStore
from ..ledger.water import FROM_FILE, WaterLedger
from ..metering.calendar import DAY, days_between, local_day, oldest_day
from ..metering.water import Attribution, closes_day
from ..pricing.settings import WaterPrices, water_prices
from ..projection import WaterProjection
from ..schedule import WATER_SPREAD_S, water_attempts
from ..sources import ConsentError, SourceError, TransientError, WaterSource
from ..sources.readings import IndexType
from ..statistics.catalog import make_statistic
from ..statistics.queue import WriteQueue
from ..statistics.statistic import Statistic
from ..summary import WaterSummary, water_summary
from ..ways import ContractLink, contract_links
from .base import ServiceCoordinator
from .costs import WaterCosts
from .filling import Filled, changed_volumes

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry

INDEXES: Final = "indexes"


@dataclass(slots=True, kw_only=True)
class WaterMeter:
    """A contract's ledger and what is derived from it."""

    contract_id: str
    """The number it was added under; statistics, ledger and device keep it for good."""

    link: ContractLink
    """How the service knows it now."""

    ledger: WaterLedger
    store: LedgerStore
    projection: WaterProjection
    statistic: Statistic
    costs: WaterCosts

    @property
    def has_history(self) -> bool:
        """Whether all that the service had was read once, and is known."""
        return INDEXES in self.ledger.read and bool(self.ledger.days)


USUAL_LAG: Final = timedelta(days=4)
"""EGL publishes a day one to four days later."""

type WaterData = dict[str, WaterSummary]
"""What the entities show, by contract."""


class WaterCoordinator(ServiceCoordinator[WaterData]):
    """Polls the contracts of one log-in."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GrandLyonConfigEntry,
        *,
        source: WaterSource,
        ledgers: dict[str, tuple[WaterLedger, LedgerStore]],
        queue: WriteQueue,
        names: dict[str, str],
    ) -> None:
        """Tie the log-in's source and the contracts' ledgers together."""
        super().__init__(hass, entry, service=SERVICE_WATER, queue=queue)
        self._source = source
        self._way: str = entry.data[SERVICE_WATER][CONF_WAY]
        self._links = contract_links(entry.data[SERVICE_WATER])
        self._names = names
        self.attribution = Attribution(
            entry.options.get(CONF_WATER_ATTRIBUTION, Attribution.PREVIOUS_DAY)
        )
        self._overlap = DAY * int(
            entry.options.get(CONF_WATER_OVERLAP_DAYS, DEFAULT_WATER_OVERLAP_DAYS)
        )
        self._ledgers = ledgers
        self.meters: list[WaterMeter] = []
        self._opened: frozenset[str] = frozenset()

    @property
    @override
    def has_history(self) -> bool:
        return any(meter.ledger.days for meter in self.meters)

    @property
    @override
    def has_first_history(self) -> bool:
        return all(INDEXES in meter.ledger.read for meter in self.meters)

    @property
    @override
    def _main_store(self) -> LedgerStore:
        return self.meters[0].store

    @override
    async def async_load(self) -> None:
        for contract_id, (ledger, store) in self._ledgers.items():
            await store.async_load()
            ledger.start_way(self._way)
            if ledger.poll_second is None:
                ledger.set_poll_second(self.draw_second(WATER_SPREAD_S))
            meter = self._make_meter(contract_id, ledger, store)
            await self.hass.async_add_executor_job(self._project_loaded, meter)
            self.meters.append(meter)
            self._queue.add([meter.statistic])
            meter.costs.load()
        if self.has_history:
            self.async_set_updated_data(self._summary())

    def _make_meter(
        self, contract_id: str, ledger: WaterLedger, store: LedgerStore
    ) -> WaterMeter:
        make = partial(make_statistic, store, meter=contract_id, names=self._names)
        statistic = make(key=WATER, knows=partial(self._knows, ledger))
        projection = WaterProjection(ledger, self.attribution)
        return WaterMeter(
            contract_id=contract_id,
            link=self._links[contract_id],
            ledger=ledger,
            store=store,
            projection=projection,
            statistic=statistic,
            costs=WaterCosts(
                projection=projection,
                prices=self._prices(contract_id),
                source=statistic,
                queue=self._queue,
                make=make,
            ),
        )

    def _prices(self, contract_id: str) -> WaterPrices:
        entry = self.config_entry
        return water_prices(entry.subentries.values(), entry.options, contract_id)

    @override
    async def async_reprice(self) -> None:
        for meter in self.meters:
            meter.costs.set_prices(self._prices(meter.contract_id))
        self._show_progress()

    def _project_loaded(self, meter: WaterMeter) -> None:
        """Work out the volumes of a ledger just loaded.

        If an index closes another day than before, every day that this changes goes into the journal.
        """
        ledger, statistic = meter.ledger, meter.statistic
        before = Attribution(ledger.attribution or self.attribution)
        volumes = WaterProjection(ledger, before).volumes()
        statistic.restore(volumes)
        now = meter.projection.volumes()
        if before is not self.attribution:
            statistic.project(dict.fromkeys(volumes, ()) | now)
        ledger.set_attribution(self.attribution)

    @override
    async def _async_poll(self) -> None:
        """Log in once and read every contract; one that is refused does not keep the others from being read."""
        self._raise_if_not_to_be_asked()
        today = local_day(dt_util.utcnow())
        oldest = oldest_day(today, self._source.history_months)
        try:
            await self._async_read_all(
                {
                    meter.contract_id: self._first_day_to_read(meter, today, oldest)
                    for meter in self.meters
                },
                today,
            )
            self._mark_polled()
            await self._main_store.async_save()
        finally:
            self._queue.request(
                audit=[
                    statistic
                    for meter in self.meters
                    for statistic in (meter.statistic, *meter.costs.statistics)
                ]
            )

    @override
    async def _async_fetch(self, first: date, last: date) -> None:
        today = local_day(dt_util.utcnow())
        start = max(first, oldest_day(today, self._source.history_months))
        # One day more: the index that closes the last day may be printed for the next one.
        end = min(last + DAY, today)
        if start <= end:
            starts = {meter.contract_id: start for meter in self.meters}
            await self._async_read_all(starts, end)

    @override
    async def async_project_again(self, first: date) -> None:
        for meter in self.meters:
            # A reading may be understood by others of any age.
            self._project(meter)
            await meter.store.async_save()
        self._show_progress()

    async def _async_read_all(self, starts: Mapping[str, date], end: date) -> None:
        """Log in and read every contract from its first day to the last, included."""
        refused: SourceError | None = None
        async with self._calling:
            contracts = await self._source.read_contracts()
            self._look_at(contract.contract_id for contract in contracts)
            for meter in self.meters:
                try:
                    await self._async_read(meter, starts[meter.contract_id], end)
                except (ConsentError, TransientError) as err:
                    refused = refused or err
        if refused:
            raise refused

    def _look_at(self, numbers: Iterable[str]) -> None:
        """Notice contracts that the log-in did not open before: nobody knows yet whose they are."""
        self._opened = frozenset(numbers)
        if self._main_ledger.log_in_numbers is None:
            self._main_ledger.set_log_in_numbers(self._opened)

    @property
    def _main_ledger(self) -> WaterLedger:
        return self.meters[0].ledger

    @property
    def new_numbers(self) -> frozenset[str]:
        """The contracts that the log-in opened at the last poll and that the user has not heard of."""
        linked = {meter.link.number for meter in self.meters}
        return self._opened - linked - (self._main_ledger.log_in_numbers or frozenset())

    async def async_know_new_numbers(self, shown: Iterable[str] = ()) -> None:
        """Take it that the user knows of these contracts, and of others that a dialogue has shown.

        Raises:
            OSError: the ledger cannot be saved.

        """
        known = self._main_ledger.log_in_numbers or frozenset()
        self._main_ledger.set_log_in_numbers(known | self._opened | set(shown))
        await self._main_store.async_save()

    def _first_day_to_read(self, meter: WaterMeter, today: date, oldest: date) -> date:
        """Return from which day on to ask: one call takes any number of days.

        The whole history at first and once a month, else what may be corrected, and the holes that are due.
        """
        ledger = meter.ledger
        if not meter.has_history or ledger.is_whole_due(INDEXES, today):
            return oldest
        due = ledger.asked_days(INDEXES).due(self._holes(ledger, today, oldest), today)
        return max(oldest, min(self._reread_from(today), max(ledger.days), *due))

    async def _async_read(self, meter: WaterMeter, start: date, end: date) -> None:
        """Read one contract's indexes and keep them."""
        today = local_day(dt_util.utcnow())
        oldest = oldest_day(today, self._source.history_months)
        number, offset = meter.link.number, meter.link.day_offset * DAY
        printed = await self._source.read_meter_indexes(
            number, start - offset, end - offset
        )
        readings = [replace(one, day=one.day + offset) for one in printed]
        # Nothing is awaited between the two: a reading never reaches the disk without its days in the journal.
        meter.ledger.add_meter_indexes(
            readings,
            source=self._way,
            seen=today,
            tells_meter_changes=self._source.tells_meter_changes,
        )
        self._project(meter)
        await meter.store.async_save()
        # Only now: what is said to be read must be on disk, whatever happens in between.
        if start == oldest and end == today:
            meter.ledger.mark_read(INDEXES, on=today)
        meter.ledger.settle_asked(
            INDEXES,
            self._holes(meter.ledger, today, oldest),
            asked=days_between(start, end + DAY),
            on=today,
        )
        await meter.store.async_save()

    async def async_take_in(
        self,
        meter: WaterMeter,
        measures: WaterMeasures,
        *,
        is_contract_sure: bool,
        preview: bool,
    ) -> Filled:
        """Fill what is missing of a contract from a file, or only say what that would be.

        Raises:
            CsvFileError: the file is of another meter, or nothing tells where its volumes begin.
            OSError: the ledger cannot be saved; it is tried again with the next save.

        """
        ledger, today = meter.ledger, local_day(dt_util.utcnow())
        missing = missing_water(
            ledger,
            measures,
            attribution=self.attribution,
            today=today,
            is_contract_sure=is_contract_sure,
        )
        filled = Filled(
            amounts=changed_volumes(
                ledger.readings(), missing.indexes, self.attribution
            ),
            known=set(missing.known),
            left_out=set(missing.left_out),
        )
        if not missing.indexes or preview:
            return filled
        # Nothing is awaited between the two: a reading never reaches the disk without its days in the journal.
        ledger.add_meter_indexes(missing.indexes, source=FROM_FILE, seen=today)
        self._project(meter)
        try:
            await meter.store.async_save()
        finally:
            self._queue.request()
            self._show_progress()
        return filled

    @staticmethod
    def _project(meter: WaterMeter) -> None:
        """Work out what the readings of a contract mean, and cost."""
        meter.statistic.project(meter.projection.volumes())
        meter.costs.follow()

    def _knows(self, ledger: WaterLedger, day: date) -> bool:
        """Return whether the readings decide a day; one that is pending says nothing.

        The first one only opens the day after the one that it closes: what was used before it, it cannot tell.
        """
        span = ledger.span
        return span is not None and (
            closes_day(span[0], self.attribution)
            < day
            <= closes_day(span[1], self.attribution)
        )

    @override
    def _summary(self) -> WaterData:
        return {meter.contract_id: self._meter_summary(meter) for meter in self.meters}

    def _meter_summary(self, meter: WaterMeter) -> WaterSummary:
        today = local_day(dt_util.utcnow())
        options = self.config_entry.options
        return water_summary(
            meter.ledger,
            meter.statistic.series,
            meter.projection,
            tells_types=self._source.tells_meter_changes,
            least_l=int(options.get(CONF_CONTINUITY_LITRES, DEFAULT_CONTINUITY_LITRES)),
            in_a_row=int(options.get(CONF_CONTINUITY_DAYS, DEFAULT_CONTINUITY_DAYS)),
            is_read=INDEXES in meter.ledger.read,
            costs=meter.costs.figures(today),
            price=meter.costs.pricing.price_now(today),
            oldest=oldest_day(today, self._source.history_months),
            today=today,
        )

    @override
    def _attempts(self, now: datetime) -> list[datetime]:
        return water_attempts(now, self.meters[0].ledger.poll_second or 0)

    @override
    def _is_done(self, now: datetime) -> bool:
        """Return whether the reading that closes yesterday is there for every contract, and real."""
        today = local_day(now)
        closing = (
            today if closes_day(today, self.attribution) == today - DAY else today - DAY
        )
        return all(
            (record := meter.ledger.days.get(closing)) is not None
            and record.type is IndexType.REAL
            for meter in self.meters
        )

    @override
    def _is_behind(self, today: date) -> bool:
        return any(
            INDEXES not in meter.ledger.read
            or max(meter.ledger.days, default=today) < today - USUAL_LAG
            for meter in self.meters
        )

    def _reread_from(self, today: date) -> date:
        """Return the first printed day that every poll reads, today counted: the portal gives 90 in one call."""
        return today - self._overlap + DAY

    def _holes(self, ledger: WaterLedger, today: date, oldest: date) -> list[date]:
        """Return the printed days that have no reading yet, older than those that every poll reads."""
        first = ledger.first_served_day
        if first is None:
            return []
        return [
            day
            for day in days_between(max(first, oldest), self._reread_from(today))
            if (record := ledger.days.get(day)) is None
            or record.type is IndexType.PENDING
        ]
