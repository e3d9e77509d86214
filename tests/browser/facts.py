"""What the pages must show: from the truth that the emulated services know, in the units of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scripts.demo_home.bill import COST, Bill
from scripts.demo_home.expected import LOCAL, energy_rows
from scripts.demo_home.folder import NAMES
from scripts.demo_home.services import Truth

from .energy import Expected
from .house import House
from .periods import Period
from .words import Words

_MONTH_DAYS: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true at one moment, and what the pages call it."""

    house: House
    truth: Truth
    words: Words

    @property
    def title(self) -> str:
        """What the home is called."""
        return f"Grand Lyon ···{self.meter[-4:]}"

    @property
    def meter(self) -> str:
        """The number of the electricity meter."""
        return str(self.house.home["point_id"])

    @property
    def contract(self) -> str:
        """The number of the water contract, as the home's way knows it."""
        return str(self.house.home[self.house.way.numbers][0])

    @property
    def wh(self) -> Mapping[date, int]:
        """What was drawn, by day."""
        return self.truth.consumption.day_wh

    @property
    def litres(self) -> Mapping[date, int]:
        """What water was used, by day."""
        return self.truth.water_l[self._contract_of_partner]

    @property
    def days_of_water(self) -> Sequence[date]:
        """The days on which water was used, oldest first: nobody is at home for a week in August."""
        return sorted(day for day, used in self.litres.items() if used)

    def source(self, what: str) -> str:
        """Return what the statistic of consumption or water is called."""
        number = self.meter if what == "consumption" else self.contract
        name = self.words.ours(f"selector.statistic.options.{what}")
        return f"{NAMES[self.words.language]} · {name} ···{number[-4:]}"

    def electricity(self, period: Period) -> Expected:
        """Return what the Energy dashboard must show of what was drawn."""
        return Expected(
            name=self.source("consumption"),
            amount=sum(period.of(self.wh).values()) / 1000,
            unit="kWh",
            euros=period.euros(_costs(self.truth.bills.electricity)),
            bars=self._hours(period) or _bars(self.wh, period),
        )

    def water(self, period: Period) -> Expected:
        """Return what the Energy dashboard must show of water; a day of it is one bar."""
        return Expected(
            name=self.source("water"),
            amount=sum(period.of(self.litres).values()),
            unit="L",
            euros=period.euros(
                _costs(self.truth.bills.water[self._contract_of_partner])
            ),
            bars=_bars(self.litres, period),
        )

    def _hours(self, period: Period) -> int:
        """Return in how many hours of a single day electricity was drawn; 0 for longer periods."""
        if period.first != period.last:
            return 0
        rows = energy_rows(self.truth.consumption).items()
        return sum(
            wh > 0 and hour.astimezone(LOCAL).date() == period.first
            for hour, wh in rows
        )

    @property
    def _contract_of_partner(self) -> str:
        """The number by which the truth knows the water contract."""
        return str(self.house.home["contracts"][0])


def total(days: Mapping[date, int], period: Period) -> int | None:
    """Return what the days of a period add up to, None while none of them is known."""
    known = period.of(days).values()
    return sum(known) if known else None


def in_thousands(amount: int | None) -> float | None:
    """Return kWh of Wh."""
    return None if amount is None else amount / 1000


def _costs(bill: Bill) -> Mapping[date, tuple[float, float]]:
    return bill[COST]


def _bars(days: Mapping[date, int], period: Period) -> int:
    """Return in how many days of a month, or months of a year, something was used."""
    used = [day for day, amount in period.of(days).items() if amount]
    if (period.last - period.first).days < _MONTH_DAYS:
        return len(used)
    return len({day.replace(day=1) for day in used})
