"""What a home draws when nobody uses anything."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """The lowest hour of a day."""

    day: date
    """The local day (Europe/Paris)."""

    start: datetime
    """When the hour begins, aware UTC."""

    power_w: int
    """The mean power of the hour, W."""
