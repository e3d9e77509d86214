"""How the fields of the dialogues are typed."""

from collections.abc import Sequence
from typing import Any

from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..compat import vol

type Form = vol.Schema
type Fields = dict[vol.Marker, Any]


def text_field(kind: TextSelectorType, autocomplete: str = "off") -> TextSelector:
    """Return a field for a line of text; `autocomplete` is what a browser may fill it with."""
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))


def choice_field(
    options: Sequence[str], translation_key: str, mode: SelectSelectorMode
) -> SelectSelector:
    """Return a field with options that the translations name under `selector.<translation_key>`."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options), translation_key=translation_key, mode=mode
        )
    )
