"""A water contract, as sensors."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import EntityCategory, UnitOfVolume

from ..attributes import of_day, of_days
from ..summary import Period, ReadingState, WaterSummary
from .description import MeterSensorDescription
from .periods import change


def _volume(
    key: str,
    period_fn: Callable[[WaterSummary], Period | None],
    *,
    enabled: bool = True,
) -> MeterSensorDescription[WaterSummary]:
    """Return a sensor of a volume, L, with the days that it speaks of."""

    def litres(summary: WaterSummary) -> float | None:
        period = period_fn(summary)
        return period.amount / 1000 if period else None

    return MeterSensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.WATER,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        suggested_display_precision=0,
        entity_registry_enabled_default=enabled,
        value_fn=litres,
        attributes_fn=lambda summary: of_days(period_fn(summary)),
    )


WATER_SENSORS: Final[tuple[MeterSensorDescription[WaterSummary], ...]] = (
    MeterSensorDescription(
        key="index",
        translation_key="index",
        device_class=SensorDeviceClass.WATER,
        native_unit_of_measurement=UnitOfVolume.LITERS,
        suggested_unit_of_measurement=UnitOfVolume.CUBIC_METERS,
        suggested_display_precision=3,
        value_fn=lambda known: known.index_l,
        attributes_fn=lambda known: of_day(known.last_reading_day),
    ),
    _volume("volume_last_day", lambda known: known.periods.last_day),
    _volume("volume_last_7_days", lambda known: known.periods.last_7_days),
    _volume("volume_month", lambda known: known.periods.month),
    _volume("volume_previous_month", lambda known: known.periods.previous_month),
    _volume("volume_year", lambda known: known.periods.year),
    _volume(
        "volume_previous_year_to_date",
        lambda known: known.periods.previous_year_to_date,
        enabled=False,
    ),
    change("volume_change"),
    MeterSensorDescription(
        key="reading_state",
        translation_key="reading_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(ReadingState),
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.reading_state,
    ),
    MeterSensorDescription(
        key="last_reading_day",
        translation_key="last_reading_day",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.last_reading_day,
    ),
)
