"""The pages of the config flow about electricity."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util

from ..const import CONF_POINT_ID, SERVICE_ELECTRICITY
from .calls import async_check_electricity, async_check_usage_point, is_open
from .checks import FormError
from .data import conso_data, sge_data
from .dialogue import Dialogue
from .schemas import CONF_LEAVE_OUT, NO_FIELDS, conso_form, sge_form


class ElectricitySteps(Dialogue):
    """A step for each way to electricity."""

    async def async_step_conso_api(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the usage point and its holder's token."""
        if user_input is None:
            return self._show_conso_api()
        if user_input.pop(CONF_LEAVE_OUT, False):
            return await self._async_next()
        try:
            data = conso_data(self._accept(user_input))
            self._check_meter(data)
            await async_check_electricity(async_get_clientsession(self.hass), data)
        except FormError as error:
            return self._show_conso_api(error)
        self._data[SERVICE_ELECTRICITY] = data
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
            self._check_meter(data)
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

    def _check_meter(self, data: Mapping[str, Any]) -> None:
        """See that a meter may be this home's: no other home has it, and a home never changes it.

        Raises:
            FormError: the entry has another one.

        """
        self._abort_if_taken({SERVICE_ELECTRICITY: data})
        before = self._before.get(SERVICE_ELECTRICITY, data)
        if data[CONF_POINT_ID] != before[CONF_POINT_ID]:
            raise FormError({CONF_POINT_ID: "wrong_meter"})

    def _show_conso_api(self, error: FormError | None = None) -> ConfigFlowResult:
        return self._show("conso_api", conso_form(self._form_state(error)), error)

    def _show_electricity(self, error: FormError | None = None) -> ConfigFlowResult:
        return self._show("electricity", sge_form(self._form_state(error)), error)
