"""The costs of a water contract, worked out from the whole of its volumes at once."""

from collections.abc import Collection
from datetime import date
from typing import override

from ...ids import WATER_COST, WATER_STANDING_CHARGE
from ...pricing.settings import WaterPrices
from ...pricing.water import WaterPricing
from ...projection import WaterProjection
from ...statistics.queue import WriteQueue
from ...statistics.statistic import Statistic
from .base import Costs, MakeStatistic


class WaterCosts(Costs):
    """The costs of one contract."""

    cost_key = WATER_COST
    standing_key = WATER_STANDING_CHARGE
    keys = (WATER_COST, WATER_STANDING_CHARGE)

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

    @property
    @override
    def prices(self) -> WaterPrices:
        return self.pricing.prices

    @property
    @override
    def estimated(self) -> Collection[date]:
        return self._projection.estimated_days

    def load(self) -> None:
        """Work out all costs of a ledger just loaded."""
        with self._told():
            rows = self.pricing.rows()
            self._restore({key: days for key, days in rows.items() if days})
        self._source.followers.append(self.follow)

    def follow(self) -> None:
        """Work out what may have changed; the days that it changes are in the journals then."""
        with self._told():
            for key, days in self.pricing.rows().items():
                if days or key in self._by_key:
                    statistic = self._statistic(key)
                    gone = dict.fromkeys(statistic.series.days, ())
                    statistic.project({**gone, **days})
            self._journal_older_days()
            self._ledger.set_priced_by(self.prices.fingerprint)

    def set_prices(self, prices: WaterPrices) -> None:
        """Take other tariffs, and have what they change written."""
        if prices.fingerprint == self.prices.fingerprint:
            return
        self.pricing.prices = prices
        self.follow()
        self._queue.request()
