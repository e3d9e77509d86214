"""What a file tells that nothing is known of: what the services said stays, whatever the file says of it.

Pure, and the only place that decides it. Days are local days (Europe/Paris).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from ..csv_files import CsvFileError, DailyVolume, ElectricityMeasures, WaterMeasures
from ..metering.calendar import DAY, day_start, local_day
from ..metering.electricity import TOLERANCE_WH
from ..metering.intervals import resolve_overlaps, split_by_day
from ..metering.shape import day_shape
from ..metering.water import (
    Attribution,
    MeterMatch,
    closes_day,
    compare_ways,
    may_go_on,
)
from ..metering.water.meters import Point, trace_meters
from ..sources.readings import CurvePoint, DailyEnergy, IndexType, MeterIndex
from .contradiction import contradicting_days
from .curve import points_of
from .electricity import ElectricityLedger
from .water import WaterLedger

_J_PER_WH: Final = 3600
_FEWEST_DAYS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingElectricity:
    """What a usage point's ledger lacks and a file tells."""

    energies: tuple[DailyEnergy, ...]
    points: tuple[CurvePoint, ...]

    wh_by_day: Mapping[date, int]
    """By each day that lacks something: all that the file counts on it, Wh."""

    known: frozenset[date]
    """The days of the file of which the ledger lacks nothing."""

    left_out: frozenset[date]
    """The days of the file that are not over, or on which it contradicts what is known."""


def missing_electricity(
    ledger: ElectricityLedger, measures: ElectricityMeasures, *, before: date
) -> MissingElectricity:
    """Return what the ledger lacks of the days before one: energies of days without, points of time without curve.

    What would contradict the other of the two is left out: a day's hours are the service's word, too. So is an energy
    that no home can have used.
    """
    energies = {each.day: each for each in measures.energies if each.day < before}
    end = day_start(before)
    curve = split_by_day(point for point in measures.points if point.end <= end)
    lacking: dict[date, tuple[DailyEnergy | None, Sequence[CurvePoint]]] = {}
    left_out = {each.day for each in measures.energies if each.day >= before}
    left_out |= {local_day(each.start) for each in measures.points if each.end > end}
    for day in sorted(energies.keys() | curve.keys()):
        energy = None if _knows_energy(ledger, day) else energies.get(day)
        points = _lacking(ledger, day, curve.get(day, ()))
        if energy is not None or points:
            lacking[day] = energy, points
    contradicting = contradicting_days(ledger, lacking, today=before)
    left_out |= contradicting
    for day in contradicting:
        del lacking[day]
    return MissingElectricity(
        energies=tuple(energy for energy, _ in lacking.values() if energy),
        # One that crosses midnight stands under both days.
        points=tuple(
            dict.fromkeys(each for _, points in lacking.values() for each in points)
        ),
        wh_by_day={
            day: _counted_wh(day, energies.get(day), curve.get(day, ()))
            for day in lacking
        },
        known=frozenset((energies.keys() | curve.keys()) - lacking.keys() - left_out),
        left_out=frozenset(left_out),
    )


