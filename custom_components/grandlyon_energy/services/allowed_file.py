"""Reading a file that a call names: only where Home Assistant allows it, only a plain file, only one of sensible size."""

import os
from pathlib import Path
import stat
from typing import Final

from homeassistant.core_config import Config

from ..csv_files import CsvFileError

LARGEST: Final = 20 * 2**20
"""Bytes. Three years of ten-minute values are 6 MB."""

_LONGEST_NAME: Final = 4096
"""Characters. No system opens a longer one, and to look for its folders would take long."""


def read_allowed_file(config: Config, name: str) -> bytes:
    """Return the bytes of a file: by its whole path, or by its path inside a media folder. Blocks.

    Where nothing may be read it is not said either whether there is a file.

    Raises:
        CsvFileError: why it is not read.

    """
    try:
        path = _path(config, name).resolve()
        if not config.is_allowed_path(str(path)):
            raise CsvFileError("csv_path_not_allowed")
        return _content(path)
    except FileNotFoundError, NotADirectoryError:
        raise CsvFileError("csv_not_found") from None
    except OSError, ValueError:
        # Their texts hold the path; a loop of links and a name with a null character come here, too.
        raise CsvFileError("csv_unreadable") from None


def _path(config: Config, name: str) -> Path:
    if len(name) > _LONGEST_NAME:
        raise ValueError("not a name of a file")
    path = Path(name)
    if path.is_absolute():
        return path
    inside = [Path(folder) / path for folder in config.media_dirs.values()]
    found = (each for each in inside if each.exists())
    return next(found, inside[0] if inside else Path(config.path(name)))


def _content(path: Path) -> bytes:
    """Read a file whose links are all resolved: one that takes its place meanwhile is not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise CsvFileError("csv_unreadable")
        if about.st_size > LARGEST:
            raise CsvFileError("csv_too_large", megabytes=LARGEST // 2**20)
        return file.read(LARGEST)
