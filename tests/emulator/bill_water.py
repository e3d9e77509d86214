"""What a contract's water costs on each local day whose litres are known."""

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .bill_tariffs import Tariff, euros, in_force, standing_charges


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterBill:
    """What the days cost, €. A day that is not there has no cost: it has no tariff, or nobody knows what was used."""

    days: Mapping[date, Fraction]
    """Without the standing charge."""

    standing: Mapping[date, Fraction]


def water_bill(litres: Mapping[date, int], tariffs: Sequence[Tariff]) -> WaterBill:
    """Return the bill of the days with known litres.

    A calendar year starts with the cheapest tier, whatever tariff it goes on with; of the year of the first known day
    each tier has the share that is left of it.
    """
    found: dict[date, Fraction] = {}
    first = min(litres, default=date.min)
    used, year = Fraction(), 0
    for day in sorted(litres):
        if day.year != year:
            used, year = Fraction(), day.year
        m3 = Fraction(litres[day], 1000)
        if (tariff := in_force(tariffs, day)) is not None:
            found[day] = _day_cost(tariff, used, m3, day=day, first=first)
        used += m3
    return WaterBill(days=found, standing=standing_charges(tariffs, litres))


def _day_cost(
    tariff: Tariff, used: Fraction, m3: Fraction, *, day: date, first: date
) -> Fraction:
    """Return what the m³ of a day cost when so many were used before it in its year."""
    widths = Fraction(tariff["dwellings"])
    match tariff["tier_basis"]:
        case "calendar_year":
            if day.year == first.year:
                widths *= _left_of_year(first)
        case "by_day":
            widths /= _days_in(day.year)
            used = Fraction()
        case basis:
            raise ValueError(f"There are no tiers by {basis}")
    cost = m3 * euros(tariff["price_of_all"])
    tier_begins = Fraction()
    for up_to, price in tariff["tiers"]:
        tier_ends = used + m3 if up_to is None else euros(up_to) * widths
        within = min(used + m3, tier_ends) - max(used, tier_begins)
        cost += max(within, Fraction()) * euros(price)
        tier_begins = tier_ends
    return cost


def _left_of_year(first: date) -> Fraction:
    """Return the share of its year from a day on, that day included."""
    left = date(first.year + 1, 1, 1) - first
    return Fraction(left.days, _days_in(first.year))


def _days_in(year: int) -> int:
    return 366 if isleap(year) else 365
