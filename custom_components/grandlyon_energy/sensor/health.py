"""How a service and its readings are, as sensors: they speak also when there is nothing else to say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime
from homeassistant.util import dt as dt_util

from ..attributes import Attributes
from ..entity import AnySummary, Meter
from ..holes import Progress
from ..metering.calendar import local_day
from ..summary import ElectricitySummary, WaterSummary
from .description import Value

NO_ERROR: Final = "none"

REASONS: Final = (
    "access_denied",
    "bad_reply",
    "connection_failed",
    "consent_changed",
    "consent_expired",
    "consent_missing",
    "consent_too_old",
    "consent_withdrawn",
    "gateway_down",
    "gateway_refused",
    "insecure_url",
    "invalid_auth_key",
    "invalid_key",
    "invalid_login",
    "invalid_token",
    "invalid_url",
    "ledger_not_saved",
    "no_contract",
    "not_eligible",
    "not_offered",
    "not_subscribed",
    "period_refused",
    "point_not_found",
    "reply_too_large",
    "service_error",
    "service_refused",
    "throttled",
    "timeout",
    "tls_failed",
    "token_expired",
    "unexpected",
    "unexpected_unit",
    "wrong_direction",
    "wrong_token",
)
"""Every reason that a source or a coordinator can give for a poll that failed."""


@dataclass(frozen=True, kw_only=True)
class HealthSensorDescription[SummaryT](SensorEntityDescription):
    """A sensor that is available whatever is known, and where its value comes from."""

    value_fn: Callable[[Meter[SummaryT]], Value]
    attributes_fn: Callable[[Meter[SummaryT]], Attributes] = lambda _: None


def _age(meter: Meter[AnySummary]) -> Value:
    """Return how many days ago the newest known day was; 1 is yesterday."""
    newest = meter.summary and meter.summary.newest_day
    return (local_day(dt_util.utcnow()) - newest).days if newest else None


def _reason(meter: Meter[Any]) -> Value:
    err = meter.coordinator.last_error
    return err.reason if err else NO_ERROR


def _code(meter: Meter[Any]) -> Attributes:
    """Return the service's own code, where it gave one."""
    err = meter.coordinator.last_error
    return {"code": err.code} if err and err.code else None


def _of_service[SummaryT: AnySummary](
    prefix: str = "",
) -> tuple[HealthSensorDescription[SummaryT], ...]:
    """Return the sensors that every service has; `prefix` belongs to the keys, the words are the same."""
    return (
        HealthSensorDescription(
            key=f"{prefix}data_age",
            translation_key="data_age",
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.DAYS,
            suggested_display_precision=0,
            entity_category=EntityCategory.DIAGNOSTIC,
            value_fn=_age,
        ),
        HealthSensorDescription(
            key=f"{prefix}last_poll",
            translation_key="last_poll",
            device_class=SensorDeviceClass.TIMESTAMP,
            entity_category=EntityCategory.DIAGNOSTIC,
            value_fn=lambda meter: meter.coordinator.polled_at,
        ),
        HealthSensorDescription(
            key=f"{prefix}last_error",
            translation_key="last_error",
            device_class=SensorDeviceClass.ENUM,
            options=[NO_ERROR, *REASONS],
            entity_category=EntityCategory.DIAGNOSTIC,
            value_fn=_reason,
            attributes_fn=_code,
        ),
    )


def _progress(meter: Meter[ElectricitySummary]) -> Progress | None:
    return meter.summary.progress if meter.summary else None


def _reached(meter: Meter[ElectricitySummary]) -> Attributes:
    """Return the local day from which on everything is read."""
    progress = _progress(meter)
    if progress is None or progress.reached is None:
        return None
    return {"reached": progress.reached.isoformat()}


def _history(key: str) -> HealthSensorDescription[ElectricitySummary]:
    """Return the sensor of how much of an electricity meter's history is read."""
    return HealthSensorDescription(
        key=key,
        translation_key=key,
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda meter: (
            progress.percent if (progress := _progress(meter)) else None
        ),
        attributes_fn=_reached,
    )


ELECTRICITY_HEALTH: Final[tuple[HealthSensorDescription[ElectricitySummary], ...]] = (
    _history("history_progress"),
    *_of_service(),
)

PRODUCTION_HEALTH: Final = (_history("production_progress"),)

WATER_HEALTH: Final[tuple[HealthSensorDescription[WaterSummary], ...]] = (
    HealthSensorDescription[WaterSummary](
        key="water_progress",
        translation_key="history_progress",
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda meter: meter.summary.percent if meter.summary else None,
    ),
    *_of_service("water_"),
)
