"""The binary sensors: what a resident wants to be told of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import (  # type: ignore[attr-defined]
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import GrandLyonConfigEntry
from .attributes import Attributes, of_day
from .const import CONF_WAY, SERVICE_WATER
from .entity import Meter, MeterEntity, usage_point, water_meters
from .summary import Continuity, ElectricitySummary, WaterSummary
from .ways import tells_anomalies

PARALLEL_UPDATES: Final = 0


@dataclass(frozen=True, kw_only=True)
class MeterBinarySensorDescription[SummaryT](BinarySensorEntityDescription):
    """A binary sensor and where its state comes from."""

    value_fn: Callable[[SummaryT], bool | None]
    """None is unknown, never off."""

    attributes_fn: Callable[[SummaryT], Attributes]
    """The days that the state speaks of."""


def _maximum_of(known: ElectricitySummary) -> Attributes:
    return of_day(known.maximum_power.day) if known.maximum_power else None


def _looked_at(continuity: Continuity | None) -> Attributes:
    """Return the days that were looked at, and what was used on the one that used least, L."""
    if continuity is None:
        return None
    return {
        "first_day": continuity.first.isoformat(),
        "last_day": continuity.last.isoformat(),
        "lowest_litres": continuity.lowest_l,
    }


CONTRACT_BINARY_SENSORS: Final = (
    MeterBinarySensorDescription[ElectricitySummary](
        key="power_exceeded",
        translation_key="power_exceeded",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda known: known.power_exceeded,
        attributes_fn=_maximum_of,
    ),
)

TYPED_BINARY_SENSORS: Final = (
    MeterBinarySensorDescription[WaterSummary](
        key="anomaly",
        translation_key="anomaly",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda known: known.anomaly,
        attributes_fn=lambda known: of_day(known.anomaly_day),
    ),
)
"""What only a way can tell that says of its readings what they are."""

WATER_BINARY_SENSORS: Final = (
    # A change is no problem, and there is no device class for it.
    MeterBinarySensorDescription[WaterSummary](
        key="meter_changed",
        translation_key="meter_changed",
        value_fn=lambda known: known.meter_changed,
        attributes_fn=lambda known: of_day(known.meter_changed_day),
    ),
    MeterBinarySensorDescription[WaterSummary](
        key="continuous_flow",
        translation_key="continuous_flow",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda known: known.continuity.runs if known.continuity else None,
        attributes_fn=lambda known: _looked_at(known.continuity),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of the services that the entry has."""
    runtime = entry.runtime_data
    # Not every way tells the power that is subscribed to.
    if runtime.electricity and runtime.electricity.knows_contract:
        meter = usage_point(runtime.electricity)
        async_add_entities(_of(meter, CONTRACT_BINARY_SENSORS))
    if runtime.water:
        for contract in water_meters(runtime.water):
            async_add_entities(_of(contract, WATER_BINARY_SENSORS))
            if tells_anomalies(entry.data[SERVICE_WATER][CONF_WAY]):
                async_add_entities(_of(contract, TYPED_BINARY_SENSORS))


def _of[SummaryT](
    meter: Meter[SummaryT],
    descriptions: Iterable[MeterBinarySensorDescription[SummaryT]],
) -> list[BinarySensorEntity]:
    """Return the binary sensors of a meter."""
    return [MeterBinarySensor(meter, description) for description in descriptions]


class MeterBinarySensor[SummaryT](MeterEntity[SummaryT], BinarySensorEntity):
    """Something that is so or not at a meter."""

    entity_description: MeterBinarySensorDescription[SummaryT]

    @property
    @override
    def is_on(self) -> bool | None:
        summary = self.meter.summary
        return None if summary is None else self.entity_description.value_fn(summary)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """What the state speaks of."""
        summary = self.meter.summary
        told = self.entity_description.attributes_fn
        return None if summary is None else told(summary)
