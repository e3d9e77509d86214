"""The dialogues that add a home, and that ask again for a key or password that a service refuses."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import CONF_SERVICE
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util

from .const import (
    CONF_CONTRACTS,
    CONF_ELECTRICITY_WAY,
    CONF_GATEWAY,
    CONF_WATER_WAY,
    DOMAIN,
    ENTRY_MINOR_VERSION,
    ENTRY_VERSION,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    TIME_ZONE,
    WAY_NONE,
    WAY_SGE,
)
from .flow.calls import (
    async_check_again,
    async_check_unit,
    async_check_usage_point,
    async_log_in_to_water,
    is_open,
)
from .flow.checks import BASE, FormError, check_form, tidied
from .flow.data import (
    Meter,
    egl_data,
    meters,
    sge_data,
    statistic_ids,
    title,
    unique_id,
)
from .flow.options import GrandLyonOptionsFlow, first_options
from .flow.schemas import (
    CONF_LEAVE_OUT,
    NO_FIELDS,
    SECRETS,
    WAYS,
    Form,
    FormState,
    egl_form,
    reauth_form,
    sge_form,
    water_contracts_form,
    with_kept_secrets,
    without_secrets,
)
from .sources import WaterSource
from .sources.readings import WaterContract

SERVICE_NAMES: Final = {
    SERVICE_ELECTRICITY: "Enedis SGE",
    SERVICE_WATER: "Eau du Grand Lyon",
}
"""Proper names, the same in every language."""

_ADDRESSES: Final = {
    "developer_url": "https://apis.grandlyon.fr/devportal",
    "water_url": "https://agence.eaudugrandlyon.com",
    "energy_url": "https://my.home-assistant.io/redirect/config_energy/",
}
"""Translations may not hold them."""


class GrandLyonEnergyConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add a home: one electricity meter, one water log-in, or both.

    Each way to a service has a step of its own; what it learns goes to `_data`, which becomes the entry's.
    """

    VERSION = ENTRY_VERSION
    MINOR_VERSION = ENTRY_MINOR_VERSION

    _water_source: WaterSource
    """Kept from the log-in to the choice of contracts, which needs no second one."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._ways_to_ask: list[str] = []
        self._data: dict[str, Any] = {}
        self._typed: dict[str, Any] = {}
        """What the step in progress was given last, its secrets included."""
        self._water: dict[str, Any] = {}
        self._water_contracts: Sequence[WaterContract] = ()
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
        if user_input is None:
            return self._show("user", WAYS)
        self._typed = user_input
        ways = (user_input[CONF_ELECTRICITY_WAY], user_input[CONF_WATER_WAY])
        self._ways_to_ask = [way for way in ways if way != WAY_NONE]
        if not self._ways_to_ask:
            return self._show("user", WAYS, FormError({BASE: "no_service"}))
        return await self._async_next()

    async def async_step_electricity(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the usage point, its holder, the consents and the key to SGE."""
        if user_input is None:
            return self._show_electricity()
        if user_input.pop(CONF_LEAVE_OUT, False):
            return await self._async_next()
        try:
            typed = self._accept(user_input)
            data = sge_data(typed, dt_util.utcnow())
            self._abort_if_taken({SERVICE_ELECTRICITY: data})
            session = async_get_clientsession(self.hass)
            contract = await async_check_usage_point(session, data, typed)
        except FormError as error:
            return self._show_electricity(error)
        self._data[SERVICE_ELECTRICITY] = data
        if not is_open(contract):
            return await self.async_step_meter_not_open()
        return await self._async_next()

    async def async_step_meter_not_open(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that Enedis has yet to open the meter: nothing that was typed is wrong."""
        if user_input is None:
            return self._show("meter_not_open", NO_FIELDS)
        return await self._async_next()

    async def async_step_water(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the log-in at Eau du Grand Lyon."""
        if user_input is None:
            return self._show_water()
        if user_input.pop(CONF_LEAVE_OUT, False):
            return await self._async_next()
        try:
            await self._async_log_in_to_water(self._accept(user_input))
            if len(self._water_contracts) == 1:
                await self._async_add_water([self._water_contracts[0].contract_id])
        except FormError as error:
            return self._show_water(error)
        if SERVICE_WATER in self._data:
            return await self._async_next()
        self._typed = {}
        return await self.async_step_water_contracts()

    async def async_step_water_contracts(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of the log-in's contracts are this home's."""
        if user_input is None:
            return self._show_water_contracts()
        if user_input.pop(CONF_LEAVE_OUT, False):
            return await self._async_next()
        self._typed = user_input
        try:
            await self._async_add_water(user_input[CONF_CONTRACTS])
        except FormError as error:
            return self._show_water_contracts(error)
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
            description_placeholders=_ADDRESSES,
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with the service that refuses what the entry keeps."""
        self._reauth_service = entry_data[CONF_SERVICE]
        self._typed = dict(self._get_reauth_entry().data[self._reauth_service])
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for what opens this service, and see that it opens the same meter."""
        if user_input is None:
            return self._show_reauth()
        entry = self._get_reauth_entry()
        before = entry.data[self._reauth_service]
        try:
            data = {**before, **self._accept(user_input)}
            await async_check_again(
                async_get_clientsession(self.hass), self._reauth_service, data
            )
        except FormError as error:
            return self._show_reauth(error)
        if data == before:
            # The service has changed its mind. Without a change the update listener stays silent.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.async_update_and_abort(
            entry, data_updates={self._reauth_service: data}
        )

    async def _async_next(self) -> ConfigFlowResult:
        """Go to the next way that was chosen; to the last pages when none is left."""
        self._typed = {}
        if not self._ways_to_ask:
            if self.hass.config.time_zone != TIME_ZONE:
                return await self.async_step_time_zone()
            return await self.async_step_finish()
        if self._ways_to_ask.pop(0) == WAY_SGE:
            return await self.async_step_electricity()
        return await self.async_step_water()

    async def _async_log_in_to_water(self, typed: dict[str, Any]) -> None:
        """Log in, and keep the contracts that no entry has yet."""
        session = async_get_clientsession(self.hass)
        self._water_source, contracts = await async_log_in_to_water(session, typed)
        taken = self._taken()
        self._water_contracts = [
            contract
            for contract in contracts
            if (SERVICE_WATER, contract.contract_id) not in taken
        ]
        if self._water_contracts:
            self._water = typed
        elif self._data:
            # What was typed for electricity is not lost: the form offers to leave the water out.
            raise FormError({BASE: "already_configured"})
        else:
            raise AbortFlow("already_configured")

    async def _async_add_water(self, chosen: Sequence[str]) -> None:
        """Keep the chosen contracts, once their readings have been looked at."""
        if not chosen:
            raise FormError({CONF_CONTRACTS: "no_contract_chosen"})
        for contract_id in chosen:
            await async_check_unit(self._water_source, contract_id)
        self._data[SERVICE_WATER] = egl_data(self._water, chosen)

    def _accept(self, user_input: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields as they are to be used, and remember them for when the form comes back."""
        self._typed = tidied(with_kept_secrets(user_input, self._typed))
        check_form(self._typed)
        return self._typed

    def _taken(self) -> set[Meter]:
        """Return the usage points and water contracts of all entries."""
        return {
            meter
            for entry in self._async_current_entries()
            for meter in meters(entry.data)
        }

    def _abort_if_taken(self, data: Mapping[str, Any]) -> None:
        if not self._taken().isdisjoint(meters(data)):
            raise AbortFlow("already_configured")

    def _show_electricity(self, error: FormError | None = None) -> ConfigFlowResult:
        return self._show("electricity", sge_form(self._form_state(error)), error)

    def _show_water(self, error: FormError | None = None) -> ConfigFlowResult:
        return self._show("water", egl_form(self._form_state(error)), error)

    def _show_water_contracts(self, error: FormError | None = None) -> ConfigFlowResult:
        form = water_contracts_form(self._water_contracts, self._form_state(error))
        return self._show("water_contracts", form, error)

    def _show_reauth(self, error: FormError | None = None) -> ConfigFlowResult:
        return self._show(
            "reauth_confirm",
            reauth_form(self._reauth_service),
            error,
            service=SERVICE_NAMES[self._reauth_service],
        )

    def _form_state(self, error: FormError | None) -> FormState:
        wrong = error.errors.keys() if error else set()
        return FormState(
            secrets_kept=bool(self._typed) and SECRETS.isdisjoint(wrong),
            gateway_open=CONF_GATEWAY in wrong,
            may_leave_out=BASE in wrong and bool(self._ways_to_ask or self._data),
        )

    def _show(
        self,
        step_id: str,
        form: Form,
        error: FormError | None = None,
        **placeholders: str,
    ) -> ConfigFlowResult:
        """Show a form with what was typed in it, secrets aside, and with what is wrong."""
        errors = error.errors if error else {}
        code = (error and error.code) or ""
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                form, without_secrets(self._typed)
            ),
            # The page shows nothing for a field that the form does not have.
            errors={
                field if field in form.schema else BASE: key
                for field, key in errors.items()
            },
            description_placeholders={**_ADDRESSES, **placeholders, "code": code},
            last_step=step_id in ("finish", "reauth_confirm"),
        )
