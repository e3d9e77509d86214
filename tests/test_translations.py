"""What the pages say: the same in both languages, and complete."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.data_entry_flow import section
import pytest

from custom_components.grandlyon_energy import flow
from custom_components.grandlyon_energy.flow.calls import FIELD_OF_REASON
from custom_components.grandlyon_energy.flow.cost_options import costs_form
from custom_components.grandlyon_energy.flow.home_forms import (
    SERVICE_NAMES,
    reconfigure_form,
    removal_form,
    ways_form,
    withdrawal_form,
)
from custom_components.grandlyon_energy.flow.options import options_form
from custom_components.grandlyon_energy.flow.schemas import (
    FormState,
    conso_form,
    egl_form,
    portal_form,
    reauth_form,
    sge_form,
    water_contracts_form,
)
from custom_components.grandlyon_energy.flow.selectors import Form

PACKAGE = Path(flow.__file__).parent.parent
LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))
EVERYTHING = FormState(secrets_kept=True, gateway_open=True, may_leave_out=True)

WAYS = ways_form()
OPTIONS = options_form({"electricity": {}, "water": {}})

FORMS = {
    "user": [WAYS],
    "reconfigure": [reconfigure_form(withdrawn=True)],
    "remove_service": [removal_form()],
    "added": [],
    "conso_api": [conso_form(EVERYTHING)],
    "electricity": [sge_form(EVERYTHING)],
    "portal": [portal_form(EVERYTHING)],
    "water": [egl_form(EVERYTHING)],
    "water_contracts": [water_contracts_form([], EVERYTHING)],
    "meter_not_open": [],
    "time_zone": [],
    "finish": [],
    "reauth_confirm": [reauth_form(way) for way in SERVICE_NAMES],
}
"""The steps of the config flow, and the fields that each can show."""

OPTION_FORMS = {
    "readings": OPTIONS,
    "costs": costs_form({"electricity": {}, "water": {}}),
    "consent": withdrawal_form(curve=True),
    "withdrawn": removal_form(),
}
"""The pages behind the menu of the options."""

OF_READINGS = {
    "identity_unavailable",
    "no_data",
    "period_refused",
    "wrong_direction",
}
"""Reasons of failures that no call of the dialogues can have, or that they deal with themselves."""


def texts(language: str) -> dict[str, Any]:
    path = PACKAGE / "translations" / f"{language}.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its dotted key."""
    if isinstance(node, str):
        yield path, node
        return
    for key, value in node.items():
        yield from leaves(value, f"{path}.{key}" if path else key)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_french_and_english_have_the_same_keys_and_placeholders() -> None:
    english, french = dict(leaves(texts("en"))), dict(leaves(texts("fr")))
    assert english.keys() == french.keys()
    for key, text in english.items():
        assert placeholders(text) == placeholders(french[key]), key


def config(language: str) -> dict[str, Any]:
    content: dict[str, Any] = texts(language)["config"]
    return content


def labelled(form: Form) -> tuple[set[str], dict[str, Form]]:
    """Return a form's own fields, and its sections."""
    sections = {
        str(name): field.schema
        for name, field in form.schema.items()
        if isinstance(field, section)
    }
    return {str(name) for name in form.schema} - sections.keys(), sections


@pytest.mark.parametrize("step", FORMS)
def test_every_field_of_a_step_says_what_it_is_and_no_other_does(step: str) -> None:
    said = config("en")["step"][step]
    assert said["title"]
    assert said["description"]
    fields: set[str] = set()
    sections: dict[str, Form] = {}
    for form in FORMS[step]:
        own, inner = labelled(form)
        fields |= own
        sections |= inner
    assert said.get("data", {}).keys() == fields
    assert said.get("data_description", {}).keys() == fields
    assert said.get("sections", {}).keys() == sections.keys()
    for name, inner_form in sections.items():
        own, _ = labelled(inner_form)
        assert said["sections"][name]["data"].keys() == own
        assert said["sections"][name]["data_description"].keys() == own


def test_no_step_is_described_that_does_not_exist() -> None:
    assert config("en")["step"].keys() == FORMS.keys()


def source_reasons() -> set[str]:
    """Return every reason that a source of the integration gives for a failure."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (PACKAGE / "sources").rglob("*.py")
    )
    raised = re.findall(r'Error\(\s*"([a-z_]+)"', code)
    tabled = re.findall(r'Meaning\(\w+, "([a-z_]+)"\)', code)
    named = re.findall(r': Final = "(identity_[a-z_]+)"', code)
    return {*raised, *tabled, *named}


def test_every_reason_of_a_source_has_a_place_on_the_form_and_words() -> None:
    assert source_reasons() - OF_READINGS == FIELD_OF_REASON.keys()
    assert FIELD_OF_REASON.keys() <= config("en")["error"].keys()


def test_the_words_for_errors_and_aborts_are_those_that_the_flow_uses() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (PACKAGE / "config_flow.py", *(PACKAGE / "flow").glob("*.py"))
    )
    used = set(re.findall(r'"([a-z0-9_]+)"', code)) | FIELD_OF_REASON.keys()
    assert config("en")["error"].keys() <= used
    shown = re.findall(r'FormError\(\s*{[^}]*: "([a-z0-9_]+)"', code)
    checked = re.findall(r'errors\[\w+\] = "([a-z_]+)"', code)
    assert {*shown, *checked} <= config("en")["error"].keys()
    assert (
        set(re.findall(r'AbortFlow\("(\w+)"\)', code)) <= config("en")["abort"].keys()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_a_name(language: str) -> None:
    named = texts(language)["selector"]
    for form in (
        WAYS,
        *OPTION_FORMS.values(),
        *labelled(sge_form(EVERYTHING))[1].values(),
    ):
        for field in form.schema.values():
            if key := field.config.get("translation_key"):
                assert named[key]["options"].keys() == set(field.config["options"])


def test_every_option_says_what_it_is() -> None:
    steps = texts("en")["options"]["step"]
    assert steps.pop("init")["menu_options"].keys() == OPTION_FORMS.keys()
    assert steps.keys() == OPTION_FORMS.keys()
    for step, form in OPTION_FORMS.items():
        fields = {str(name) for name in form.schema}
        assert steps[step]["data"].keys() == fields
        assert steps[step]["data_description"].keys() == fields
