"""What energy and water cost, as sensors; there once the home has a tariff."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import UnitOfEnergy, UnitOfVolume
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..attributes import Attributes, of_days
from ..coordinator.costs import ElectricityCosts
from ..entity import AnySummary, Meter, MeterEntity
from ..metering.tariff.money import PICO_EUR
from ..metering.tariff.now import PriceNow
from ..pricing.figures import CostFigures, Spent
from ..statistics.catalog import CURRENCY_EURO
from ..summary import ElectricitySummary, WaterSummary
from .description import MeterSensorDescription, Value

PRICE_NOW: Final = "price_now"
_MICRO: Final = 1_000_000


def _cost(
    key: str, spent_of: Callable[[CostFigures], Spent | None]
) -> MeterSensorDescription[AnySummary]:
    """Return a sensor of an amount of money, with the days that it speaks of."""

    def spent(summary: AnySummary) -> Spent | None:
        return spent_of(summary.costs) if summary.costs else None

    def euros(summary: AnySummary) -> float | None:
        return told.amount / PICO_EUR if (told := spent(summary)) else None

    def days(summary: AnySummary) -> Attributes:
        told = spent(summary)
        known = of_days(told)
        if told is None or known is None:
            return None
        return {**known, "estimated_days": told.estimated_days}

    return MeterSensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.MONETARY,
        native_unit_of_measurement=CURRENCY_EURO,
        suggested_display_precision=2,
        value_fn=euros,
        attributes_fn=days,
    )


COST_SENSORS: Final = (
    _cost("cost_last_day", lambda costs: costs.last_day),
    _cost("cost_month", lambda costs: costs.month),
    _cost("cost_previous_month", lambda costs: costs.previous_month),
    _cost("cost_year", lambda costs: costs.year),
)

BILL: Final = _cost("bill_so_far", lambda costs: costs.bill)
"""There once the user has said when the next bill begins."""

WATER_PRICE: Final[MeterSensorDescription[WaterSummary]] = MeterSensorDescription(
    key=PRICE_NOW,
    translation_key="water_price_now",
    native_unit_of_measurement=f"{CURRENCY_EURO}/{UnitOfVolume.CUBIC_METERS}",
    suggested_display_precision=4,
    value_fn=lambda known: None if known.price is None else known.price / _MICRO,
)


@dataclass(frozen=True, kw_only=True)
class PriceSensorDescription(SensorEntityDescription):
    """A sensor of the price in force now, and where its value comes from."""

    value_fn: Callable[[PriceNow], Value]


ELECTRICITY_PRICE: Final = PriceSensorDescription(
    key=PRICE_NOW,
    translation_key="electricity_price_now",
    native_unit_of_measurement=f"{CURRENCY_EURO}/{UnitOfEnergy.KILO_WATT_HOUR}",
    suggested_display_precision=4,
    value_fn=lambda now: now.micro_eur / _MICRO,
)


class PriceSensor(MeterEntity[ElectricitySummary], SensorEntity):
    """The price of electricity in force now: it changes by the clock."""

    entity_description: PriceSensorDescription

    def __init__(
        self, meter: Meter[ElectricitySummary], costs: ElectricityCosts
    ) -> None:
        """Tie the price to the home's tariffs."""
        super().__init__(meter, ELECTRICITY_PRICE)
        self._costs = costs
        self._stop: CALLBACK_TYPE | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the clock from now on."""
        await super().async_added_to_hass()
        self.async_on_remove(self._stop_waiting)
        self._wait()

    @property
    @override
    def available(self) -> bool:
        """Whether it can be told: it needs no reading."""
        return True

    @property
    @override
    def native_value(self) -> Value:
        now = self._now
        return self.entity_description.value_fn(now) if now else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Which hours these are, and when another price begins."""
        now = self._now
        if now is None:
            return None
        return {
            "price_class": now.price_class.value,
            "until": now.until and now.until.isoformat(),
        }

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Show other tariffs or colours, which may change at another time."""
        self._wait()
        super()._handle_coordinator_update()

    @property
    def _now(self) -> PriceNow | None:
        return self._costs.pricing.price_at(dt_util.utcnow())

    @callback
    def _wait(self) -> None:
        """Come back when the price may change."""
        self._stop_waiting()
        moment = self._costs.pricing.next_change(dt_util.utcnow())
        self._stop = async_track_point_in_utc_time(self.hass, self._show, moment)

    @callback
    def _show(self, _now: datetime) -> None:
        self._wait()
        self.async_write_ha_state()

    @callback
    def _stop_waiting(self) -> None:
        if self._stop:
            self._stop()
            self._stop = None
