"""The pages that change a home: its ways, its services, its water contracts, its consents."""

from contextlib import suppress
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult

from ..const import CONF_WAY, CONF_WITHDRAWN_AT, SERVICE_ELECTRICITY, WAY_NONE
from ..restart import async_start_again
from .checks import BASE, FormError
from .data import statistic_ids, with_what_is_new
from .deletion import NotDeletedError, async_delete_history
from .electricity import ElectricitySteps
from .home_forms import (
    CONF_DELETE_HISTORY,
    CONF_GIVE_CONSENT,
    SERVICE_NAMES,
    SERVICES,
    WAY_FIELDS,
    reconfigure_form,
    removal_form,
)
from .schemas import NO_FIELDS
from .updating import Updating
from .water import WaterSteps


class ReconfigureSteps(ElectricitySteps, WaterSteps, Updating):
    """Ask how the home is to be read from now on, and for what that takes."""

    def __init__(self) -> None:
        """Start with nothing known."""
        super().__init__()
        self._removed = ""
        """The service that the home is no longer to have, if any; one always stays."""
        self._deletes_history = False

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask by which way each service of the home is to be read from now on, if at all."""
        self._before = with_what_is_new(self._get_reconfigure_entry().data)
        if user_input is None:
            present = self._present_ways()
            self._typed = {
                WAY_FIELDS[each]: present.get(each, WAY_NONE) for each in SERVICES
            }
            return self._show_ways()
        self._typed = user_input
        try:
            self._plan(user_input)
        except FormError as error:
            return self._show_ways(error)
        return await self._async_next()

    async def async_step_remove_service(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what goes with a service and what stays, and offer to delete that, too."""
        if user_input is None:
            return self._show_removal()
        self._typed = user_input
        self._deletes_history = user_input[CONF_DELETE_HISTORY]
        return await self._async_conclude()

    async def async_step_added(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Name the statistics that the home will have more, and lead to the Energy settings."""
        if user_input is None:
            names = "\n".join(f"- `{name}`" for name in self._new_statistics())
            return self._show("added", NO_FIELDS, statistics=names)
        return await self._async_change_home()

    async def _async_end_reconfiguring(self) -> ConfigFlowResult:
        """Go on when every way has been asked for."""
        if self._removed:
            return await self.async_step_remove_service()
        return await self._async_conclude()

    async def _async_conclude(self) -> ConfigFlowResult:
        if self._new_statistics():
            return await self.async_step_added()
        return await self._async_change_home()

    async def _async_change_home(self) -> ConfigFlowResult:
        """Do what was asked for."""
        entry = self._get_reconfigure_entry()
        # Another dialogue may have taken a contract meanwhile.
        self._abort_if_taken(self._data)
        self._abort_if_known_elsewhere(
            entry, self._merged(entry, removed=self._removed)
        )
        if self._removed and self._deletes_history:
            try:
                await async_delete_history(self.hass, entry, self._removed)
            except NotDeletedError:
                await async_start_again(self.hass, entry)
                return self._show_removal(FormError({BASE: "history_not_deleted"}))
        await self._async_know_contracts(entry)
        return self._update(entry, removed=self._removed)

    def _plan(self, chosen: dict[str, Any]) -> None:
        """Work out which ways to ask for, and which service goes.

        Raises:
            FormError: nothing would be left, or the consent that was withdrawn is needed again.

        """
        present = self._present_ways()
        ways: dict[str, str] = {each: chosen[WAY_FIELDS[each]] for each in SERVICES}
        stay = [each for each in SERVICES if ways[each] != WAY_NONE]
        if not stay:
            raise FormError({BASE: "no_service"})
        gone = present.keys() - stay
        changed = {each for each in stay if ways[each] != present.get(each)}
        if chosen.get(CONF_GIVE_CONSENT) and SERVICE_ELECTRICITY in stay:
            changed.add(SERVICE_ELECTRICITY)
        # Whoever changes nothing came to change what opens the services.
        asked = changed if changed or gone else set(stay)
        if self._is_withdrawn and not chosen.get(CONF_GIVE_CONSENT):
            if SERVICE_ELECTRICITY in changed or asked == {SERVICE_ELECTRICITY}:
                raise FormError({CONF_GIVE_CONSENT: "consent_required"})
            asked = asked - {SERVICE_ELECTRICITY}
        self._removed = next(iter(gone), "")
        self._ways_to_ask = [ways[each] for each in stay if each in asked]

    @property
    def _is_withdrawn(self) -> bool:
        """Whether the user has taken the consent to read electricity back."""
        return CONF_WITHDRAWN_AT in self._before.get(SERVICE_ELECTRICITY, {})

    def _present_ways(self) -> dict[str, str]:
        """Return by which way each service that the home has is read."""
        return {
            each: self._before[each][CONF_WAY]
            for each in SERVICES
            if self._is_there(each)
        }

    def _new_statistics(self) -> list[str]:
        known = statistic_ids(self._before)
        return [
            each
            for each in statistic_ids({**self._before, **self._data})
            if each not in known
        ]

    async def _async_know_contracts(self, entry: ConfigEntry) -> None:
        """Have the home remember the contracts that the user was shown: none of them is new any more."""
        runtime = getattr(entry, "runtime_data", None)
        if self._shown_contracts and runtime and runtime.water:
            # Else a card asks about them, which does no harm.
            with suppress(OSError):
                await runtime.water.async_know_new_numbers(self._shown_contracts)

    def _show_ways(self, error: FormError | None = None) -> ConfigFlowResult:
        form = reconfigure_form(withdrawn=self._is_withdrawn)
        return self._show("reconfigure", form, error)

    def _show_removal(self, error: FormError | None = None) -> ConfigFlowResult:
        service = self._before[self._removed]
        names = statistic_ids({self._removed: service})
        return self._show(
            "remove_service",
            removal_form(),
            error,
            service=SERVICE_NAMES[service[CONF_WAY]],
            statistics="\n".join(f"- `{name}`" for name in names),
        )
