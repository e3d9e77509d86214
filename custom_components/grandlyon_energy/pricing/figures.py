"""What entities show of costs: how much over which days, and of how many of these that is an estimate."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from ..metering.calendar import DAY, days_between
from ..metering.periods import (
    Period,
    month_so_far,
    period_of,
    period_since,
    previous_month,
    year_so_far,
)
from ..metering.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """An amount of money and the local days (Europe/Paris) it speaks of."""

    first: date
    """The first day that is known."""

    last: date
    """The last day that is known."""

    days: int
    """How many days from the first to the last have a cost at all hours of which the use is known."""

    estimated_days: int
    """Of how many of them the cost is an estimate."""

    amount: int
    """1e-12 €."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFigures:
    """What a meter's costs come to; None is unknown, never 0."""

    last_day: Spent | None
    month: Spent | None
    previous_month: Spent | None
    year: Spent | None
    bill: Spent | None
    """Since the day that the user set, the standing charge in any case included; None without such a day."""


def cost_figures(
    cost: Series,
    standing: Series,
    *,
    use: Series,
    estimated: Collection[date],
    standing_included: bool,
    bill_since: date | None,
    today: date,
) -> CostFigures:
    """Return what costs come to as of a local day.

    Args:
        cost: The rows of the cost statistic, 1e-12 €.
        standing: Those of the standing charge.
        use: The energy or water that is priced.
        estimated: The days whose cost is an estimate.
        standing_included: Whether `cost` holds the standing charge already.
        bill_since: The first day of the next bill.
        today: The local day of now.

    """

    def is_whole(day: date) -> bool:
        # A Tempo day of an unknown colour has the hours until 06:00 of the one before.
        return len(cost.amounts(day)) == len(use.amounts(day))

    def spent(period: Period | None) -> Spent | None:
        if period is None:
            return None
        days, _ = cost.known(period.first, period.last)
        whole = [day for day in days if is_whole(day)]
        return Spent(
            first=period.first,
            last=period.last,
            days=len(whole),
            estimated_days=sum(day in estimated for day in whole),
            amount=period.amount,
        )

    newest = next((day for day in reversed(cost.days) if is_whole(day)), None)
    bill = None
    if bill_since is not None:
        bill = spent(period_since(cost, bill_since))
        charges = period_since(standing, bill_since)
        if bill and charges:
            counted = _charges_in(cost, standing, charges) if standing_included else 0
            bill = replace(bill, amount=bill.amount + charges.amount - counted)
    return CostFigures(
        last_day=spent(period_of(cost, newest, newest)) if newest else None,
        month=spent(month_so_far(cost, today)),
        previous_month=spent(previous_month(cost, today)),
        year=spent(year_so_far(cost, today)),
        bill=bill,
    )


def _charges_in(cost: Series, standing: Series, period: Period) -> int:
    """Return what of the standing charge of a period its costs hold already, 1e-12 €: that of the hours that have one."""
    counted = 0
    for day in days_between(period.first, period.last + DAY):
        priced = {start for start, _ in cost.amounts(day)}
        counted += sum(part for start, part in standing.amounts(day) if start in priced)
    return counted
