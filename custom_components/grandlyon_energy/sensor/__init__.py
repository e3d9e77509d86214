"""The sensors: values for automations. The history is in the statistics, so no sensor has a state class."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .. import GrandLyonConfigEntry
from ..attributes import Attributes
from ..const import CONF_ELECTRICITY_BILL_SINCE, CONF_WATER_BILL_SINCE
from ..coordinator.base import AnyCoordinator
from ..coordinator.costs import Costs, ElectricityCosts
from ..entity import AnySummary, Meter, MeterEntity, usage_point, water_meters
from ..summary import WaterSummary
from .contract import CONTRACT_SENSORS
from .costs import BILL, COST_SENSORS, WATER_PRICE, PriceSensor
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
        point = usage_point(main)
        async_add_entities(_sensors(point, drawn, ELECTRICITY_HEALTH))
        if (costs := main.costs) is not None:

            def priced_electricity(costs: ElectricityCosts = costs) -> None:
                async_add_entities(
                    [
                        *_sensors(point, _costs(entry, CONF_ELECTRICITY_BILL_SINCE)),
                        PriceSensor(point, costs),
                    ]
                )

            _when_priced(entry, point.coordinator, costs, priced_electricity)
        if runtime.production:
            fed_in = usage_point(runtime.production, main=main)
            async_add_entities(_sensors(fed_in, PRODUCTION_SENSORS, PRODUCTION_HEALTH))
    if runtime.water:
        meters = zip(water_meters(runtime.water), runtime.water.meters, strict=True)
        for meter, known in meters:
            async_add_entities(_sensors(meter, WATER_SENSORS, WATER_HEALTH))

            def priced_water(meter: Meter[WaterSummary] = meter) -> None:
                async_add_entities(
                    [
                        *_sensors(meter, _costs(entry, CONF_WATER_BILL_SINCE)),
                        *_sensors(meter, [WATER_PRICE]),
                    ]
                )

            _when_priced(entry, meter.coordinator, known.costs, priced_water)


def _costs(
    entry: GrandLyonConfigEntry, bill_since: str
) -> Sequence[MeterSensorDescription[AnySummary]]:
    """Return the sensors of a service's costs, with its bill if the option says when that begins."""
    return (*COST_SENSORS, BILL) if entry.options.get(bill_since) else COST_SENSORS


def _when_priced(
    entry: GrandLyonConfigEntry,
    coordinator: AnyCoordinator,
    costs: Costs,
    add: Callable[[], None],
) -> None:
    """Add the sensors of a meter's costs once it has a tariff, which may be given while the home runs."""
    added = False

    @callback
    def look() -> None:
        nonlocal added
        if costs.has_tariff and not added:
            added = True
            add()

    look()
    entry.async_on_unload(coordinator.async_add_listener(look))


def _sensors[SummaryT](
    meter: Meter[SummaryT],
    values: Iterable[MeterSensorDescription[SummaryT]],
    health: Iterable[HealthSensorDescription[SummaryT]] = (),
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
