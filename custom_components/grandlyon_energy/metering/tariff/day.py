"""What a day of electricity costs, hour by hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ...sources.readings import CurvePoint
from ..calendar import day_hours
from ..series import DayAmounts
from .half_hours import Habit
from .options import ElectricityTariff, PriceClass
from .segments import ColourOf, segments_of
from .split import SplitDay, split_day
from .windows import OffPeakCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUse:
    """What is known of the energy of a local day."""

    day: date
    amounts: DayAmounts
    """Its hours with a row, mWh."""

    curve: Sequence[CurvePoint] = ()
    complete: bool = False
    """Whether the curve knows all of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedDay:
    """The costs of a local day: every hour with a row of which the price is known."""

    energy: Mapping[PriceClass, DayAmounts]
    """mWh, by class: those that hold on the day have all its hours, so that none comes or goes with the load curve."""

    cost: Mapping[PriceClass, DayAmounts]
    """1e-12 €, by class."""

    total: DayAmounts
    """1e-12 €, of all classes."""

    estimated: bool
    """Whether the load curve alone does not tell the classes."""


def price_day(
    use: DayUse,
    tariff: ElectricityTariff,
    windows: OffPeakCalendar,
    colour_of: ColourOf,
    habit: Habit | None = None,
) -> PricedDay:
    """Price the hours of a local day at a tariff; `habit` is how the home spreads a day of which only the total is known."""
    segments = segments_of(tariff.option, use.day, windows, colour_of)
    split = split_day(
        use.day,
        use.amounts,
        use.curve,
        segments,
        complete=use.complete,
        habit=habit,
    )
    hours = day_hours(use.day)
    energy = {name: _rows(split, name, hours) for name in split.classes}
    cost = {
        name: tuple((hour, mwh * tariff.prices[name]) for hour, mwh in rows)
        for name, rows in energy.items()
    }
    return PricedDay(
        energy=energy,
        cost=cost,
        total=tuple(
            (
                hours[number],
                sum(mwh * tariff.prices[name] for name, mwh in parts.items()),
            )
            for number, parts in split.hours.items()
        ),
        estimated=split.estimated,
    )


def _rows(split: SplitDay, name: PriceClass, hours: Sequence[datetime]) -> DayAmounts:
    return tuple(
        (hours[number], parts.get(name, 0)) for number, parts in split.hours.items()
    )
