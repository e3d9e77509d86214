"""Tables as CSV files: written whole or not at all, never over another file, never outside their folder.

RFC 4180 in UTF-8: commas, a decimal point, a header line. A spreadsheet set to French opens it as data of that form.
"""

from collections.abc import Iterable
from contextlib import suppress
import csv
from itertools import count
import os
from pathlib import Path
import shutil
import tempfile

from .table import Cell, Table


def write_files(folder: Path, tables: Iterable[tuple[str, Table]]) -> list[Path]:
    """Write each table to a file of this name, numbered where there is one already; return the files.

    Raises:
        OSError: the disk refuses; none of the files is there then.

    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    try:
        for name, table in tables:
            written.append(_write(folder, name, table))
    except OSError:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise
    return written


def _write(folder: Path, name: str, table: Table) -> Path:
    path = _new_file(folder, name)
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=folder, suffix=".tmp", delete=False
        ) as file:
            temporary = Path(file.name)
            writer = csv.writer(file)
            writer.writerow(table.columns)
            writer.writerows(map(_printed, table.rows))
            file.flush()
            os.fsync(file.fileno())
        # As any file of Home Assistant's; a temporary one is its owner's alone.
        shutil.copymode(path, temporary)
        temporary.replace(path)
    except OSError:
        for each in (temporary, path):
            if each is not None:
                with suppress(OSError):
                    each.unlink()
        raise
    return path


def _new_file(folder: Path, name: str) -> Path:
    """Return an empty file that was not there before."""
    for number in count(1):
        path = folder / (f"{name}.csv" if number == 1 else f"{name}_{number}.csv")
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
            return path
    raise AssertionError  # Counting never ends.


def _printed(row: tuple[Cell, ...]) -> list[Cell]:
    """Return a row's cells as they are written: nothing for what is not known, no Python words."""
    return [str(cell).lower() if isinstance(cell, bool) else cell for cell in row]
