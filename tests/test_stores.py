"""What stores and Home Assistant's own checks ask of files: those of their rules that a file can show."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
import struct
import tomllib
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict
from packaging.requirements import Requirement
import pytest

from .package_code import components

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "grandlyon_energy"
LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))
BLUEPRINTS = sorted((ROOT / "blueprints").rglob("*.yaml"))


def loaded(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


MANIFEST = loaded(PACKAGE / "manifest.json")
STORE = loaded(ROOT / "hacs.json")
ICONS = loaded(PACKAGE / "icons.json")
ACTIONS = load_yaml_dict(str(PACKAGE / "services.yaml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = {
    language: loaded(PACKAGE / "translations" / f"{language}.json")
    for language in LANGUAGES
}

IMAGES = {
    "icon": (256, 256),
    "icon@2x": (512, 512),
    "logo": (711, 192),
    "logo@2x": (1422, 384),
}
"""Width and height: an icon is square, a logo's shorter side has at most 256, twice as much for fine screens."""

SECTIONS = {
    "config",
    "config_subentries",
    "device",
    "entity",
    "exceptions",
    "issues",
    "options",
    "selector",
    "services",
    "system_health",
    "title",
}
"""The parts that a translation can have, of those that are used here."""


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its dotted key."""
    if isinstance(node, str):
        yield path, node
        return
    for key, value in node.items():
        yield from leaves(value, f"{path}.{key}" if path else key)


def keys(node: Any) -> Iterator[str]:
    """Yield every key, however deep."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from keys(value)


def test_the_store_file_has_no_key_that_stores_refuse() -> None:
    assert STORE.keys() <= {
        "country",
        "filename",
        "hide_default_branch",
        "homeassistant",
        "name",
        "zip_release",
    }
    assert STORE["name"] == MANIFEST["name"]
    assert STORE["country"] == "FR"


def test_the_oldest_core_is_one_that_shows_the_brand_images_and_is_tested() -> None:
    oldest = AwesomeVersion(
        STORE["homeassistant"], ensure_strategy=AwesomeVersionStrategy.CALVER
    )
    assert oldest >= "2026.3.0"
    assert "test-floor" in PROJECT["dependency-groups"]


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda path: path.stem)
def test_a_blueprint_asks_for_no_newer_core(blueprint: Path) -> None:
    said = load_yaml_dict_of_blueprint(blueprint)
    assert said["homeassistant"] == {"min_version": STORE["homeassistant"]}
    assert said["domain"] == "automation"
    assert said["source_url"] == (
        f"{MANIFEST['documentation']}/blob/main/{blueprint.relative_to(ROOT).as_posix()}"
    )


def load_yaml_dict_of_blueprint(path: Path) -> dict[str, Any]:
    content = load_yaml_dict(str(path))
    said: dict[str, Any] = content["blueprint"]
    return said


def test_the_manifest_is_complete_and_in_the_order_that_home_assistant_asks() -> None:
    assert {
        "codeowners",
        "config_flow",
        "documentation",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "requirements",
        "version",
    } <= MANIFEST.keys()
    assert MANIFEST["domain"] == PACKAGE.name
    assert MANIFEST["config_flow"] is True
    assert MANIFEST["integration_type"] == "hub"
    assert MANIFEST["iot_class"] == "cloud_polling"
    # The tier of a custom integration is not ours to name.
    assert "quality_scale" not in MANIFEST
    named = list(MANIFEST)
    assert named[:2] == ["domain", "name"]
    assert named[2:] == sorted(named[2:])


def test_the_manifest_names_who_looks_after_it_and_where() -> None:
    assert MANIFEST["codeowners"]
    assert all(re.fullmatch(r"@[\w-]+", owner) for owner in MANIFEST["codeowners"])
    assert MANIFEST["documentation"].startswith("https://")
    assert MANIFEST["issue_tracker"] == f"{MANIFEST['documentation']}/issues"


def test_the_kinds_of_the_integration_are_written_as_home_assistant_reads_them() -> (
    None
):
    slug = "[a-z]+(_[a-z]+)*"
    for category in MANIFEST["categories"]:
        assert re.fullmatch(rf"{slug}(\.{slug})?", category), category
    assert MANIFEST["connectivity"] == ["cloud"]


def test_the_recorder_is_started_first_since_the_history_goes_there() -> None:
    assert "recorder" in MANIFEST["dependencies"]


def test_what_is_used_of_home_assistant_is_named_or_a_platform_of_ours() -> None:
    named = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    files = {path.stem for path in PACKAGE.iterdir()}
    assert components() - named <= files


def test_no_requirement_is_open_towards_the_future() -> None:
    for text in MANIFEST["requirements"]:
        operators = {each.operator for each in Requirement(text).specifier}
        assert operators & {"==", "<", "<=", "~="}, text


