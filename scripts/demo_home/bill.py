"""What the home must pay, as the emulator works it out: read from its answer. Pure functions.

Amounts by local day: the least and the most that each can be, which are the same where it can be known exactly. Money is
in euros, energy in Wh. A day that is not there must have no row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

type Amount = tuple[float, float]

type Bill = Mapping[str, Mapping[date, Amount]]
"""Days by how the id of a statistic ends."""

COST: Final = "cost"
STANDING_CHARGE: Final = "standing_charge"
CONSUMPTION: Final = "consumption"
ALL_DAY: Final = "base"
"""The price class that has no statistics of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bills:
    """What a home must pay; nothing without tariffs."""

    electricity: Bill = field(default_factory=dict)
    water: Mapping[str, Bill] = field(default_factory=dict)
    """By the contract's number at the partner service."""


def parse_bills(told: Mapping[str, Any]) -> Bills:
    """Read the emulator's answer. A cost statistic holds the standing charge, too, on days with a cost."""
    return Bills(
        electricity=_electricity(told["electricity"]),
        water={contract: _water(bill) for contract, bill in told["water"].items()},
    )


def split_days(bill: Bill) -> set[date]:
    """Return the days on which energy has a price class of its own."""
    return {
        day
        for name, days in bill.items()
        if name.startswith(f"{CONSUMPTION}_")
        for day in days
    }


def _electricity(told: Mapping[str, Any]) -> Bill:
    standing = _exact(told["standing"])
    found: dict[str, dict[date, Amount]] = {STANDING_CHARGE: standing, COST: {}}
    for text, of_day in told["days"].items():
        day = date.fromisoformat(text)
        found[COST][day] = _sum(of_day["total"], standing[day])
        for name in of_day["wh"].keys() - {ALL_DAY}:
            wh, cost = of_day["wh"][name], of_day["cost"][name]
            found.setdefault(f"{CONSUMPTION}_{name}", {})[day] = (wh[0], wh[1])
            found.setdefault(f"{COST}_{name}", {})[day] = (cost[0], cost[1])
    return {name: days for name, days in sorted(found.items()) if days}


def _water(told: Mapping[str, Any]) -> Bill:
    standing = _exact(told["standing"])
    costs = {
        day: _sum(amount, standing[day]) for day, amount in _exact(told["days"]).items()
    }
    bill: Bill = {COST: costs, STANDING_CHARGE: standing}
    return {name: days for name, days in bill.items() if days}


def _exact(told: Mapping[str, float]) -> dict[date, Amount]:
    return {date.fromisoformat(day): (amount, amount) for day, amount in told.items()}


def _sum(one: Iterable[float], other: Amount) -> Amount:
    low, high = one
    return low + other[0], high + other[1]
