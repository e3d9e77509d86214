"""Deleting what a home knows of a service: its readings, and the statistics that were made of them."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from ..const import CONF_POINT_ID, CONF_PRODUCTION, SERVICE_ELECTRICITY
from ..ids import ELECTRICITY_COSTS, WATER_COSTS, statistic_id
from ..ledger.files import (
    LedgerFiles,
    electricity_folder,
    former_electricity_folder,
    ledger_folder,
    water_folder,
)
from ..statistics.recorder import RecorderSilentError, async_wait_for_queue
from .data import meters, statistic_ids

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry


class NotDeletedError(Exception):
    """The home does not stop, or the disk keeps the files: the statistics are left as they are."""


async def async_delete_history(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    service: str,
    *,
    keeps: Mapping[str, Any] | None = None,
) -> None:
    """Delete the ledgers of a service that an entry has and every row of its statistics, adopted days included.

    The home is unloaded, since nobody may read or write any of it meanwhile; whoever calls this starts it again.
    What the entry `keeps` from now on it keeps before anything is deleted: were Home Assistant to end in the middle, a
    consent that is withdrawn must not count again.

    Raises:
        NotDeletedError: not everything is gone.

    """
    async with entry.setup_lock:
        if not await entry.async_unload(hass):
            raise NotDeletedError
        if keeps is not None:
            hass.config_entries.async_update_entry(entry, data=keeps)
        await hass.async_add_executor_job(_remove_all, _folders(hass, entry, service))
        get_instance(hass).async_clear_statistics(_statistics(entry, service))
        # A recorder that is busy for long does it later, before all that the home sends when it runs again.
        with suppress(RecorderSilentError):
            await async_wait_for_queue(hass)


def _folders(
    hass: HomeAssistant, entry: GrandLyonConfigEntry, service: str
) -> list[Path]:
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    if service == SERVICE_ELECTRICITY:
        point = entry.data[SERVICE_ELECTRICITY][CONF_POINT_ID]
        return [
            place
            for production in (False, True)
            for place in (
                electricity_folder(folder, point, production=production),
                former_electricity_folder(folder, production=production),
            )
        ]
    return [
        water_folder(folder, number)
        for owner, number in meters(entry.data)
        if owner == service
    ]


def _remove_all(folders: list[Path]) -> None:
    """Delete folders in the executor.

    Raises:
        NotDeletedError: the disk keeps one, from which every row would be written again.

    """
    for folder in folders:
        LedgerFiles(folder).remove()
        if folder.exists():
            raise NotDeletedError


def _statistics(entry: GrandLyonConfigEntry, service: str) -> list[str]:
    """Return the ids of a service's statistics, also of the production and the costs that the home may have had."""
    settings = {**entry.data[service]}
    if service == SERVICE_ELECTRICITY:
        settings[CONF_PRODUCTION] = True
    of_service = {service: settings}
    costs = ELECTRICITY_COSTS if service == SERVICE_ELECTRICITY else WATER_COSTS
    return [
        *statistic_ids(of_service),
        *(
            statistic_id(meter, what)
            for _, meter in meters(of_service)
            for what in costs
        ),
    ]
