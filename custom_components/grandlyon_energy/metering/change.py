"""How much more or less is used than a year before."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What this year used against the same days of last year."""

    percent: float
    """Above 0 when more is used this year; one decimal."""

    first: date
    """The first of this year's days (Europe/Paris) that were compared."""

    last: date
    """The last of them."""

    days: int
    """How many days were compared."""
