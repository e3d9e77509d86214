"""Words of the translations that a dialogue needs as a text: in the title of a subentry, in the label of an offer."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ...const import DOMAIN

LANGUAGES: Final = ("en", "fr")
"""Those that there are words in; core takes English for any other."""

TITLE: Final = "tariff_title"
"""The words that titles are made with: kinds of subentries that have none elsewhere, and options in short."""

NEXT_STEP: Final = "next_step"
"""What prices by peak and off-peak hours, or by colours, need beside to become costs."""

FRENCH: Final = "fr"

type Words = Callable[[str, str], str]
"""Returns what the translations say for an option of a selector; it may hold placeholders."""


async def async_words(hass: HomeAssistant, language: str) -> Words:
    """Return the words in a language."""
    translations = await async_get_translations(hass, language, "selector", [DOMAIN])

    def words(selector: str, option: str) -> str:
        key = f"component.{DOMAIN}.selector.{selector}.options.{option}"
        return translations.get(key, option)

    return words


def title(kind: str, days: str, *more: str) -> str:
    """Return a title. The page sorts them: first by kind, then by the days, ISO form, from which or in which it holds."""
    return " · ".join((kind, days, *more))
