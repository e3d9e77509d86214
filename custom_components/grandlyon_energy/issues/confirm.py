"""What becomes of a card's news once the user has said to know of it."""

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from .card import (
    ELECTRICITY_METER_CHANGED,
    LEDGER_SET_ASIDE,
    NEW_WATER_CONTRACT,
    OFF_PEAK_HOURS_ANNOUNCED,
    OFF_PEAK_HOURS_CHANGED,
    STATISTICS_REPAIRED,
    WATER_METER_CHANGED,
)
from .lost import stores
from .off_peak import off_peak_announcement, off_peak_change
from .seen import METER_CHANGED, OFF_PEAK_ANNOUNCED, OFF_PEAK_CHANGED
from .water import newest_change

if TYPE_CHECKING:
    from .. import RuntimeData


class Confirm(Protocol):
    """Remembers that the user knows, also over a restart.

    `part` is the card's place among those of its kind, from 1; `delete` whether files that are of no use may go.
    """

    def __call__(
        self, runtime: RuntimeData, *, part: int, delete: bool
    ) -> Awaitable[None]:
        """Remember it.

        Raises:
            OSError: the ledger cannot be saved.

        """
        ...


async def _async_electricity_meter(
    runtime: RuntimeData, *, part: int, delete: bool
) -> None:
    main = runtime.electricity
    if main and (changed_on := main.ledger.meter_changed_on):
        main.ledger.mark_seen(METER_CHANGED, changed_on)
        await main.store.async_save()


async def _async_off_peak_change(
    runtime: RuntimeData, *, part: int, delete: bool
) -> None:
    main = runtime.electricity
    if main and (change := off_peak_change(main.ledger)):
        main.ledger.mark_seen(OFF_PEAK_CHANGED, change.day)
        await main.store.async_save()


async def _async_off_peak_announcement(
    runtime: RuntimeData, *, part: int, delete: bool
) -> None:
    main = runtime.electricity
    if main and (announced := off_peak_announcement(main.ledger)):
        main.ledger.mark_seen(OFF_PEAK_ANNOUNCED, announced[0])
        await main.store.async_save()


async def _async_water_meter(runtime: RuntimeData, *, part: int, delete: bool) -> None:
    meters = runtime.water.meters if runtime.water else []
    for meter in meters[part - 1 : part]:
        if changed_on := newest_change(meter):
            meter.ledger.mark_seen(METER_CHANGED, changed_on)
            await meter.store.async_save()


async def _async_water_contracts(
    runtime: RuntimeData, *, part: int, delete: bool
) -> None:
    if runtime.water:
        await runtime.water.async_know_new_numbers()


async def _async_repairs(runtime: RuntimeData, *, part: int, delete: bool) -> None:
    runtime.queue.acknowledge_repairs()


async def _async_lost_files(runtime: RuntimeData, *, part: int, delete: bool) -> None:
    for store in stores(runtime):
        await store.async_confirm_lost(delete=delete)


CONFIRM: Final[Mapping[str, Confirm]] = {
    ELECTRICITY_METER_CHANGED: _async_electricity_meter,
    LEDGER_SET_ASIDE: _async_lost_files,
    NEW_WATER_CONTRACT: _async_water_contracts,
    OFF_PEAK_HOURS_ANNOUNCED: _async_off_peak_announcement,
    OFF_PEAK_HOURS_CHANGED: _async_off_peak_change,
    STATISTICS_REPAIRED: _async_repairs,
    WATER_METER_CHANGED: _async_water_meter,
}
