"""The history files of Enedis up to 2024 and the measures that it sends on demand.

`Enedis_Conso_Heure_*.csv`, `Enedis_Conso_Jour_*.csv` and the history that the network sends to a third party share one
form (public samples of both): a heading that begins with `Identifiant PRM`, one line of values under it, maybe an empty
line, then a table. A file may hold several of these one after the other.

- `Courbe de charge`: `Horodate;Valeur`, W, each stamp with its offset and the END of its interval; the column `Pas en
  minutes` is there and empty. A line without a value is missing. October's hour is printed twice, with both offsets.
- `Index`: `Horodate;Type de releve;EAS F1 ... EAS T`, Wh, one a day; EAS T is the total. What follows from `Periode` on
  says which register counted when.
- `Puissance maximale quotidienne` is skipped: its unit is printed as W though it is VA, or not at all.

What Enedis sends on demand (R63 and the like) has all that in columns of one table, a line for each point with its
step and nature; its stamps are ends as well, with or without an offset.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from .cells import simplified, unit_of
from .curve import POWER_UNITS, PrintedValue, load_curve
from .energies import PrintedIndex, energies_between
from .errors import CsvFileError
from .measures import ElectricityMeasures
from .rows import (
    Columns,
    check_width,
    columns_of,
    is_total,
    point_at,
    stamp_at,
    value_at,
)
from .table import TableRow

POINT: Final = "identifiant prm"

_STAMP: Final = "horodate"
_VALUE: Final = "valeur"
_TOTAL_INDEX: Final = "eas t"
_KIND: Final = "type de donnees"
_QUANTITY: Final = "grandeur physique"
_DIRECTION: Final = "grandeur metier"
_UNIT: Final = "unite"
_CURVE: Final = "courbe de charge"
_INDEX: Final = "index"
_READING: Final = "type de releve"
_DAILY: Final = "arrete quotidien"

_PRODUCTION: Final = {
    "consommation": False,
    "cons": False,
    "soutirage": False,
    "production": True,
    "prod": True,
    "injection": True,
}
_CURVE_QUANTITIES: Final = frozenset({"pa", "energie active", "puissance active"})
_STEPS: Final = {
    f"pt{minutes}m": timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60)
} | {"pt1h": timedelta(hours=1)}
_ESTIMATED: Final = frozenset({"e", "h", "p"})

type Whose = tuple[str | None, bool | None]
"""The usage point, and whether it feeds in."""


class Collected:
    """What the parts of a file say, by usage point and direction."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.curves: defaultdict[Whose, list[PrintedValue]] = defaultdict(list)
        self.indexes: defaultdict[Whose, list[PrintedIndex]] = defaultdict(list)
        self.skipped_line: int | None = None
        """Where the first thing stands that is of no use here."""

    def skip(self, line: int) -> None:
        """Pass over what is of no use here."""
        if self.skipped_line is None:
            self.skipped_line = line

    def measures(self) -> tuple[ElectricityMeasures, ...]:
        """Return the measures of each point and direction.

        Raises:
            CsvFileError: lines contradict each other, or nothing in the file is of use.

        """
        found = []
        for point_id, production in dict.fromkeys((*self.curves, *self.indexes)):
            curve = load_curve(self.curves[point_id, production])
            energies = energies_between(self.indexes[point_id, production])
            found.append(
                ElectricityMeasures(
                    point_id=point_id,
                    production=production,
                    points=curve.points,
                    energies=energies.days,
                    left_out=curve.left_out | energies.left_out,
                )
            )
        if not found and self.skipped_line is not None:
            raise CsvFileError("csv_line_kind", line=self.skipped_line)
        return tuple(found)


def starts_block(row: TableRow) -> bool:
    """Return whether a line is the heading of a part of a history file."""
    return simplified(row.cells[0]) == POINT


def is_one_table(columns: Columns) -> bool:
    """Return whether a heading is that of measures sent on demand: all in one table."""
    return {POINT, _STAMP, _VALUE, _UNIT} <= columns.keys()


