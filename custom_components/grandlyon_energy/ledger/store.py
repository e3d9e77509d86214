"""A ledger and its files, from the event loop's side."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant

from .base import Ledger
from .files import LedgerFiles


class LedgerStore:
    """Loads and saves one ledger, one save at a time."""

    def __init__(
        self, hass: HomeAssistant, ledger: Ledger[Any], files: LedgerFiles
    ) -> None:
        """Tie a ledger to its files."""
        self.ledger = ledger
        self._hass = hass
        self._files = files
        self._lock = asyncio.Lock()

    async def async_load(self) -> list[str]:
        """Read the files into the ledger; return the names of those set aside.

        Raises:
            LedgerTooNewError, OSError: as LedgerFiles.load.

        """
        return await self._hass.async_add_executor_job(
            self._files.load, self.ledger.take
        )

    async def async_save(self) -> None:
        """Write what changed; nothing is written when nothing did.

        Raises:
            OSError: the disk refuses; the ledger stays marked as not saved.

        """
        async with self._lock:
            if not self.ledger.dirty:
                return
            changes = self.ledger.changes()
            try:
                await self._hass.async_add_executor_job(self._files.save, changes)
            except OSError:
                self.ledger.save_failed(changes)
                raise
