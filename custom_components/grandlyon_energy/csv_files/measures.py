"""What a file holds, typed: the readings of `sources/readings.py`, and what it says of whose they are."""

from dataclasses import dataclass
from datetime import date

from ..sources.readings import CurvePoint, DailyEnergy, MeterIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityMeasures:
    """What a file of Enedis says of one usage point, in one direction."""

    point_id: str | None = None
    """The number of the point, 14 digits; None where the file does not say it."""

    production: bool | None = None
    """Whether it was fed in; None where the file does not say it."""

    points: tuple[CurvePoint, ...] = ()
    """Sorted, each interval once."""

    energies: tuple[DailyEnergy, ...] = ()
    """Sorted, each day once."""

    left_out: frozenset[date] = frozenset()
    """The days of values that cannot be placed in time: a point without a neighbour, an index that fell later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyVolume:
    """What a home used on one local day."""

    day: date
    volume_l: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterMeasures:
    """What a file says of one water contract: indexes, or volumes where it has no index."""

    contract: str | None = None
    """The number of the contract as printed; None where the file does not say it."""

    indexes: tuple[MeterIndex, ...] = ()
    """Sorted by printed day, each day once."""

    volumes: tuple[DailyVolume, ...] = ()
    """Sorted, each day once; only without indexes."""


type CsvFile = tuple[ElectricityMeasures, ...] | WaterMeasures
"""The measures of a file: those of electricity by point and direction."""
