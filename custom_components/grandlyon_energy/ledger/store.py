"""A ledger and its files, from the event loop's side."""

import asyncio
from collections.abc import Iterable
import logging
from typing import Any

from homeassistant.core import HomeAssistant

from .base import Ledger
from .files import LedgerFiles
from .migrations import ADOPTED_FILE, STATE_FILE

_LOGGER = logging.getLogger(__name__)


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

    async def async_load(self) -> None:
        """Read the files into the ledger; damaged ones are set aside, and what they held is to be read again.

        Raises:
            LedgerTooNewError: a file was written by a newer version; nothing is touched.
            OSError: the disk cannot be read, or refuses what a damaged file asks for.

        """
        run = self._hass.async_add_executor_job
        damaged = await run(self._files.load, self.ledger.take)
        gone = {str(year) for year in self.ledger.give_up_lost_years()}
        if self.ledger.give_up_lost_adopted():
            gone.add(ADOPTED_FILE)
        gone -= set(damaged)
        if not damaged and not gone:
            return
        self.ledger.mark_lost({*damaged, *gone})
        if {*damaged, *gone} != {ADOPTED_FILE}:
            self.ledger.forget_read()
        # Days are set aside last: whatever interrupts this, they are either still found damaged or known as lost.
        await run(self._files.set_aside, [n for n in damaged if n == STATE_FILE])
        await self.async_save()
        await run(self._files.set_aside, [n for n in damaged if n != STATE_FILE])
        _tell(damaged, "Damaged files of the readings have been set aside")
        _tell(gone, "Files of the readings are gone")

    async def async_confirm_lost(self, *, delete: bool) -> None:
        """Take it that the user knows of damaged and lost files; with `delete` what was set aside is removed for good.

        Raises:
            OSError: the disk refuses; files that are not deleted yet stay set aside.

        """
        if delete:
            await self._hass.async_add_executor_job(self._files.delete_set_aside)
        self.ledger.forget_lost()
        await self.async_save()

    async def async_save(self) -> None:
        """Write what changed; nothing is written when nothing did.

        Raises:
            OSError: the disk refuses; the ledger stays marked as not saved.

        """
        save = asyncio.ensure_future(self._async_save())
        try:
            await asyncio.wait([save])
        except asyncio.CancelledError:
            # The thread writes on: who reads the files next, or deletes them, must not overtake it.
            await asyncio.wait([save])
            save.exception()
            raise
        save.result()

    async def _async_save(self) -> None:
        async with self._lock:
            if not self.ledger.dirty:
                return
            changes = self.ledger.changes()
            try:
                await self._hass.async_add_executor_job(self._files.save, changes)
            except OSError:
                self.ledger.save_failed(changes)
                raise


def _tell(names: Iterable[str], what: str) -> None:
    """Log what happened to files, and what becomes of what they held.

    The folder's name is not said: it may hold the number of a contract.
    """
    if readings := sorted(set(names) - {ADOPTED_FILE}):
        _LOGGER.warning(
            "%s (%s); what they held will be read again", what, ", ".join(readings)
        )
    if ADOPTED_FILE in names:
        _LOGGER.warning(
            "%s (%s); no service can give those days again: what the recorder has of them stays as it is",
            what,
            ADOPTED_FILE,
        )
