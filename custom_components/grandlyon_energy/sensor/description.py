"""What a sensor is: a value worked out from what is known of its meter, and what the value speaks of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from homeassistant.components.sensor import SensorEntityDescription

from ..attributes import Attributes

type Value = int | float | str | date | datetime | None


@dataclass(frozen=True, kw_only=True)
class MeterSensorDescription[SummaryT](SensorEntityDescription):
    """A sensor and where its value comes from."""

    value_fn: Callable[[SummaryT], Value]
    """None is unknown, never 0."""

    attributes_fn: Callable[[SummaryT], Attributes] = lambda _: None
    """What the value speaks of."""
