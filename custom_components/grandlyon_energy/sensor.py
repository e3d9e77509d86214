"""The sensors: values for automations. The history is in the statistics, so no sensor has a state class."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfApparentPower,
    UnitOfEnergy,
    UnitOfVolume,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import GrandLyonConfigEntry
from .const import SERVICE_ELECTRICITY, SERVICE_WATER
from .coordinator import ElectricityCoordinator, WaterCoordinator
from .coordinator.water import WaterData
from .entity import MeterEntity, meter_device
from .holes import CurveState, Progress
from .summary import ElectricitySummary, Period, WaterSummary

PARALLEL_UPDATES: Final = 0

type Value = int | float | str | date | datetime | None


@dataclass(frozen=True, kw_only=True)
class MeterSensorDescription[SummaryT](SensorEntityDescription):
    """A sensor and where its value comes from."""

    value_fn: Callable[[SummaryT], Value]
    attributes_fn: Callable[[SummaryT], Mapping[str, str] | None] = lambda _: None
    """The days that the value speaks of."""

    of_contract: bool = False
    """The value is part of the contract, which not every way tells."""


def _kwh(period: Period | None) -> float | None:
    return period.amount / 1_000_000 if period else None


def _days(period: Period | None) -> Mapping[str, str] | None:
    """Return the first and last day that a period's value speaks of."""
    if period is None:
        return None
    return {
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
    }


def _reached(progress: Progress) -> Mapping[str, str] | None:
    """Return the local day from which on everything is read."""
    return {"reached": progress.reached.isoformat()} if progress.reached else None


def _litres(period: Period | None) -> float | None:
    return period.amount / 1000 if period else None


ELECTRICITY_SENSORS: Final = (
    MeterSensorDescription[ElectricitySummary](
        key="energy_last_day",
        translation_key="energy_last_day",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
        value_fn=lambda summary: _kwh(summary.periods.last_day),
        attributes_fn=lambda summary: _days(summary.periods.last_day),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="energy_month",
        translation_key="energy_month",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=1,
        value_fn=lambda summary: _kwh(summary.periods.month),
        attributes_fn=lambda summary: _days(summary.periods.month),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="maximum_power",
        translation_key="maximum_power",
        device_class=SensorDeviceClass.APPARENT_POWER,
        native_unit_of_measurement=UnitOfApparentPower.VOLT_AMPERE,
        value_fn=lambda summary: (
            summary.maximum_power.power_va if summary.maximum_power else None
        ),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="maximum_power_at",
        translation_key="maximum_power_at",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda summary: (
            summary.maximum_power.at if summary.maximum_power else None
        ),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="last_day",
        translation_key="last_day",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.newest_day,
    ),
    MeterSensorDescription[ElectricitySummary](
        key="subscribed_power",
        translation_key="subscribed_power",
        device_class=SensorDeviceClass.APPARENT_POWER,
        native_unit_of_measurement=UnitOfApparentPower.VOLT_AMPERE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.contract.subscribed_power_va,
        of_contract=True,
    ),
    MeterSensorDescription[ElectricitySummary](
        key="last_tariff_change",
        translation_key="last_tariff_change",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.contract.last_tariff_change,
        of_contract=True,
    ),
    MeterSensorDescription[ElectricitySummary](
        key="history_progress",
        translation_key="history_progress",
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.progress.percent,
        attributes_fn=lambda summary: _reached(summary.progress),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="load_curve",
        translation_key="load_curve",
        device_class=SensorDeviceClass.ENUM,
        options=list(CurveState),
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.progress.curve,
    ),
)

PRODUCTION_SENSORS: Final = (
    MeterSensorDescription[ElectricitySummary](
        key="production_last_day",
        translation_key="production_last_day",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
        value_fn=lambda summary: _kwh(summary.periods.last_day),
        attributes_fn=lambda summary: _days(summary.periods.last_day),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="production_month",
        translation_key="production_month",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=1,
        value_fn=lambda summary: _kwh(summary.periods.month),
        attributes_fn=lambda summary: _days(summary.periods.month),
    ),
    MeterSensorDescription[ElectricitySummary](
        key="production_progress",
        translation_key="production_progress",
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.progress.percent,
        attributes_fn=lambda summary: _reached(summary.progress),
    ),
)

