"""What a person does in the dialogues about tariffs, and what the page gets to show."""

from collections.abc import Mapping
import json
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ...package_code import PACKAGE
from ...test_translations import LANGUAGES
from ..steps import is_said_by_us

type Typed = dict[str, Any]

TEXTS: Final = {
    language: json.loads(
        (PACKAGE / "translations" / f"{language}.json").read_text(encoding="utf-8")
    )["config_subentries"]
    for language in LANGUAGES
}


async def add(hass: HomeAssistant, entry: ConfigEntry, kind: str) -> SubentryFlowResult:
    """Open the dialogue that adds a subentry."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )


async def change(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry
) -> SubentryFlowResult:
    """Open the dialogue that changes a subentry."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, subentry.subentry_type),
        context={
            "source": SOURCE_RECONFIGURE,
            "subentry_id": subentry.subentry_id,
        },
    )


async def submit(
    hass: HomeAssistant, shown: SubentryFlowResult, typed: Typed
) -> SubentryFlowResult:
    """Submit the form that is shown."""
    return await hass.config_entries.subentries.async_configure(shown["flow_id"], typed)


def kept(entry: ConfigEntry, kind: str) -> list[Mapping[str, Any]]:
    """What the subentries of a kind keep, in the order in which they were added."""
    return [dict(each.data) for each in of_kind(entry, kind)]


def of_kind(entry: ConfigEntry, kind: str) -> list[ConfigSubentry]:
    return [each for each in entry.subentries.values() if each.subentry_type == kind]


def only(entry: ConfigEntry) -> ConfigSubentry:
    (subentry,) = entry.subentries.values()
    return subentry


def assert_added(done: SubentryFlowResult) -> None:
    assert done["type"] is FlowResultType.CREATE_ENTRY, done


def assert_changed(done: SubentryFlowResult) -> None:
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reconfigure_successful"
    assert is_said_by_us(done)


def assert_asks(shown: SubentryFlowResult, step_id: str) -> None:
    """See that a step is shown, with all that its description names."""
    assert shown["type"] is FlowResultType.FORM
    assert (shown["step_id"], shown["errors"]) == (step_id, {})
    for language in LANGUAGES:
        said: str = TEXTS[language][shown["handler"][1]]["step"][step_id]["description"]
        assert said.format(**shown["description_placeholders"] or {})


def assert_refused(
    shown: SubentryFlowResult, errors: Mapping[str, str], typed: Typed
) -> None:
    """See that the form comes back as typed, with words for what is wrong in every language."""
    assert shown["type"] is FlowResultType.FORM, shown
    assert shown["errors"] == errors
    assert suggested(shown) == typed
    assert errors.keys() <= set(fields(shown))
    for key in errors.values():
        for language in LANGUAGES:
            assert message(shown, key, language)


def message(shown: SubentryFlowResult, key: str, language: str = "en") -> str:
    """The words of an error, filled in."""
    kind = shown["handler"][1]
    text: str = TEXTS[language][kind]["error"][key]
    return text.format(**shown["description_placeholders"] or {})


def fields(shown: SubentryFlowResult) -> list[str]:
    schema = shown["data_schema"]
    assert schema is not None
    return [str(field) for field in schema.schema]


def choices(shown: SubentryFlowResult, field: str) -> list[Any]:
    schema = shown["data_schema"]
    assert schema is not None
    options: list[Any] = schema.schema[field].config["options"]
    return options


def suggested(shown: SubentryFlowResult) -> Typed:
    """Return the values that the form comes with."""
    schema = shown["data_schema"]
    assert schema is not None
    return {
        str(field): field.description["suggested_value"]
        for field in schema.schema
        if field.description and "suggested_value" in field.description
    }
