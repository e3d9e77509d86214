"""Starting a home again with what has changed, without losing what its services ask of the user."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

if TYPE_CHECKING:
    from . import GrandLyonConfigEntry, RuntimeData


async def async_start_again(hass: HomeAssistant, entry: GrandLyonConfigEntry) -> None:
    """Reload a home, then ask for what the next of its services has refused.

    Core lets a home have one dialogue that asks for credentials, and drops it when the home is reloaded: of two
    services that refuse theirs at once, the second has to ask when the first is settled.
    """
    if entry.state is ConfigEntryState.FAILED_UNLOAD:
        # It can only start again with Home Assistant.
        return
    runtime: RuntimeData | None = getattr(entry, "runtime_data", None)
    coordinators = runtime.coordinators if runtime else []
    waiting = [each for each in coordinators if each.waits_for_user]
    await hass.config_entries.async_reload(entry.entry_id)
    for each in waiting:
        # The user may just have taken the service out, or no longer want it read.
        if each.service in entry.data and each.refusal is None:
            each.ask_user()
