"""What the newest readings say of the meter itself."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ...sources.readings import IndexType
from .volumes import NewestReading, WaterSeries

_NEWS: Final = timedelta(days=30)
"""For so long a change of meter is worth being told."""


class ReadingState(StrEnum):
    """What the service says of its newest printed day."""

    REAL = "real"
    PENDING = "pending"
    """The reading has not come yet."""

    ANOMALY = "anomaly"
    METER_CHANGED = "meter_changed"
    OTHER = "other"
    """A letter that the service does not explain."""


_STATES: Final = {
    IndexType.REAL: ReadingState.REAL,
    IndexType.PENDING: ReadingState.PENDING,
    IndexType.ANOMALY: ReadingState.ANOMALY,
    IndexType.METER_CHANGED: ReadingState.METER_CHANGED,
}


def reading_state(newest: IndexType) -> ReadingState:
    """Return what the type of the newest printed reading means; a pending day behind real ones is pending."""
    return _STATES.get(newest, ReadingState.OTHER)


def is_anomaly(series: WaterSeries, newest: NewestReading | None) -> bool | None:
    """Return whether an anomaly is the last that the service said of the meter, None when it said nothing yet.

    A real reading or a change of meter ends it. A pending reading does not, nor one of a letter that nobody explains.
    """
    anomaly = newest_anomaly(series)
    others = [*series.meter_changes[-1:], *series.suspects[-1:]]
    if newest and newest.index_day:
        others.append(newest.index_day)
    if anomaly is None:
        return False if others else None
    return all(day < anomaly for day in others)


def newest_anomaly(series: WaterSeries) -> date | None:
    """Return the printed day of the newest anomaly, also of one that is over."""
    return series.anomalies[-1] if series.anomalies else None


def is_meter_changed(
    series: WaterSeries, newest: NewestReading | None, *, today: date
) -> bool | None:
    """Return whether the meter was changed in the last 30 days, None while no index tells of any meter."""
    changed = newest_meter_change(series)
    if changed is None:
        return False if newest and newest.index_day else None
    return today - changed < _NEWS


def newest_meter_change(series: WaterSeries) -> date | None:
    """Return the printed day of the newest change of meter, said by the service or found by the indexes themselves."""
    return series.meter_changes[-1] if series.meter_changes else None
