"""Off-peak windows as people and contracts write them."""

from collections.abc import Iterable
import re
from typing import Final

from .windows import MINUTES_A_DAY, Interval

_TIME: Final = r"(\d{1,2}) ?(?:[h:] ?(\d{2})?)"
_WINDOW: Final = re.compile(
    rf"(?:de )?{_TIME} ?(?:-|–|—|à|to|>) ?{_TIME}(?![\dh:])",  # noqa: RUF001 - dashes as people type them
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"(?:\s|[();:,/.+]|\bHC\b|\bet\b|\band\b)*", re.IGNORECASE)
"""What may stand around windows, such as in HC (22H00-6H00;12H00-14H00)."""


def parse_windows(text: str) -> tuple[Interval, ...]:
    """Return the windows in a text such as 22:30-06:30, 12:00-14:00 or HC (22H30-6H30), in its order.

    Raises:
        ValueError: nothing or something else stands there, or a time that no clock shows.

    """
    # One blank for many: between two optional stretches of them, a long one would be parted in every way.
    text = " ".join(text.split())
    if not _BETWEEN.fullmatch(_WINDOW.sub(" ", text)):
        raise ValueError("not only windows")
    windows = tuple(_interval(*found.groups()) for found in _WINDOW.finditer(text))
    if not windows:
        raise ValueError("no window")
    return windows


def format_windows(windows: Iterable[Interval]) -> str:
    """Return windows as `parse_windows` reads them."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in windows)


def _interval(
    hour: str, minute: str | None, to_hour: str, to_minute: str | None
) -> Interval:
    start, end = _minutes(hour, minute), _minutes(to_hour, to_minute)
    if start == MINUTES_A_DAY:
        start = 0
    if start == end:
        raise ValueError("a window without a length")
    return start, end


def _minutes(hour: str, minute: str | None) -> int:
    """Return a time of the clock in minutes; midnight may be written 24:00.

    Raises:
        ValueError: no clock shows it.

    """
    minutes = int(hour) * 60 + int(minute or 0)
    if minutes > MINUTES_A_DAY or int(minute or 0) > 59:
        raise ValueError("no such time")
    return minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
