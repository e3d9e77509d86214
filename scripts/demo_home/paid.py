"""The statistics that follow from the tariffs, against the bill: pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from .bill import CONSUMPTION, Amount, Bill, split_days
from .check import Verdict, differences, local_day, verdict_of
from .services import Home, Truth
from .statistics import Row
from .ways import Way, statistic_id

# The integration counts money and energy in whole numbers that are far smaller.
EUR_TOLERANCE: Final = 1e-6
WH_TOLERANCE: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A statistic that follows from the tariffs, and what each local day must add to it."""

    statistic: str
    unit: str
    days: Mapping[date, Amount]
    eve: date
    """Left out: the day before the first that is known, which the services may still give or not."""

    @property
    def tolerance(self) -> float:
        """How far apart two equal amounts may be."""
        return EUR_TOLERANCE if self.unit == "EUR" else WH_TOLERANCE

    def added(self, rows: Iterable[Row]) -> dict[date, float]:
        """Return what the rows add on each local day."""
        days: dict[date, float] = {}
        for row in rows:
            if (day := local_day(row.start)) != self.eve:
                days[day] = days.get(day, 0) + row.amount
        return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A calendar year of such a statistic."""

    statistic: str
    unit: str
    year: int
    days: int
    """With rows."""

    shown: float
    truth: Amount
    equal: bool


def all_paid(truth: Truth, way: Way, home: Home) -> list[Paid]:
    """Return every statistic that follows from the tariffs; none without any."""
    contracts = zip(home[way.numbers], home["contracts"], strict=True)
    return [
        *_paid(home["point_id"], truth.bills.electricity, truth.consumption.day_wh),
        *(
            each
            for number, contract in contracts
            for each in _paid(
                number, truth.bills.water.get(contract, {}), truth.water_l[contract]
            )
        ),
    ]


def judge_days(paid: Paid, rows: Sequence[Row]) -> Verdict:
    """Compare what each local day adds; a day that has no cost, or no such class, must have no row."""
    shown = paid.added(rows)
    low, high = _total(paid.days.values())
    return verdict_of(
        paid.statistic,
        paid.unit,
        rows,
        shown=sum(shown.values()),
        truth=low,
        most=high,
        found=differences(shown, _allowed(paid, shown), tolerance=paid.tolerance),
    )


def judge_split(
    consumption: str, rows: Mapping[str, Sequence[Row]], bill: Bill
) -> Verdict:
    """Compare the sum of the price classes with what is drawn, hour by hour, on the days that have classes."""
    parts = [
        row
        for statistic, of_class in rows.items()
        if statistic.startswith(f"{consumption}_")
        for row in of_class
    ]
    shown: dict[datetime, float] = {}
    for row in parts:
        shown[row.start] = shown.get(row.start, 0) + row.amount
    days = split_days(bill)
    drawn = {
        row.start: row.amount
        for row in rows[consumption]
        if local_day(row.start) in days
    }
    total = sum(drawn.values())
    return verdict_of(
        f"{consumption}_..., all classes, by hour",
        "Wh",
        parts,
        shown=sum(shown.values()),
        truth=total,
        most=total,
        found=differences(shown, drawn, tolerance=WH_TOLERANCE),
    )


def years(paid: Paid, rows: Iterable[Row]) -> list[Year]:
    """Return the calendar years of a statistic, oldest first."""
    shown = paid.added(rows)
    found = []
    for year in sorted({day.year for day in shown.keys() | paid.days.keys()}):
        of_year = {day: amount for day, amount in shown.items() if day.year == year}
        allowed = {day: amount for day, amount in paid.days.items() if day.year == year}
        total, (low, high) = sum(of_year.values()), _total(allowed.values())
        error = paid.tolerance * max(len(allowed), 1)
        found.append(
            Year(
                statistic=paid.statistic,
                unit=paid.unit,
                year=year,
                days=len(of_year),
                shown=total,
                truth=(low, high),
                equal=of_year.keys() == allowed.keys()
                and low - error <= total <= high + error,
            )
        )
    return found


def estimates(paid: Iterable[Paid]) -> list[date]:
    """Return the days on which nobody can know all amounts exactly."""
    return sorted(
        {
            day
            for each in paid
            for day, (low, high) in each.days.items()
            if high - low > each.tolerance
        }
    )


def _paid(number: str, bill: Bill, known: Iterable[date]) -> list[Paid]:
    """Return the statistics of a meter or contract; `known` are the days of which is known what was used."""
    eve = min(known, default=date.max) - timedelta(days=1)
    return [
        Paid(
            statistic=statistic_id(number, name),
            unit="Wh" if name.startswith(CONSUMPTION) else "EUR",
            days=days,
            eve=eve,
        )
        for name, days in bill.items()
    ]


def _allowed(paid: Paid, shown: Mapping[date, float]) -> dict[date, float]:
    """Return for each day the amount that is nearest to the one shown, of those that it can be."""
    return {
        day: min(max(shown.get(day, low), low), high)
        for day, (low, high) in paid.days.items()
    }


def _total(amounts: Iterable[Amount]) -> Amount:
    lows, highs = zip(*amounts, strict=True) if (amounts := list(amounts)) else ((), ())
    return sum(lows), sum(highs)
