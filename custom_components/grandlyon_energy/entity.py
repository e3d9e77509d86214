"""What all entities of a meter share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import ElectricityCoordinator, WaterCoordinator
from .coordinator.base import AnyCoordinator
from .device import usage_point_device, water_device
from .summary import ElectricitySummary, WaterSummary

type AnySummary = ElectricitySummary | WaterSummary
"""What is known of a meter of either service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter[SummaryT]:
    """A meter as its entities see it."""

    coordinator: AnyCoordinator

    number: str
    """Of the usage point or the contract; part of the unique ids, never shown."""

    device: DeviceInfo

    read_summary: Callable[[], SummaryT | None]

    @property
    def summary(self) -> SummaryT | None:
        """What is known of the meter now, None before anything was ever read."""
        return self.read_summary()


def usage_point(
    coordinator: ElectricityCoordinator, *, main: ElectricityCoordinator | None = None
) -> Meter[ElectricitySummary]:
    """Return what a home draws as a meter; with a `main`, the coordinator of that, what it feeds in."""
    return Meter(
        coordinator=coordinator,
        number=coordinator.point_id,
        device=usage_point_device(main or coordinator),
        read_summary=lambda: coordinator.data,
    )


def water_meters(coordinator: WaterCoordinator) -> list[Meter[WaterSummary]]:
    """Return a meter for each contract of a log-in."""

    def of(contract_id: str) -> Meter[WaterSummary]:
        return Meter(
            coordinator=coordinator,
            number=contract_id,
            device=water_device(contract_id),
            read_summary=lambda: (coordinator.data or {}).get(contract_id),
        )

    return [of(meter.contract_id) for meter in coordinator.meters]


class MeterEntity[SummaryT](CoordinatorEntity[AnyCoordinator]):
    """An entity of one meter.

    It stays available while its service is away: what the ledger knows of a past day is still true.
    """

    _attr_has_entity_name = True

    def __init__(self, meter: Meter[SummaryT], description: EntityDescription) -> None:
        """Tie the entity to the meter's device."""
        super().__init__(meter.coordinator)
        self.entity_description = description
        self.meter = meter
        self._attr_unique_id = (
            f"{meter.coordinator.service}_{meter.number}_{description.key}"
        )
        self._attr_device_info = meter.device

    @property
    @override
    def available(self) -> bool:
        """Whether anything was ever read."""
        return self.meter.summary is not None
