"""What a newcomer reads: the README and the files that stores read agree with the integration itself."""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import re
import struct
import tomllib
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "grandlyon_energy"
GUIDES = {
    language: (ROOT / name).read_text(encoding="utf-8")
    for language, name in {"en": "README.md", "fr": "README.fr.md"}.items()
}
README = GUIDES["en"]

IMAGES = {
    "icon": (256, 256),
    "icon@2x": (512, 512),
    "logo": (711, 192),
    "logo@2x": (1422, 384),
}


def loaded(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


TEXTS = {
    language: loaded(PACKAGE / "translations" / f"{language}.json")
    for language in GUIDES
}
ENGLISH = TEXTS["en"]


def missing(language: str, texts: Iterable[str], *forms: str) -> list[str]:
    """Return the texts that a guide has in none of the forms."""
    return [
        text
        for text in texts
        if not any(form.format(text) in GUIDES[language] for form in forms)
    ]


def field_labels(language: str) -> Iterator[str]:
    """Yield what the fields of the dialogues are called, folded sections included."""
    texts = TEXTS[language]
    for step in (*texts["config"]["step"].values(), *texts["options"]["step"].values()):
        yield from step.get("data", {}).values()
        for section in step.get("sections", {}).values():
            yield from section["data"].values()


def choices(language: str) -> Iterator[str]:
    """Yield what can be chosen in the fields of the dialogues."""
    fields = ("electricity_way", "water_way", "auth_header", "water_attribution")
    for field in fields:
        yield from TEXTS[language]["selector"][field]["options"].values()


def messages() -> Iterator[str]:
    """Yield the first sentence of every message, an ellipsis where it names a code."""
    texts = [
        *ENGLISH["config"]["error"].values(),
        ENGLISH["config"]["abort"]["already_configured"],
        *(each["message"] for each in ENGLISH["exceptions"].values()),
    ]
    for text in texts:
        first, _, _ = text.partition(". ")
        first, _, _ = first.partition("; it is tried")
        yield re.sub(r"{\w+}", "…", first).rstrip(".")


@pytest.mark.parametrize("language", GUIDES)
def test_every_field_is_explained(language: str) -> None:
    assert missing(language, field_labels(language), "| {} |", "*{}*") == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_choice_is_named(language: str) -> None:
    assert missing(language, choices(language), "*{}*") == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_sensor_is_listed(language: str) -> None:
    sensors = TEXTS[language]["entity"]["sensor"].values()
    assert missing(language, (each["name"] for each in sensors), "| {} |") == []


def test_every_message_has_its_line() -> None:
    assert missing("en", messages(), "**{}") == []


@pytest.mark.parametrize("language", GUIDES)
def test_what_is_linked_is_there(language: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", GUIDES[language])
    assert "docs/images/energy-dashboard.png" in targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_script_is_there() -> None:
    scripts = set(re.findall(r"`((?:scripts|docs/brand|\.ci)/[\w-]+)", README))
    assert {"scripts/demo", "scripts/test"} <= scripts
    assert [each for each in sorted(scripts) if not (ROOT / each).exists()] == []


def test_the_version_is_everywhere_the_same() -> None:
    version = loaded(PACKAGE / "manifest.json")["version"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    newest = re.search(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert project["project"]["version"] == version
    assert newest
    assert newest[1] == version


def test_the_oldest_supported_core_is_the_one_that_readme_and_stores_name() -> None:
    oldest = loaded(ROOT / "hacs.json")["homeassistant"]
    assert f"Home Assistant {oldest} or newer" in README


def test_the_manifest_is_in_the_order_that_home_assistant_asks() -> None:
    keys = list(loaded(PACKAGE / "manifest.json"))
    assert keys[:2] == ["domain", "name"]
    assert keys[2:] == sorted(keys[2:])


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("prefix", ["", "dark_"])
def test_the_brand_images_are_there_in_the_sizes_that_stores_ask(
    prefix: str, name: str
) -> None:
    image = (PACKAGE / "brand" / f"{prefix}{name}.png").read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", image[16:24]) == IMAGES[name]


def test_icons_are_those_of_sensors() -> None:
    icons = loaded(PACKAGE / "icons.json")["entity"]["sensor"]
    assert icons.keys() <= ENGLISH["entity"]["sensor"].keys()
    assert list(icons) == sorted(icons)
