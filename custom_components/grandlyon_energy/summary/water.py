"""What is shown of a water contract."""

from dataclasses import dataclass
from datetime import date

from ..metering.series import Series
from ..metering.water import NewestReading
from ..metering.water.continuity import Continuity
from ..metering.water.state import ReadingState, reading_state
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
    """Whether the newest reading that says anything is an anomaly."""

    anomaly_day: date | None
    """The printed day of the newest anomaly, also of one that is over."""

    meter_changed: bool | None
    """Whether the meter was changed lately."""

    meter_changed_day: date | None
    """The printed day of the newest change of meter, however long ago."""

    continuity: Continuity | None

    percent: int
    """How much of the history is read; 100 means that nothing is left to ask for."""


def water_summary(
    series: Series, newest: NewestReading | None, *, today: date
) -> WaterSummary:
    """Return what is known of a water contract as of a local day.

    Args:
        series: Its days, mL.
        newest: The state that its newest readings leave.
        today: The local day of now.

    """
    periods = periods_of(series, today=today)
    return WaterSummary(
        periods=periods,
        index_l=newest.index_l if newest else None,
        last_reading_day=newest.index_day if newest else None,
        reading_state=reading_state(newest.type) if newest else None,
        newest_day=periods.newest_day,
        anomaly=None,
        anomaly_day=None,
        meter_changed=None,
        meter_changed_day=None,
        continuity=None,
        percent=0,
    )
