"""The dialogues that add a home, change it, and ask again for what a service refuses."""

from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import callback

from .const import (
    DOMAIN,
    ENTRY_MINOR_VERSION,
    ENTRY_VERSION,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    TIME_ZONE,
    WAY_CONSO,
    WAY_EGL,
    WAY_NONE,
    WAY_PORTAL,
    WAY_SGE,
)
from .flow.checks import BASE, FormError
from .flow.data import statistic_ids, title, unique_id
from .flow.dialogue import ADDRESSES
from .flow.home_forms import SERVICES, WAY_FIELDS, ways_form
from .flow.options import GrandLyonOptionsFlow, first_options
from .flow.reauth import ReauthSteps
from .flow.reconfigure import ReconfigureSteps
from .flow.schemas import NO_FIELDS
from .flow.tariffs import TARIFF_FLOWS


class GrandLyonEnergyConfigFlow(ReconfigureSteps, ReauthSteps, domain=DOMAIN):
    """Add a home: one electricity meter, one water log-in, or both; each way to a service has a step of its own."""

    VERSION = ENTRY_VERSION
    MINOR_VERSION = ENTRY_MINOR_VERSION

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the dialogue of a home's options."""
        return GrandLyonOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the dialogues of all tariffs, which say so themselves where a home does not have the service.

        Core asks once for as long as it runs, and a home may get another service meanwhile.
        """
        return {**TARIFF_FLOWS}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which services the home has, and by which way."""
        if user_input is None:
            return self._show("user", ways_form())
        self._typed = user_input
        ways = [user_input[WAY_FIELDS[service]] for service in SERVICES]
        self._ways_to_ask = [way for way in ways if way != WAY_NONE]
        if not self._ways_to_ask:
            return self._show("user", ways_form(), FormError({BASE: "no_service"}))
        return await self._async_next()

    async def async_step_time_zone(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Warn that Home Assistant's own days are not the meters'."""
        if user_input is None:
            return self._show(
                "time_zone", NO_FIELDS, time_zone=self.hass.config.time_zone
            )
        return await self.async_step_finish()

    async def async_step_finish(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Name the statistics, lead to the Energy settings and add the home."""
        if user_input is None:
            names = "\n".join(f"- `{name}`" for name in statistic_ids(self._data))
            return self._show("finish", NO_FIELDS, statistics=names)
        # Once more: another dialogue may have added the same meter meanwhile, and core would replace its entry.
        self._abort_if_taken(self._data)
        await self.async_set_unique_id(unique_id(self._data), raise_on_progress=False)
        return self.async_create_entry(
            title=title(self._data),
            data=self._data,
            options=first_options(self._data),
            description_placeholders=ADDRESSES,
        )

    @override
    async def _async_next(self) -> ConfigFlowResult:
        self._typed = {}
        if self._ways_to_ask:
            return await self._async_ask(self._ways_to_ask.pop(0))
        if self._reconfigures:
            return await self._async_end_reconfiguring()
        if self.hass.config.time_zone != TIME_ZONE:
            return await self.async_step_time_zone()
        return await self.async_step_finish()

    async def _async_ask(self, way: str) -> ConfigFlowResult:
        """Go to the step of a way."""
        service, step = {
            WAY_CONSO: (SERVICE_ELECTRICITY, self.async_step_conso_api),
            WAY_SGE: (SERVICE_ELECTRICITY, self.async_step_electricity),
            WAY_PORTAL: (SERVICE_WATER, self.async_step_portal),
            WAY_EGL: (SERVICE_WATER, self.async_step_water),
        }[way]
        self._begin(service, way)
        return await step()
