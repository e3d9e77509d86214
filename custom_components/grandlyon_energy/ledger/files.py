"""The ledger's files: whole or not at all, one per meter and year, beside one that holds the meter's own state.

Days that were adopted have one more file, where there are any.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
import re
import shutil
from typing import Any, Final

from homeassistant.helpers.json import save_json
from homeassistant.util.json import json_loads_object

from ..const import SERVICE_ELECTRICITY, SERVICE_WATER
from ..ids import PRODUCTION
from .migrations import ADOPTED_FILE, FORMAT_VERSION, STATE_FILE, migrated

_OURS: Final = re.compile(rf"{STATE_FILE}|{ADOPTED_FILE}|20[0-9]{{2}}")
"""Somebody may have put a copy beside them."""


def ledger_folder(config_dir: str, entry_id: str) -> Path:
    """Return the folder that holds all ledgers of an entry, inside Home Assistant's own storage."""
    return Path(config_dir) / ".storage" / "grandlyon_energy" / entry_id


def electricity_folder(folder: Path, point: str, *, production: bool = False) -> Path:
    """Return the folder of a usage point's ledger inside that of its entry: of what it draws, or of what it feeds in.

    A home that gave one up may get another, whose readings must not go on from those of the first.
    """
    former = former_electricity_folder(folder, production=production)
    return former.with_name(f"{former.name}_{fingerprint(point)}")


def former_electricity_folder(folder: Path, *, production: bool = False) -> Path:
    """Return where the ledger was while a home had one usage point for good."""
    return folder / (
        f"{SERVICE_ELECTRICITY}_{PRODUCTION}" if production else SERVICE_ELECTRICITY
    )


def water_folder(folder: Path, contract: str) -> Path:
    """Return the folder of a water contract's ledger inside that of its entry."""
    return folder / f"{SERVICE_WATER}_{fingerprint(contract)}"


def fingerprint(meter: str) -> str:
    """Return a name for a meter's folder that does not tell its number: core logs the paths of failed saves."""
    return sha256(meter.encode()).hexdigest()[:12]


class LedgerTooNewError(Exception):
    """The files were written by a newer version of the integration."""


class LedgerFiles:
    """One folder of JSON files. Its methods block: call them in the executor."""

    def __init__(self, folder: Path, *, former: Path | None = None) -> None:
        """Remember the folder, which is made at the first save, and where it may have been before."""
        self._folder = folder
        self._former = former

    def load(self, take: Callable[[str, dict[str, Any]], None]) -> list[str]:
        """Hand every file's name and content to `take`; return the names of damaged ones. No file is touched.

        A file is damaged when it is no JSON or when `take` cannot make sense of it (AttributeError, KeyError,
        OverflowError, TypeError, ValueError); `take` must then have taken nothing of it.

        Raises:
            LedgerTooNewError: a file has a newer format.
            OSError: the disk cannot be read, or the folder not be moved to where it is now.

        """
        if self._former and self._former.is_dir() and not self._folder.exists():
            self._former.rename(self._folder)
        if not self._folder.is_dir():
            return []
        damaged: list[str] = []
        for path in sorted(self._folder.glob("*.json")):
            if not _OURS.fullmatch(path.stem):
                continue
            try:
                take(path.stem, _read(path))
            except AttributeError, KeyError, OverflowError, TypeError, ValueError:
                damaged.append(path.stem)
        return damaged

    def set_aside(self, names: Iterable[str]) -> None:
        """Rename damaged files so that they are neither read again nor overwritten.

        Raises:
            OSError: the disk refuses.

        """
        for name in names:
            path = self._folder / f"{name}.json"
            number = 1
            while (aside := path.with_suffix(f".damaged-{number}")).exists():
                number += 1
            path.rename(aside)

    def delete_set_aside(self) -> None:
        """Delete the files that were set aside.

        Raises:
            OSError: the disk refuses.

        """
        for path in self._folder.glob("*.damaged-*"):
            path.unlink(missing_ok=True)

    def size(self) -> int:
        """Return what the folder and those in it take on the disk, bytes, files that were set aside included.

        Raises:
            OSError: the disk cannot be read.

        """
        files = (path for path in self._folder.rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files)

    def save(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace files, each atomically.

        Raises:
            OSError: the disk refuses; files not yet replaced are as they were.

        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                save_json(
                    str(self._folder / f"{name}.json"),
                    {"version": FORMAT_VERSION, **content},
                    private=True,
                    atomic_writes=True,
                )
        except OSError:
            raise
        except Exception as err:
            # Home Assistant wraps the disk's refusal in an error of its own.
            raise OSError("The ledger could not be saved") from err

    def remove(self) -> None:
        """Delete the folder and all that is in it."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _read(path: Path) -> dict[str, Any]:
    """Return a file's content in the present format, without its version.

    Raises:
        LedgerTooNewError: a newer format.
        AttributeError, KeyError, TypeError, ValueError: not a file of ours.

    """
    content: dict[str, Any] = dict(json_loads_object(path.read_bytes()))
    version = content.pop("version", None)
    if not isinstance(version, int):
        raise ValueError("No version")
    if version > FORMAT_VERSION:
        raise LedgerTooNewError
    return migrated(path.stem, content, version)
