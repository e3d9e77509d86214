"""The files of a home's readings that were found damaged or gone."""

from typing import TYPE_CHECKING, Any

from ..ledger.base import Ledger
from ..ledger.store import LedgerStore
from .electricity import coordinators

if TYPE_CHECKING:
    from .. import RuntimeData


def stores(runtime: RuntimeData) -> list[LedgerStore]:
    """Return all ledgers of a home with their files."""
    meters = runtime.water.meters if runtime.water else []
    return [
        *(coordinator.store for coordinator in coordinators(runtime)),
        *(meter.store for meter in meters),
    ]


def ledgers(runtime: RuntimeData) -> list[Ledger[Any]]:
    """Return all ledgers of a home."""
    return [store.ledger for store in stores(runtime)]


def settle_losses(runtime: RuntimeData) -> None:
    """Forget what was lost and has been read again; the next save of each ledger keeps that."""
    for coordinator in coordinators(runtime):
        if coordinator.has_first_history:
            coordinator.ledger.readings_are_back()
    for meter in runtime.water.meters if runtime.water else []:
        if meter.has_history:
            meter.ledger.readings_are_back()
