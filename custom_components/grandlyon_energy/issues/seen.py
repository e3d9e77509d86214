"""News that a card tells for a while, unless the user has said to know of it."""

from datetime import date
from typing import Any, Final

from ..ledger.base import Ledger

METER_CHANGED: Final = "meter_changed"
OFF_PEAK_CHANGED: Final = "off_peak_hours_changed"
OFF_PEAK_ANNOUNCED: Final = "off_peak_hours_announced"

NEWS_DAYS: Final = 30


def is_news(ledger: Ledger[Any], what: str, day: date | None, today: date) -> bool:
    """Return whether something that happened on a local day is recent, and the user has not seen it."""
    if day is None or (today - day).days >= NEWS_DAYS:
        return False
    return is_unseen(ledger, what, day)


def is_unseen(ledger: Ledger[Any], what: str, day: date) -> bool:
    """Return whether the user has not seen what happened on a local day, however long ago that is."""
    seen = ledger.seen.get(what)
    return seen is None or day > seen
