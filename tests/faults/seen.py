"""What a person sees of a service now, all of it with words in both languages."""

import json
from pathlib import Path
from string import Formatter
from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.data_entry_flow import FlowResult
from homeassistant.helpers import entity_registry as er

from custom_components import grandlyon_energy
from custom_components.grandlyon_energy.const import DOMAIN
from tests.issues.cards import assert_words_fit, cards

from .scene import ELECTRICITY, Scene
from .table import Seen

_FOLDER: Final = Path(grandlyon_energy.__path__[0]) / "translations"
TEXTS: Final[dict[str, dict[str, Any]]] = {
    language: json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    for language in ("en", "fr")
}


async def seen(scene: Scene, way: str, *, alone: bool = True) -> Seen:
    """Return what is shown of the service of a way; if it is `alone`, of the home's other one nothing may be."""
    reason, code = _last_error(scene, way)
    if alone:
        assert _last_error(scene, scene.other(way)) == ("none", None)
    standing = cards(scene.hass)
    for card in standing.values():
        assert_words_fit(card)
    assert len(standing) < 2, standing.keys()
    dialogue = await shown_dialogue(scene)
    return Seen(
        reason=reason,
        code=code,
        card=next(iter(standing), None),
        asks=_said(dialogue) if dialogue else None,
    )


async def shown_dialogue(scene: Scene) -> FlowResult[Any, Any] | None:
    """Return the page by which core asks for credentials, None where it does not."""
    flow = scene.hass.config_entries.flow
    open_flows = flow.async_progress_by_handler(DOMAIN)
    assert len(open_flows) < 2
    for one in open_flows:
        assert one["context"]["source"] == SOURCE_REAUTH
        return await flow.async_configure(one["flow_id"])
    return None


def _last_error(scene: Scene, way: str) -> tuple[str, str | None]:
    """Return what the sensor of the last error shows, and the code beside it."""
    service = "electricity" if way in ELECTRICITY else "water"
    registry = er.async_get(scene.hass)
    [entity_id] = [
        each.entity_id
        for each in er.async_entries_for_config_entry(registry, scene.entry.entry_id)
        if each.translation_key == "last_error" and each.unique_id.startswith(service)
    ]
    state = scene.hass.states.get(entity_id)
    assert state
    for texts in TEXTS.values():
        assert texts["entity"]["sensor"]["last_error"]["state"][state.state]
    return state.state, state.attributes.get("code")


def _said(page: FlowResult[Any, Any]) -> str:
    """Return why the page asks, by the key of its words, all of whose gaps are filled."""
    [key] = (page["errors"] or {}).values()
    filled = page["description_placeholders"] or {}
    for texts in TEXTS.values():
        words = texts["config"]["error"][key]
        assert {name for _, name, _, _ in Formatter().parse(words) if name} <= set(
            filled
        )
    return str(key)