def test_the_version_is_one_and_everywhere_the_same() -> None:
    version = MANIFEST["version"]
    assert AwesomeVersion(version).strategy is AwesomeVersionStrategy.SEMVER
    assert PROJECT["project"]["version"] == version
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.+?)\]", changes, re.MULTILINE)
    assert newest
    assert newest[1] == version


def test_the_licence_is_one_that_stores_recognise() -> None:
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    assert lines[0] == PROJECT["project"]["license"] + " License" == "MIT License"
    text = " ".join(lines)
    assert "Permission is hereby granted, free of charge, to any person" in text
    assert 'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND' in text


def test_the_pages_that_stores_show_are_there() -> None:
    for name in ("README.md", "README.fr.md", "CHANGELOG.md"):
        assert (ROOT / name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("prefix", ["", "dark_"])
def test_the_brand_images_are_there_in_the_sizes_that_stores_ask(
    prefix: str, name: str
) -> None:
    image = (PACKAGE / "brand" / f"{prefix}{name}.png").read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", image[16:24]) == IMAGES[name]


def test_no_other_brand_image_is_there() -> None:
    there = {path.name for path in (PACKAGE / "brand").iterdir()}
    asked = {f"{dark}{name}.png" for dark in ("", "dark_") for name in IMAGES}
    assert there == asked


def test_there_are_translations_and_no_file_that_only_core_has() -> None:
    assert LANGUAGES == ["en", "fr"]
    assert not (PACKAGE / "strings.json").exists()
    assert TEXTS["en"].keys() <= SECTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_have_the_form_that_home_assistant_asks_for(language: str) -> None:
    for key, text in leaves(TEXTS[language]):
        assert text, key
        assert text == text.strip(), key
        assert not re.search(r"</?\w+[^>]*>", text), f"HTML in {key}"
        assert "://" not in text, f"an address in {key}"
        assert "[%key:" not in text, key
        # To the page's formatter a straight apostrophe before a brace begins a quotation.
        assert "'{" not in text, key
        assert "}'" not in text, key
        assert text.count("{") == text.count("}"), key
        assert set(re.findall(r"{(.*?)}", text)) == set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_of_texts_have_the_form_that_home_assistant_asks_for(
    language: str,
) -> None:
    for key in keys(TEXTS[language]):
        assert re.fullmatch(r"(?!.*[_-]{2})[a-z0-9]([a-z0-9_-]*[a-z0-9])?", key), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_and_cards_are_told_in_the_parts_that_home_assistant_shows(
    language: str,
) -> None:
    texts = TEXTS[language]
    for key, said in texts["exceptions"].items():
        assert said.keys() == {"message"}, key
    for key, said in texts.get("issues", {}).items():
        assert said.keys() in ({"title", "description"}, {"title", "fix_flow"}), key
        assert said.get("fix_flow", {"step": 1}).keys() <= {"step", "abort", "error"}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_and_its_fields_have_words_and_an_icon(action: str) -> None:
    fields = ACTIONS[action]["fields"]
    assert ICONS["services"][action].keys() == {"service"}
    for language in LANGUAGES:
        said = TEXTS[language]["services"][action]
        assert said.keys() == {"name", "description", "fields"}
        assert said["fields"].keys() == fields.keys()
        for field in said["fields"].values():
            assert field.keys() == {"name", "description"}


@pytest.mark.parametrize("action", ACTIONS)
def test_a_field_of_an_action_can_be_filled_in_a_form(action: str) -> None:
    for name, field in ACTIONS[action]["fields"].items():
        assert field.keys() <= {"required", "example", "default", "selector"}, name
        validate_selector(field["selector"])
        # Its words are in the translations.
        assert not field.keys() & {"name", "description"}


def test_nothing_has_words_or_an_icon_that_is_no_action() -> None:
    assert ICONS["services"].keys() == ACTIONS.keys()
    for texts in TEXTS.values():
        assert texts["services"].keys() == ACTIONS.keys()


def test_icons_are_those_of_entities_and_their_states() -> None:
    assert ICONS.keys() == {"entity", "services"}
    named = TEXTS["en"]["entity"]
    for platform, entities in ICONS["entity"].items():
        assert entities.keys() <= named[platform].keys()
        assert list(entities) == sorted(entities)
        for key, icons in entities.items():
            assert "default" in icons, key
            assert icons.keys() <= {"default", "state"}, key
            states = named[platform][key].get("state", {"on": "", "off": ""})
            assert icons.get("state", {}).keys() <= states.keys(), key


def test_icons_are_of_the_set_that_home_assistant_has() -> None:
    for key, icon in leaves(ICONS):
        assert re.fullmatch(r"mdi:[a-z0-9]+(-[a-z0-9]+)*", icon), key
