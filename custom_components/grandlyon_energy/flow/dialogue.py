"""What the pages of the config flow share: what was typed, what is known so far, and how a form is shown."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.data_entry_flow import AbortFlow

from ..const import CONF_GATEWAY, CONF_LOGIN, CONF_POINT_ID, CONF_PRODUCTION, CONF_WAY
from .checks import BASE, FormError, check_form, tidied
from .data import Claim, claims
from .schemas import SECRETS, FormState, with_kept_secrets, without_secrets
from .selectors import Form

ADDRESSES: Final = {
    "conso_url": "https://conso.boris.sh",
    "developer_url": "https://apis.grandlyon.fr/devportal",
    "enedis_url": "https://mon-compte-particulier.enedis.fr",
    "energy_url": "https://my.home-assistant.io/redirect/config_energy/",
    "water_url": "https://agence.eaudugrandlyon.com",
}
"""Translations may not hold them."""

_LAST_STEPS: Final = frozenset({"added", "finish", "reauth_confirm"})
"""Nothing comes after these pages, whatever is typed."""

_KNOWN_BY_EVERY_WAY: Final = frozenset({CONF_LOGIN, CONF_POINT_ID, CONF_PRODUCTION})
"""What a home that moves to another way need not type again."""


class Dialogue(ConfigFlow, ABC):
    """A config flow that asks for one way after another; what each learns goes to `_data`, by service."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._ways_to_ask: list[str] = []
        self._service = ""
        """The service whose page is shown."""
        self._data: dict[str, Any] = {}
        self._typed: dict[str, Any] = {}
        """What the step in progress starts with or was given last, its secrets included."""
        self._before: Mapping[str, Any] = {}
        """What the entry kept when a dialogue about one began."""

    @abstractmethod
    async def _async_next(self) -> ConfigFlowResult:
        """Go to the next way that was chosen, or to what comes after the last."""

    @property
    def _reconfigures(self) -> bool:
        return self.source == SOURCE_RECONFIGURE

    def _begin(self, service: str, way: str) -> None:
        """Have the step of a way start with what is known."""
        self._service = service
        known = self._before.get(service, {})
        same_way = known.get(CONF_WAY) == way
        self._typed = {
            key: value
            for key, value in known.items()
            if same_way or key in _KNOWN_BY_EVERY_WAY
        }

    def _accept(self, user_input: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields as they are to be used, and remember them for when the form comes back.

        Raises:
            FormError: a field is wrong.

        """
        self._typed = tidied(with_kept_secrets(user_input, self._typed))
        check_form(self._typed)
        return self._typed

    def _taken(self) -> set[Claim]:
        """Return the usage points and water contracts of all other entries."""
        own = self.context.get("entry_id")
        return {
            claim
            for entry in self._async_current_entries()
            if entry.entry_id != own
            for claim in claims(entry.data)
        }

    def _abort_if_taken(self, data: Mapping[str, Any]) -> None:
        if not self._taken().isdisjoint(claims(data)):
            raise AbortFlow("already_configured")

    def _is_there(self, service: str) -> bool:
        """Return whether the dialogue is about a home that has a service already."""
        return service in self._before

    def _form_state(self, error: FormError | None) -> FormState:
        wrong = error.errors.keys() if error else set()
        others = bool(self._ways_to_ask or self._data)
        there = self._is_there(self._service)
        return FormState(
            secrets_kept=(
                not SECRETS.isdisjoint(self._typed) and SECRETS.isdisjoint(wrong)
            ),
            gateway_open=CONF_GATEWAY in wrong,
            # A home keeps what it has: that is not left out by the way.
            may_leave_out=BASE in wrong and others and not there,
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
            description_placeholders={**ADDRESSES, **placeholders, "code": code},
            last_step=self._is_last(step_id),
        )

    def _is_last(self, step_id: str) -> bool:
        return step_id in _LAST_STEPS
