"""The test's side of Home Assistant as a process of its own: folders to start it in, starts, kills, and what is left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
import json
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import (
    STORAGE_KEY,
    STORAGE_VERSION,
    STORAGE_VERSION_MINOR,
    ConfigEntry,
)

from custom_components.grandlyon_energy.ledger.base import Ledger
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.ledger.water import WaterLedger

from .process import LOG, STOP, Rows, run

LONGEST_RUN_S: Final = 120
"""An import takes two seconds on a machine at rest."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([run.__module__])


def make_folder(folder: Path, entry: ConfigEntry[Any]) -> Path:
    """Make Home Assistant's folder, in which the entry was added and nothing else happened yet."""
    stores = folder / ".storage"
    stores.mkdir(parents=True)
    content = {
        "version": STORAGE_VERSION,
        "minor_version": STORAGE_VERSION_MINOR,
        "key": STORAGE_KEY,
        "data": {"entries": [entry.as_dict()]},
    }
    (stores / STORAGE_KEY).write_text(json.dumps(content, default=datetime.isoformat))
    return folder


class Start:
    """One start of Home Assistant in a folder."""

    def __init__(self, folder: Path, process: BaseProcess, pipe: Connection) -> None:
        """Take over a process that has been started."""
        self._folder = folder
        self._process = process
        self._pipe = pipe

    @property
    def is_done(self) -> bool:
        """Whether it has said that nothing was left to do."""
        return self._pipe.poll()

    async def rows(self) -> Rows:
        """Wait until nothing is left to do; return every row of the recorder."""
        await self._something_said()
        try:
            rows: Rows = self._pipe.recv()
        except EOFError:
            raise AssertionError((self._folder / LOG).read_text()) from None
        return rows

    async def stop(self) -> None:
        """Stop it as its user would."""
        self._pipe.send(STOP)
        await self._something_said()
        self._process.join(LONGEST_RUN_S)
        assert self._process.exitcode == 0, (self._folder / LOG).read_text()

    async def _something_said(self) -> None:
        """Wait for a message or for the end of the process."""
        loop, said = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._pipe.fileno(), said.set)
        try:
            async with asyncio.timeout(LONGEST_RUN_S):
                await said.wait()
        finally:
            loop.remove_reader(self._pipe.fileno())


@asynccontextmanager
async def started(folder: Path, now: datetime) -> AsyncIterator[Start]:
    """Start Home Assistant in a folder; it is killed (SIGKILL) at the end of the block, if it still runs."""
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=run, args=(folder, now, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Start(folder, process, ours)
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def ledgers(folder: Path) -> dict[str, Ledger[Any]]:
    """Read every ledger that the folder's one entry has on disk; each file must be whole."""
    found: dict[str, Ledger[Any]] = {}
    for path in sorted(folder.glob(".storage/grandlyon_energy/*/*")):
        is_electricity = path.name.startswith("electricity")
        ledger = ElectricityLedger() if is_electricity else WaterLedger()
        assert LedgerFiles(path).load(ledger.take) == []
        found[path.name] = ledger
    return found


def journalled(folder: Path) -> dict[str, set[date]]:
    """Return the days in each journal that is on disk and not empty."""
    return {
        key: state.pending
        for ledger in ledgers(folder).values()
        for key, state in ledger.statistics.items()
        if state.pending
    }
