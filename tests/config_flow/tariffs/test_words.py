"""No words for the dialogues about tariffs are unused or missing."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import pytest

from custom_components.grandlyon_energy import offers
from custom_components.grandlyon_energy.flow import tariffs
from custom_components.grandlyon_energy.flow.selectors import Form
from custom_components.grandlyon_energy.flow.tariffs import (
    checks,
    electricity,
    off_peak,
    tempo,
    water,
)
from custom_components.grandlyon_energy.metering.tariff.options import TariffOption

from ...package_code import PACKAGE, Call, calls
from ...test_keys import ends
from ...test_translations import LANGUAGES, placeholders, texts
from .steps import TEXTS

FOLDER: Final = "flow/tariffs"
ENGLISH: Final = TEXTS["en"]
FLOWS: Final = tariffs.TARIFF_FLOWS


def no_words(_selector: str, option: str) -> str:
    return option


FORMS: Final[Mapping[str, Mapping[str, list[Form]]]] = {
    "electricity_tariff": {
        "user": [electricity.user_form()],
        "offer": [electricity.offer_form(offers.ELECTRICITY_OFFERS, no_words)],
        "prices": [electricity.prices_form(option) for option in TariffOption],
        "reconfigure": [electricity.prices_form(option) for option in TariffOption],
    },
    "off_peak_hours": {
        "user": [off_peak.windows_form()],
        "reconfigure": [off_peak.windows_form()],
    },
    "tempo_calendar": {
        "user": [tempo.calendar_form()],
        "reconfigure": [tempo.calendar_form()],
    },
    "water_tariff": {
        "user": [water.user_form(["one", "other"], no_words)],
        "prices": [water.prices_form()],
        "reconfigure": [water.prices_form()],
    },
}
"""The steps of each dialogue, and the forms that each can show."""

PAGES: Final = [(kind, step) for kind, steps in FORMS.items() for step in steps]

MODULES: Final = {
    "electricity_tariff": ["electricity"],
    "off_peak_hours": ["off_peak", "season_text"],
    "tempo_calendar": ["tempo", "calendar_text"],
    "water_tariff": ["water", "tiers_text"],
}
"""The files of each dialogue, those aside that all share."""

ENDS: Final = ends([FOLDER])
OF_CORE: Final = {"already_configured"}
"""How core itself refuses a second one."""


def test_there_are_words_for_every_kind_of_tariff_and_no_other() -> None:
    assert ENGLISH.keys() == FORMS.keys() == FLOWS.keys() == MODULES.keys()
    for kind in ENGLISH:
        assert ENGLISH[kind]["entry_type"]
        assert ENGLISH[kind]["initiate_flow"].keys() == {"user", "reconfigure"}


@pytest.mark.parametrize("kind", FORMS)
def test_every_step_is_described_and_no_other_is(kind: str) -> None:
    prefix = "async_step_"
    steps = {
        name.removeprefix(prefix)
        for name in vars(FLOWS[kind])
        if name.startswith(prefix)
    }
    assert ENGLISH[kind]["step"].keys() == FORMS[kind].keys() == steps


@pytest.mark.parametrize(("kind", "step"), PAGES)
def test_every_field_says_what_it_is_and_no_other_does(kind: str, step: str) -> None:
    said = ENGLISH[kind]["step"][step]
    assert said["title"]
    assert said["description"]
    fields = {str(field) for form in FORMS[kind][step] for field in form.schema}
    assert said["data"].keys() == fields
    assert said["data_description"].keys() == fields


def refusals(module: ModuleType) -> Iterator[tuple[str, Call]]:
    """Yield the key of everything that a file refuses, or has refused by what is shared, with where that is done."""
    used = {name for name in vars(checks) if hasattr(module, name)}
    inside = {
        call.name
        for call in calls(f"{FOLDER}/checks.py")
        if call.function and call.function.name in used
    }
    shared = used | inside
    own = f"{FOLDER}/{module.__name__.rpartition('.')[2]}.py"
    found = list(calls(own))
    found += [
        call
        for call in calls(f"{FOLDER}/checks.py")
        if call.function and call.function.name in shared
    ]
    for call in found:
        if call.name == "FieldError":
            for text in call.texts(call.node.args[0]) or ():
                yield text, call
        if call.name == "TariffError":
            for value in getattr(call.node.args[0], "values", ()):
                for text in call.texts(value) or ():
                    yield text, call


def refused(kind: str) -> list[tuple[str, Call]]:
    return [
        each
        for name in MODULES[kind]
        for each in refusals(import_module(f"{tariffs.__name__}.{name}"))
    ]


@pytest.mark.parametrize("kind", FORMS)
def test_every_refusal_has_words_and_no_words_are_without_a_refusal(kind: str) -> None:
    keys = {key for key, _ in refused(kind)}
    assert ENGLISH[kind]["error"].keys() == keys


@pytest.mark.parametrize("kind", FORMS)
def test_every_refusal_is_given_what_its_words_name(kind: str) -> None:
    for key, call in refused(kind):
        told = call.keywords
        if call.name == "TariffError" and len(call.node.args) > 1:
            names = getattr(call.node.args[1], "keys", ())
            told = {text for name in names for text in call.texts(name) or ()}
        assert placeholders(ENGLISH[kind]["error"][key]) == told, key


def test_every_file_of_the_dialogues_is_looked_at() -> None:
    raising = {
        call.module.__name__.rpartition(".")[2]
        for call in calls(FOLDER)
        if call.name in ("FieldError", "TariffError")
    }
    named = {name for names in MODULES.values() for name in names}
    assert raising - named == {"checks"}


@pytest.mark.parametrize("kind", FORMS)
def test_every_end_has_words_and_no_words_are_without_an_end(kind: str) -> None:
    assert ENGLISH[kind]["abort"].keys() == ENDS | OF_CORE


def selects() -> Iterator[dict[str, Any]]:
    for kind, step in PAGES:
        for form in FORMS[kind][step]:
            for field in form.schema.values():
                if "translation_key" in field.config:
                    yield field.config


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_a_name(language: str) -> None:
    named = texts(language)["selector"]
    for config in selects():
        options = named[config["translation_key"]]["options"]
        assert options.keys() == set(config["options"])
        assert len(set(options.values())) == len(options)


def test_every_sentence_that_is_filled_in_is_there_and_no_other() -> None:
    named = texts("en")["selector"]
    used: dict[str, set[str]] = {}
    for call in calls(FOLDER):
        if call.name == "words":
            selector, option = (call.texts(arg) for arg in call.node.args)
            for key in selector or ():
                used.setdefault(key, set()).update(option or ())
    chosen = {config["translation_key"] for config in selects()}
    assert used.keys() - chosen == {
        "next_step",
        "regulated_offer",
        "statistic",
        "tariff_title",
        "water_offer",
    }
    # The title of a tariff says its option, and what comes next depends on it.
    used["tariff_title"].update(TariffOption)
    used["next_step"].update(set(TariffOption) - {TariffOption.BASE})
    for key in used.keys() - chosen - {"statistic"}:
        assert named[key]["options"].keys() == used[key]
    assert used["statistic"] <= named["statistic"]["options"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_to_come_next_is_called_as_it_is(language: str) -> None:
    said = texts(language)
    buttons = {
        kind: said["config_subentries"][kind]["initiate_flow"]["user"] for kind in FORMS
    }
    page = said["options"]["step"]["init"]["menu_options"]["costs"]
    steps = said["selector"]["next_step"]["options"]
    assert buttons["off_peak_hours"] in steps["peak_off_peak"]
    assert buttons["tempo_calendar"] in steps["tempo"]
    assert said["options"]["step"]["costs"]["title"] == page
    for text in (
        steps["tempo"],
        said["config_subentries"]["tempo_calendar"]["step"]["user"]["description"],
        said["issues"]["tempo_colours_missing"]["description"],
    ):
        assert page in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_page_of_a_new_home_calls_costs_as_the_pickers_do(
    language: str,
) -> None:
    said = texts(language)
    names = said["selector"]["statistic"]["options"]
    last = said["config"]["step"]["finish"]["description"]
    assert names["cost"] in last
    assert names["water_cost"] in last


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_new_hours_tell_of_the_day_on_which_they_were_read(language: str) -> None:
    steps = texts(language)["config_subentries"]["off_peak_hours"]["step"]
    hints = {
        name: step["data_description"]["valid_from"] for name, step in steps.items()
    }
    read = {"en": "first read", "fr": "lues pour la première fois"}[language]
    assert read in hints["user"]
    assert read not in hints["reconfigure"]


def test_the_words_know_every_language() -> None:
    files = (PACKAGE / "translations").glob("*.json")
    assert sorted(path.stem for path in files) == sorted(tariffs.words.LANGUAGES)
