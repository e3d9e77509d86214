"""A usage point's costs, kept up to date with its hours, its load curve and its prices."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from ..ids import COST, STANDING_CHARGE, consumption_of, cost_of
from ..ledger.curve import Curve, points_of
from ..ledger.electricity import ElectricityLedger
from ..metering.calendar import (
    DAY,
    HOUR,
    day_hours,
    day_start,
    days_between,
    hour_start,
    local_day,
)
from ..metering.electricity import DayQuality
from ..metering.series import DayAmounts, Series
from ..metering.tariff.day import DayUse, PricedDay, price_day
from ..metering.tariff.habits import HomeHabits
from ..metering.tariff.half_hours import Habit, habit_of
from ..metering.tariff.now import PriceNow, price_at
from ..metering.tariff.options import (
    CLASSES,
    Colour,
    ElectricityTariff,
    PriceClass,
    TariffOption,
)
from ..metering.tariff.standing import day_charge, spread
from ..projection import ElectricityProjection
from .settings import ElectricityPrices

type CostRows = Mapping[str, DayAmounts]
"""The rows of a day, by the key of the statistic: mWh or 1e-12 €."""


class _Inputs(NamedTuple):
    """All that a day's costs follow from, its tariff and windows aside."""

    is_spanned: bool
    """Whether it is one of the days from the first that is known to the newest."""

    amounts: DayAmounts
    curve: Curve
    complete: bool
    colour_before: Colour | None
    colour: Colour | None
    habit: Habit | None


