"""The action that has the recorder hold what the ledgers say, without asking the services for anything."""

from datetime import date
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType

from ..compat import vol
from ..const import ATTR_CONFIG_ENTRY_ID, ATTR_START_DATE, DOMAIN
from ..statistics.audit import Finding
from .common import async_run_with_recorder, check_period, loaded_entry

if TYPE_CHECKING:
    from .. import RuntimeData

REBUILD_STATISTICS: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_START_DATE): cv.date,
    }
)


async def async_rebuild_statistics(
    hass: HomeAssistant, call: ServiceCall
) -> ServiceResponse:
    """Work out every statistic from its ledger once more, from a local day on, and wait until the recorder has it.

    Days before the first one of a ledger are left as they are.

    Raises:
        ServiceValidationError: no such home, or a day that is not over.
        HomeAssistantError: the recorder cannot be read or written, or is busy for too long, or a ledger not be saved.

    """
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    since: date = call.data.get(ATTR_START_DATE, date.min)
    check_period(since, since)
    runtime: RuntimeData = entry.runtime_data
    found = await async_run_with_recorder(
        hass, entry, _async_rebuild(runtime, since), "Grand Lyon rebuilding"
    )
    if runtime.queue.failing_since:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="statistics_not_written"
        )
    return {
        "statistics": {key: _rebuilt(finding) for key, finding in found.items()},
    }


async def _async_rebuild(runtime: RuntimeData, since: date) -> dict[str, Finding]:
    for coordinator in runtime.coordinators:
        await coordinator.async_project_again(since)
    return await runtime.queue.async_rebuild(since)


def _rebuilt(finding: Finding) -> dict[str, JsonValueType]:
    """Return what differed in a statistic, and is right now."""
    differences = finding.differences.values()
    return {
        "days_compared": finding.compared,
        "days_repaired": len(differences),
        "rows_added": sum(found.missing for found in differences),
        "rows_corrected": sum(found.wrong for found in differences),
        "rows_removed": sum(found.surplus for found in differences),
    }
