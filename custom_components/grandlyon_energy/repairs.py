"""The dialogues of repair cards: one page each, and what becomes of what a person says to it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import BooleanSelector
from homeassistant.util import dt as dt_util

from .compat import vol
from .const import CONF_CONSENT_CURVE, CONF_CONSENT_DAILY, DOMAIN, SERVICE_ELECTRICITY
from .flow.checks import BASE
from .flow.data import with_new_consents
from .flow.schemas import NO_FIELDS, consent_form
from .flow.selectors import Form
from .issues.card import CONSENT_DUE, CONSENT_OVER, LEDGER_SET_ASIDE
from .issues.confirm import CONFIRM
from .issues.keeper import DATA_ENTRY_ID, DATA_KEY, DATA_PART
from .ways import wants_curve

if TYPE_CHECKING:
    # Older cores (2026.3) have no name for it.
    from homeassistant.components.repairs import RepairsFlowResult

CONF_DELETE_FILES: Final = "delete_files"

DELETE_FILES: Final = vol.Schema(
    {vol.Required(CONF_DELETE_FILES, default=False): BooleanSelector()}
)


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the dialogue of a card, which keeps its home, its kind and which of several it is."""
    kept = data or {}
    key, entry_id = str(kept.get(DATA_KEY)), str(kept.get(DATA_ENTRY_ID))
    if key in (CONSENT_DUE, CONSENT_OVER):
        return ConsentFlow(entry_id)
    return ConfirmFlow(entry_id, key, part=int(kept.get(DATA_PART) or 0))


class HomeFlow(RepairsFlow, ABC):
    """A page about a home that is loaded."""

    def __init__(self, entry_id: str) -> None:
        """Remember the home."""
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Begin with the only page."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the page, then do what was said to it."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="home_not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_do(entry, user_input)
            if not errors:
                return self.async_create_entry(data={})
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_form(
            step_id="confirm",
            data_schema=self._form(entry),
            errors=errors,
            description_placeholders=issue.translation_placeholders if issue else None,
        )

    @abstractmethod
    def _form(self, entry: ConfigEntry[Any]) -> Form:
        """Return the fields of the page."""

    @abstractmethod
    async def _async_do(
        self, entry: ConfigEntry[Any], typed: Mapping[str, Any]
    ) -> dict[str, str]:
        """Do what was said; return what is wrong with it, by field."""


class ConfirmFlow(HomeFlow):
    """The user says to know what the card tells."""

    def __init__(self, entry_id: str, key: str, *, part: int) -> None:
        """Remember which card of the home it is."""
        super().__init__(entry_id)
        self._key = key
        self._part = part

    @override
    def _form(self, entry: ConfigEntry[Any]) -> Form:
        return DELETE_FILES if self._key == LEDGER_SET_ASIDE else NO_FIELDS

    @override
    async def _async_do(
        self, entry: ConfigEntry[Any], typed: Mapping[str, Any]
    ) -> dict[str, str]:
        delete = bool(typed.get(CONF_DELETE_FILES))
        try:
            await CONFIRM[self._key](entry.runtime_data, part=self._part, delete=delete)
        except OSError:
            return {BASE: "ledger_not_saved"}
        entry.runtime_data.issues.confirm(self.issue_id)
        return {}


class ConsentFlow(HomeFlow):
    """The user agrees again that the electricity be read; the update listener then starts the home again."""

    @override
    def _form(self, entry: ConfigEntry[Any]) -> Form:
        return consent_form(curve=wants_curve(entry.data[SERVICE_ELECTRICITY]))

    @override
    async def _async_do(
        self, entry: ConfigEntry[Any], typed: Mapping[str, Any]
    ) -> dict[str, str]:
        if not typed[CONF_CONSENT_DAILY]:
            return {CONF_CONSENT_DAILY: "consent_required"}
        agreed = with_new_consents(
            entry.data[SERVICE_ELECTRICITY],
            curve=typed[CONF_CONSENT_CURVE],
            given_at=dt_util.utcnow(),
        )
        self.hass.config_entries.async_update_entry(
            entry, data={**entry.data, SERVICE_ELECTRICITY: agreed}
        )
        return {}
