"""What several meters say alike, as sensors: energies, drawn and fed in, and changes from the year before."""

from collections.abc import Callable

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import PERCENTAGE, UnitOfEnergy

from ..attributes import of_days
from ..entity import AnySummary
from ..summary import ElectricitySummary, MeanDay, Period
from .description import MeterSensorDescription


def energy(
    key: str,
    told_fn: Callable[[ElectricitySummary], Period | MeanDay | None],
    *,
    precision: int = 1,
    enabled: bool = True,
) -> MeterSensorDescription[ElectricitySummary]:
    """Return a sensor of an energy, kWh, with the days that it speaks of."""

    def kwh(summary: ElectricitySummary) -> float | None:
        told = told_fn(summary)
        return told.amount / 1_000_000 if told else None

    return MeterSensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=precision,
        entity_registry_enabled_default=enabled,
        value_fn=kwh,
        attributes_fn=lambda summary: of_days(told_fn(summary)),
    )


def change[SummaryT: AnySummary](key: str) -> MeterSensorDescription[SummaryT]:
    """Return a sensor of the change from the same days of last year, %, with the days that were compared."""

    def percent(summary: SummaryT) -> float | None:
        known = summary.periods.change
        return known.percent if known else None

    return MeterSensorDescription(
        key=key,
        translation_key=key,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        value_fn=percent,
        attributes_fn=lambda summary: of_days(summary.periods.change),
    )
