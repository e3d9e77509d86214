"""What a home's electricity and water must cost by its tariffs: an independent computation.

It uses the home, what is published of it and what a perfect client can know; none of the integration's code.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from .bill_electricity import Bounds, ElectricityBill, electricity_bill
from .bill_tariffs import Tariff, Tariffs, read_tariffs
from .bill_water import WaterBill, water_bill
from .home import Home
from .localtime import local_day


def home_bill(
    home: Home, truth: Mapping[str, Any], told: Mapping[str, Sequence[Tariff]]
) -> dict[str, Any]:
    """Return the bill of what can be known, as `Emulator.bill` says.

    `truth` is what a perfect client can know, as `home_truth` returns it; `told` the tariffs, by the kind of what the
    page keeps: electricity_tariff, off_peak_hours, tempo_calendar, water_tariff.

    Raises:
        KeyError, TypeError, ValueError: the tariffs cannot be understood.

    """
    tariffs = read_tariffs(told)
    with_curve = {
        local_day(datetime.fromisoformat(start)) for start in truth["hours_wh"]
    }
    return {
        "electricity": _electricity_json(
            electricity_bill(
                home.electricity,
                _by_day(truth["energy_wh"]),
                frozenset(with_curve),
                tariffs,
            )
        ),
        "water": {
            contract: _water_json(
                water_bill(_by_day(litres), _of_contract(tariffs, home, contract))
            )
            for contract, litres in truth["water_l"].items()
        },
    }


def _of_contract(tariffs: Tariffs, home: Home, contract: str) -> list[Tariff]:
    """Return the tariffs of a contract, which the portal has another number for."""
    numbers = {contract, home.portal_references[home.contracts.index(contract)]}
    return [each for each in tariffs.water if each["contract"] in numbers]


def _electricity_json(bill: ElectricityBill) -> dict[str, Any]:
    return {
        "days": {
            day.isoformat(): {
                "wh": {name: _bounds(wh) for name, wh in found.wh.items()},
                "cost": {name: _bounds(cost) for name, cost in found.cost.items()},
                "total": _bounds(found.total),
            }
            for day, found in bill.days.items()
        },
        "standing": _amounts(bill.standing),
    }


def _water_json(bill: WaterBill) -> dict[str, Any]:
    return {"days": _amounts(bill.days), "standing": _amounts(bill.standing)}


def _amounts(amounts: Mapping[date, Fraction]) -> dict[str, float]:
    return {day.isoformat(): float(amount) for day, amount in amounts.items()}


def _bounds(bounds: Bounds) -> list[float]:
    return [float(bounds.low), float(bounds.high)]


def _by_day(told: Mapping[str, int]) -> dict[date, int]:
    return {date.fromisoformat(day): amount for day, amount in told.items()}
