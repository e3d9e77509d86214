"""Grand Lyon Energy: the electricity and water of a home in Lyon, in the Energy dashboard."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .const import (
    CONF_CONTRACTS,
    CONF_POINT_ID,
    CONF_PRODUCTION,
    DOMAIN,
    ENTRY_MINOR_VERSION,
    ENTRY_VERSION,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
)
from .coordinator import ElectricityCoordinator, WaterCoordinator
from .coordinator.base import AnyCoordinator
from .coordinator.tempo import async_follow_tempo
from .device import async_follow_usage_point
from .flow.data import with_what_is_new
from .flow.options import first_options
from .issues import IssueKeeper, remove_issues
from .ledger.electricity import ElectricityLedger
from .ledger.files import (
    LedgerFiles,
    LedgerTooNewError,
    electricity_folder,
    former_electricity_folder,
    ledger_folder,
    water_folder,
)
from .ledger.store import LedgerStore
from .ledger.water import WaterLedger
from .restart import async_start_again
from .services import async_setup_services
from .sources import TransientError
from .stale import async_remove_stale, is_present
from .statistics.catalog import async_statistic_names
from .statistics.queue import WriteQueue
from .ways import electricity_source, water_source

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA: Final = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS: Final = [Platform.BINARY_SENSOR, Platform.EVENT, Platform.SENSOR]

FIRST_REFRESH_S: Final = 30
"""How long set-up waits for the first refresh of the services; a slower one goes on behind it."""


@dataclass(slots=True, kw_only=True)
class RuntimeData:
    """What runs for one entry."""

    queue: WriteQueue
    electricity: ElectricityCoordinator | None = None
    production: ElectricityCoordinator | None = None
    """Of what the usage point feeds in, where the home says that it does."""

    water: WaterCoordinator | None = None
    issues: IssueKeeper | None = None
    started_with: Settings | None = None
    """What the home was started with: where that is as before, only its tariffs can be others."""

    @property
    def coordinators(self) -> list[AnyCoordinator]:
        """The coordinators of the services that the entry has."""
        services = (self.electricity, self.production, self.water)
        return [each for each in services if each]


type GrandLyonConfigEntry = ConfigEntry[RuntimeData]

type Settings = tuple[str, dict[str, Any], dict[str, Any]]
"""An entry's title, data and options."""


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Register the actions, also while no home is loaded: they then say so."""
    async_setup_services(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: GrandLyonConfigEntry) -> bool:
    """Bring what an older version of the integration kept up to date; what a newer one kept is left alone."""
    if entry.version > ENTRY_VERSION:
        # Newer cores say so themselves and do not come here.
        _LOGGER.error(
            "%s was set up by a newer version of this integration; update it again",
            entry.title,
        )
        return False
    if entry.minor_version < ENTRY_MINOR_VERSION:
        hass.config_entries.async_update_entry(
            entry,
            data=with_what_is_new(entry.data),
            options=first_options(dict(entry.data)) | entry.options,
            minor_version=ENTRY_MINOR_VERSION,
        )
    return True


async def async_setup_entry(hass: HomeAssistant, entry: GrandLyonConfigEntry) -> bool:
    """Set up a home; with a ledger on disk it never waits for a service."""
    started_with, tariffs = _settings(entry), _tariffs(entry)
    runtime = await _async_make_runtime(hass, entry)
    runtime.started_with = started_with
    await _async_load_ledgers(runtime)
    entry.runtime_data = runtime
    runtime.issues = IssueKeeper(hass, entry, runtime)
    await _async_first_refresh(entry)
    entry.async_create_background_task(
        hass, runtime.queue.async_run(), "Grand Lyon statistics"
    )
    async_remove_stale(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if runtime.electricity:
        async_follow_usage_point(hass, entry, runtime.electricity)
        async_follow_tempo(hass, entry, runtime.electricity)
    for coordinator in runtime.coordinators:
        coordinator.start()
    await runtime.issues.async_start()
    entry.async_on_unload(entry.add_update_listener(_async_entry_changed))
    if (started_with, tariffs) != (_settings(entry), _tariffs(entry)):
        # A first refresh takes a while, and nobody listened.
        hass.async_create_task(_async_entry_changed(hass, entry))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: GrandLyonConfigEntry) -> bool:
    """Unload a home; its background tasks are cancelled by core, what they left is in the journal."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded and (issues := entry.runtime_data.issues):
        await issues.async_forget()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: GrandLyonConfigEntry) -> None:
    """Remove the ledger and what was left of repair cards; the statistics stay."""
    remove_issues(hass, entry.entry_id)
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    await hass.async_add_executor_job(LedgerFiles(folder).remove)


