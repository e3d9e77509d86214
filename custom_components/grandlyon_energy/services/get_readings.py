"""The action that answers what is known of a period, for scripts."""

import asyncio
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType

from ..compat import vol
from ..const import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_END_DATE,
    ATTR_RESOLUTION,
    ATTR_START_DATE,
    ATTR_STATISTIC_ID,
)
from ..metering.calendar import DAY
from ..tables import Resolution
from .common import check_period, loaded_entry, refusal
from .known import known_of, known_period

GET_READINGS: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_START_DATE): cv.date,
        vol.Required(ATTR_END_DATE): cv.date,
        vol.Optional(ATTR_RESOLUTION, default=Resolution.DAY): vol.Coerce(Resolution),
        vol.Optional(ATTR_STATISTIC_ID, default=list): vol.All(
            cv.ensure_list, [cv.string]
        ),
    }
)

MOST_DAYS: Final = {
    Resolution.DAY: 366,
    Resolution.HOUR: 62,
    Resolution.HALF_HOUR: 31,
}
"""How long a period may be: an answer is kept in memory, and in the trace of the automation that asks."""


async def async_get_readings(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Answer with the rows of a period of local days, both ends included, by statistic.

    Raises:
        ServiceValidationError: no such home or statistic, no such period, or one that is too long.

    """
    first, last = call.data[ATTR_START_DATE], call.data[ATTR_END_DATE]
    resolution: Resolution = call.data[ATTR_RESOLUTION]
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    check_period(first, last)
    most = MOST_DAYS[resolution]
    if last - first >= most * DAY:
        raise refusal("period_too_long", days=str(most))
    known = known_of(entry.runtime_data, resolution, call.data[ATTR_STATISTIC_ID])
    first, last = known_period(first, last)
    statistics: dict[str, JsonValueType] = {}
    for statistic, make in known:
        records = make(first, last).records()
        statistics[statistic.statistic_id] = [{**record} for record in records]
        # With tariffs there are many, and all of them at once would hold everybody else up.
        await asyncio.sleep(0)
    return {
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "resolution": resolution.value,
        "statistics": statistics,
    }
