"""Words of the translations that a dialogue needs as a text: in the title of a subentry, in the label of an offer."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ...const import DOMAIN

LANGUAGES: Final = ("en", "fr")
"""Those that there are words in; core takes English for any other."""

TITLE: Final = "tariff_title"
"""The sentences that titles are made with: `since` a day, `between` two days."""

type Words = Callable[[str, str], str]
"""Returns what the translations say for an option of a selector; it may hold placeholders."""


async def async_words(hass: HomeAssistant, language: str) -> Words:
    """Return the words in a language."""
    translations = await async_get_translations(hass, language, "selector", [DOMAIN])

    def words(selector: str, option: str) -> str:
        key = f"component.{DOMAIN}.selector.{selector}.options.{option}"
        return translations.get(key, option)

    return words


def since(words: Words, what: str, day: str) -> str:
    """Return the title of what holds from a day (ISO form) on."""
    return words(TITLE, "since").format(what=what, day=day)
