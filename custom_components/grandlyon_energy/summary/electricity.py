"""What is shown of a usage point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..holes import Progress
from ..ledger.electricity import ElectricityLedger
from ..metering.electricity import DayQuality
from ..metering.mean_days import MEAN_OF_DAYS, MeanDay, weekday_mean, weekend_mean
from ..metering.peak_power import (
    highest_of_12_months,
    is_exceeded,
    newest_maximum,
    share_of_subscribed,
)
from ..metering.series import Series
from ..metering.standby import Standby, standby_of
from ..pricing.figures import CostFigures
from ..sources.readings import Contract, MaximumPower
from .periods import Periods, periods_of

_NOT_TO_COMPARE: Final = (DayQuality.CONFLICT, DayQuality.INCOMPLETE)
"""Days whose total is not sure. A flat day's is, and so is, as far as anybody knows, an adopted one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricitySummary:
    """What a usage point's entities show; None is unknown, never 0."""

    periods: Periods

    maximum_power: MaximumPower | None
    """That of the newest day that has one."""

    maximum_power_12_months: MaximumPower | None
    """The highest of the 12 months up to that day."""

    power_share: float | None
    """The newest day's maximum in percent of the subscribed power."""

    power_exceeded: bool | None
    """Whether the newest day's maximum was above the subscribed power."""

    standby: Standby | None
    """The lowest hour of the newest exact day, however long ago: it says its day."""

    weekday_mean: MeanDay | None
    """Of the days from Monday to Friday among the last 28 exact days, however long ago: it says which."""

    weekend_mean: MeanDay | None
    """Of the Saturdays and Sundays among them."""

    newest_day: date | None
    """The newest local day that has an energy."""

    contract: Contract
    progress: Progress
    costs: CostFigures | None = None
    """What the energy costs, None without a tariff."""


def electricity_summary(
    ledger: ElectricityLedger,
    series: Series,
    qualities: Mapping[date, DayQuality],
    *,
    contract: Contract,
    progress: Progress,
    costs: CostFigures | None = None,
    today: date,
) -> ElectricitySummary:
    """Return what is known of a usage point as of a local day.

    Args:
        ledger: Where its maxima are.
        series: Its hours, mWh.
        qualities: How the days of the series came to be; adopted days have none.
        contract: What is subscribed to.
        progress: How much of the history is read.
        costs: What the energy costs.
        today: The local day of now.

    """
    exact = [day for day in series.days if qualities.get(day) is DayQuality.EXACT]
    last_exact = exact[-MEAN_OF_DAYS:]
    unsure = {day for day, quality in qualities.items() if quality in _NOT_TO_COMPARE}
    maxima = [day.maximum_power for day in ledger.days.values() if day.maximum_power]
    maximum = newest_maximum(maxima)
    subscribed_va = contract.subscribed_power_va
    periods = periods_of(series, today=today, not_to_compare=unsure)
    return ElectricitySummary(
        periods=periods,
        maximum_power=maximum,
        maximum_power_12_months=highest_of_12_months(maxima),
        power_share=share_of_subscribed(maximum, subscribed_va),
        power_exceeded=is_exceeded(maximum, subscribed_va),
        standby=standby_of(exact[-1], series.amounts(exact[-1])) if exact else None,
        weekday_mean=weekday_mean(series, last_exact),
        weekend_mean=weekend_mean(series, last_exact),
        newest_day=periods.newest_day,
        contract=contract,
        progress=progress,
        costs=costs,
    )
