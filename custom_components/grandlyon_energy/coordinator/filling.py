"""What comes of taking a file in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ..ledger.filling import MissingElectricity
from ..metering.water import Attribution, daily_volumes
from ..sources.readings import MeterIndex

_MWH_PER_WH: Final = 1000


@dataclass(slots=True, kw_only=True)
class Filled:
    """The days that a file fills, or would fill."""

    amounts: dict[date, int] = field(default_factory=dict)
    """By local day of use, what the file counts on it, in the integers of the series (mWh, mL)."""

    known: set[date] = field(default_factory=set)
    """The days of the file of which nothing is lacking."""

    left_out: set[date] = field(default_factory=set)
    """The days of the file of which nothing can be used."""

    def add_electricity(self, missing: MissingElectricity) -> None:
        """Count what a part of a file fills."""
        self.amounts |= {day: wh * _MWH_PER_WH for day, wh in missing.wh_by_day.items()}
        self.known = (self.known | missing.known) - self.amounts.keys()
        self.left_out = (
            (self.left_out | missing.left_out) - self.amounts.keys() - self.known
        )


def changed_volumes(
    known: Sequence[MeterIndex], new: Iterable[MeterIndex], attribution: Attribution
) -> dict[date, int]:
    """Return the volume (mL) of each day that more readings tell, or tell otherwise."""
    before = daily_volumes(known, attribution=attribution).days
    of_day = {each.day: each for each in (*known, *new)}
    after = daily_volumes(of_day.values(), attribution=attribution).days
    return {
        day: volume.volume_ml
        for day, volume in after.items()
        if before.get(day) != volume
    }
