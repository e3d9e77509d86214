"""A file of daily water indexes or volumes, as customer spaces of water services give them.

No sample of Eau du Grand Lyon's own export is public. What its portal shows has, as those of its former and of other
operators, a printed date, an index and what the day used, so the headings decide: a date, and `Index (unit)` or
`Consommation (unit)`, in litres or m³. A unit that is not printed is never guessed. An index is that of the midnight
which opens its day, as the portal says of its own; a volume is that of its day.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from ..sources.readings import IndexType, MeterIndex
from .cells import simplified, unit_in_heading, unit_of
from .errors import CsvFileError
from .measures import DailyVolume, WaterMeasures
from .rows import (
    Columns,
    check_width,
    columns_of,
    day_at,
    is_total,
    value_at,
    value_beside,
)
from .table import TableRow

_DAYS: Final = (
    "date",
    "jour",
    "date de releve",
    "date du releve",
    "date de la releve",
    "datereleve",
)
_INDEX: Final = ("index", "valeurindex")
_VOLUME: Final = ("consommation", "volume")
_UNIT: Final = "unite"
_TYPE: Final = ("typeagregat", "type", "index mesure/estime", "mesure/estime", "nature")
_CONTRACT_LABELS: Final = ("contrat", "n° de contrat", "numero de contrat")
_LITRES: Final = {"L": 1, "m³": 1000}
_MOST_L: Final = 10**10

_TYPES: Final = {
    "": IndexType.REAL,
    "r": IndexType.REAL,
    "reel": IndexType.REAL,
    "reelle": IndexType.REAL,
    "mesure": IndexType.REAL,
    "mesuree": IndexType.REAL,
    "a": IndexType.ANOMALY,
    "d": IndexType.METER_CHANGED,
}
"""What is printed of a reading, and its type; one that is pending, estimated or of another kind is left out."""


def read_water(
    before: list[TableRow], heading: TableRow, rows: Iterable[TableRow]
) -> WaterMeasures | None:
    """Return the indexes of a table, or its volumes if it has no index; None if the heading is of no such table.

    `before` are the lines above it.

    Raises:
        CsvFileError: which line is wrong, and why.

    """
    columns = columns_of(heading)
    quantity = _quantity(heading, columns)
    day = _column(columns, _DAYS)
    if quantity is None or day is None:
        return None
    column, is_index = quantity
    type_column = _column(columns, _TYPE)
    unit = unit_in_heading(heading.cell(column))
    readings: dict[date, tuple[IndexType, int]] = {}
    for row in rows:
        if is_total(row):
            continue
        check_width(row, columns)
        printed, value = day_at(row, day), value_at(row, column)
        word = "" if type_column is None else simplified(row.cell(type_column))
        if value is None or word not in _TYPES:
            continue
        amount = _litres(value, unit or _unit(row, columns), row.line)
        reading = (_TYPES[word], amount)
        if readings.setdefault(printed, reading) != reading:
            raise CsvFileError("csv_line_twice", line=row.line)
    contract = _contract(before)
    if is_index:
        return WaterMeasures(
            contract=contract,
            indexes=tuple(
                MeterIndex(day=each, type=kind, index_l=litres)
                for each, (kind, litres) in sorted(readings.items())
            ),
        )
    return WaterMeasures(
        contract=contract,
        volumes=tuple(
            DailyVolume(day=each, volume_l=litres)
            for each, (kind, litres) in sorted(readings.items())
            if kind is IndexType.REAL
        ),
    )


def _column(columns: Columns, names: tuple[str, ...]) -> int | None:
    """Return the first column whose heading is one of these names."""
    return next(
        (column for heading, column in columns.items() if heading in names), None
    )


def _quantity(heading: TableRow, columns: Columns) -> tuple[int, bool] | None:
    """Return where indexes stand, else where volumes do, and whether it is indexes; None without either.

    One whose heading says the unit is preferred; one in another unit than those of water is none.
    """
    for wanted in (frozenset(_LITRES), frozenset((None,))):
        for names, is_index in ((_INDEX, True), (_VOLUME, False)):
            for name, column in columns.items():
                unit = unit_in_heading(heading.cell(column))
                if name.startswith(names) and name not in _TYPE and unit in wanted:
                    return column, is_index
    return None


def _unit(row: TableRow, columns: Columns) -> str:
    """Return the unit that a line says itself."""
    unit = unit_of(row.cell(columns[_UNIT])) if _UNIT in columns else None
    if unit is None or unit not in _LITRES:
        raise CsvFileError("csv_line_unit", line=row.line)
    return unit


def _litres(value: Decimal, unit: str, line: int) -> int:
    amount = round(value * _LITRES[unit])
    if amount > _MOST_L:
        raise CsvFileError("csv_line_value", line=line)
    return amount


def _contract(before: list[TableRow]) -> str | None:
    found = value_beside(before, *_CONTRACT_LABELS)
    return found[0].cell(found[1]) if found else None
