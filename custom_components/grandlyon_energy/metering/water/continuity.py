"""Does water run without a break? No day that used next to nothing speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..calendar import DAY, days_between
from .volumes import DayVolume, VolumeQuality


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


def continuity(
    days: Mapping[date, DayVolume], *, least_l: int, in_a_row: int
) -> Continuity | None:
    """Return whether water ran on each of the last `in_a_row` days, at least `least_l` litres a day.

    They are the days up to the newest that is known. Each must be known, and by readings a day apart: the share of a
    gap says how much was used, not that some was used every day. None when one of them is a hole or estimated, until
    enough days have come behind it: what weeks ago were the last days in a row says nothing of now.
    """
    if not days:
        return None
    newest = max(days)
    first = newest - (in_a_row - 1) * DAY
    last = [days.get(day) for day in days_between(first, newest + DAY)]
    volumes_ml = [
        day.volume_ml for day in last if day and day.quality is VolumeQuality.REAL
    ]
    if len(volumes_ml) < in_a_row:
        return None
    lowest_l = min(volumes_ml) / 1000
    return Continuity(
        runs=lowest_l >= least_l, lowest_l=lowest_l, first=first, last=newest
    )
