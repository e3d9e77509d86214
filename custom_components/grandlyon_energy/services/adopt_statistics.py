"""The action that takes over what another integration wrote."""

from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from sqlalchemy.exc import SQLAlchemyError

from ..compat import vol
from ..const import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_FROM_STATISTIC_ID,
    ATTR_PREVIEW,
    ATTR_TO_STATISTIC_ID,
    DOMAIN,
)
from ..statistics.adoption import (
    Adoption,
    async_adopt,
    async_find,
    statistic_to_adopt_into,
)
from ..statistics.foreign import ForeignStatisticError
from ..statistics.queue import WriteQueue
from ..statistics.statistic import Statistic
from .common import async_run, loaded_entry, refusal

ADOPT_STATISTICS: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_FROM_STATISTIC_ID): vol.All(
            cv.ensure_list, [cv.string], vol.Length(min=1)
        ),
        vol.Required(ATTR_TO_STATISTIC_ID): cv.string,
        vol.Optional(ATTR_PREVIEW, default=True): cv.boolean,
    }
)


async def async_adopt_statistics(
    hass: HomeAssistant, call: ServiceCall
) -> ServiceResponse:
    """Take over the days that a home lacks from another integration's statistics, or only say which they would be.

    Raises:
        ServiceValidationError: no such home or statistic, or nobody to hear a preview.
        HomeAssistantError: the recorder cannot be read, or the ledger not be saved.

    """
    preview: bool = call.data[ATTR_PREVIEW]
    if preview and not call.return_response:
        raise refusal("adoption_preview_unheard")
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    queue: WriteQueue = entry.runtime_data.queue
    ids: list[str] = call.data[ATTR_FROM_STATISTIC_ID]

    async def adopt(statistic: Statistic) -> Adoption:
        found = await async_find(hass, statistic, ids)
        if preview:
            return found
        source = ", ".join(sorted({each.partition(":")[0] for each in ids}))
        return await async_adopt(queue, statistic, found, source=source)

    try:
        statistic = statistic_to_adopt_into(queue, call.data[ATTR_TO_STATISTIC_ID])
        adoption = await async_run(hass, entry, adopt(statistic), "Grand Lyon adoption")
    except ForeignStatisticError as err:
        raise refusal(err.key, **err.placeholders) from None
    except (OSError, SQLAlchemyError) as err:
        # Their texts may hold the number of a meter.
        key = (
            "adoption_not_saved" if isinstance(err, OSError) else "recorder_unreadable"
        )
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key=key
        ) from None
    return _answer(statistic, adoption, preview=preview)


def _answer(
    statistic: Statistic, adoption: Adoption, *, preview: bool
) -> ServiceResponse:
    """Return what the caller of an adoption gets to read."""
    days = sorted(adoption.days)
    total = sum(amount for day in days for _, amount in adoption.days[day])
    return {
        "days": len(days),
        "first_day": days[0].isoformat() if days else None,
        "last_day": days[-1].isoformat() if days else None,
        "amount": round(total / statistic.scale, 3),
        "unit": str(statistic.unit),
        "days_known": adoption.known,
        "days_left_out": adoption.left_out,
        "written": bool(days) and not preview,
    }
