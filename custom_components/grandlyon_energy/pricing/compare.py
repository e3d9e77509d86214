"""What the last 12 months of a usage point would have cost at other tariffs, or with another subscribed power.

A comparison for a choice, never a bill: the prices are those of one day, whatever they were when the energy was used.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from ..metering.calendar import DAY, months_before
from ..metering.series import Series
from ..metering.tariff.money import micro_euros
from ..metering.tariff.options import ElectricityTariff, PriceClass, TariffOption
from ..metering.tariff.power import enough_kva
from ..metering.tariff.standing import Per, StandingCharge, day_charge
from ..metering.tariff.windows import Interval, OffPeakCalendar, OffPeakWindows
from ..metering.tariff.windows_text import parse_windows
from ..offers import ElectricityOffer
from ..sources.readings import MaximumPower
from .electricity import ElectricityPricing
from .settings import ElectricityPrices

_MONTHS: Final = 12


class Reason(StrEnum):
    """Why there is no price to compare."""

    NO_OFFER = "no_offer"
    """No tariff of the option is known."""

    NOT_OFFERED_AT_THIS_POWER = "not_offered_at_this_power"
    NO_OFF_PEAK_HOURS = "no_off_peak_hours"
    """Of some days neither the home's own windows are known nor those that its contract prints."""

    COLOURS_UNKNOWN = "colours_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A tariff that cannot be compared."""

    reason: Reason
    days: int | None = None
    """How many days lack windows, or a colour; None where it is not for a want of them."""


@dataclass(slots=True, kw_only=True)
class Bill:
    """What the days of a period come to at one tariff."""

    tariff: ElectricityTariff
    standing: int = 0
    """1e-12 €; also of the days of which no energy is known."""

    energy: Counter[PriceClass] = field(default_factory=Counter)
    """mWh by class."""

    estimated_days: int = 0
    days_by_contract: int = 0
    """How many of the days were priced by the windows that the contract prints."""

    lacking: set[date] = field(default_factory=set)
    """The days that lack windows, or the Tempo days that lack a colour: with any, the rest is of no use."""

    @property
    def energy_cost(self) -> int:
        """What the energy comes to, 1e-12 €."""
        return cost_of(self.energy, self.tariff)

    @property
    def total(self) -> int:
        """What all comes to, 1e-12 €."""
        return self.energy_cost + self.standing

    @property
    def left_out(self) -> LeftOut | None:
        """Why it does not tell what the period costs, None if it does."""
        if not self.lacking:
            return None
        by_colour = self.tariff.option is TariffOption.TEMPO
        return LeftOut(
            reason=Reason.COLOURS_UNKNOWN if by_colour else Reason.NO_OFF_PEAK_HOURS,
            days=len(self.lacking),
        )


class Comparison:
    """Adds up what days would have cost at several tariffs."""

    def __init__(
        self,
        pricing: ElectricityPricing,
        series: Series,
        tariffs: Mapping[str, ElectricityTariff],
        printed: tuple[Interval, ...],
    ) -> None:
        """Start with no day.

        Args:
            pricing: What prices the home's days.
            series: Its hours, mWh.
            tariffs: What to compare, by any name.
            printed: The windows that its contract prints, for the days before its own are known.

        """
        self._pricing = pricing
        self._series = series
        self._own = pricing.prices
        self._printed = replace(self._own, windows=_on_all_days(printed))
        self.bills = {name: Bill(tariff=tariff) for name, tariff in tariffs.items()}

    def add(self, days: Iterable[date]) -> None:
        """Add local days: their standing charge in any case, their energy where it is known."""
        for day in days:
            is_known = bool(self._series.amounts(day))
            for bill in self.bills.values():
                bill.standing += day_charge(bill.tariff.standing, day)
                if is_known:
                    self._add_energy(bill, day)

    def _add_energy(self, bill: Bill, day: date) -> None:
        prices = self._prices_of(bill, day)
        if prices is None or bill.lacking:
            return
        bill.days_by_contract += prices is self._printed
        priced = self._pricing.priced(day, bill.tariff, prices)
        bill.estimated_days += priced.estimated
        for name, rows in priced.energy.items():
            bill.energy[name] += sum(mwh for _, mwh in rows)

    def _prices_of(self, bill: Bill, day: date) -> ElectricityPrices | None:
        """Return what a day is to be priced by; None, and the bill says so, where something of it is not known."""
        match bill.tariff.option:
            case TariffOption.TEMPO:
                lacking = {
                    each
                    for each in (day - DAY, day)
                    if self._pricing.colour_of(each) is None
                }
                bill.lacking |= lacking
                return None if lacking else self._own
            case TariffOption.PEAK_OFF_PEAK:
                for prices in (self._own, self._printed):
                    if prices.windows.intervals(day) is not None:
                        return prices
                bill.lacking.add(day)
                return None
            case _:
                return self._own


