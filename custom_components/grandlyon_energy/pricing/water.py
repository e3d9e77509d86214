"""What a water contract's days cost, from the whole of its volumes: the tiers of a year are filled day by day."""

from collections.abc import Mapping
from datetime import date

from ..ids import WATER_COST, WATER_STANDING_CHARGE
from ..metering.calendar import DAY, day_start, days_between
from ..metering.series import DayAmounts, Series
from ..metering.tariff.standing import day_charge
from ..metering.tariff.water import price_of_next_m3, water_costs
from .settings import WaterPrices


class WaterPricing:
    """Works out what a contract's days cost."""

    def __init__(self, series: Series, prices: WaterPrices) -> None:
        """Start with nothing worked out; `series` are the contract's days, mL."""
        self._series = series
        self.prices = prices

    def price_now(self, today: date) -> int | None:
        """Return what the next m³ costs on a local day, µ€; None without a tariff."""
        tariffs = self.prices.tariffs
        return price_of_next_m3(self._volumes(), tariffs, today=today)

    def rows(self) -> Mapping[str, Mapping[date, DayAmounts]]:
        """Return the row (1e-12 €, at local midnight) of every day that has one, by the key of the statistic."""
        costs = water_costs(self._volumes(), self.prices.tariffs)
        standing = self._standing()
        included = standing if self.prices.standing_included else {}
        return {
            WATER_COST: {
                day: _row(day, cost + included.get(day, 0))
                for day, cost in costs.items()
            },
            WATER_STANDING_CHARGE: {
                day: _row(day, charge) for day, charge in standing.items()
            },
        }

    def _volumes(self) -> dict[date, int]:
        return {day: self._series.total(day) or 0 for day in self._series.days}

    def _standing(self) -> dict[date, int]:
        """Return the standing charge, 1e-12 €, of every day from the first that is known to the newest, holes included."""
        known = self._series.days
        return {
            day: day_charge(tariff.standing, day)
            for day in (days_between(known[0], known[-1] + DAY) if known else ())
            if (tariff := self.prices.tariffs.on(day)) is not None
        }


def _row(day: date, amount: int) -> DayAmounts:
    return ((day_start(day), amount),)
