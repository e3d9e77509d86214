"""What all entities of a meter share."""

from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator.base import ServiceCoordinator


class MeterEntity[DataT](CoordinatorEntity[ServiceCoordinator[DataT]]):
    """An entity of one meter.

    It stays available while its service is away: what the ledger knows of a past day is still true.
    """

    _attr_has_entity_name = True

    def __init__(
        self,
        coordinator: ServiceCoordinator[DataT],
        description: EntityDescription,
        *,
        meter: str,
        device: DeviceInfo,
    ) -> None:
        """Tie the entity to the meter's device."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.service}_{meter}_{description.key}"
        self._attr_device_info = device

    @property
    def available(self) -> bool:
        """Whether anything was ever read."""
        return self.coordinator.data is not None


def meter_device(
    service: str,
    meter: str,
    *,
    manufacturer: str,
    model: str | None,
    serial: str | None,
) -> DeviceInfo:
    """Return the device of a meter; its name shows no more than the last 4 digits of the meter's number."""
    return DeviceInfo(
        identifiers={(DOMAIN, f"{service}_{meter}")},
        translation_key=f"{service}_meter",
        translation_placeholders={"digits": meter[-4:]},
        manufacturer=manufacturer,
        model=model,
        serial_number=serial,
        entry_type=DeviceEntryType.SERVICE,
    )
