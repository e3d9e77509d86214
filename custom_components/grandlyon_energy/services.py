"""The actions of the integration."""

import asyncio
from datetime import date
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util

from .compat import vol
from .const import (
    ACTION_FETCH,
    ATTR_CONFIG_ENTRY_ID,
    ATTR_END_DATE,
    ATTR_START_DATE,
    DOMAIN,
)
from .coordinator.base import AnyCoordinator, failure_key
from .metering.calendar import local_day
from .sources import SourceError

_FETCH: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_START_DATE): cv.date,
        vol.Required(ATTR_END_DATE): cv.date,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; those that change data are for administrators."""

    async def fetch(call: ServiceCall) -> None:
        await _async_fetch(hass, call.data)

    async_register_admin_service(hass, DOMAIN, ACTION_FETCH, fetch, _FETCH)


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
        # A task of the entry: it ends with it.
        task = entry.async_create_background_task(
            hass, coordinator.async_fetch(first, last), f"{coordinator.name} fetch"
        )
        await asyncio.wait([task])
        if task.cancelled():
            raise _not_loaded()
        try:
            task.result()
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


def _check_period(first: date, last: date) -> None:
    """Refuse a period that has no day in the past."""
    if first > last:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="period_reversed"
        )
    if first >= local_day(dt_util.utcnow()):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="period_not_over"
        )


def _loaded_entry(hass: HomeAssistant, entry_id: str) -> ConfigEntry[Any]:
    """Return the entry of a home that is loaded."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if (
        entry is None
        or entry.domain != DOMAIN
        or entry.state is not ConfigEntryState.LOADED
    ):
        raise _not_loaded()
    return entry


def _not_loaded() -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key="home_not_loaded"
    )
