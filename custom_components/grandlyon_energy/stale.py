"""What a home no longer has leaves Home Assistant's registries: a service or contract taken out, production switched off."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry

from .const import CONF_POINT_ID, CONF_PRODUCTION, DOMAIN, SERVICE_ELECTRICITY
from .flow.data import meters
from .ids import PRODUCTION


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
    electricity = entry.data.get(SERVICE_ELECTRICITY)
    if electricity is None or electricity[CONF_PRODUCTION]:
        return
    # What a home feeds in is shown by the same device as what it draws.
    of_production = f"{SERVICE_ELECTRICITY}_{electricity[CONF_POINT_ID]}_{PRODUCTION}_"
    entities = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        if entity.unique_id.startswith(of_production):
            entities.async_remove(entity.entity_id)
