"""What the newest readings say of the meter itself."""

from enum import StrEnum
from typing import Final

from ...sources.readings import IndexType


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
    """Return what the type of the newest printed reading means."""
    return _STATES.get(newest, ReadingState.OTHER)
