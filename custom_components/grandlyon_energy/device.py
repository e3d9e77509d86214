"""The devices: one per meter, with a link to where its service shows the same readings."""

from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo

from .const import DOMAIN, SERVICE_ELECTRICITY, SERVICE_WATER
from .coordinator import ElectricityCoordinator

if TYPE_CHECKING:
    from . import GrandLyonConfigEntry

ENEDIS_URL: Final = "https://mon-compte-particulier.enedis.fr"
WATER_URL: Final = "https://agence.eaudugrandlyon.com"
"""Where a customer finds their own readings, whichever way they come here by."""


def usage_point_device(coordinator: ElectricityCoordinator) -> DeviceInfo:
    """Return the device of what the home draws and feeds in alike; `coordinator` is that of what it draws."""
    contract = coordinator.ledger.contract
    return _meter_device(
        SERVICE_ELECTRICITY,
        coordinator.point_id,
        manufacturer="Enedis",
        model=contract.meter_type,
        serial_number=contract.meter_serial,
        url=ENEDIS_URL,
    )


def water_device(contract_id: str) -> DeviceInfo:
    """Return the device of a water contract; the service does not tell the meter's serial number."""
    return _meter_device(
        SERVICE_WATER,
        contract_id,
        manufacturer="Eau du Grand Lyon",
        model="Téléo",
        url=WATER_URL,
    )


@callback
def async_follow_usage_point(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    coordinator: ElectricityCoordinator,
) -> None:
    """Keep the device's model and serial number those of the contract while the entry is loaded.

    At a first start the contract may be read after the device is there; later the meter may be changed.
    """
    registry = dr.async_get(hass)
    identifiers = _identifiers(SERVICE_ELECTRICITY, coordinator.point_id)

    @callback
    def update() -> None:
        contract = coordinator.ledger.contract
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
            if device.identifiers == identifiers:
                registry.async_update_device(
                    device.id,
                    model=contract.meter_type,
                    serial_number=contract.meter_serial,
                )

    entry.async_on_unload(coordinator.async_add_listener(update))


def _meter_device(
    service: str,
    meter: str,
    *,
    manufacturer: str,
    model: str | None,
    url: str,
    serial_number: str | None = None,
) -> DeviceInfo:
    """Return the device of a meter; its name shows no more than the last 4 digits of the number.

    All at once: what core calls by this name cannot be merged since 2026.11.
    """
    return DeviceInfo(
        identifiers=_identifiers(service, meter),
        translation_key=f"{service}_meter",
        translation_placeholders={"digits": meter[-4:]},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=manufacturer,
        model=model,
        serial_number=serial_number,
        configuration_url=url,
    )


def _identifiers(service: str, meter: str) -> set[tuple[str, str]]:
    return {(DOMAIN, f"{service}_{meter}")}