def read_blocks(rows: list[TableRow]) -> tuple[ElectricityMeasures, ...]:
    """Return what a history file says.

    Raises:
        CsvFileError: which line is wrong, and why.

    """
    starts = [number for number, row in enumerate(rows) if starts_block(row)]
    collected = Collected()
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        _read_block(rows[start:end], collected)
    return collected.measures()


def read_one_table(
    heading: TableRow, rows: Iterable[TableRow]
) -> tuple[ElectricityMeasures, ...]:
    """Return what measures sent on demand say: the curves of active power among them.

    Raises:
        CsvFileError: which line is wrong, and why.

    """
    columns = columns_of(heading)
    collected = Collected()
    for row in rows:
        if is_total(row):
            continue
        check_width(row, columns)
        cells = {name: row.cell(column) for name, column in columns.items()}
        step = _STEPS.get(simplified(cells.get("pas", "")))
        if simplified(cells.get(_QUANTITY, "")) not in _CURVE_QUANTITIES or not step:
            collected.skip(row.line)
            continue
        collected.curves[_whose(row, columns, cells)].append(
            PrintedValue(
                line=row.line,
                end=stamp_at(row, columns[_STAMP]),
                value=value_at(row, columns[_VALUE]),
                unit=_power_unit(cells[_UNIT], row.line),
                step=step,
                estimated=simplified(cells.get("nature", "")) in _ESTIMATED,
            )
        )
    return collected.measures()


def _read_block(rows: list[TableRow], collected: Collected) -> None:
    """Read one heading, its values and its table."""
    if len(rows) < 2:
        return
    heading, values, *table = rows
    columns = columns_of(heading)
    meta = {name: values.cell(column) for name, column in columns.items()}
    kind = simplified(meta.get(_KIND, ""))
    if "reactive" in simplified(meta.get(_QUANTITY, "")) or not table:
        collected.skip(heading.line)
        return
    whose = _whose(values, columns, meta)
    of_table = columns_of(table[0])
    body = table[1:]
    if kind == _CURVE and {_STAMP, _VALUE} <= of_table.keys():
        unit = _power_unit(meta.get(_UNIT, ""), values.line)
        collected.curves[whose] += _curve_lines(body, of_table, unit)
    elif kind == _INDEX and {_STAMP, _TOTAL_INDEX} <= of_table.keys():
        if unit_of(meta.get(_UNIT, "")) != "Wh":
            raise CsvFileError("csv_line_unit", line=values.line)
        collected.indexes[whose] += _index_lines(body, of_table)
    else:
        collected.skip(heading.line)


def _curve_lines(
    rows: Iterable[TableRow], columns: Columns, unit: str
) -> list[PrintedValue]:
    lines = []
    for row in rows:
        if is_total(row):
            continue
        check_width(row, columns)
        lines.append(
            PrintedValue(
                line=row.line,
                end=stamp_at(row, columns[_STAMP]),
                value=value_at(row, columns[_VALUE]),
                unit=unit,
            )
        )
    return lines


def _index_lines(rows: Iterable[TableRow], columns: Columns) -> list[PrintedIndex]:
    lines = []
    for row in rows:
        if simplified(row.cells[0]).startswith("periode"):
            break
        if is_total(row):
            continue
        check_width(row, columns)
        if simplified(row.cell(columns.get(_READING, len(row.cells)))) != _DAILY:
            # The readings of a visit or of a change of contract stand at other hours.
            continue
        value = value_at(row, columns[_TOTAL_INDEX])
        lines.append(
            PrintedIndex(
                line=row.line,
                stamp=stamp_at(row, columns[_STAMP]),
                index_wh=None if value is None else _whole(value, row.line),
            )
        )
    return lines


def _whole(value: Decimal, line: int) -> int:
    if value != int(value):
        raise CsvFileError("csv_line_value", line=line)
    return int(value)


def _whose(row: TableRow, columns: Columns, meta: Mapping[str, str]) -> Whose:
    production = _PRODUCTION.get(simplified(meta.get(_DIRECTION, "")))
    return point_at(row, columns[POINT]), production


def _power_unit(text: str, line: int) -> str:
    unit = unit_of(text)
    if unit not in POWER_UNITS:
        raise CsvFileError("csv_line_unit", line=line)
    return unit
