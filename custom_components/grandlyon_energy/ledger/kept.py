"""Values as the ledger's files keep them, read strictly: a damaged file must be found when it is read, not when it is used.

Every function raises TypeError or ValueError for what no ledger has written.
"""

from datetime import UTC, date, datetime
from typing import Any

from ..metering.calendar import local_day
from ..sources.stamps import METER_YEARS


def whole(value: Any) -> int:
    """Return a whole number."""
    if type(value) is not int:
        raise TypeError("Not a whole number")
    return value


def whole_or_none(value: Any) -> int | None:
    """Return a whole number or nothing."""
    return None if value is None else whole(value)


def text(value: Any) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise TypeError("Not a text")
    return value


def text_or_none(value: Any) -> str | None:
    """Return a text or nothing."""
    return None if value is None else text(value)


def flag_or_none(value: Any) -> bool | None:
    """Return yes, no or nothing."""
    if not isinstance(value, bool | None):
        raise TypeError("Neither yes nor no")
    return value


def day(value: Any) -> date:
    """Return a local day in ISO form."""
    read = date.fromisoformat(value)
    if read.year not in METER_YEARS:
        raise ValueError("Not a day of a meter")
    return read


def day_or_none(value: Any) -> date | None:
    """Return a local day or nothing."""
    return day(value) if value else None


def moment_or_none(value: Any) -> datetime | None:
    """Return an aware instant in ISO form, or nothing."""
    if not value:
        return None
    read = datetime.fromisoformat(value)
    if read.tzinfo is None or read.year not in METER_YEARS:
        raise ValueError("Not an instant")
    return read


def instant(value: Any) -> datetime:
    """Return the aware UTC instant of a number of seconds since the epoch."""
    read = datetime.fromtimestamp(seconds(value), UTC)
    if local_day(read).year not in METER_YEARS:
        raise ValueError("Not an instant of a meter")
    return read


def seconds(value: Any) -> int:
    """Return a number of seconds since the epoch that an instant can have."""
    read = whole(value)
    if not 0 <= read < 2**32:
        raise ValueError("Not an instant")
    return read
