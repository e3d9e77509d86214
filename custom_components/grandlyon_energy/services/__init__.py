"""The actions of the integration, one module each; those that change data are for administrators."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.helpers.typing import VolSchemaType

from ..const import (
    ACTION_ADOPT_STATISTICS,
    ACTION_COMPARE_TARIFFS,
    ACTION_EXPORT,
    ACTION_FETCH,
    ACTION_GET_READINGS,
    ACTION_IMPORT_CSV,
    ACTION_REBUILD_STATISTICS,
    ACTION_VERIFY,
    DOMAIN,
)
from .adopt_statistics import ADOPT_STATISTICS, async_adopt_statistics
from .compare_tariffs import COMPARE_TARIFFS, async_compare_tariffs
from .export import EXPORT, async_export
from .fetch import FETCH, async_fetch
from .get_readings import GET_READINGS, async_get_readings
from .import_csv import IMPORT_CSV, async_import_csv
from .rebuild_statistics import REBUILD_STATISTICS, async_rebuild_statistics
from .verify import VERIFY, async_verify

type Action = Callable[[HomeAssistant, ServiceCall], Awaitable[ServiceResponse]]

_ANSWERING: Final[dict[str, tuple[Action, VolSchemaType]]] = {
    ACTION_COMPARE_TARIFFS: (async_compare_tariffs, COMPARE_TARIFFS),
    ACTION_GET_READINGS: (async_get_readings, GET_READINGS),
    ACTION_VERIFY: (async_verify, VERIFY),
}
"""For everybody: they change nothing, and answer what the pages of Home Assistant show everybody."""

_CHANGING: Final[dict[str, tuple[Action, VolSchemaType]]] = {
    ACTION_ADOPT_STATISTICS: (async_adopt_statistics, ADOPT_STATISTICS),
    ACTION_EXPORT: (async_export, EXPORT),
    ACTION_IMPORT_CSV: (async_import_csv, IMPORT_CSV),
    ACTION_REBUILD_STATISTICS: (async_rebuild_statistics, REBUILD_STATISTICS),
}
"""For administrators, who may also do without the answer."""


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, also while no home is loaded: they then say so."""

    async def fetch(call: ServiceCall) -> None:
        await async_fetch(hass, call.data)

    def bound(action: Action) -> Callable[[ServiceCall], Any]:
        async def act(call: ServiceCall) -> ServiceResponse:
            return await action(hass, call)

        return act

    async_register_admin_service(hass, DOMAIN, ACTION_FETCH, fetch, FETCH)
    for name, (action, schema) in _ANSWERING.items():
        hass.services.async_register(
            DOMAIN, name, bound(action), schema, SupportsResponse.ONLY
        )
    for name, (action, schema) in _CHANGING.items():
        async_register_admin_service(
            hass, DOMAIN, name, bound(action), schema, SupportsResponse.OPTIONAL
        )
