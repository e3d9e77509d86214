"""A usage point as the coordinator has it: ledger, hours, and their costs, without Home Assistant."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import DAY, day_start
from custom_components.grandlyon_energy.metering.series import DayAmounts, Series
from custom_components.grandlyon_energy.pricing.electricity import ElectricityPricing
from custom_components.grandlyon_energy.pricing.settings import ElectricityPrices
from custom_components.grandlyon_energy.projection import ElectricityProjection
from custom_components.grandlyon_energy.sources.readings import CurvePoint, DailyEnergy

TODAY = date(2026, 12, 3)
HALF_HOUR = timedelta(minutes=30)

type AllRows = dict[str, dict[date, DayAmounts]]
"""Every row of every cost statistic."""


@dataclass(slots=True)
class Point:
    """A usage point and what it costs."""

    prices: ElectricityPrices
    ledger: ElectricityLedger = field(default_factory=ElectricityLedger)
    series: Series = field(default_factory=Series)
    rows: AllRows = field(default_factory=dict)
    projection: ElectricityProjection = field(init=False)
    pricing: ElectricityPricing = field(init=False)

    def __post_init__(self) -> None:
        self.projection = ElectricityProjection(self.ledger)
        self.pricing = ElectricityPricing(
            self.ledger, self.series, self.projection, self.prices
        )

    def energy(self, day: date, wh: int) -> None:
        """Have a day's energy read."""
        changed = self.ledger.add_daily_energy(
            [DailyEnergy(day=day, energy_wh=wh)], seen=TODAY
        )
        self._project(changed)

    def curve(self, day: date, half_hours_w: Iterable[int]) -> None:
        """Have a day's half-hours read, from midnight on."""
        opens = day_start(day)
        points = [
            CurvePoint(
                start=opens + n * HALF_HOUR,
                end=opens + (n + 1) * HALF_HOUR,
                power_w=power_w,
            )
            for n, power_w in enumerate(half_hours_w)
        ]
        self._project(self.ledger.add_load_curve(points, seen=TODAY))

    def exact(self, day: date, half_hours_w: Iterable[int]) -> None:
        """Have all of an ordinary day read."""
        watts = list(half_hours_w)
        self.energy(day, sum(watts) // 2)
        self.curve(day, watts)

    def follow(self) -> list[date]:
        """Work out what may cost something else now; return these days."""
        days = self.pricing.stale()
        for day, of_day in self.pricing.price(days).items():
            for key in {*self.rows, *of_day}:
                rows = self.rows.setdefault(key, {})
                rows.pop(day, None)
                if amounts := of_day.get(key):
                    rows[day] = amounts
        return days

    def anew(self) -> AllRows:
        """Return what it costs when all is worked out from the beginning."""
        pricing = ElectricityPricing(
            self.ledger, self.series, self.projection, self.pricing.prices
        )
        rows: AllRows = {}
        for day, of_day in pricing.price(pricing.stale()).items():
            for key, amounts in of_day.items():
                if amounts:
                    rows.setdefault(key, {})[day] = amounts
        return rows

    def total(self, key: str, day: date) -> int:
        """Return a day's amount in a statistic."""
        return sum(amount for _, amount in self.rows.get(key, {}).get(day, ()))

    def _project(self, changed: set[date]) -> None:
        self.series.replace(self.projection.consumption(changed, today=TODAY))


def ago(days: int) -> date:
    return TODAY - DAY * days