def by_month(measures: ElectricityMeasures) -> list[ElectricityMeasures]:
    """Return the measures of each month, newest first.

    An energy may stand for the days after it as well, which must then be known when it is looked at.
    """
    points: defaultdict[tuple[int, int], list[CurvePoint]] = defaultdict(list)
    for point in measures.points:
        day = local_day(point.start)
        points[day.year, day.month].append(point)
    energies: defaultdict[tuple[int, int], list[DailyEnergy]] = defaultdict(list)
    for energy in measures.energies:
        energies[energy.day.year, energy.day.month].append(energy)
    return [
        replace(measures, points=tuple(points[month]), energies=tuple(energies[month]))
        for month in sorted(points.keys() | energies.keys(), reverse=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingWater:
    """What a water contract's ledger lacks and a file tells."""

    indexes: tuple[MeterIndex, ...] = ()
    """On the days on which the ledger has them printed."""

    known: frozenset[date] = field(default_factory=frozenset)
    """The days of use that the file's indexes close where the ledger has a reading, or its volumes speak of."""

    left_out: frozenset[date] = frozenset()
    """The days of volumes that do not touch what is known, and of indexes that are not read yet."""


def missing_water(
    ledger: WaterLedger,
    measures: WaterMeasures,
    *,
    attribution: Attribution,
    today: date,
    is_contract_sure: bool,
) -> MissingWater:
    """Return what the ledger lacks up to today.

    Args:
        ledger: What is known.
        measures: What the file says.
        attribution: Which day an index closes.
        today: The local day of now.
        is_contract_sure: Whether the file names the contract; its indexes must tell otherwise.

    Raises:
        CsvFileError: the file is of another meter, or its volumes have no index to go on from.

    """
    if measures.volumes:
        return _counted_back(ledger, measures.volumes, attribution)
    indexes = [each for each in measures.indexes if each.day <= today]
    known = ledger.readings()
    overlap = compare_ways(known, indexes)
    is_other = overlap.match is MeterMatch.OTHER or (
        overlap.match is MeterMatch.UNKNOWN
        and not is_contract_sure
        and not may_go_on(known, indexes)
    )
    if is_other:
        raise CsvFileError("csv_other_water_meter")
    offset = overlap.day_offset * DAY
    moved = [replace(each, day=each.day + offset) for each in indexes]
    # The index of a day that is not over would be that of its end.
    placed = [each for each in moved if each.day <= today]
    return replace(
        _sorted_out(ledger, placed, attribution),
        left_out=frozenset(each.day for each in measures.indexes if each.day > today),
    )


def _sorted_out(
    ledger: WaterLedger, indexes: Iterable[MeterIndex], attribution: Attribution
) -> MissingWater:
    lacking, known = [], set()
    for reading in indexes:
        record = ledger.days.get(reading.day)
        if record is None or record.type is IndexType.PENDING:
            lacking.append(reading)
        else:
            known.add(closes_day(reading.day, attribution))
    return MissingWater(indexes=tuple(lacking), known=frozenset(known))


def _counted_back(
    ledger: WaterLedger, volumes: Sequence[DailyVolume], attribution: Attribution
) -> MissingWater:
    """Return the indexes that volumes give, day by day back from the first index known: none is made up.

    Days that do not touch it are left out; an index that would be below 0 is another meter's.
    """
    first = _first_index(ledger)
    if first is None:
        raise CsvFileError("csv_water_no_index")
    by_day = {each.day: each.volume_l for each in volumes}
    printed, index_l = first.day, first.litres
    indexes: list[MeterIndex] = []
    while (volume_l := by_day.get(closes_day(printed, attribution))) is not None:
        if volume_l > index_l:
            break
        printed, index_l = printed - DAY, index_l - volume_l
        indexes.append(MeterIndex(day=printed, type=IndexType.REAL, index_l=index_l))
    opened = closes_day(first.day, attribution)
    older = {day for day in by_day if day <= opened}
    if older and opened not in by_day:
        raise CsvFileError("csv_water_apart", day=opened.isoformat())
    missing = _sorted_out(ledger, reversed(indexes), attribution)
    return replace(
        missing,
        known=missing.known | {day for day in by_day if day > opened},
        left_out=frozenset(
            older - {closes_day(each.day + DAY, attribution) for each in indexes}
        ),
    )


def _first_index(ledger: WaterLedger) -> Point | None:
    """Return the first index that is believed."""
    points = (point for run in trace_meters(ledger.readings()).runs for point in run)
    return next((point for point in points if point.real), None)


def _knows_energy(ledger: ElectricityLedger, day: date) -> bool:
    record = ledger.days.get(day)
    return record is not None and record.energy_wh is not None


def _known_points(ledger: ElectricityLedger, day: date) -> list[CurvePoint]:
    record = ledger.days.get(day)
    return points_of(record.curve) if record else []


def _lacking(
    ledger: ElectricityLedger, day: date, points: Sequence[CurvePoint]
) -> Sequence[CurvePoint]:
    """Return the points of a day that tell of time of which no curve is known."""
    known = _known_points(ledger, day)
    return [each for each in points if _adds_to(known, each)] if known else points


def _adds_to(known: Iterable[CurvePoint], point: CurvePoint) -> bool:
    """Whether a point tells of time that known ones leave, without taking the place of any: the finer step wins."""
    around = [
        each for each in known if each.start < point.end and point.start < each.end
    ]
    length = point.end - point.start
    if any(each.end - each.start >= length for each in around):
        return False
    covered = sum(
        (
            min(each.end, point.end) - max(each.start, point.start)
            for each in resolve_overlaps(around)
        ),
        timedelta(),
    )
    return covered < length


def _counted_wh(
    day: date, energy: DailyEnergy | None, points: Iterable[CurvePoint]
) -> int:
    """Return what a file counts on a day: its energy, else the sum of its points, Wh."""
    if energy is not None:
        return energy.energy_wh
    return round(day_shape(day, points).total_j / _J_PER_WH)


def contradicts(ledger: ElectricityLedger, measures: ElectricityMeasures) -> bool:
    """Whether a file cannot be of this usage point: on three or more days with energies fewer than half agree.

    So are told a file without a number that is another home's, one in another unit than it says, and one whose days
    are not those of the service.
    """
    energies = {each.day: each.energy_wh for each in measures.energies}
    for day, points in split_by_day(measures.points).items():
        if day not in energies and (shape := day_shape(day, points)).complete:
            energies[day] = round(shape.total_j / _J_PER_WH)
    agreeing = [
        abs(energy_wh - record.energy_wh) <= TOLERANCE_WH
        for day, energy_wh in energies.items()
        if (record := ledger.days.get(day)) and record.energy_wh is not None
    ]
    return len(agreeing) >= _FEWEST_DAYS and sum(agreeing) * 2 < len(agreeing)