class ElectricityPricing:
    """Works out what a usage point's days cost, and knows of which days that may have changed."""

    def __init__(
        self,
        ledger: ElectricityLedger,
        series: Series,
        projection: ElectricityProjection,
        prices: ElectricityPrices,
    ) -> None:
        """Start with nothing worked out; `series` are the point's hours, mWh."""
        self._ledger = ledger
        self._series = series
        self._projection = projection
        self._prices = prices
        self._seen: dict[date, _Inputs | None] = {}
        """What the costs of days were worked out from last; None where that does not count any more."""

        self._exact: dict[date, Curve] = {}
        self._habit_of_day: dict[date, Habit] = {}
        self._habits = HomeHabits({})
        self.estimated: set[date] = set()
        """The days of which the load curve alone does not tell the classes, where the tariff has several."""

    @property
    def prices(self) -> ElectricityPrices:
        """The tariffs, windows and colours."""
        return self._prices

    def set_prices(self, prices: ElectricityPrices) -> None:
        """Take other tariffs, windows or calendars: every day may cost something else."""
        self._prices = prices
        self._seen = dict.fromkeys(self._seen)

    def colour_of(self, day: date) -> Colour | None:
        """Return the colour of the Tempo day that begins on a local day; what the user pasted counts most."""
        return self._prices.colours.get(day) or self._ledger.colours.get(day)

    def price_at(self, instant: datetime) -> PriceNow | None:
        """Return the price in force at an aware instant, None where nobody knows it."""
        prices = self._prices
        return price_at(instant, prices.tariffs, prices.windows, self.colour_of)

    def next_change(self, instant: datetime) -> datetime:
        """Return when the price in force may be another, aware UTC: at midnight at the latest."""
        now = self.price_at(instant)
        midnight = day_start(local_day(instant) + DAY)
        if now is None:
            return min(midnight, hour_start(instant) + HOUR)
        return min(midnight, now.until or midnight)

    def stale(self) -> list[date]:
        """Return the days whose costs may differ from what was worked out last, oldest first."""
        self._learn_habits()
        if not self._prices.tariffs.items:
            # Nothing costs anything, whatever is used: only what other tariffs told is to be taken back.
            return sorted(day for day, inputs in self._seen.items() if inputs is None)
        days = {*self._days(), *self._seen}
        return sorted(day for day in days if self._seen.get(day) != self._inputs(day))

    def keys_on(self, day: date) -> set[str]:
        """Return the statistics that may have rows on a day."""
        tariff = self._prices.tariffs.on(day)
        if tariff is None:
            return set()
        return {COST, STANDING_CHARGE, *_class_keys(CLASSES[tariff.option])}

    def price(self, days: Iterable[date]) -> dict[date, CostRows]:
        """Work out the rows of days; a statistic that is not there has none on the day.

        Should it fail, all of the days stay stale.
        """
        rows: dict[date, CostRows] = {}
        seen: dict[date, _Inputs] = {}
        for day in days:
            inputs = seen[day] = self._inputs(day)
            self.estimated.discard(day)
            tariff = self._prices.tariffs.on(day)
            rows[day] = self._price_one(day, tariff, inputs)
        self._seen |= seen
        return rows

    def priced(
        self, day: date, tariff: ElectricityTariff, prices: ElectricityPrices
    ) -> PricedDay:
        """Return what a day costs, or would cost, at a tariff."""
        record = self._ledger.days.get(day)
        return price_day(
            DayUse(
                day=day,
                amounts=self._series.amounts(day),
                curve=points_of(record.curve) if record else (),
                complete=self._projection.has_complete_curve(day),
            ),
            tariff,
            prices.windows,
            self.colour_of,
            self._habit(day, tariff),
        )

    def _price_one(
        self, day: date, tariff: ElectricityTariff | None, inputs: _Inputs
    ) -> CostRows:
        if tariff is None or not inputs.is_spanned:
            return {}
        standing = spread(day_charge(tariff.standing, day), day_hours(day))
        rows: dict[str, DayAmounts] = {STANDING_CHARGE: standing}
        if not inputs.amounts:
            # A hole: what it cost is not known, though it is part of what the contract costs.
            return rows
        priced = self.priced(day, tariff, self._prices)
        if priced.estimated:
            self.estimated.add(day)
        for name in priced.energy if tariff.option is not TariffOption.BASE else ():
            rows[consumption_of(name)] = priced.energy[name]
            rows[cost_of(name)] = priced.cost[name]
        rows[COST] = priced.total
        if self._prices.standing_included:
            of_hour = dict(standing)
            rows[COST] = tuple((at, cost + of_hour[at]) for at, cost in priced.total)
        return rows

    def _days(self) -> Iterable[date]:
        """Return the days from the first that is known to the newest, holes included."""
        known = self._series.days
        return days_between(known[0], known[-1] + DAY) if known else ()

    def _inputs(self, day: date) -> _Inputs:
        record = self._ledger.days.get(day)
        tariff = self._prices.tariffs.on(day)
        by_colour = tariff is not None and tariff.option is TariffOption.TEMPO
        known = self._series.days
        return _Inputs(
            is_spanned=bool(known) and known[0] <= day <= known[-1],
            amounts=self._series.amounts(day),
            curve=record.curve if record else (),
            complete=self._projection.has_complete_curve(day),
            colour_before=self.colour_of(day - DAY) if by_colour else None,
            colour=self.colour_of(day) if by_colour else None,
            habit=self._habit(day, tariff) if tariff else None,
        )

    def _habit(self, day: date, tariff: ElectricityTariff) -> Habit | None:
        """Return how the home spreads a day of which no curve is known, where that matters."""
        if tariff.option is TariffOption.BASE or not self._ledger.uses_habits:
            return None
        if not self._series.amounts(day):
            return None
        if self._projection.has_any_curve(day):
            return None
        return self._habits.weights(day)

    def unlearned(self) -> dict[date, Curve]:
        """Return the exact days whose habits are still to be learned, with what is known of them; none without a split.

        Years of them take a while: `habits_of` may work them out beside the event loop.
        """
        learned = self._exact
        return {
            day: curve
            for day, curve in self._exact_days().items()
            if learned.get(day) != curve
        }

    def learn(self, habits: Mapping[date, tuple[Curve, Habit]]) -> None:
        """Take in the habits of days, with the curve that each was worked out from."""
        for day, (curve, habit) in habits.items():
            self._exact[day], self._habit_of_day[day] = curve, habit
        exact = self._exact_days()
        for day in [each for each in self._exact if each not in exact]:
            del self._exact[day], self._habit_of_day[day]
        self._habits = HomeHabits(self._habit_of_day)

    def _learn_habits(self) -> None:
        """Take in the exact days that are new or other than before, and forget those that are exact no more."""
        exact = self._exact_days()
        if exact != self._exact:
            self.learn(habits_of(self.unlearned()))

    def _exact_days(self) -> dict[date, Curve]:
        """Return the curves of the exact days; none where no tariff needs to know the home's habits."""
        tariffs = self._prices.tariffs.items
        if all(each.option is TariffOption.BASE for each in tariffs):
            return {}
        qualities = self._projection.qualities
        return {
            day: record.curve
            for day, record in self._ledger.days.items()
            if record.curve and qualities.get(day) is DayQuality.EXACT
        }


def habits_of(
    curves: Mapping[date, Curve],
) -> dict[date, tuple[Curve, Habit]]:
    """Return the habits that the load curves of days tell, each with its curve."""
    return {
        day: (curve, habit_of(day, points_of(curve))) for day, curve in curves.items()
    }


def _class_keys(classes: Iterable[PriceClass]) -> Iterable[str]:
    for name in classes:
        if name is not PriceClass.BASE:
            yield consumption_of(name)
            yield cost_of(name)
