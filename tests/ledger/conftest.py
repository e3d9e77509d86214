"""A folder for a ledger, and the store that ties both together as the integration does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.ledger.base import Ledger
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.ledger.store import LedgerStore

type OpenStore = Callable[[Ledger[Any]], LedgerStore]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the ledger lies; its name holds a number that nobody may read in a log."""
    return tmp_path / "water_7654321"


@pytest.fixture
def open_store(hass: HomeAssistant, folder: Path) -> OpenStore:
    """Tie a ledger to the folder."""

    def _open(ledger: Ledger[Any]) -> LedgerStore:
        return LedgerStore(hass, ledger, LedgerFiles(folder))

    return _open