async def async_remove_config_entry_device(
    _hass: HomeAssistant, entry: GrandLyonConfigEntry, device: DeviceEntry
) -> bool:
    """Return whether a device may be removed by hand: not that of a meter which the home has."""
    return not is_present(entry, device)


async def _async_make_runtime(
    hass: HomeAssistant, entry: GrandLyonConfigEntry
) -> RuntimeData:
    """Make the coordinators of the services that the entry has."""
    session = async_get_clientsession(hass)
    names = await async_statistic_names(hass)
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    runtime = RuntimeData(queue=WriteQueue(hass))
    if (settings := entry.data.get(SERVICE_ELECTRICITY)) is not None:
        make = partial(
            _make_electricity, hass, entry, settings, queue=runtime.queue, names=names
        )
        runtime.electricity = make(folder)
        if settings[CONF_PRODUCTION]:
            runtime.production = make(folder, main=runtime.electricity)
    if (settings := entry.data.get(SERVICE_WATER)) is not None:
        ledgers: dict[str, tuple[WaterLedger, LedgerStore]] = {}
        for contract in settings[CONF_CONTRACTS]:
            water = WaterLedger()
            files = LedgerFiles(water_folder(folder, contract))
            ledgers[contract] = (water, LedgerStore(hass, water, files))
        runtime.water = WaterCoordinator(
            hass,
            entry,
            source=water_source(session, settings),
            ledgers=ledgers,
            queue=runtime.queue,
            names=names,
        )
    return runtime


def _make_electricity(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    settings: Mapping[str, Any],
    folder: Path,
    *,
    queue: WriteQueue,
    names: dict[str, str],
    main: ElectricityCoordinator | None = None,
) -> ElectricityCoordinator:
    """Make the coordinator of what the usage point draws, with its ledger inside the folder of the entry.

    With a `main`, such a coordinator, it is the one of what the point feeds in.
    """
    ledger = ElectricityLedger()
    production = main is not None
    files = LedgerFiles(
        electricity_folder(folder, settings[CONF_POINT_ID], production=production),
        former=former_electricity_folder(folder, production=production),
    )
    return ElectricityCoordinator(
        hass,
        entry,
        source=electricity_source(
            async_get_clientsession(hass), settings, production=production
        ),
        store=LedgerStore(hass, ledger, files),
        ledger=ledger,
        queue=queue,
        names=names,
        main=main,
    )


async def _async_load_ledgers(runtime: RuntimeData) -> None:
    """Read what is known from the disk; a damaged file is no reason to stop.

    Raises:
        ConfigEntryError: a newer version of the integration wrote the files, which are left untouched.
        ConfigEntryNotReady: the disk refuses.

    """
    try:
        for coordinator in runtime.coordinators:
            await coordinator.async_load()
    except LedgerTooNewError:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="ledger_too_new"
        ) from None
    except OSError:
        # Its text names the file, which may hold the number of a contract.
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="ledger_unreachable"
        ) from None


async def _async_first_refresh(entry: GrandLyonConfigEntry) -> None:
    """Ask the services that have no history yet, all at once.

    Raises:
        ConfigEntryNotReady: there is no ledger and no service that answers, though asking again soon may help.

    """
    coordinators = entry.runtime_data.coordinators
    new = [
        each
        for each in coordinators
        if not (each.has_history or each.has_first_history or each.refusal)
    ]
    if not new:
        return
    await asyncio.wait(
        [each.refresh_in_background() for each in new], timeout=FIRST_REFRESH_S
    )
    if len(new) == len(coordinators) and all(
        isinstance(each.last_error, TransientError)
        and not each.has_history
        and each.may_be_asked_at_once
        for each in new
    ):
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="no_service_answers"
        )


async def _async_entry_changed(
    hass: HomeAssistant, entry: GrandLyonConfigEntry
) -> None:
    """Start again with the entry's new data or options; other tariffs only make the past cost something else."""
    runtime = entry.runtime_data
    if runtime.started_with != _settings(entry):
        await async_start_again(hass, entry)
        return
    for coordinator in runtime.coordinators:
        await coordinator.async_reprice()
        # The price in force may be another one though no amount is.
        coordinator.async_update_listeners()


def _settings(entry: GrandLyonConfigEntry) -> Settings:
    return entry.title, {**entry.data}, {**entry.options}


def _tariffs(entry: GrandLyonConfigEntry) -> dict[str, dict[str, Any]]:
    return {key: {**each.data} for key, each in entry.subentries.items()}
