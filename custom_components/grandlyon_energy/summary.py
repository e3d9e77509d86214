"""What the entities show, worked out from ledger and series: pure functions."""

from dataclasses import dataclass
from datetime import date

from .holes import Progress
from .metering.series import Series
from .sources.readings import Contract, MaximumPower


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An amount and the days it speaks of."""

    first: date
    last: date
    amount: int
    """In the series' integers: mWh or mL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricitySummary:
    """What a usage point's entities show; None is unknown, never 0."""

    last_day: Period | None
    month: Period | None
    maximum_power: MaximumPower | None
    contract: Contract
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterSummary:
    """What a water contract's entities show; None is unknown, never 0."""

    last_day: Period | None
    month: Period | None
    index_l: int | None
    last_reading_day: date | None


def last_day(series: Series) -> Period | None:
    """Return the newest day that has an amount."""
    if not series.days:
        return None
    day = series.days[-1]
    return Period(first=day, last=day, amount=series.total(day) or 0)


def month_so_far(series: Series, today: date) -> Period | None:
    """Return what is known of today's month, None while nothing is."""
    days = [
        day for day in series.days if (day.year, day.month) == (today.year, today.month)
    ]
    if not days:
        return None
    return Period(
        first=days[0],
        last=days[-1],
        amount=sum(series.total(day) or 0 for day in days),
    )
