"""The cost statistics of a meter: derived from its hours or days and the home's tariffs, and written like all others.

Nothing here asks a service or touches the statistics that costs follow from. A day whose costs may change is in the
journals before that is on disk which changes them, so whatever is interrupted is finished at the next start.
"""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import date
import logging
import traceback
from typing import TYPE_CHECKING, ClassVar, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..holes import CurveState, Progress
from ..ids import (
    COST,
    ELECTRICITY_COSTS,
    STANDING_CHARGE,
    WATER_COST,
    WATER_STANDING_CHARGE,
)
from ..ledger.electricity import ElectricityLedger
from ..metering.calendar import DAY, days_between
from ..metering.series import DayAmounts, Series
from ..pricing.electricity import ElectricityPricing, habits_of
from ..pricing.figures import CostFigures, cost_figures
from ..pricing.settings import ElectricityPrices, WaterPrices
from ..pricing.water import WaterPricing
from ..projection import ElectricityProjection, WaterProjection
from ..statistics.queue import WriteQueue
from ..statistics.statistic import Statistic, WorkingOut

if TYPE_CHECKING:
    from ..ledger.base import Ledger

_LOGGER = logging.getLogger(__name__)

DAYS_AT_ONCE: Final = 31
"""So many days are priced before anything else may go on."""

MOSTLY_READ: Final = 90
"""Percent of a history: under it, its half-hours have only begun to be read."""

type MakeStatistic = Callable[..., Statistic]
"""Makes a statistic of the meter, as `make_statistic` does."""


class Costs(ABC):
    """What all meters' costs have in common."""

    _keys: ClassVar[tuple[str, ...]]
    """The keys of all statistics that a meter of its kind can have."""

    def __init__(
        self, *, source: Statistic, queue: WriteQueue, make: MakeStatistic
    ) -> None:
        """Tie the costs to the statistic that they follow from."""
        self._source = source
        self._queue = queue
        self._make = make
        self._by_key: dict[str, Statistic] = {}

    @property
    def statistics(self) -> list[Statistic]:
        """Those that have rows, or had some."""
        return list(self._by_key.values())

    @property
    def _working_out(self) -> WorkingOut | None:
        """What works the costs out, if that takes a while."""
        return None

    @property
    @abstractmethod
    def has_tariff(self) -> bool:
        """Whether the meter has any tariff."""

    @abstractmethod
    def figures(self, today: date) -> CostFigures | None:
        """Return what costs come to as of a local day, None without a tariff."""

    @property
    def _ledger(self) -> Ledger[object]:
        return self._source.store.ledger

    def _series(self, key: str) -> Series:
        """Return the rows of a statistic, which may not be there."""
        return self._by_key[key].series if key in self._by_key else Series()

    def _statistic(self, key: str) -> Statistic:
        """Return the statistic of a key, made when it is new."""
        if key not in self._by_key:
            self._by_key[key] = statistic = self._make(
                key=key, knows=self.decides, derived=True, working_out=self._working_out
            )
            self._queue.add([statistic])
            if statistic.state.baseline_day is None:
                # A home that was here before may have left rows, also where it has no tariff now.
                statistic.mark_pending(self._days_of_source())
        return self._by_key[key]

    def _days_of_source(self) -> Iterable[date]:
        """Return the days from the first to the newest that the source knows, holes included."""
        known = self._source.series.days
        return days_between(known[0], known[-1] + DAY) if known else ()

    def decides(self, day: date) -> bool:
        """Return whether the costs of a day are known, also if it has none.

        That is so of every day between those of the source, holes included; while files of the readings are lost, of
        its own days alone: what the others cost comes again with their readings.
        """
        if self._source.has(day):
            return True
        known = self._source.series.days
        return bool(known) and not self._ledger.lost and known[0] <= day <= known[-1]

    def _restore(
        self, rows: Mapping[str, Mapping[date, DayAmounts]], fingerprint: str
    ) -> None:
        """Take over the costs of a ledger just loaded.

        What is still to be written of the source, or is gone from it, is so of its costs; after a change of tariffs that
        was not worked out to its end, or of the rules, everything is compared.
        """
        had_rows = self._ledger.statistics.keys() & set(self._keys)
        for key in {*rows, *had_rows}:
            statistic = self._statistic(key)
            statistic.restore(rows.get(key, {}))
            statistic.mark_pending(self._source.state.pending)
            statistic.state.gone |= self._source.state.gone - rows.get(key, {}).keys()
            if self._ledger.priced_by != fingerprint:
                statistic.mark_pending(self._days_of_source())
        self._ledger.set_priced_by(fingerprint)


