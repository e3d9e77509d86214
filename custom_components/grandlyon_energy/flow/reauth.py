"""The page that asks again for what a service refuses, while the other service goes on."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_SERVICE
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..const import CONF_WAY
from .calls import async_check_again, refused
from .checks import FormError
from .home_forms import SERVICE_NAMES
from .schemas import reauth_form
from .updating import Updating


class ReauthSteps(Updating):
    """Ask for what opens one service of a home."""

    def __init__(self) -> None:
        """Start with nothing known."""
        super().__init__()
        self._refusal: FormError | None = None
        """Why the service started the dialogue."""

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with the service that refuses what the entry keeps, and say why it does."""
        self._before = self._get_reauth_entry().data
        self._begin(entry_data[CONF_SERVICE], self._way_of(entry_data[CONF_SERVICE]))
        way, reason = self._way_of(self._service), entry_data["reason"]
        self._refusal = refused(way, reason, entry_data["code"])
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for what opens this service, and see that it opens the same meter."""
        if user_input is None:
            return self._show_reauth(self._refusal)
        try:
            data = {**self._before[self._service], **self._accept(user_input)}
            session = async_get_clientsession(self.hass)
            await async_check_again(session, self._service, data)
        except FormError as error:
            return self._show_reauth(error)
        self._data[self._service] = data
        return self._update(self._get_reauth_entry())

    def _way_of(self, service: str) -> str:
        way: str = self._before[service][CONF_WAY]
        return way

    def _show_reauth(self, error: FormError | None) -> ConfigFlowResult:
        way = self._way_of(self._service)
        return self._show(
            "reauth_confirm", reauth_form(way), error, service=SERVICE_NAMES[way]
        )
