"""Another integration's external statistic, read a month at a time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from math import isfinite
from typing import Final

from homeassistant.components.recorder.statistics import (
    get_last_statistics,
    get_metadata,
    statistic_during_period,
    statistics_during_period,
    valid_statistic_id,
)
from homeassistant.const import UnitOfEnergy, UnitOfVolume
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util.unit_conversion import (
    BaseUnitConverter,
    EnergyConverter,
    VolumeConverter,
)

from ..const import DOMAIN
from ..metering.calendar import DAY, day_start, local_day
from ..metering.foreign import ForeignRow
from .statistic import Statistic

_CONVERTERS: Final[dict[str, type[BaseUnitConverter]]] = {
    UnitOfEnergy.KILO_WATT_HOUR: EnergyConverter,
    UnitOfVolume.LITERS: VolumeConverter,
}
"""How any unit becomes that of one of our own statistics."""

_FIRST_DAY_OF_ALL: Final = date(2000, 1, 1)
"""Nobody's statistics are older."""


class ForeignStatisticError(Exception):
    """A statistic that cannot be adopted; the text is the key of the message that says why."""

    def __init__(self, key: str, **placeholders: str) -> None:
        """Remember why, and what the message names."""
        super().__init__(key)
        self.key = key
        self.placeholders = placeholders


class ForeignStatistic:
    """A statistic of another integration, in the integers of one of ours."""

    def __init__(
        self, hass: HomeAssistant, statistic_id: str, convert: Callable[[float], float]
    ) -> None:
        """Tie the id to what turns its figures into ours."""
        self._hass = hass
        self._id = statistic_id
        self._convert = convert

    async def async_span(self, last: date) -> tuple[date, date] | None:
        """Return the first and last local day with a row, none after `last`; None without any.

        The first one is found by halving, in bounded reads: however long a gap is, it hides nothing.
        """
        found = await get_instance(self._hass).async_add_executor_job(
            get_last_statistics, self._hass, 1, self._id, False, {"sum"}
        )
        if not (rows := found.get(self._id)):
            return None
        last = min(last, local_day(datetime.fromtimestamp(rows[0]["start"], UTC)))
        if not await self._async_has_row_until(last):
            return None
        low, high = _FIRST_DAY_OF_ALL, last
        while low < high:
            middle = low + (high - low).days // 2 * DAY
            if await self._async_has_row_until(middle):
                high = middle
            else:
                low = middle + DAY
        return low, last

    async def async_read(self, first: date, last: date) -> list[ForeignRow]:
        """Return the rows of a period of local days, both ends included, at most a month; those without a sum left out."""
        found = await get_instance(self._hass).async_add_executor_job(
            statistics_during_period,
            self._hass,
            day_start(first),
            day_start(last + DAY),
            {self._id},
            "hour",
            None,
            {"state", "sum"},
        )
        return [
            ForeignRow(
                start=datetime.fromtimestamp(row["start"], UTC),
                state=self._integer(row.get("state")),
                sum=total,
            )
            for row in found.get(self._id, [])
            if (total := self._integer(row.get("sum"))) is not None
        ]

    async def _async_has_row_until(self, day: date) -> bool:
        """Return whether there is a row on a local day or before it."""
        found = await get_instance(self._hass).async_add_executor_job(
            statistic_during_period,
            self._hass,
            None,
            day_start(day + DAY),
            self._id,
            {"change"},
            None,
        )
        return found.get("change") is not None

    def _integer(self, figure: float | None) -> int | None:
        """Return a figure of a row in the integers of our series."""
        if figure is None or not isfinite(figure):
            return None
        return round(self._convert(figure))


async def async_foreign_statistic(
    hass: HomeAssistant, statistic_id: str, statistic: Statistic
) -> ForeignStatistic:
    """Return another integration's statistic, to be adopted by one of ours.

    Raises:
        ForeignStatisticError: it cannot be.

    """
    if not valid_statistic_id(statistic_id):
        raise ForeignStatisticError("adoption_not_external")
    if statistic_id.partition(":")[0] == DOMAIN:
        raise ForeignStatisticError("adoption_of_our_own")
    found = await get_instance(hass).async_add_executor_job(
        partial(get_metadata, hass, statistic_ids={statistic_id})
    )
    if statistic_id not in found:
        raise ForeignStatisticError("adoption_unknown")
    metadata = found[statistic_id][1]
    if not metadata["has_sum"]:
        raise ForeignStatisticError("adoption_without_sum")
    unit = metadata["unit_of_measurement"]
    converter = _CONVERTERS[statistic.unit]
    if unit not in converter.VALID_UNITS:
        raise ForeignStatisticError(
            "adoption_other_unit", unit=unit or "-", own_unit=statistic.unit
        )
    convert = converter.converter_factory(unit, statistic.unit)
    return ForeignStatistic(
        hass, statistic_id, lambda figure: convert(figure) * statistic.scale
    )
