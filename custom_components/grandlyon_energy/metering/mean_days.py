"""What a usual day of the week, and of the weekend, needs."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDay:
    """The mean of some days' energies."""

    amount: int
    """mWh."""

    days: int
    """How many days it is the mean of."""

    first: date
    """The first of these local days (Europe/Paris)."""

    last: date
    """The last of them."""
