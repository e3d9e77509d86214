"""What is known of a usage point, day by day, hour by hour, and as its load curve was read."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from ..ledger.adopted import AdoptedDay
from ..ledger.curve import points_of
from ..ledger.electricity import ElectricityDay
from ..metering.calendar import DAY, day_hours, day_start, days_between
from ..metering.electricity import DayQuality
from ..metering.intervals import resolve_overlaps
from ..metering.series import Series
from ..sources.readings import CurvePoint
from .table import ADOPTED, HOLE, Cell, Table, printed, thousandths

type Adopted = Mapping[date, AdoptedDay]

_MEASURED: Final = "measured"


def energy_days(
    first: date,
    last: date,
    *,
    series: Series,
    qualities: Mapping[date, DayQuality],
    known: Mapping[date, ElectricityDay],
    adopted: Adopted,
) -> Table:
    """Return a row for each day of a period, both ends included.

    `energy_wh` is what the statistic counts, `read_energy_wh` the daily energy as the service said it: on a day that
    is a conflict they differ.
    """
    return Table(
        figure="energy_wh",
        columns=("day", "energy_wh", "quality", "read_energy_wh", "adopted_from"),
        rows=tuple(
            (
                day.isoformat(),
                thousandths(series.total(day)),
                _quality(day, qualities, adopted),
                known[day].energy_wh if day in known else None,
                _source(day, adopted),
            )
            for day in days_between(first, last + DAY)
        ),
    )


def energy_hours(
    first: date,
    last: date,
    *,
    series: Series,
    qualities: Mapping[date, DayQuality],
    adopted: Adopted,
) -> Table:
    """Return a row for each hour of a period of days, both ends included: 23 or 25 where the clocks change.

    The quality is that of the day.
    """
    rows: list[tuple[Cell, ...]] = []
    for day in days_between(first, last + DAY):
        amounts = dict(series.amounts(day))
        quality, source = _quality(day, qualities, adopted), _source(day, adopted)
        rows += [
            (printed(hour), thousandths(amounts.get(hour)), quality, source)
            for hour in day_hours(day)
        ]
    return Table(
        figure="energy_wh",
        columns=("start", "energy_wh", "quality", "adopted_from"),
        rows=tuple(rows),
    )


def load_curve(
    first: date, last: date, *, known: Mapping[date, ElectricityDay]
) -> Table:
    """Return the mean power of each interval that was read of a period of days; what is missing has no row.

    An interval that crosses a midnight belongs to the day on which it starts.
    """
    return Table(
        figure="power_w",
        columns=("start", "end", "power_w", "estimated"),
        rows=tuple(
            (
                printed(point.start),
                printed(point.end),
                point.power_w,
                point.estimated,
            )
            for day in days_between(first, last + DAY)
            if day in known
            for point in _intervals(day, known[day])
        ),
    )


def maximum_power_days(
    first: date,
    last: date,
    *,
    known: Mapping[date, ElectricityDay],
    adopted: Adopted,
) -> Table:
    """Return a row for each day of a period, both ends included, with the day's highest apparent power and its second.

    Of an adopted day only the hour is known.
    """
    return Table(
        figure="maximum_power_va",
        columns=("day", "maximum_power_va", "at", "quality", "adopted_from"),
        rows=tuple(
            (
                day.isoformat(),
                *_maximum(day, known, adopted),
                _source(day, adopted),
            )
            for day in days_between(first, last + DAY)
        ),
    )


def _quality(day: date, qualities: Mapping[date, DayQuality], adopted: Adopted) -> str:
    return ADOPTED if day in adopted else qualities.get(day, DayQuality.HOLE).value


def _source(day: date, adopted: Adopted) -> str | None:
    return adopted[day].source if day in adopted else None


def _maximum(
    day: date, known: Mapping[date, ElectricityDay], adopted: Adopted
) -> tuple[Cell, Cell, Cell]:
    if day in known and (maximum := known[day].maximum_power):
        return maximum.power_va, printed(maximum.at), _MEASURED
    if day in adopted:
        at, power_va = max(adopted[day].hours, key=lambda hour: hour[1])
        return power_va, printed(at), ADOPTED
    return None, None, HOLE


def _intervals(day: date, known: ElectricityDay) -> Iterator[CurvePoint]:
    """Return a day's disjoint intervals; a negative power is no reading of a consumption, as in `day_shape`."""
    read = (point for point in points_of(known.curve) if point.power_w >= 0)
    for point in resolve_overlaps(read):
        if day_start(day) <= point.start < day_start(day + DAY):
            yield point
