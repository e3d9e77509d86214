"""The actions of the integration."""

import asyncio
from collections.abc import Coroutine
from datetime import date
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util
from sqlalchemy.exc import SQLAlchemyError

from .compat import vol
from .const import (
    ACTION_ADOPT_STATISTICS,
    ACTION_FETCH,
    ATTR_CONFIG_ENTRY_ID,
    ATTR_END_DATE,
    ATTR_FROM_STATISTIC_ID,
    ATTR_PREVIEW,
    ATTR_START_DATE,
    ATTR_TO_STATISTIC_ID,
    DOMAIN,
)
from .coordinator.base import AnyCoordinator, failure_key
from .metering.calendar import local_day
from .sources import SourceError
from .statistics.adoption import (
    Adoption,
    async_adopt,
    async_find,
    statistic_to_adopt_into,
)
from .statistics.foreign import ForeignStatisticError
from .statistics.queue import WriteQueue
from .statistics.statistic import Statistic

_FETCH: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_START_DATE): cv.date,
        vol.Required(ATTR_END_DATE): cv.date,
    }
)

_ADOPT_STATISTICS: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_FROM_STATISTIC_ID): vol.All(
            cv.ensure_list, [cv.string], vol.Length(min=1)
        ),
        vol.Required(ATTR_TO_STATISTIC_ID): cv.string,
        vol.Optional(ATTR_PREVIEW, default=True): cv.boolean,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; those that change data are for administrators."""

    async def fetch(call: ServiceCall) -> None:
        await _async_fetch(hass, call.data)

    async def adopt_statistics(call: ServiceCall) -> ServiceResponse:
        return await _async_adopt_statistics(hass, call)

    async_register_admin_service(hass, DOMAIN, ACTION_FETCH, fetch, _FETCH)
    async_register_admin_service(
        hass,
        DOMAIN,
        ACTION_ADOPT_STATISTICS,
        adopt_statistics,
        _ADOPT_STATISTICS,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_fetch(hass: HomeAssistant, data: dict[str, Any]) -> None:
    """Ask the services of a home once more for a period of local days, both ends included.

    Raises:
        ServiceValidationError: no such home, or no such period.
        HomeAssistantError: a service fails; what came before is kept, and the other one is read all the same.

    """
    first, last = data[ATTR_START_DATE], data[ATTR_END_DATE]
    entry = _loaded_entry(hass, data[ATTR_CONFIG_ENTRY_ID])
    _check_period(first, last)
    failure: HomeAssistantError | None = None
    coordinators: list[AnyCoordinator] = entry.runtime_data.coordinators
    for coordinator in coordinators:
        try:
            await _async_run(
                hass,
                entry,
                coordinator.async_fetch(first, last),
                f"{coordinator.name} fetch",
            )
        except SourceError as err:
            failure = failure or HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=failure_key(coordinator.service, err),
                translation_placeholders={"reason": str(err)},
            )
        except OSError:
            failure = failure or HomeAssistantError(
                translation_domain=DOMAIN, translation_key="ledger_not_saved"
            )
    if failure:
        raise failure from None


async def _async_adopt_statistics(
    hass: HomeAssistant, call: ServiceCall
) -> ServiceResponse:
    """Take over the days that a home lacks from another integration's statistics, or only say which they would be.

    Raises:
        ServiceValidationError: no such home or statistic, or nobody to hear a preview.
        HomeAssistantError: the recorder cannot be read, or the ledger not be saved.

    """
    preview: bool = call.data[ATTR_PREVIEW]
    if preview and not call.return_response:
        raise _refusal("adoption_preview_unheard")
    entry = _loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
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
        adoption = await _async_run(
            hass, entry, adopt(statistic), "Grand Lyon adoption"
        )
    except ForeignStatisticError as err:
        raise _refusal(err.key, **err.placeholders) from None
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


async def _async_run[T](
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    work: Coroutine[Any, Any, T],
    name: str,
) -> T:
    """Do something as a task of the entry: it ends with it.

    Raises:
        ServiceValidationError: the entry was unloaded meanwhile.

    """
    task = entry.async_create_background_task(hass, work, name)
    await asyncio.wait([task])
    if task.cancelled():
        raise _refusal("home_not_loaded")
    return task.result()


def _check_period(first: date, last: date) -> None:
    """Refuse a period that has no day in the past."""
    if first > last:
        raise _refusal("period_reversed")
    if first >= local_day(dt_util.utcnow()):
        raise _refusal("period_not_over")


def _loaded_entry(hass: HomeAssistant, entry_id: str) -> ConfigEntry[Any]:
    """Return the entry of a home that is loaded."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if (
        entry is None
        or entry.domain != DOMAIN
        or entry.state is not ConfigEntryState.LOADED
    ):
        raise _refusal("home_not_loaded")
    return entry


def _refusal(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error that says what is wrong with a call."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )
