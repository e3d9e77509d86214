"""What a person may download and send to those who mend things: `diagnosis` says what never is in it."""

from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.loader import async_get_integration

from .const import DOMAIN, SERVICE_WATER
from .coordinator import WaterCoordinator
from .coordinator.water import WaterMeter
from .diagnosis import services, statistics
from .diagnosis.settings import settings, standing_cards
from .ledger.migrations import FORMAT_VERSION

if TYPE_CHECKING:
    from . import GrandLyonConfigEntry, RuntimeData


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: GrandLyonConfigEntry
) -> dict[str, Any]:
    """Return what helps to understand a home; nothing in it tells whose it is."""
    found = await _async_general(hass, entry)
    if entry.state is not ConfigEntryState.LOADED:
        return found
    runtime = entry.runtime_data
    water = runtime.water
    if water:
        meters = map(services.water_contract, water.meters)
        found |= {"water": services.water(water), "water_contracts": list(meters)}
    return {
        **found,
        **_usage_point(runtime),
        "recorder": statistics.queue(runtime.queue),
        "statistics": list(map(statistics.statistic, runtime.queue.statistics)),
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: GrandLyonConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return the part of it that is about one meter."""
    found = await _async_general(hass, entry)
    if entry.state is not ConfigEntryState.LOADED:
        return found
    runtime = entry.runtime_data
    water = runtime.water
    if water and (meter := _meter_of(device, water)):
        return {
            **found,
            "water": services.water(water),
            "water_contracts": [services.water_contract(meter)],
            "statistics": [
                statistics.statistic(each)
                for each in (meter.statistic, *meter.costs.statistics)
            ],
        }
    both = [each for each in (runtime.electricity, runtime.production) if each]
    kept = [statistic for each in both for statistic in each.statistics]
    return {
        **found,
        **_usage_point(runtime),
        "statistics": list(map(statistics.statistic, kept)),
    }


async def _async_general(
    hass: HomeAssistant, entry: GrandLyonConfigEntry
) -> dict[str, Any]:
    """Return what is said of a home in any case."""
    integration = await async_get_integration(hass, DOMAIN)
    return {
        "version": str(integration.version),
        "ledger_format": FORMAT_VERSION,
        "time_zone": hass.config.time_zone,
        "home": settings(entry),
        "repair_cards": standing_cards(hass, entry),
    }


def _meter_of(device: DeviceEntry, water: WaterCoordinator) -> WaterMeter | None:
    """Return the water contract of a device, None when it is the usage point's."""
    return next(
        (
            meter
            for meter in water.meters
            if (DOMAIN, f"{SERVICE_WATER}_{meter.contract_id}") in device.identifiers
        ),
        None,
    )


def _usage_point(runtime: RuntimeData) -> dict[str, Any]:
    """Return what is known of what the home draws and feeds in."""
    both = {"electricity": runtime.electricity, "production": runtime.production}
    return {
        what: services.electricity(coordinator)
        for what, coordinator in both.items()
        if coordinator
    }