class ElectricityCosts(Costs):
    """The costs of what a usage point draws."""

    _keys = ELECTRICITY_COSTS

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        ledger: ElectricityLedger,
        projection: ElectricityProjection,
        prices: ElectricityPrices,
        source: Statistic,
        queue: WriteQueue,
        make: MakeStatistic,
        show: Callable[[], None],
    ) -> None:
        """Start with nothing worked out; `show` is called when costs have come out otherwise by themselves."""
        super().__init__(source=source, queue=queue, make=make)
        self._hass = hass
        self._entry = entry
        self._point_ledger = ledger
        self._show = show
        self._lock = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None
        self._failed = False
        self.pricing = ElectricityPricing(ledger, source.series, projection, prices)

    async def async_load(self) -> None:
        """Work out all costs of a ledger just loaded."""
        run = self._hass.async_add_executor_job
        priced = await run(self.pricing.price, await run(self.pricing.stale))
        rows: dict[str, dict[date, DayAmounts]] = {}
        for day, of_day in priced.items():
            for key, amounts in of_day.items():
                rows.setdefault(key, {})[day] = amounts
        self._restore(rows, self.pricing.prices.fingerprint)
        self._source.followers.append(self.follow_soon)

    @property
    @override
    def _working_out(self) -> WorkingOut:
        return self

    def journal(self) -> None:
        """Put the days whose costs may have changed into the journals, for the save that follows."""
        for day in self.pricing.stale():
            keys = self.pricing.keys_on(day)
            for key, statistic in self._by_key.items():
                if key in keys or statistic.series.amounts(day):
                    statistic.mark_pending([day])

    async def async_finish(self) -> None:
        """Work out what may have changed, a month at a time; whoever asked for it has it written."""
        async with self._lock:
            while days := self.pricing.stale():
                for start in range(0, len(days), DAYS_AT_ONCE):
                    self._project(days[start : start + DAYS_AT_ONCE])
                    await asyncio.sleep(0)
            self._ledger.set_priced_by(self.pricing.prices.fingerprint)

    def open_days(self) -> list[date]:
        """Return the days that are not worked out yet."""
        return self.pricing.stale()

    async def async_try_to_finish(self) -> None:
        """As `async_finish`; where that fails, readings and polls go on, and the days stay in the journals."""
        try:
            await self.async_finish()
        except Exception as err:  # noqa: BLE001 - the readings are kept; the writer tries again before it writes
            if not self._failed:
                # Without the error's text, which may hold the number of a meter.
                frames = "".join(traceback.format_tb(err.__traceback__))
                _LOGGER.error("Unexpected %s\n%s", type(err).__name__, frames)  # noqa: TRY400
            self._failed = True
        else:
            self._failed = False

    def follow_soon(self) -> None:
        """As `journal`; the rest is done behind whoever says that something has changed."""
        self.journal()
        if self._following is None or self._following.done():
            self._following = self._entry.async_create_background_task(
                self._hass, self._async_follow_and_write(), "Grand Lyon costs"
            )

    async def async_set_prices(self, prices: ElectricityPrices) -> None:
        """Take other tariffs, and work out all costs once more."""
        if prices.fingerprint == self.pricing.prices.fingerprint:
            return
        self.pricing.set_prices(prices)
        run = self._hass.async_add_executor_job
        self.pricing.learn(await run(habits_of, self.pricing.unlearned()))
        await self._async_follow_and_write()

    def settle_habits(self, progress: Progress) -> None:
        """Let the home's habits split days without a curve once no half-hours of its past are being read.

        From then on the exact days of the past stay the same, and so does what they tell of other days. Of some days
        that Home Assistant was off this does not depend.
        """
        ledger = self._point_ledger
        if progress.curve is not CurveState.BEING_READ:
            if not ledger.uses_habits:
                ledger.use_habits()
                self.follow_soon()
        elif ledger.uses_habits and progress.percent < MOSTLY_READ:
            ledger.leave_habits()
            self.follow_soon()

    @property
    @override
    def has_tariff(self) -> bool:
        return bool(self.pricing.prices.tariffs.items)

    @override
    def figures(self, today: date) -> CostFigures | None:
        if not self.has_tariff:
            return None
        prices = self.pricing.prices
        return cost_figures(
            self._series(COST),
            self._series(STANDING_CHARGE),
            use=self._source.series,
            estimated=self.pricing.estimated,
            standing_included=prices.standing_included,
            bill_since=prices.bill_since,
            today=today,
        )

    async def _async_follow_and_write(self) -> None:
        await self.async_try_to_finish()
        self._queue.request()
        self._show()

    def _project(self, days: Iterable[date]) -> None:
        priced = self.pricing.price(days)
        keys = {key for rows in priced.values() for key in rows}
        for key in {*self._by_key, *keys}:
            self._statistic(key).project(
                {day: rows.get(key, ()) for day, rows in priced.items()}
            )


class WaterCosts(Costs):
    """The costs of a water contract, worked out from the whole of its volumes at once."""

    _keys = (WATER_COST, WATER_STANDING_CHARGE)

    def __init__(
        self,
        *,
        projection: WaterProjection,
        prices: WaterPrices,
        source: Statistic,
        queue: WriteQueue,
        make: MakeStatistic,
    ) -> None:
        """Start with nothing worked out."""
        super().__init__(source=source, queue=queue, make=make)
        self._projection = projection
        self.pricing = WaterPricing(source.series, prices)

    def load(self) -> None:
        """Work out all costs of a ledger just loaded."""
        rows = self.pricing.rows()
        self._restore(
            {key: days for key, days in rows.items() if days},
            self.pricing.prices.fingerprint,
        )
        self._source.followers.append(self.follow)

    def follow(self) -> None:
        """Work out what may have changed; the days that it changes are in the journals then."""
        for key, days in self.pricing.rows().items():
            if days or key in self._by_key:
                statistic = self._statistic(key)
                gone = dict.fromkeys(statistic.series.days, ())
                statistic.project({**gone, **days})
        self._ledger.set_priced_by(self.pricing.prices.fingerprint)

    def set_prices(self, prices: WaterPrices) -> None:
        """Take other tariffs, and have what they change written."""
        if prices.fingerprint == self.pricing.prices.fingerprint:
            return
        self.pricing.prices = prices
        self.follow()
        self._queue.request()

    @property
    @override
    def has_tariff(self) -> bool:
        return bool(self.pricing.prices.tariffs.items)

    @override
    def figures(self, today: date) -> CostFigures | None:
        if not self.has_tariff:
            return None
        prices = self.pricing.prices
        return cost_figures(
            self._series(WATER_COST),
            self._series(WATER_STANDING_CHARGE),
            use=self._source.series,
            estimated=self._projection.estimated_days,
            standing_included=prices.standing_included,
            bill_since=prices.bill_since,
            today=today,
        )
