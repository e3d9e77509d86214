"""No key of the translations is unused or missing: what the code can say has words, and nothing else has."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
import json
from types import ModuleType
from typing import Any

from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.const import Platform
from homeassistant.helpers.entity import EntityDescription
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.grandlyon_energy import PLATFORMS
from custom_components.grandlyon_energy.const import SERVICE_ELECTRICITY, SERVICE_WATER
from custom_components.grandlyon_energy.coordinator.base import failure_key
from custom_components.grandlyon_energy.ids import (
    CONSUMPTION,
    ELECTRICITY_COSTS,
    MAX_POWER,
    PRODUCTION,
    WATER,
    WATER_COST,
    WATER_STANDING_CHARGE,
)
from custom_components.grandlyon_energy.issues import card
from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    NoDataError,
    ThrottledError,
    TransientError,
)

from .package_code import PACKAGE, Call, calls, literals, module_of, tree_of
from .test_translations import placeholders

LANGUAGES = ("en", "fr")
TEXTS: dict[str, dict[str, Any]] = {
    language: json.loads(
        (PACKAGE / "translations" / f"{language}.json").read_text(encoding="utf-8")
    )
    for language in LANGUAGES
}
ENGLISH = TEXTS["en"]
SERVICES = (SERVICE_ELECTRICITY, SERVICE_WATER)
FAILURES = (
    CredentialsError,
    ConsentError,
    NoDataError,
    ThrottledError,
    TransientError,
)

BY_FIRST = {"refusal", "CsvFileError", "ForeignStatisticError"}
"""What is called with the key of a message first, and with its placeholders by name."""


def named_placeholders(call: Call) -> set[str]:
    """Return what an error is given for its message."""
    if call.name in BY_FIRST:
        return call.keywords
    given = call.keyword("translation_placeholders")
    keys = getattr(given, "keys", ())
    return {text for key in keys for text in call.texts(key) or ()}


def errors() -> Iterator[tuple[str, Call]]:
    """Yield the key of every message that an error of the package can have, with where it is raised."""
    for call in calls():
        key = call.keyword("translation_key")
        if call.name in BY_FIRST:
            key = call.node.args[0]
        elif call.keyword("translation_domain") is None:
            continue
        for text in call.texts(key) or () if key else ():
            yield text, call


def failure_keys() -> set[str]:
    """Return the keys of the messages of the two services."""
    return {
        failure_key(service, failure("reason"))
        for service in SERVICES
        for failure in FAILURES
    }


def test_every_error_has_a_message_and_no_message_is_without_an_error() -> None:
    raised = {key for key, _ in errors()} | failure_keys()
    assert {"home_not_loaded", "ledger_too_new", "csv_no_values"} <= raised
    assert raised == ENGLISH["exceptions"].keys()


def test_every_error_is_given_what_its_message_names() -> None:
    for key, call in errors():
        if call.passes_more:
            continue
        needed = placeholders(ENGLISH["exceptions"][key]["message"])
        assert needed <= named_placeholders(call), key


def test_the_messages_of_services_name_a_reason_and_nothing_else() -> None:
    for key in failure_keys():
        assert placeholders(ENGLISH["exceptions"][key]["message"]) == {"reason"}


def descriptions(platform: Platform) -> dict[str, list[EntityDescription]]:
    """Return the descriptions of a platform's entities, by the key of their words."""
    path = PACKAGE / platform
    files = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    found: dict[str, list[EntityDescription]] = defaultdict(list)
    for module in map(module_of, files):
        for each in _descriptions_in(module):
            assert each.translation_key, each.key
            found[each.translation_key].append(each)
    return found


def _descriptions_in(module: ModuleType) -> Iterator[EntityDescription]:
    for value in vars(module).values():
        several = value if isinstance(value, tuple) else (value,)
        yield from (each for each in several if isinstance(each, EntityDescription))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_entity_has_a_name_and_no_other_has(platform: Platform) -> None:
    named = ENGLISH["entity"][platform]
    assert named.keys() == descriptions(platform).keys()


