"""The dialogues that add a home, move it to another way, and ask again for what a service refuses."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, OptionsFlow
from homeassistant.const import CONF_SERVICE
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import (
    CONF_WAY,
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
from .flow.calls import async_check_again
from .flow.checks import BASE, FormError
from .flow.data import statistic_ids, title, unique_id, with_changes, with_what_is_new
from .flow.dialogue import ADDRESSES
from .flow.electricity import ElectricitySteps
from .flow.options import GrandLyonOptionsFlow, first_options
from .flow.schemas import NO_FIELDS, WAY_FIELDS, reauth_form, ways_form
from .flow.water import WaterSteps

SERVICE_NAMES: Final = {
    WAY_CONSO: "Conso API",
    WAY_SGE: "Enedis SGE",
    WAY_PORTAL: "Eau du Grand Lyon",
    WAY_EGL: "Eau du Grand Lyon",
}
"""Proper names, the same in every language."""

SERVICES: Final = (SERVICE_ELECTRICITY, SERVICE_WATER)


class GrandLyonEnergyConfigFlow(ElectricitySteps, WaterSteps, domain=DOMAIN):
    """Add a home: one electricity meter, one water log-in, or both; each way to a service has a step of its own."""

    VERSION = ENTRY_VERSION
    MINOR_VERSION = ENTRY_MINOR_VERSION

    def __init__(self) -> None:
        """Start with nothing known."""
        super().__init__()
        self._reauth_service = ""

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the dialogue of a home's options."""
        return GrandLyonOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Return whether a home has options: so far only its water does."""
        return SERVICE_WATER in config_entry.data

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which services the home has, and by which way."""
        form = ways_form(SERVICES, none=True)
        if user_input is None:
            return self._show("user", form)
        self._typed = user_input
        ways = [user_input[WAY_FIELDS[service]] for service in SERVICES]
        self._ways_to_ask = [way for way in ways if way != WAY_NONE]
        if not self._ways_to_ask:
            return self._show("user", form, FormError({BASE: "no_service"}))
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

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask by which way each service of the home is to be read from now on."""
        self._before = with_what_is_new(self._get_reconfigure_entry().data)
        present = {
            WAY_FIELDS[service]: self._before[service][CONF_WAY]
            for service in SERVICES
            if service in self._before
        }
        if user_input is None:
            self._typed = present
            form = ways_form(
                [each for each in SERVICES if each in self._before], none=False
            )
            return self._show("reconfigure", form)
        moved = [way for field, way in user_input.items() if way != present[field]]
        # Whoever changes no way came to change what opens the services.
        self._ways_to_ask = moved or list(present.values())
        return await self._async_next()

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with the service that refuses what the entry keeps."""
        self._reauth_service = entry_data[CONF_SERVICE]
        self._before = self._get_reauth_entry().data
        self._begin(self._reauth_service, self._reauth_way)
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for what opens this service, and see that it opens the same meter."""
        if user_input is None:
            return self._show_reauth()
        service = self._reauth_service
        try:
            data = {**self._before[service], **self._accept(user_input)}
            session = async_get_clientsession(self.hass)
            await async_check_again(session, service, data)
        except FormError as error:
            return self._show_reauth(error)
        self._data[service] = data
        return self._update(self._get_reauth_entry())

    @override
    async def _async_next(self) -> ConfigFlowResult:
        self._typed = {}
        if self._ways_to_ask:
            return await self._async_ask(self._ways_to_ask.pop(0))
        if self._reconfigures:
            # Another dialogue may have taken a contract meanwhile.
            self._abort_if_taken(self._data)
            return self._update(self._get_reconfigure_entry())
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

    def _update(self, entry: ConfigEntry) -> ConfigFlowResult:
        """Have the entry keep what was learned; its update listener starts it again."""
        kept = with_what_is_new(entry.data)
        updates = {
            service: with_changes(
                kept[service], before=self._before[service], after=data
            )
            for service, data in self._data.items()
        }
        if entry.data == {**entry.data, **updates} or not entry.update_listeners:
            # The service has changed its mind, or the entry could not be set up: nobody listens.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.async_update_and_abort(entry, data_updates=updates)

    @property
    def _reauth_way(self) -> str:
        way: str = self._before[self._reauth_service][CONF_WAY]
        return way

    def _show_reauth(self, error: FormError | None = None) -> ConfigFlowResult:
        return self._show(
            "reauth_confirm",
            reauth_form(self._reauth_way),
            error,
            service=SERVICE_NAMES[self._reauth_way],
        )
