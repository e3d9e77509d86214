"""The contract of a usage point and what it allows, as sensors: there only where the way tells it."""

from collections.abc import Callable
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfApparentPower

from ..attributes import Attributes, of_day
from ..sources.readings import Contract
from ..summary import ElectricitySummary
from .description import MeterSensorDescription, Value

OTHER_STATE: Final = "other"

CONTRACT_STATES: Final = {
    "SERVC": "in_service",
    "RESIL": "terminated",
    "ECRAC": "being_connected",
    "ECRES": "being_terminated",
}
"""What etatContractuel means (SGE guide 0464); two more codes have no explanation, and others may come."""


def _text(
    key: str, read: Callable[[Contract], str | None], *, enabled: bool = True
) -> MeterSensorDescription[ElectricitySummary]:
    """Return a sensor of what the contract says in words."""
    return MeterSensorDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=enabled,
        value_fn=lambda known: read(known.contract),
    )


def _state(known: ElectricitySummary) -> Value:
    code = known.contract.state
    return CONTRACT_STATES.get(code, OTHER_STATE) if code else None


def _code(known: ElectricitySummary) -> Attributes:
    return {"code": known.contract.state} if known.contract.state else None


def _maximum_of(known: ElectricitySummary) -> Attributes:
    return of_day(known.maximum_power.day) if known.maximum_power else None


def _announced(known: ElectricitySummary) -> Attributes:
    """Return the off-peak hours that are to come."""
    announced = known.contract.future_off_peak_hours
    return {"announced": announced} if announced else None


CONTRACT_SENSORS: Final = (
    MeterSensorDescription[ElectricitySummary](
        key="subscribed_power",
        translation_key="subscribed_power",
        device_class=SensorDeviceClass.APPARENT_POWER,
        native_unit_of_measurement=UnitOfApparentPower.VOLT_AMPERE,
        suggested_display_precision=0,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.contract.subscribed_power_va,
    ),
    MeterSensorDescription[ElectricitySummary](
        key="power_share",
        translation_key="power_share",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=lambda known: known.power_share,
        attributes_fn=_maximum_of,
    ),
    _text("tariff_option", lambda contract: contract.tariff_option),
    MeterSensorDescription[ElectricitySummary](
        key="off_peak_hours",
        translation_key="off_peak_hours",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.contract.off_peak_hours,
        attributes_fn=_announced,
    ),
    # A home's is always C5, or P4 for what a roof feeds in.
    _text("segment", lambda contract: contract.segment, enabled=False),
    MeterSensorDescription[ElectricitySummary](
        key="contract_state",
        translation_key="contract_state",
        device_class=SensorDeviceClass.ENUM,
        options=[*CONTRACT_STATES.values(), OTHER_STATE],
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=_state,
        attributes_fn=_code,
    ),
    MeterSensorDescription[ElectricitySummary](
        key="last_tariff_change",
        translation_key="last_tariff_change",
        device_class=SensorDeviceClass.DATE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda known: known.contract.last_tariff_change,
    ),
)
