"""What is shown of a water contract."""

from dataclasses import dataclass
from datetime import date

from ..ledger.water import WaterLedger
from ..metering.series import Series
from ..metering.water.continuity import Continuity, continuity
from ..metering.water.state import (
    ReadingState,
    is_anomaly,
    is_meter_changed,
    newest_anomaly,
    newest_meter_change,
    reading_state,
)
from ..pricing.figures import CostFigures
from ..projection import WaterProjection
from ..sources.readings import IndexType
from .periods import Periods, periods_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterSummary:
    """What a water contract's entities show; None is unknown, never 0."""

    periods: Periods

    index_l: int | None
    """The last real index, L."""

    last_reading_day: date | None
    """The printed day of that index."""

    reading_state: ReadingState | None

    newest_day: date | None
    """The newest local day that has a volume."""

    anomaly: bool | None
    """Whether the newest reading that says anything is an anomaly; None where the service does not say such things."""

    anomaly_day: date | None
    """The printed day of the newest anomaly, also of one that is over."""

    meter_changed: bool | None
    """Whether the meter was changed in the last 30 days."""

    meter_changed_day: date | None
    """The printed day of the newest change of meter, however long ago."""

    continuity: Continuity | None
    """Whether water runs without a break; None while the last days are not all known, and real."""

    percent: int
    """How much of the history is read: 100 once all was asked for, since then every poll asks for what is due."""

    costs: CostFigures | None = None
    """What the water costs, None without a tariff."""

    price: int | None = None
    """µ€ that the next m³ costs; None without a tariff."""


def water_summary(
    ledger: WaterLedger,
    series: Series,
    projection: WaterProjection,
    *,
    tells_types: bool,
    least_l: int,
    in_a_row: int,
    is_read: bool,
    costs: CostFigures | None = None,
    price: int | None = None,
    oldest: date,
    today: date,
) -> WaterSummary:
    """Return what is known of a water contract as of a local day.

    Args:
        ledger: Its readings.
        series: Its days, mL, adopted ones included.
        projection: What the readings mean.
        tells_types: Whether the service says what its readings are; where it does not, nothing is known of anomalies.
        least_l: Under so many litres a day counts as one without water running.
        in_a_row: On so many days in a row it must run.
        is_read: Whether all that the service had was read once.
        costs: What the water costs.
        price: µ€ that the next m³ costs.
        oldest: The first day to ask the service for.
        today: The local day of now.

    """
    readings, newest = projection.series, projection.newest
    periods = periods_of(series, today=today)
    return WaterSummary(
        periods=periods,
        index_l=newest.index_l if newest else None,
        last_reading_day=newest.index_day if newest else None,
        reading_state=reading_state(newest.type) if newest else None,
        newest_day=periods.newest_day,
        anomaly=is_anomaly(readings, newest) if tells_types else None,
        anomaly_day=newest_anomaly(readings),
        meter_changed=is_meter_changed(readings, newest, today=today),
        meter_changed_day=newest_meter_change(readings),
        continuity=continuity(readings.days, least_l=least_l, in_a_row=in_a_row),
        costs=costs,
        price=price,
        percent=100 if is_read else _share_known(ledger, oldest, today),
    )


def _share_known(ledger: WaterLedger, oldest: date, today: date) -> int:
    """Return the percentage of the printed days that are known though the history was not read yet, at most 99.

    They come from files, or are what is left after a loss.
    """
    known = sum(
        oldest <= day <= today and record.type is not IndexType.PENDING
        for day, record in ledger.days.items()
    )
    return min(99, 100 * known // ((today - oldest).days + 1))
