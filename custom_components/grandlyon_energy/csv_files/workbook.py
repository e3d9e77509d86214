"""The sheets of the workbook that Enedis' customer space gives since the end of 2024, saved as CSV.

Public samples agree on its form. Some lines say whose the values are (`Point Référence Mesure (PRM) :`, `Type de
comptage :`); the table under them begins in any column.

- `Date` and `Valeur (en kWh)`: the energy of each day, day/month/year, NA where there is none.
- `Début`, `Fin` and `Valeur (en kW)`: the mean power of each interval, clock times without an offset. October's
  repeated hour is told by the order of the lines.

Units stand in the heading and are never guessed.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from ..sources.stamps import PARIS, Stamp, resolve
from .cells import simplified, unit_in_heading
from .curve import POWER_UNITS, STEPS, PrintedValue, in_order, load_curve
from .energies import WATT_HOURS, PrintedDay, daily_energies
from .errors import CsvFileError
from .measures import ElectricityMeasures
from .rows import (
    Columns,
    check_width,
    columns_of,
    day_at,
    is_total,
    point_at,
    stamp_at,
    value_at,
    value_beside,
)
from .table import TableRow

_DAY: Final = "date"
_START: Final = "debut"
_END: Final = "fin"
_VALUE: Final = "valeur"
"""How the heading of a value begins."""

_POINT_LABELS: Final = ("point reference mesure", "identifiant prm", "prm")
_KIND_LABELS: Final = ("type de comptage", "type de donnees")
_FED_IN: Final = ("production", "injection")
_DRAWN: Final = ("consommation", "soutirage")


def is_daily(columns: Columns) -> bool:
    """Return whether a heading is that of daily energies."""
    return _DAY in columns and _value_column(columns) is not None


def is_curve(columns: Columns) -> bool:
    """Return whether a heading is that of intervals."""
    return {_START, _END} <= columns.keys() and _value_column(columns) is not None


def read_daily(
    before: list[TableRow], heading: TableRow, rows: Iterable[TableRow]
) -> ElectricityMeasures:
    """Return the energies of a sheet; `before` are the lines above its table.

    Raises:
        CsvFileError: which line is wrong, and why.

    """
    columns = columns_of(heading)
    value, unit = _value(heading, columns, WATT_HOURS)
    point_id, production = _whose(before)
    energies = daily_energies(
        [
            PrintedDay(
                line=row.line,
                day=day_at(row, columns[_DAY]),
                value=value_at(row, value),
                unit=unit,
            )
            for row in _body(rows, columns)
        ]
    )
    return ElectricityMeasures(
        point_id=point_id, production=production, energies=energies.days
    )


def read_curve(
    before: list[TableRow], heading: TableRow, rows: Iterable[TableRow]
) -> ElectricityMeasures:
    """Return the intervals of a sheet; `before` are the lines above its table.

    Raises:
        CsvFileError: which line is wrong, and why.

    """
    columns = columns_of(heading)
    value, unit = _value(heading, columns, POWER_UNITS)
    point_id, production = _whose(before)
    body = _body(rows, columns)
    starts = [stamp_at(row, columns[_START]) for row in body]
    ends = [stamp_at(row, columns[_END]) for row in body]
    curve = load_curve(
        [
            PrintedValue(
                line=row.line, end=end, value=value_at(row, value), unit=unit, step=step
            )
            for row, (end, step) in zip(
                body, _resolved(body, starts, ends), strict=True
            )
        ]
    )
    return ElectricityMeasures(
        point_id=point_id,
        production=production,
        points=curve.points,
        left_out=curve.left_out,
    )


def _body(rows: Iterable[TableRow], columns: Columns) -> list[TableRow]:
    body = [row for row in rows if not is_total(row)]
    for row in body:
        check_width(row, columns)
    return body


def _resolved(
    rows: Sequence[TableRow], starts: Sequence[Stamp], ends: Sequence[Stamp]
) -> list[tuple[Stamp, timedelta]]:
    """Return the end of each interval as a time in UTC, and its length.

    Each start happens once and in order; an end may be printed as the clock before or after its change shows it.
    """
    forwards = in_order(starts)
    instants = resolve(starts if forwards else starts[::-1])
    if not forwards:
        instants.reverse()
    resolved = []
    for row, start, begin, end in zip(rows, starts, instants, ends, strict=True):
        lengths = (
            end.wall - start.wall,
            *(_instant(end, fold) - begin for fold in (0, 1)),
        )
        step = next((each for each in lengths if each in STEPS), None)
        if step is None:
            raise CsvFileError("csv_line_step", line=row.line)
        resolved.append((_in_utc(begin + step), step))
    return resolved


def _instant(stamp: Stamp, fold: int) -> datetime:
    if stamp.offset is not None:
        return stamp.wall.replace(tzinfo=UTC) - stamp.offset
    return stamp.wall.replace(tzinfo=PARIS, fold=fold).astimezone(UTC)


def _in_utc(instant: datetime) -> Stamp:
    return Stamp(
        day=instant.date(), wall=instant.replace(tzinfo=None), offset=timedelta()
    )


def _value_column(columns: Columns) -> int | None:
    return next(
        (column for name, column in columns.items() if name.startswith(_VALUE)), None
    )


def _value(
    heading: TableRow, columns: Columns, units: Collection[str]
) -> tuple[int, str]:
    """Return where the values stand, and their unit."""
    column = _value_column(columns) or 0
    unit = unit_in_heading(heading.cell(column))
    if unit is None or unit not in units:
        raise CsvFileError("csv_line_unit", line=heading.line)
    return column, unit


def _whose(before: list[TableRow]) -> tuple[str | None, bool | None]:
    """Return the usage point, and whether it feeds in, as far as the lines above a table say so."""
    point = value_beside(before, *_POINT_LABELS)
    kind = value_beside(before, *_KIND_LABELS)
    words = simplified(kind[0].cell(kind[1])) if kind else ""
    fed_in, drawn = (any(each in words for each in of) for of in (_FED_IN, _DRAWN))
    return point_at(*point) if point else None, fed_in if fed_in != drawn else None