def test_no_entities_have_names_that_are_of_no_platform() -> None:
    assert ENGLISH["entity"].keys() == set(PLATFORMS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_two_entities_have_the_same_name(platform: Platform, language: str) -> None:
    names = [each["name"] for each in TEXTS[language]["entity"][platform].values()]
    assert len(set(names)) == len(names)


def test_every_state_of_a_choice_has_a_name_and_no_other_has() -> None:
    for key, said in ENGLISH["entity"][Platform.SENSOR].items():
        for description in descriptions(Platform.SENSOR)[key]:
            assert isinstance(description, SensorEntityDescription)
            assert said.get("state", {}).keys() == set(description.options or ()), key


def test_every_line_of_the_system_information_has_words_and_no_other_has() -> None:
    (shown,) = (
        {key.value for key in node.keys if isinstance(key, ast.Constant)}
        for node in ast.walk(tree_of("system_health.py"))
        if isinstance(node, ast.Dict)
    )
    assert shown == ENGLISH["system_health"]["info"].keys()


def test_every_device_has_a_name_and_no_other_has() -> None:
    assert ENGLISH["device"].keys() == {f"{service}_meter" for service in SERVICES}


def test_every_card_has_words_and_no_other_has() -> None:
    keys = {
        text
        for name, text in vars(card).items()
        if name.isupper() and isinstance(text, str)
    }
    assert keys == ENGLISH["issues"].keys()


def test_a_card_is_closed_in_a_dialogue_if_it_has_one() -> None:
    with_dialogue = {
        key for key, said in ENGLISH["issues"].items() if "fix_flow" in said
    }
    assert with_dialogue == card.FIXABLE


def ends(folders: Iterable[str]) -> set[str]:
    """Return how the dialogues of some files can end, where nothing comes of them."""
    found: set[str] = set()
    for folder in folders:
        for call in calls(folder):
            reason = call.keyword("reason") if call.name == "async_abort" else None
            if call.name == "AbortFlow":
                reason = call.node.args[0]
            found |= call.texts(reason) or set() if reason else set()
    return found


OPTIONS = ("flow/options.py",)
DIALOGUES = [
    "config_flow.py",
    *(f"flow/{path.name}" for path in (PACKAGE / "flow").glob("*.py")),
]


def test_every_end_of_the_options_has_words() -> None:
    assert ends(OPTIONS) <= ENGLISH["options"]["abort"].keys()
    assert ENGLISH["options"]["abort"].keys() <= literals(*OPTIONS)


def test_every_refusal_of_the_options_has_words() -> None:
    keys = literals("flow/cost_options.py") & set(ENGLISH["options"]["error"])
    assert keys == ENGLISH["options"]["error"].keys()


def test_every_end_of_a_dialogue_has_words() -> None:
    others = [each for each in DIALOGUES if each not in OPTIONS]
    assert ends(others) <= ENGLISH["config"]["abort"].keys()
    said = set().union(*(literals(each) for each in others))
    assert ENGLISH["config"]["abort"].keys() <= said


def test_every_choice_of_an_action_has_a_name() -> None:
    actions = load_yaml_dict(str(PACKAGE / "services.yaml"))
    for action in actions.values():
        for field in action["fields"].values():
            select = field["selector"].get("select")
            if select is None:
                continue
            if "translation_key" not in select:
                # A number and its unit are the same in every language.
                assert all(each["label"].endswith(" kVA") for each in select["options"])
                continue
            named = ENGLISH["selector"][select["translation_key"]]["options"]
            assert named.keys() == set(select["options"])


def test_every_statistic_has_a_name_and_no_other_has() -> None:
    kinds = {
        *(CONSUMPTION, MAX_POWER, PRODUCTION, WATER),
        *(*ELECTRICITY_COSTS, WATER_COST, WATER_STANDING_CHARGE),
    }
    assert ENGLISH["selector"]["statistic"]["options"].keys() == kinds
