"""What is shown of a usage point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..holes import Progress
from ..ledger.electricity import ElectricityLedger
from ..metering.electricity import DayQuality
from ..metering.mean_days import MeanDay
from ..metering.series import Series
from ..metering.standby import Standby
from ..sources.readings import Contract, MaximumPower
from .periods import Periods, periods_of


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
    weekday_mean: MeanDay | None
    weekend_mean: MeanDay | None

    newest_day: date | None
    """The newest local day that has an energy."""

    contract: Contract
    progress: Progress


def electricity_summary(
    ledger: ElectricityLedger,
    series: Series,
    qualities: Mapping[date, DayQuality],
    *,
    contract: Contract,
    progress: Progress,
    today: date,
) -> ElectricitySummary:
    """Return what is known of a usage point as of a local day.

    Args:
        ledger: Where its maxima are.
        series: Its hours, mWh.
        qualities: How the days of the series came to be; adopted days have none.
        contract: What is subscribed to.
        progress: How much of the history is read.
        today: The local day of now.

    """
    newest_maximum = ledger.newest_maximum_day
    periods = periods_of(series, today=today)
    return ElectricitySummary(
        periods=periods,
        maximum_power=ledger.days[newest_maximum].maximum_power
        if newest_maximum
        else None,
        maximum_power_12_months=None,
        power_share=None,
        power_exceeded=None,
        standby=None,
        weekday_mean=None,
        weekend_mean=None,
        newest_day=periods.newest_day,
        contract=contract,
        progress=progress,
    )
