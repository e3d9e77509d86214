"""The repair cards as a person sees them: in the registry, with words in both languages that fit."""

import json
from pathlib import Path
from string import Formatter
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

import custom_components.grandlyon_energy as integration
from custom_components.grandlyon_energy.const import DOMAIN

TRANSLATIONS = Path(integration.__path__[0]) / "translations"
TEXTS: dict[str, dict[str, Any]] = {
    language: json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8"))[
        "issues"
    ]
    for language in ("en", "fr")
}


def cards(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """The cards that stand, by the key of their words; two of one key would be an error here."""
    found = [
        issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.active
    ]
    by_key = {str(issue.translation_key): issue for issue in found}
    assert len(by_key) == len(found)
    return by_key


def fields_of(texts: object) -> set[str]:
    """Every placeholder in any of the texts."""
    if isinstance(texts, dict):
        return set().union(*map(fields_of, texts.values()))
    return {name for _, name, _, _ in Formatter().parse(str(texts)) if name}


def assert_words_fit(issue: ir.IssueEntry) -> None:
    """The card has words in both languages, says what it must, and fills every gap in them."""
    for texts in TEXTS.values():
        said = texts[str(issue.translation_key)]
        assert ("fix_flow" in said) is bool(issue.is_fixable)
        assert ("description" in said) is not issue.is_fixable
        assert fields_of(said) <= (issue.translation_placeholders or {}).keys()
