"""How days and texts are put into diagnostics."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
import re
from typing import Any, Final

from ..ledger.journal import runs_of_days

MOST_RUNS: Final = 30

_LONG_NUMBER: Final = re.compile(r"[0-9]{5,}")
_ADDRESS: Final = re.compile(r"(?<!\S)[^\s@]*@\S*")
"""A whole word: looked for from its beginning only, or a long one would take a time that grows with its square."""
_LONGEST: Final = 100


def masked(text: str | None) -> str | None:
    """Return a label of a service without what could be a number of somebody's, or an e-mail address."""
    if text is None:
        return None
    return _LONG_NUMBER.sub("···", _ADDRESS.sub("···", text))[:_LONGEST]


def instant(moment: datetime | None) -> str | None:
    """Return an instant in ISO form, to the second."""
    return moment.isoformat(timespec="seconds") if moment else None


def day_text(day: date | None) -> str | None:
    """Return a local day in ISO form."""
    return day.isoformat() if day else None


def span(days: Iterable[date]) -> dict[str, Any]:
    """Return how many days there are, with the first and the last."""
    days = list(days)
    return {
        "days": len(days),
        "first": day_text(min(days, default=None)),
        "last": day_text(max(days, default=None)),
    }


def runs(days: Iterable[date]) -> dict[str, Any]:
    """Return how many days there are, and their newest unbroken runs, each with its first and last day."""
    days = list(days)
    found = runs_of_days(days)
    return {
        "days": len(days),
        "newest_runs": [
            f"{first.isoformat()}/{last.isoformat()}"
            for first, last in found[-MOST_RUNS:]
        ],
    }


def counted(counts: Mapping[Any, int]) -> dict[str, int]:
    """Return counts by the text of what is counted, sorted."""
    return {str(what): counts[what] for what in sorted(counts, key=str)}
