"""The sensors: values for automations. The history is in the statistics, so no sensor has a state class."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .. import GrandLyonConfigEntry
from ..attributes import Attributes
from ..entity import Meter, MeterEntity, usage_point, water_meters
from .contract import CONTRACT_SENSORS
from .description import MeterSensorDescription, Value
from .electricity import ELECTRICITY_SENSORS
from .health import (
    ELECTRICITY_HEALTH,
    PRODUCTION_HEALTH,
    WATER_HEALTH,
    HealthSensorDescription,
)
from .production import PRODUCTION_SENSORS
from .water import WATER_SENSORS

PARALLEL_UPDATES: Final = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the services that the entry has."""
    runtime = entry.runtime_data
    if main := runtime.electricity:
        drawn = (
            *ELECTRICITY_SENSORS,
            *(CONTRACT_SENSORS if main.knows_contract else ()),
        )
        async_add_entities(_sensors(usage_point(main), drawn, ELECTRICITY_HEALTH))
        if runtime.production:
            fed_in = usage_point(runtime.production, main=main)
            async_add_entities(_sensors(fed_in, PRODUCTION_SENSORS, PRODUCTION_HEALTH))
    if runtime.water:
        for meter in water_meters(runtime.water):
            async_add_entities(_sensors(meter, WATER_SENSORS, WATER_HEALTH))


def _sensors[SummaryT](
    meter: Meter[SummaryT],
    values: Iterable[MeterSensorDescription[SummaryT]],
    health: Iterable[HealthSensorDescription[SummaryT]],
) -> list[SensorEntity]:
    """Return the sensors of a meter."""
    return [
        *(MeterSensor(meter, description) for description in values),
        *(HealthSensor(meter, description) for description in health),
    ]


class MeterSensor[SummaryT](MeterEntity[SummaryT], SensorEntity):
    """What is known of a meter."""

    entity_description: MeterSensorDescription[SummaryT]

    @property
    @override
    def native_value(self) -> Value:
        summary = self.meter.summary
        return None if summary is None else self.entity_description.value_fn(summary)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """What the value speaks of."""
        summary = self.meter.summary
        told = self.entity_description.attributes_fn
        return None if summary is None else told(summary)


class HealthSensor[SummaryT](MeterEntity[SummaryT], SensorEntity):
    """How a meter's service and its readings are."""

    entity_description: HealthSensorDescription[SummaryT]

    @property
    @override
    def available(self) -> bool:
        """Whether it can be told: always, most of all while nothing comes."""
        return True

    @property
    @override
    def native_value(self) -> Value:
        return self.entity_description.value_fn(self.meter)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """What else is known of it."""
        return self.entity_description.attributes_fn(self.meter)