def last_12_months(known: Sequence[date]) -> tuple[date, date]:
    """Return the first and the last of the 12 months up to the newest of the days that are known, sorted.

    They begin no earlier than the first of these: before it there is nothing to compare.
    """
    return max(months_before(known[-1], _MONTHS) + DAY, known[0]), known[-1]


def offer_on(
    today: date,
    option: TariffOption,
    kva: int,
    offers: Iterable[ElectricityOffer],
) -> ElectricityOffer | LeftOut:
    """Return what is offered of an option on a local day for a subscribed power: the newest, never an older one."""
    begun = [
        each for each in offers if each.option == option and each.valid_from <= today
    ]
    if not begun:
        return LeftOut(reason=Reason.NO_OFFER)
    newest = max(each.valid_from for each in begun)
    for offer in begun:
        if offer.valid_from == newest and kva in offer.standing_charge_per_year:
            return offer
    return LeftOut(reason=Reason.NOT_OFFERED_AT_THIS_POWER)


def tariff_of(offer: ElectricityOffer, kva: int) -> ElectricityTariff:
    """Return an offer as the tariff of a contract of so many kVA, which it has."""
    return ElectricityTariff(
        valid_from=offer.valid_from,
        option=TariffOption(offer.option),
        prices={
            PriceClass(name): micro_euros(price) for name, price in offer.prices.items()
        },
        standing=StandingCharge(
            micro_eur=micro_euros(offer.standing_charge_per_year[kva]), per=Per.YEAR
        ),
    )


def printed_windows(seen: Sequence[tuple[date, str]]) -> tuple[Interval, ...]:
    """Return the windows that a contract printed last; none where there are none, or nobody can read them."""
    try:
        return parse_windows(seen[-1][1]) if seen else ()
    except ValueError:
        return ()


def _on_all_days(windows: tuple[Interval, ...]) -> OffPeakCalendar:
    if not windows:
        return OffPeakCalendar(())
    return OffPeakCalendar([OffPeakWindows(valid_from=date.min, intervals=windows)])


def cost_of(energy: Mapping[PriceClass, int], tariff: ElectricityTariff) -> int:
    """Return what energies, mWh by class, cost at a tariff, 1e-12 €, its standing charge aside."""
    return sum(mwh * tariff.prices[name] for name, mwh in energy.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerAdvice:
    """Which subscribed power the maxima of a period would have allowed."""

    maximum: MaximumPower
    """The highest of them, the newest of equals."""

    enough_kva: int | None
    """The smallest power that it stays within; None when none does."""


def power_advice(
    maxima: Iterable[MaximumPower], first: date, last: date
) -> PowerAdvice | None:
    """Return what the maxima of a period of local days, both ends included, say; None without any."""
    highest = max(
        (each for each in maxima if first <= each.day <= last),
        key=lambda each: (each.power_va, each.day),
        default=None,
    )
    if highest is None:
        return None
    return PowerAdvice(maximum=highest, enough_kva=enough_kva(highest.power_va))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How much more a period would have cost, 1e-12 €; less is negative."""

    standing: int
    energy: int
    """A power may have other prices for energy, too."""


def change_to(bill: Bill, tariff: ElectricityTariff, days: Iterable[date]) -> Change:
    """Return how a bill of these days would change with another tariff of the same option."""
    standing = sum(day_charge(tariff.standing, day) for day in days)
    return Change(
        standing=standing - bill.standing,
        energy=cost_of(bill.energy, tariff) - bill.energy_cost,
    )
