"""The action that asks the services of a home once more for a period."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..compat import vol
from ..const import ATTR_CONFIG_ENTRY_ID, ATTR_END_DATE, ATTR_START_DATE, DOMAIN
from ..coordinator.base import AnyCoordinator, failure_key
from ..metering.calendar import local_day
from ..sources import CredentialsError, SourceError
from .common import async_run, check_period, loaded_entry, refusal

FETCH: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_START_DATE): cv.date,
        vol.Required(ATTR_END_DATE): cv.date,
    }
)


async def async_fetch(hass: HomeAssistant, data: dict[str, Any]) -> None:
    """Ask the services of a home once more for a period of local days, both ends included.

    Raises:
        ServiceValidationError: no such home, no such period, or the user does not agree that electricity be read.
        HomeAssistantError: a service fails, or waits for another key or password; what came before is kept, and the
            other one is read all the same.

    """
    first, last = data[ATTR_START_DATE], data[ATTR_END_DATE]
    entry = loaded_entry(hass, data[ATTR_CONFIG_ENTRY_ID])
    check_period(first, last)
    last = min(last, local_day(dt_util.utcnow()))
    failure: HomeAssistantError | None = None
    coordinators: list[AnyCoordinator] = entry.runtime_data.coordinators
    for coordinator in coordinators:
        if coordinator.refusal is not None:
            failure = failure or refusal("electricity_not_agreed")
            continue
        if isinstance(coordinator.last_error, CredentialsError):
            # Asking again with a refused key would only get it locked.
            failure = failure or _failure(coordinator, coordinator.last_error)
            continue
        try:
            await async_run(
                hass,
                entry,
                coordinator.async_fetch(first, last),
                f"{coordinator.name} fetch",
            )
        except SourceError as err:
            failure = failure or _failure(coordinator, err)
        except OSError:
            failure = failure or HomeAssistantError(
                translation_domain=DOMAIN, translation_key="ledger_not_saved"
            )
    if failure:
        raise failure from None


def _failure(coordinator: AnyCoordinator, err: SourceError) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=failure_key(coordinator.service, err),
        translation_placeholders={"reason": str(err)},
    )
