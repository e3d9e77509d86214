"""The page that says at a glance how the integration is doing; no service is asked for it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import CONF_WAY, DOMAIN, SERVICE_ELECTRICITY, SERVICE_WATER
from .flow.home_forms import SERVICE_NAMES
from .ledger.files import LedgerFiles, ledger_folder

if TYPE_CHECKING:
    from . import GrandLyonConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Have the page show our part."""
    register.async_register_info(
        _async_info, f"/config/integrations/integration/{DOMAIN}"
    )


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows, for all homes together; nothing in it tells whose they are."""
    entries: list[GrandLyonConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    loaded: list[GrandLyonConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    running = [entry.runtime_data for entry in loaded]
    points = [each.electricity for each in running if each.electricity]
    waters = [each.water for each in running if each.water]
    queues = [each.queue for each in running]
    return {
        "homes": f"{len(loaded)}/{len(entries)}",
        "ways": " | ".join(map(_ways, entries)),
        "measures_version": ", ".join(
            sorted({point.ledger.learned for point in points if point.ledger.learned})
        ),
        "electricity_polled_at": _oldest(point.polled_at for point in points),
        "water_polled_at": _oldest(water.polled_at for water in waters),
        "statistics": sum(len(queue.statistics) for queue in queues),
        "recorder_writes": not any(queue.failing_since for queue in queues),
        "ledger_size": await hass.async_add_executor_job(_ledger_size, hass, entries),
    }


def _ways(entry: GrandLyonConfigEntry) -> str:
    """Return by which ways a home is read."""
    return ", ".join(
        SERVICE_NAMES[entry.data[service][CONF_WAY]]
        for service in (SERVICE_ELECTRICITY, SERVICE_WATER)
        if service in entry.data
    )


def _oldest(moments: Iterable[datetime | None]) -> datetime | str:
    """Return when the home that waits longest was read, an empty text where none was or has such a service."""
    known = list(moments)
    return min((moment for moment in known if moment), default="")


def _ledger_size(hass: HomeAssistant, entries: Iterable[GrandLyonConfigEntry]) -> str:
    """Return what all readings take on the disk. Blocks."""
    try:
        size = sum(
            LedgerFiles(ledger_folder(hass.config.config_dir, entry.entry_id)).size()
            for entry in entries
        )
    except OSError:
        return ""
    return f"{size / 1_000_000:.1f} MB"
