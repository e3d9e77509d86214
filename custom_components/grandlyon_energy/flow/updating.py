"""How a dialogue about a home that is there ends: the entry keeps what was learned, and the home starts again with it."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.data_entry_flow import AbortFlow

from ..const import DOMAIN
from ..restart import async_start_again
from .data import meters, title, unique_id, with_changes, with_what_is_new
from .dialogue import Dialogue
from .options import first_options


class Updating(Dialogue):
    """A dialogue about an entry."""

    def _merged(
        self, entry: ConfigEntry, *, removed: str | None = None
    ) -> dict[str, Any]:
        """Return what an entry is to keep: what the dialogue made of it, and what another one did meanwhile.

        Raises:
            AbortFlow: another one has changed which meters the home has.

        """
        now = with_what_is_new(entry.data)
        if meters(now) != meters(self._before):
            raise AbortFlow("changed_meanwhile")
        changes = {
            service: with_changes(
                now[service], before=self._before[service], after=data
            )
            if service in now
            else data
            for service, data in self._data.items()
        }
        kept = {**entry.data, **changes}
        return {service: data for service, data in kept.items() if service != removed}

    def _abort_if_known_elsewhere(
        self, entry: ConfigEntry, data: dict[str, Any]
    ) -> None:
        """See that no other home is known by what an entry will be known by."""
        other = self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, unique_id(data)
        )
        if other is not None and other.entry_id != entry.entry_id:
            raise AbortFlow("already_configured")

    def _update(
        self, entry: ConfigEntry, *, removed: str | None = None
    ) -> ConfigFlowResult:
        """Have the entry keep what was learned, and start the home again."""
        data = self._merged(entry, removed=removed)
        options = first_options(data) | entry.options
        runtime = getattr(entry, "runtime_data", None)
        for coordinator in runtime.coordinators if runtime else ():
            if coordinator.service in self._data:
                coordinator.user_answered()
        # The service may have changed its mind, or the entry could not be set up: nobody listens then.
        unchanged = entry.data == data and entry.options == options
        unheard = unchanged or not entry.update_listeners
        done = self.async_update_and_abort(
            entry,
            unique_id=unique_id(data),
            title=self._title(entry, data),
            data=data,
            options=options,
            # Without one the page says it in words of core, which are not translated.
            reason=(
                "reconfigure_successful" if self._reconfigures else "reauth_successful"
            ),
        )
        if unheard:
            self.hass.async_create_task(async_start_again(self.hass, entry))
        return done

    def _title(self, entry: ConfigEntry, data: dict[str, Any]) -> str:
        """Return the title that follows the meters, unless the user has chosen another."""
        return title(data) if entry.title == title(entry.data) else entry.title
