"""What a home draws, as sensors."""

from datetime import datetime
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import EntityCategory, UnitOfApparentPower, UnitOfPower

from ..attributes import Attributes, of_day
from ..holes import CurveState
from ..metering.calendar import PARIS
from ..metering.tariff.power import enough_kva
from ..sources.readings import MaximumPower
from ..summary import ElectricitySummary, Standby
from .description import MeterSensorDescription
from .periods import change, energy


def _power(maximum: MaximumPower | None) -> int | None:
    return maximum.power_va if maximum else None


def _advised(known: ElectricitySummary) -> int | None:
    """Return the smallest subscribed power, VA, that the highest maximum of 12 months would have allowed."""
    maximum = known.maximum_power_12_months
    kva = enough_kva(maximum.power_va) if maximum else None
    return kva * 1000 if kva else None


def _at(maximum: MaximumPower | None) -> datetime | None:
    return maximum.at if maximum else None


def _day(maximum: MaximumPower | None) -> Attributes:
    return of_day(maximum.day) if maximum else None


def _hour(standby: Standby | None) -> Attributes:
    """Return the day of the lowest hour, and when the hour began, local time."""
    if standby is None:
        return None
    began = standby.start.astimezone(PARIS)
    return {"day": standby.day.isoformat(), "hour": began.isoformat()}


# What few look at is there for those who switch it on: last year's amount is behind the change, and the power of
# 12 months matters more than its minute.
ELECTRICITY_SENSORS: Final[tuple[MeterSensorDescription[ElectricitySummary], ...]] = (
    energy("energy_last_day", lambda known: known.periods.last_day, precision=2),
    energy("energy_last_7_days", lambda known: known.periods.last_7_days),
    energy("energy_month", lambda known: known.periods.month),
    energy("energy_previous_month", lambda known: known.periods.previous_month),
    energy("energy_year", lambda known: known.periods.year, precision=0),
    energy(
        "energy_previous_year_to_date",
        lambda known: known.periods.previous_year_to_date,
        precision=0,
        enabled=False,
    ),
    change("energy_change"),
    energy("weekday_mean", lambda known: known.weekday_mean),
    energy("weekend_mean", lambda known: known.weekend_mean),
    MeterSensorDescription(
        key="standby_power",
        translation_key="standby_power",
        device_class=SensorDeviceClass.POWER,
        native_unit_of_measurement=UnitOfPower.WATT,
        suggested_display_precision=0,
        value_fn=lambda known: known.standby.power_w if known.standby else None,
        attributes_fn=lambda known: _hour(known.standby),
    ),
    MeterSensorDescription(
        key="maximum_power",
        translation_key="maximum_power",
        device_class=SensorDeviceClass.APPARENT_POWER,
        native_unit_of_measurement=UnitOfApparentPower.VOLT_AMPERE,
        suggested_display_precision=0,
        value_fn=lambda known: _power(known.maximum_power),
        attributes_fn=lambda known: _day(known.maximum_power),
    ),
    MeterSensorDescription(
        key="maximum_power_at",
        translation_key="maximum_power_at",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda known: _at(known.maximum_power),
        attributes_fn=lambda known: _day(known.maximum_power),
    ),
    MeterSensorDescription(
        key="maximum_power_12_months",
        translation_key="maximum_power_12_months",
        device_class=SensorDeviceClass.APPARENT_POWER,
        native_unit_of_measurement=UnitOfApparentPower.VOLT_AMPERE,
        suggested_display_precision=0,
        value_fn=lambda known: _power(known.maximum_power_12_months),
        attributes_fn=lambda known: _day(known.maximum_power_12_months),
    ),
    MeterSensorDescription(
        key="maximum_power_12_months_at",
        translation_key="maximum_power_12_months_at",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda known: _at(known.maximum_power_12_months),
        attributes_fn=lambda known: _day(known.maximum_power_12_months),
    ),
    MeterSensorDescription(
        key="advised_power",
        translation_key="advised_power",
        device_class=SensorDeviceClass.APPARENT_POWER,
        native_unit_of_measurement=UnitOfApparentPower.VOLT_AMPERE,
        suggested_display_precision=0,
        value_fn=_advised,
        attributes_fn=lambda known: _day(known.maximum_power_12_months),
    ),
    MeterSensorDescription(
        key="last_day",
        translation_key="last_day",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.newest_day,
    ),
    MeterSensorDescription(
        key="load_curve",
        translation_key="load_curve",
        device_class=SensorDeviceClass.ENUM,
        options=list(CurveState),
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.progress.curve,
    ),
)
