"""Which form a file has."""

from typing import Final

from . import blocks, water, workbook
from .errors import CsvFileError
from .measures import CsvFile, ElectricityMeasures, WaterMeasures
from .rows import columns_of
from .table import TableRow, read_table

_HEADING_WITHIN: Final = 100
"""The lines among which a table begins: Enedis has some fifteen above it."""


def read_csv_file(content: bytes) -> CsvFile:
    """Return what a file says, whichever of the known forms it has.

    Raises:
        CsvFileError: it has none of them, a line of it is wrong, or there is no value in it.

    """
    rows = read_table(content)
    for number in range(min(len(rows), _HEADING_WITHIN)):
        if (found := _read_from(rows, number)) is not None:
            return _with_values(found)
    raise CsvFileError("csv_unknown_form")


def _read_from(rows: list[TableRow], number: int) -> CsvFile | None:
    """Read a file whose table begins with a line, None if none begins there."""
    heading = rows[number]
    columns = columns_of(heading)
    if blocks.is_one_table(columns):
        return blocks.read_one_table(heading, rows[number + 1 :])
    if blocks.starts_block(heading):
        return blocks.read_blocks(rows[number:])
    if workbook.is_curve(columns):
        return (workbook.read_curve(rows[:number], heading, rows[number + 1 :]),)
    of_water = water.read_water(rows[:number], heading, rows[number + 1 :])
    if of_water is not None:
        return of_water
    if workbook.is_daily(columns):
        return (workbook.read_daily(rows[:number], heading, rows[number + 1 :]),)
    return None


def _with_values(found: CsvFile) -> CsvFile:
    """Refuse a file in which no value stands."""
    if isinstance(found, WaterMeasures):
        is_empty = not (found.indexes or found.volumes)
    else:
        is_empty = not any(map(_has_values, found))
    if is_empty:
        raise CsvFileError("csv_no_values")
    return found


def _has_values(measures: ElectricityMeasures) -> bool:
    return bool(measures.points or measures.energies)
