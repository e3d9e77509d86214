"""What the action that compares tariffs answers: euros to the cent, kWh, kVA, and why something is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from .. import offers
from ..metering.calendar import DAY, days_between
from ..metering.tariff.options import ElectricityTariff, TariffOption
from ..metering.tariff.windows import Interval
from ..metering.tariff.windows_text import format_windows
from ..offers import ElectricityOffer
from ..pricing.compare import Bill, LeftOut, PowerAdvice, change_to, offer_on, tariff_of

OWN: Final = "own"
"""What the home's own tariff is called beside the options."""

_PICO_IN_CENT: Final = 10**10
_MICRO: Final = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is compared."""

    first: date
    last: date
    """The first and the last local day."""

    known_days: int
    """How many of the days have an energy."""

    today: date
    subscribed_va: int
    kva: int
    offered: Mapping[TariffOption, ElectricityOffer | LeftOut]
    own: ElectricityTariff | None
    """The home's own tariff in force, None without one."""

    printed: tuple[Interval, ...]
    """The off-peak windows that its contract prints."""

    @property
    def tariffs(self) -> dict[str, ElectricityTariff]:
        """The tariffs, by option; the home's own under a name of its own."""
        offered = {
            option.value: tariff_of(offer, self.kva)
            for option, offer in self.offered.items()
            if isinstance(offer, ElectricityOffer)
        }
        return offered if self.own is None else {**offered, OWN: self.own}


def answer(scene: Scene, bills: Mapping[str, Bill]) -> dict[str, Any]:
    """Return what the days would have cost by option, which is the cheapest, and what cannot be told."""
    left_out = {
        option.value: offer
        for option, offer in scene.offered.items()
        if isinstance(offer, LeftOut)
    } | {name: why for name, bill in bills.items() if (why := bill.left_out)}
    told = {
        name: _bill(bill, scene) for name, bill in bills.items() if name not in left_out
    }
    own = told.pop(OWN, None)
    return {
        "first_day": scene.first.isoformat(),
        "last_day": scene.last.isoformat(),
        "days_with_energy": scene.known_days,
        "days_missing": (scene.last - scene.first).days + 1 - scene.known_days,
        "subscribed_power_kva": scene.kva,
        "options": {
            name: {
                "offer": offer.key,
                **told[name],
                "difference_to_own": own
                and _euros(bills[name].total - bills[OWN].total),
            }
            for name, offer in scene.offered.items()
            if name in told and isinstance(offer, ElectricityOffer)
        },
        "own": own,
        "cheapest": min(told, key=lambda name: bills[name].total, default=None),
        "left_out": {name: _left_out(why) for name, why in left_out.items()},
    }


def power_answer(
    scene: Scene, bills: Mapping[str, Bill], advice: PowerAdvice | None
) -> dict[str, Any]:
    """Return which power the days needed, and what each option would have cost more, or less, with that."""
    enough = advice.enough_kva if advice else None
    return {
        "subscribed_power_va": scene.subscribed_va,
        "highest_maximum_va": advice.maximum.power_va if advice else None,
        "reached_on": advice.maximum.day.isoformat() if advice else None,
        "enough_kva": enough,
        "changes": {} if enough is None else _changes(scene, bills, enough),
    }


def _bill(bill: Bill, scene: Scene) -> dict[str, Any]:
    tariff = bill.tariff
    told: dict[str, Any] = {
        "option": tariff.option.value,
        "valid_from": tariff.valid_from.isoformat(),
        "energy_cost": _euros(bill.energy_cost),
        "standing_charge": _euros(bill.standing),
        "total": _euros(bill.total),
        "prices": {name.value: price / _MICRO for name, price in tariff.prices.items()},
        "energy_kwh": {
            name.value: round(bill.energy[name] / _MICRO, 3) for name in tariff.prices
        },
        "estimated_days": bill.estimated_days,
    }
    if tariff.option is TariffOption.PEAK_OFF_PEAK:
        by_contract = bill.days_by_contract
        told["off_peak_hours"] = {
            "days_by_own": scene.known_days - by_contract,
            "days_by_contract": by_contract,
            "of_contract": format_windows(scene.printed) if by_contract else None,
        }
    return told


def _left_out(why: LeftOut) -> dict[str, Any]:
    days = {} if why.days is None else {"days": why.days}
    return {"reason": why.reason.value, **days}


def _changes(scene: Scene, bills: Mapping[str, Bill], kva: int) -> dict[str, Any]:
    """Return how the options that are offered at both powers change."""
    changes: dict[str, Any] = {}
    for option in TariffOption:
        offer = offer_on(scene.today, option, kva, offers.ELECTRICITY_OFFERS)
        bill = bills.get(option)
        if bill is None or bill.left_out or isinstance(offer, LeftOut):
            continue
        days = days_between(scene.first, scene.last + DAY)
        change = change_to(bill, tariff_of(offer, kva), days)
        changes[option.value] = {
            "energy_cost": _euros(change.energy),
            "standing_charge": _euros(change.standing),
            "total": _euros(change.energy + change.standing),
        }
    return changes


def _euros(pico: int) -> float:
    """Return 1e-12 € as euros, to the nearest cent."""
    return (pico + _PICO_IN_CENT // 2) // _PICO_IN_CENT / 100
