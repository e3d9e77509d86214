"""What the readers of all forms share: where a value stands, and what to say when it is not one."""

from datetime import date
from decimal import Decimal
import re
from typing import Final

from ..sources.stamps import Stamp
from .cells import day_in, is_missing, number_in, simplified, stamp_in
from .errors import CsvFileError
from .table import TableRow

_POINT_DIGITS: Final = 14
_DIGITS: Final = re.compile(r"\d+", re.ASCII)

type Columns = dict[str, int]
"""The columns of a table by their simplified heading."""


def columns_of(row: TableRow) -> Columns:
    """Return where each heading of a row stands; of two alike the first."""
    columns: Columns = {}
    for number, cell in enumerate(row.cells):
        if cell:
            columns.setdefault(simplified(cell), number)
    return columns


def check_width(row: TableRow, columns: Columns) -> None:
    """Refuse a line with more or fewer cells than its table has columns: it was cut, or its commas are decimal ones.

    Raises:
        CsvFileError: it is such a line.

    """
    width = max(columns.values()) + 1
    if len(row.cells) < width or any(row.cells[width:]):
        raise CsvFileError("csv_line_cells", line=row.line)


def is_total(row: TableRow) -> bool:
    """Return whether a line adds up the others."""
    first = next(cell for cell in row.cells if cell)
    return simplified(first).startswith("total")


def value_at(row: TableRow, column: int) -> Decimal | None:
    """Return the value in a cell, None where the cell says that there is none.

    Raises:
        CsvFileError: it is no number, or a negative one.

    """
    text = row.cell(column)
    if is_missing(text):
        return None
    try:
        return number_in(text)
    except ValueError:
        raise CsvFileError("csv_line_value", line=row.line) from None


def stamp_at(row: TableRow, column: int) -> Stamp:
    """Return the date and time in a cell.

    Raises:
        CsvFileError: it is none.

    """
    try:
        return stamp_in(row.cell(column))
    except ValueError, OverflowError:
        raise CsvFileError("csv_line_stamp", line=row.line) from None


def day_at(row: TableRow, column: int) -> date:
    """Return the printed date in a cell.

    Raises:
        CsvFileError: it is none.

    """
    try:
        return day_in(row.cell(column))
    except ValueError:
        raise CsvFileError("csv_line_stamp", line=row.line) from None


def point_at(row: TableRow, column: int) -> str | None:
    """Return the number of a usage point in a cell, None where the cell is empty.

    A spreadsheet program drops the zeros it begins with.

    Raises:
        CsvFileError: it is none; a spreadsheet program may have rounded it.

    """
    text = "".join(row.cell(column).split())
    if not text:
        return None
    if not _DIGITS.fullmatch(text) or len(text) > _POINT_DIGITS:
        raise CsvFileError("csv_line_meter", line=row.line)
    return text.zfill(_POINT_DIGITS)


def value_beside(rows: list[TableRow], *labels: str) -> tuple[TableRow, int] | None:
    """Return where the first cell stands that follows one of these labels on its line, None without any."""
    for row in rows:
        for column, cell in enumerate(row.cells):
            if simplified(cell).startswith(labels):
                following = range(column + 1, len(row.cells))
                found = next((each for each in following if row.cells[each]), None)
                if found is not None:
                    return row, found
    return None
