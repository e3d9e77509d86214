"""A day of the year as people write it: 01/04 for 1 April."""

from datetime import date
import re
from typing import Final

from .checks import FieldError

_DAY_MONTH: Final = re.compile(r"\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*")
_LEAP_YEAR: Final = 2024


def read_month_day(text: str | None) -> str:
    """Return DD/MM as MM-DD.

    Raises:
        FieldError: nothing or something else stands there, or a day that no year has.

    """
    found = _DAY_MONTH.fullmatch(text or "")
    if found is None:
        raise FieldError("season_unreadable")
    day, month = map(int, found.groups())
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError as err:
        raise FieldError("season_unreadable") from err
    return f"{month:02}-{day:02}"


def show_month_day(kept: str) -> str:
    """Return MM-DD as `read_month_day` reads it."""
    month, day = kept.split("-")
    return f"{day}/{month}"