WATER_SENSORS: Final = (
    MeterSensorDescription[WaterSummary](
        key="index",
        translation_key="index",
        device_class=SensorDeviceClass.WATER,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        suggested_unit_of_measurement=UnitOfVolume.CUBIC_METERS,
        suggested_display_precision=3,
        value_fn=lambda summary: summary.index_l,
    ),
    MeterSensorDescription[WaterSummary](
        key="volume_last_day",
        translation_key="volume_last_day",
        device_class=SensorDeviceClass.WATER,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        suggested_display_precision=0,
        value_fn=lambda summary: _litres(summary.periods.last_day),
        attributes_fn=lambda summary: _days(summary.periods.last_day),
    ),
    MeterSensorDescription[WaterSummary](
        key="volume_month",
        translation_key="volume_month",
        device_class=SensorDeviceClass.WATER,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        suggested_display_precision=0,
        value_fn=lambda summary: _litres(summary.periods.month),
        attributes_fn=lambda summary: _days(summary.periods.month),
    ),
    MeterSensorDescription[WaterSummary](
        key="last_reading_day",
        translation_key="last_reading_day",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda summary: summary.last_reading_day,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the services that the entry has."""
    runtime = entry.runtime_data
    if runtime.electricity:
        device = _usage_point(runtime.electricity)
        async_add_entities(
            ElectricitySensor(runtime.electricity, description, device)
            for description in ELECTRICITY_SENSORS
            if runtime.electricity.knows_contract or not description.of_contract
        )
        if runtime.production:
            async_add_entities(
                ElectricitySensor(runtime.production, description, device)
                for description in PRODUCTION_SENSORS
            )
    if runtime.water:
        async_add_entities(
            WaterSensor(runtime.water, meter.contract_id, description)
            for meter in runtime.water.meters
            for description in WATER_SENSORS
        )


def _usage_point(coordinator: ElectricityCoordinator) -> DeviceInfo:
    """Return the device of what the home draws and feeds in alike."""
    contract = coordinator.ledger.contract
    return meter_device(
        SERVICE_ELECTRICITY,
        coordinator.point_id,
        manufacturer="Enedis",
        model=contract.meter_type,
        serial=contract.meter_serial,
    )


class MeterSensor[DataT, SummaryT](MeterEntity[DataT], SensorEntity):
    """A value of one meter."""

    entity_description: MeterSensorDescription[SummaryT]

    @property
    @abstractmethod
    def _summary(self) -> SummaryT:
        """What is known of the meter."""

    @property
    @override
    def native_value(self) -> Value:
        return self.entity_description.value_fn(self._summary)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """The days that the value speaks of."""
        return self.entity_description.attributes_fn(self._summary)


class ElectricitySensor(MeterSensor[ElectricitySummary, ElectricitySummary]):
    """A value of the usage point."""

    def __init__(
        self,
        coordinator: ElectricityCoordinator,
        description: MeterSensorDescription[ElectricitySummary],
        device: DeviceInfo,
    ) -> None:
        """Tie the sensor to the usage point."""
        super().__init__(
            coordinator, description, meter=coordinator.point_id, device=device
        )

    @property
    @override
    def _summary(self) -> ElectricitySummary:
        return self.coordinator.data


class WaterSensor(MeterSensor[WaterData, WaterSummary]):
    """A value of a water contract."""

    def __init__(
        self,
        coordinator: WaterCoordinator,
        contract_id: str,
        description: MeterSensorDescription[WaterSummary],
    ) -> None:
        """Tie the sensor to the contract."""
        super().__init__(
            coordinator,
            description,
            meter=contract_id,
            device=meter_device(
                SERVICE_WATER,
                contract_id,
                manufacturer="Eau du Grand Lyon",
                model="Téléo",
                serial=None,
            ),
        )
        self._contract_id = contract_id

    @property
    @override
    def _summary(self) -> WaterSummary:
        return self.coordinator.data[self._contract_id]
