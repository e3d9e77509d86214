"""The event entity "new day of data": what an automation that looks at each day once starts from."""

from dataclasses import dataclass
from datetime import date
from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import UnitOfEnergy, UnitOfVolume
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import GrandLyonConfigEntry
from .entity import AnySummary, MeterEntity, usage_point, water_meters
from .summary import Period

PARALLEL_UPDATES: Final = 0

NEW_DAY: Final = "new_day"

ATTR_AMOUNT: Final = "amount"
ATTR_DAY: Final = "day"
ATTR_DAYS: Final = "days"
ATTR_UNIT: Final = "unit"


@dataclass(frozen=True, kw_only=True)
class NewDayDescription(EventEntityDescription):
    """An event entity and what it counts in."""

    unit: str
    per_unit: int
    """How many of the series' integers make one."""


def _new_day(unit: str, per_unit: int) -> NewDayDescription:
    return NewDayDescription(
        key=NEW_DAY,
        translation_key=NEW_DAY,
        event_types=[NEW_DAY],
        unit=unit,
        per_unit=per_unit,
    )


NEW_ELECTRICITY_DAY: Final = _new_day(UnitOfEnergy.KILO_WATT_HOUR, 1_000_000)
NEW_WATER_DAY: Final = _new_day(UnitOfVolume.LITERS, 1000)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an event entity for each meter."""
    runtime = entry.runtime_data
    if runtime.electricity:
        point = usage_point(runtime.electricity)
        async_add_entities([NewDay(point, NEW_ELECTRICITY_DAY)])
    if runtime.water:
        contracts = water_meters(runtime.water)
        async_add_entities(NewDay(each, NEW_WATER_DAY) for each in contracts)


class NewDay(MeterEntity[AnySummary], EventEntity):
    """Fires when the newest known day of a meter advances, once for the newest however many came.

    It tells that day, its amount and by how many days the newest moved on, which is more than 1 after days without data.
    Not for what is known when it starts, nor for the first history, which is no news; never twice for a day, not even
    when that day went away meanwhile and came back.
    """

    entity_description: NewDayDescription

    _known: date | None = None
    """The newest day that is no news any more, None before there was any."""

    _told: date | None = None
    """The day of the last event before this start."""

    @property
    def _last_day(self) -> Period | None:
        summary = self.meter.summary
        return summary.periods.last_day if summary else None

    @override
    async def async_added_to_hass(self) -> None:
        """Take what is known, and what was told before a restart, as no news."""
        await super().async_added_to_hass()
        self._told = await self._async_last_told()
        if last_day := self._last_day:
            self._take_as_known(last_day.last)

    async def _async_last_told(self) -> date | None:
        told = await self.async_get_last_event_data()
        if told is None or not told.last_event_attributes:
            return None
        return date.fromisoformat(told.last_event_attributes[ATTR_DAY])

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Fire if the newest day advanced."""
        if last_day := self._last_day:
            self._tell(last_day)
        super()._handle_coordinator_update()

    def _tell(self, newest: Period) -> None:
        known = self._known
        if known is None:
            self._take_as_known(newest.last)
        elif newest.last > known:
            self._known = newest.last
            self._trigger_event(
                NEW_DAY,
                {
                    ATTR_DAY: newest.last.isoformat(),
                    ATTR_AMOUNT: newest.amount / self.entity_description.per_unit,
                    ATTR_UNIT: self.entity_description.unit,
                    ATTR_DAYS: (newest.last - known).days,
                },
            )

    def _take_as_known(self, day: date) -> None:
        self._known = max(day, self._told or day)
