"""What a home no longer has leaves Home Assistant's registries: a service, a contract, production, its last tariff."""

from collections.abc import Iterator
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry

from .const import (
    CONF_CONTRACT,
    CONF_CONTRACTS,
    CONF_ELECTRICITY_BILL_SINCE,
    CONF_POINT_ID,
    CONF_PRODUCTION,
    CONF_WATER_BILL_SINCE,
    CONF_WAY,
    DOMAIN,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    SUBENTRY_ELECTRICITY_TARIFF,
    SUBENTRY_WATER_TARIFF,
)
from .flow.data import meters
from .ids import PRODUCTION
from .ways import tells_anomalies

_BILL_SINCE: Final = {
    SERVICE_ELECTRICITY: CONF_ELECTRICITY_BILL_SINCE,
    SERVICE_WATER: CONF_WATER_BILL_SINCE,
}


def is_present(entry: ConfigEntry, device: DeviceEntry) -> bool:
    """Return whether a device is a meter that the home has."""
    present = {
        (DOMAIN, f"{service}_{number}") for service, number in meters(entry.data)
    }
    return not present.isdisjoint(device.identifiers)


@callback
def async_remove_stale(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove the devices and entities of an entry that its meters no longer have."""
    devices = dr.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        if not is_present(entry, device):
            devices.async_remove_device(device.id)
    entities = er.async_get(hass)
    gone = tuple(_gone(entry))
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        if entity.unique_id.startswith(gone):
            entities.async_remove(entity.entity_id)


def _gone(entry: ConfigEntry) -> Iterator[str]:
    """Yield how the unique ids of entities begin that no meter of the home has, though its device is there."""
    electricity = entry.data.get(SERVICE_ELECTRICITY)
    water = entry.data.get(SERVICE_WATER)
    if electricity and not electricity[CONF_PRODUCTION]:
        # What a home feeds in is shown by the same device as what it draws.
        yield f"{SERVICE_ELECTRICITY}_{electricity[CONF_POINT_ID]}_{PRODUCTION}_"
    if water and not tells_anomalies(water[CONF_WAY]):
        for contract in water[CONF_CONTRACTS]:
            yield f"{SERVICE_WATER}_{contract}_anomaly"
    yield from _costs_gone(entry)


def _costs_gone(entry: ConfigEntry) -> Iterator[str]:
    """Yield the same of what tells the costs of a meter without a tariff, or a bill that nobody has begun."""
    for service, number in meters(entry.data):
        begins = f"{service}_{number}_"
        has_tariff = _has_tariff(entry, service, number)
        if not has_tariff:
            yield f"{begins}cost_"
            yield f"{begins}price_now"
        if not (has_tariff and entry.options.get(_BILL_SINCE[service])):
            yield f"{begins}bill_so_far"


def _has_tariff(entry: ConfigEntry, service: str, number: str) -> bool:
    kept = entry.subentries.values()
    if service == SERVICE_ELECTRICITY:
        return any(each.subentry_type == SUBENTRY_ELECTRICITY_TARIFF for each in kept)
    return any(
        each.subentry_type == SUBENTRY_WATER_TARIFF
        and each.data[CONF_CONTRACT] == number
        for each in kept
    )
