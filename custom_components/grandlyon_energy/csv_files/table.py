"""A file's bytes become numbered rows of cells; what is no text with columns is refused by what it is.

The exports of Enedis are UTF-8 with a byte order mark and semicolons; what a spreadsheet program makes of one when it
saves it as CSV is UTF-8 or Windows-1252 (a superset of Latin-1), with semicolons, commas or tabs by its language.
"""

import codecs
import csv
from dataclasses import dataclass
from io import StringIO
from itertools import islice
import re
from typing import Final

from .errors import CsvFileError

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a file of a spreadsheet program begins: xlsx and ods, xls."""

_WEB_PAGE: Final = re.compile(
    rb"\s*<(!doctype|html|head|body|\?xml|script)", re.IGNORECASE
)
_LOOKED_AT_LINES: Final = 200
_SEPARATORS: Final = ";\t,"
"""The most telling first: a comma may be that of a decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One line of a file."""

    line: int
    """Its number, the first being 1."""

    cells: tuple[str, ...]
    """Without blanks around them."""

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)

    def cell(self, column: int) -> str:
        """Return a cell, an empty one beyond the end of the line."""
        return self.cells[column] if column < len(self.cells) else ""


def read_table(content: bytes) -> list[TableRow]:
    """Return the rows of a file that are not empty.

    Raises:
        CsvFileError: it is no text with columns, or there is nothing in it.

    """
    text = _text(content)
    lines = text.splitlines()
    reader = csv.reader(StringIO("\n".join(lines)), delimiter=_separator(lines))
    rows: list[TableRow] = []
    line = 0
    try:
        for cells in reader:
            # A quoted cell may hold the end of a line.
            line, first = reader.line_num, line + 1
            row = TableRow(line=first, cells=tuple(map(_trimmed, cells)))
            if not row.empty:
                rows.append(row)
    except csv.Error:
        raise CsvFileError("csv_line_unreadable", line=line + 1) from None
    if not rows:
        raise CsvFileError("csv_empty")
    return rows


def _text(content: bytes) -> str:
    if content.startswith(_WORKBOOKS):
        raise CsvFileError("csv_spreadsheet")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise CsvFileError("csv_not_text") from None
    if b"\0" in content or content.startswith(b"%PDF"):
        raise CsvFileError("csv_not_text")
    content = content.removeprefix(codecs.BOM_UTF8)
    if _WEB_PAGE.match(content):
        raise CsvFileError("csv_web_page")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise CsvFileError("csv_not_text") from None


def _separator(lines: list[str]) -> str:
    """Return what parts the cells: what most of the first lines have, a semicolon before a tab before a comma."""
    looked_at = list(islice(lines, _LOOKED_AT_LINES))
    counts = {
        each: sum(each in line.replace('"', "") for line in looked_at)
        for each in _SEPARATORS
    }
    return max(_SEPARATORS, key=lambda each: (counts[each], each != ","))


def _trimmed(cell: str) -> str:
    """Strip blanks, no-break spaces among them."""
    return cell.strip().strip("\ufeff")
