"""The costs of what a usage point draws: worked out day by day, as little as possible at once."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ...holes import CurveState, Progress
from ...ids import COST, ELECTRICITY_COSTS, STANDING_CHARGE
from ...ledger.electricity import ElectricityLedger
from ...metering.series import DayAmounts
from ...pricing.electricity import ElectricityPricing, habits_of
from ...pricing.settings import ElectricityPrices
from ...projection import ElectricityProjection
from ...statistics.queue import WriteQueue
from ...statistics.statistic import NotWorkedOutError, Statistic, WorkingOut
from .base import Costs, MakeStatistic

DAYS_AT_ONCE: Final = 31
"""So many days are priced before anything else may go on."""

MOSTLY_READ: Final = 90
"""Percent of a history: under it, much of its half-hours is still to be read."""


class ElectricityCosts(Costs):
    """The costs of what a usage point draws."""

    cost_key = COST
    standing_key = STANDING_CHARGE
    keys = ELECTRICITY_COSTS

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
        self.pricing = ElectricityPricing(ledger, source.series, projection, prices)

    @property
    @override
    def prices(self) -> ElectricityPrices:
        return self.pricing.prices

    @property
    @override
    def estimated(self) -> Collection[date]:
        return self.pricing.estimated

    async def async_load(self) -> None:
        """Work out all costs of a ledger just loaded."""
        run = self._hass.async_add_executor_job
        with self._told():
            priced = await run(self.pricing.price, await run(self.pricing.stale))
            rows: dict[str, dict[date, DayAmounts]] = {}
            for day, of_day in priced.items():
                for key, amounts in of_day.items():
                    rows.setdefault(key, {})[day] = amounts
            self._restore(rows)
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
        """Work out what is open, for the writer.

        Raises:
            NotWorkedOutError: that is not possible; the days stay open.

        """
        try:
            await self._async_work_out()
        except Exception as err:  # noqa: BLE001 - the writer says that something is not written, and tries again
            self._tell(err)
            raise NotWorkedOutError from None

    def open_days(self) -> list[date]:
        """Return the days that are not worked out yet."""
        return self.pricing.stale()

    async def async_try_to_finish(self) -> None:
        """Work out what is open; where that fails, the days stay in the journals, and the writer tries again."""
        with self._told():
            await self._async_work_out()

    def follow_soon(self) -> None:
        """As `journal`; the rest is done behind whoever says that something has changed."""
        self.journal()
        if self._following is None or self._following.done():
            self._following = self._entry.async_create_background_task(
                self._hass, self._async_follow_and_write(), "Grand Lyon costs"
            )

    async def async_set_prices(self, prices: ElectricityPrices) -> None:
        """Take other tariffs, and work out all costs once more."""
        if prices.fingerprint == self.prices.fingerprint:
            return
        self.pricing.set_prices(prices)
        await self._async_follow_and_write()

    def settle_habits(self, progress: Progress) -> None:
        """Let the home's habits split days without a curve once no half-hours of its past are being read.

        From then on the exact days of the past stay the same, and so does what they tell of other days. Where most of
        the half-hours turn out to be still to come, the days are split evenly until these are there.
        """
        ledger = self._point_ledger
        mostly_read = progress.percent >= MOSTLY_READ
        if progress.curve is CurveState.BEING_READ:
            if ledger.uses_habits and not mostly_read:
                ledger.set_uses_habits(False)
                self.follow_soon()
        elif not ledger.uses_habits and (mostly_read or ledger.uses_habits is None):
            ledger.set_uses_habits(True)
            self.follow_soon()

    async def _async_work_out(self) -> None:
        """Work out what may have changed, a month at a time; whoever asked for it has it written."""
        run = self._hass.async_add_executor_job
        async with self._lock:
            if unlearned := self.pricing.unlearned():
                # Years of habits would hold everything else up.
                self.pricing.learn(await run(habits_of, unlearned))
            while days := self.pricing.stale():
                for start in range(0, len(days), DAYS_AT_ONCE):
                    self._project(days[start : start + DAYS_AT_ONCE])
                    await asyncio.sleep(0)
            self._journal_older_days()
            self._ledger.set_priced_by(self.prices.fingerprint)

    async def _async_follow_and_write(self) -> None:
        """Work out, write and show until nothing is open, also of what comes meanwhile."""
        while True:
            await self.async_try_to_finish()
            self._queue.request()
            self._show()
            if self._failed or not self.open_days():
                return

    def _project(self, days: Iterable[date]) -> None:
        priced = self.pricing.price(days)
        keys = {key for rows in priced.values() for key in rows}
        for key in {*self._by_key, *keys}:
            self._statistic(key).project(
                {day: rows.get(key, ()) for day, rows in priced.items()}
            )
