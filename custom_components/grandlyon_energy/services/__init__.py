"""The actions of the integration, one module each; those that change data are for administrators."""

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers.service import async_register_admin_service

from ..const import ACTION_ADOPT_STATISTICS, ACTION_FETCH, DOMAIN
from .adopt_statistics import ADOPT_STATISTICS, async_adopt_statistics
from .fetch import FETCH, async_fetch


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, also while no home is loaded: they then say so."""

    async def fetch(call: ServiceCall) -> None:
        await async_fetch(hass, call.data)

    async def adopt_statistics(call: ServiceCall) -> ServiceResponse:
        return await async_adopt_statistics(hass, call)

    async_register_admin_service(hass, DOMAIN, ACTION_FETCH, fetch, FETCH)
    async_register_admin_service(
        hass,
        DOMAIN,
        ACTION_ADOPT_STATISTICS,
        adopt_statistics,
        ADOPT_STATISTICS,
        supports_response=SupportsResponse.OPTIONAL,
    )
