"""Does water run without a break? No day that used next to nothing speaks for it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """What the last days say."""

    runs: bool
    """Whether none of the days was under the volume that was set."""

    lowest_l: float
    """The volume of the day that used least, L."""

    first: date
    """The first of the local days (Europe/Paris) that were looked at."""

    last: date
    """The last of them."""
