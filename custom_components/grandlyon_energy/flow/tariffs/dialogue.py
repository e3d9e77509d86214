"""What the dialogues about tariffs share: the home, how a form is shown until it is right, and how it ends."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.data_entry_flow import AbortFlow

from ..selectors import Form
from .checks import TariffError
from .words import FRENCH, LANGUAGES, Words, async_words

if TYPE_CHECKING:
    from ... import GrandLyonConfigEntry


class TariffDialogue(ConfigSubentryFlow, ABC):
    """A dialogue that adds or changes one subentry. The update listener of the home does the rest."""

    service: ClassVar[str]
    """Whose tariff it is about."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._typed: Mapping[str, Any] = {}
        """What the form starts with, or was given last."""

    @abstractmethod
    def _title(self, words: Words, data: Mapping[str, Any]) -> str:
        """Return what a subentry is called. Core logs it: no more of a number than its last 4 digits."""

    @abstractmethod
    def _unique_id(self, data: Mapping[str, Any]) -> str | None:
        """Return by what core itself refuses a second subentry like it, None where there may be several."""

    def _home(self) -> GrandLyonConfigEntry:
        """Return the entry.

        Raises:
            AbortFlow: another dialogue has removed it meanwhile, or it does not have the service.

        """
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            raise AbortFlow("changed_meanwhile")
        if self.service not in entry.data:
            raise AbortFlow("service_missing")
        return entry

    def _kept(self) -> ConfigSubentry | None:
        """Return the subentry that is changed, None when one is added.

        Raises:
            AbortFlow: another dialogue has removed it meanwhile.

        """
        if self.source != SOURCE_RECONFIGURE:
            return None
        kept = self._home().subentries.get(self._reconfigure_subentry_id)
        if kept is None:
            raise AbortFlow("changed_meanwhile")
        return kept

    def _kept_data(self) -> Mapping[str, Any]:
        """Return what the subentry that is changed keeps; nothing when one is added."""
        kept = self._kept()
        return kept.data if kept else {}

    def _others(self) -> list[Mapping[str, Any]]:
        """Return what the home's other subentries of the kind keep."""
        own = self._kept()
        return [
            each.data
            for each in self._home().subentries.values()
            if each.subentry_type == self._subentry_type and each is not own
        ]

    def _show(
        self,
        step_id: str,
        form: Form,
        error: TariffError | None = None,
        *,
        is_last: bool = False,
        told: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        """Show a form with what was typed in it, and with what is wrong; `told` is what its words name."""
        self._home()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(form, self._typed),
            errors=error.errors if error else {},
            description_placeholders={**(told or {}), **(error.told if error else {})},
            last_step=is_last,
        )

    async def _async_ask(
        self,
        step_id: str,
        form: Form,
        user_input: Mapping[str, Any] | None,
        read: Callable[[Mapping[str, Any]], dict[str, Any]],
        told: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        """Show the last form until what is typed can be read, then keep what that makes of it."""
        if user_input is None:
            return self._show(step_id, form, is_last=True, told=told)
        self._typed = user_input
        try:
            data = read(user_input)
        except TariffError as error:
            return self._show(step_id, form, error, is_last=True, told=told)
        return await self._async_keep(data)

    async def _async_keep(self, data: dict[str, Any]) -> SubentryFlowResult:
        """Add the subentry or change it; a title that the user has chosen stays."""
        title = self._title(await self._async_words(), data)
        by_language = [await async_words(self.hass, each) for each in LANGUAGES]
        home, kept = self._home(), self._kept()
        unique_id = self._unique_id(data)
        if kept is None:
            return self.async_create_entry(title=title, data=data, unique_id=unique_id)
        if kept.title not in [self._title(words, kept.data) for words in by_language]:
            title = kept.title
        self.async_update_and_abort(
            home, kept, title=title, data=data, unique_id=unique_id
        )
        # Its own end has words of core, which are not translated; the oldest cores take no reason there.
        return self.async_abort(reason="reconfigure_successful")

    @property
    def _is_french(self) -> bool:
        """Whether a text is to be written as in France: its dates, decimals and colours."""
        return self.hass.config.language == FRENCH

    async def _async_words(self) -> Words:
        """Return the words in the language of Home Assistant."""
        return await async_words(self.hass, self.hass.config.language)
