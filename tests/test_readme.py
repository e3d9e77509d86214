"""What a newcomer reads: the guides agree with the integration itself."""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "grandlyon_energy"
GUIDES = {
    language: (ROOT / name).read_text(encoding="utf-8")
    for language, name in {"en": "README.md", "fr": "README.fr.md"}.items()
}
README = GUIDES["en"]


def loaded(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


TEXTS = {
    language: loaded(PACKAGE / "translations" / f"{language}.json")
    for language in GUIDES
}
ENGLISH = TEXTS["en"]
ACTIONS = load_yaml_dict(str(PACKAGE / "services.yaml"))

OF_HOME_ASSISTANT = {
    "Authentication expired",
    "Delete selected statistics",
    "Enable debug logging",
    "Migration error",
    "Reconfigure",
    "Reconfigurer",
    "Use an entity tracking the total costs",
    "Utiliser une entité de suivi des coûts totaux",
    "Activer la journalisation de débogage",
    "Erreur de migration",
    "Its devices and entities will be permanently deleted.",
    "Ses appareils et ses entités seront définitivement supprimés.",
}
"""What the guides quote of pages that are not ours."""

NO_CHOICES = {"measures_version", "next_step", "statistic", "tariff_title"}
"""A version has no more to it than its number; the others are no choices, but what the pages themselves say."""

WELL_ENDED = {
    "consent_withdrawn",
    "curve_withdrawn",
    "history_deleted",
    "nothing_deleted",
}
"""Ends of a dialogue at which nothing is left to do; with them go those that say `successful`."""

NUMBERS = {
    "en": {"": "<meter number>", "water": "<contract number>"},
    "fr": {"": "<numéro du compteur>", "water": "<numéro du contrat>"},
}
"""How the guides write the numbers that the ids of statistics begin with."""


def missing(language: str, texts: Iterable[str], *forms: str) -> list[str]:
    """Return the texts that a guide has in none of the forms."""
    return [
        text
        for text in texts
        if not any(form.format(text) in GUIDES[language] for form in forms)
    ]


def dialogues(language: str) -> list[dict[str, Any]]:
    """Return the texts of every dialogue: about a home, its options, and each kind of tariff."""
    texts = TEXTS[language]
    return [texts["config"], texts["options"], *texts["config_subentries"].values()]


def elided(text: str) -> str:
    """Return a text with an ellipsis wherever it names something."""
    return re.sub(r"{\w+}", "…", text)


def field_labels(language: str) -> Iterator[str]:
    """Yield what the fields of the dialogues are called, folded sections included."""
    for dialogue in dialogues(language):
        for step in dialogue["step"].values():
            yield from step.get("data", {}).values()
            for section in step.get("sections", {}).values():
                yield from section["data"].values()


def choices(language: str) -> Iterator[str]:
    """Yield what can be chosen in the fields of the dialogues."""
    for field in ENGLISH["selector"].keys() - NO_CHOICES:
        yield from map(elided, TEXTS[language]["selector"][field]["options"].values())


def pages(language: str) -> Iterator[str]:
    """Yield the pages of the options, and what opens the dialogue about each kind of tariff."""
    yield from TEXTS[language]["options"]["step"]["init"]["menu_options"].values()
    for dialogue in TEXTS[language]["config_subentries"].values():
        yield from dialogue["initiate_flow"].values()


def statistics(language: str) -> Iterator[tuple[str, str]]:
    """Yield the id of each statistic, as the guides write it, and its name."""
    for key, name in TEXTS[language]["selector"]["statistic"]["options"].items():
        # What a contract's water costs has an id that ends as that of electricity does.
        kind, what = (
            ("water", key.removeprefix("water_")) if "water" in key else ("", key)
        )
        yield f"`grandlyon_energy:{NUMBERS[language][kind]}_{what}`", name


def entities(language: str) -> Iterator[str]:
    """Yield the names of all entities."""
    for platform in TEXTS[language]["entity"].values():
        yield from (each["name"] for each in platform.values())


def cards(language: str) -> Iterator[str]:
    """Yield the titles of the repair cards, the home aside, an ellipsis where they name something."""
    for said in TEXTS[language]["issues"].values():
        yield elided(re.sub(r"^{home}\s?: ", "", said["title"]))


def messages(language: str) -> Iterator[str]:
    """Yield the first sentence of every message, an ellipsis where it names a code."""
    said = [each["message"] for each in TEXTS[language]["exceptions"].values()]
    for dialogue in dialogues(language):
        said += dialogue["error"].values()
        said += (
            text
            for key, text in dialogue["abort"].items()
            if not key.endswith("_successful") and key not in WELL_ENDED
        )
    for text in said:
        first, _, _ = text.partition(". ")
        yield elided(first).rstrip(".")


def leaves(node: Any) -> Iterator[str]:
    """Yield every text of the translations."""
    if isinstance(node, str):
        yield node
        return
    for value in node.values():
        yield from leaves(value)


def rows(language: str, *first: str) -> Iterator[list[str]]:
    """Yield the cells of the tables whose first column is called so, their heads aside."""
    inside = False
    for line in GUIDES[language].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif inside and not cells[0].startswith("---"):
            yield cells
        else:
            inside = inside or cells[0] in first


def examples(language: str) -> Iterator[dict[str, Any]]:
    """Yield the examples in YAML."""
    for text in re.findall(
        r"^```yaml\n(.*?)^```", GUIDES[language], re.MULTILINE | re.DOTALL
    ):
        example = parse_yaml(text)
        assert isinstance(example, dict)
        yield example


def anchor(heading: str) -> str:
    """Return where the page links to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("language", GUIDES)
def test_every_field_is_explained(language: str) -> None:
    assert missing(language, field_labels(language), "| {} |", "*{}*") == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_choice_is_named(language: str) -> None:
    assert missing(language, choices(language), "*{}*") == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_page_is_named(language: str) -> None:
    assert missing(language, pages(language), "*{}*") == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_entity_is_listed(language: str) -> None:
    assert missing(language, entities(language), "| {} |") == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_message_has_its_line(language: str) -> None:
    assert missing(language, messages(language), "**{}.**", "**{}…**") == []


@pytest.mark.parametrize("language", GUIDES)
def test_no_message_is_explained_that_is_none(language: str) -> None:
    known = {f"{message}." for message in messages(language)}
    explained = [
        message
        for cells in rows(language, "message")
        for message in re.findall(r"\*\*(.+?)\*\*", cells[0])
    ]
    assert explained
    assert [each for each in explained if each not in known] == []


@pytest.mark.parametrize("language", GUIDES)
def test_no_field_is_explained_that_is_none(language: str) -> None:
    labels = set(field_labels(language))
    explained = [cells[0] for cells in rows(language, "field", "champ")]
    assert explained
    assert [each for each in explained if each not in labels] == []


@pytest.mark.parametrize("language", GUIDES)
def test_no_entity_is_listed_that_is_none(language: str) -> None:
    known = set(entities(language))
    listed = [cells[1] for cells in rows(language, "device", "appareil")]
    assert listed
    assert [each for each in listed if each not in known] == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_card_is_explained_and_no_other_is(language: str) -> None:
    explained = [cells[0] for cells in rows(language, "card", "carte")]
    assert sorted(explained) == sorted(cards(language))


@pytest.mark.parametrize("language", GUIDES)
def test_every_blueprint_can_be_imported(language: str) -> None:
    place = f"{loaded(PACKAGE / 'manifest.json')['documentation']}/blob/main/"
    links = re.findall(r"\((https://[^)]+/blueprint_import/[^)]+)\)", GUIDES[language])
    linked = [parse_qs(urlsplit(link).query)["blueprint_url"][0] for link in links]
    there = (ROOT / "blueprints").rglob("*.yaml")
    assert sorted(linked) == sorted(
        f"{place}{path.relative_to(ROOT).as_posix()}" for path in there
    )


@pytest.mark.parametrize("language", GUIDES)
def test_what_is_quoted_stands_on_a_page(language: str) -> None:
    known = {*map(elided, leaves(TEXTS[language])), *OF_HOME_ASSISTANT}
    # A line of its own links to the other guide, or says what a picture shows.
    guide = re.sub(r"^\*[^*\n]+\*$", "", GUIDES[language], flags=re.MULTILINE)
    quoted = re.findall(r"(?<![*\w])\*([^*\s][^*\n]*)\*(?!\*)", guide)
    assert quoted
    assert [each for each in quoted if each not in known] == []


@pytest.mark.parametrize("language", GUIDES)
def test_every_statistic_is_listed_and_no_other_is(language: str) -> None:
    listed = [(cells[0], cells[1]) for cells in rows(language, "id", "identifiant")]
    assert sorted(listed) == sorted(statistics(language))


@pytest.mark.parametrize("language", GUIDES)
def test_what_goes_on_the_dashboard_is_called_as_the_pickers_call_it(
    language: str,
) -> None:
    names = TEXTS[language]["selector"]["statistic"]["options"]
    table = list(rows(language, "what you want to see", "ce que vous voulez voir"))
    assert len(table) == 4
    shown = [
        pair
        for _, source, cost in table
        for pair in re.findall(r"\*([^*]+)\* \(`([^`]+)`\)", f"{source} {cost}")
    ]
    # Nothing is told by its id alone.
    assert len(shown) == str(table).count("`") // 2 == 10
    water = f"{NUMBERS[language]['water']}_"
    for name, ending in shown:
        of_water = ending.startswith(water)
        key = ending.removeprefix(water if of_water else "…_")
        assert name == names[f"water_{key}" if of_water and key != "water" else key]


@pytest.mark.parametrize("language", GUIDES)
def test_every_action_has_an_example_with_fields_that_it_has(language: str) -> None:
    shown = {
        example["action"].removeprefix("grandlyon_energy."): set(example["data"])
        for example in examples(language)
        if "action" in example
    }
    assert shown.keys() == ACTIONS.keys()
    for action, fields in shown.items():
        assert fields == ACTIONS[action]["fields"].keys(), action


def headings(language: str) -> list[str]:
    """Return how deep each heading is, in their order."""
    return re.findall(r"^(#+) ", GUIDES[language], re.MULTILINE)


def pictures(language: str) -> list[str]:
    """Return the names of the pictures in their order, the folder of the language aside."""
    shown = re.findall(r"!\[[^\]]+\]\((docs/images/[^)]+)\)", GUIDES[language])
    return [name.replace(f"/{language}/", "/") for name in shown]


def figures(language: str) -> Iterator[list[float]]:
    """Yield the numbers in each line of a table, sorted: a language changes their order at most."""
    for line in GUIDES[language].splitlines():
        if line.startswith("| "):
            said = re.sub(r"\]\([^)]*\)|:00\b", "", line)
            whole = re.sub(r"(?<=\d)[\u202f\u00a0 ,](?=\d{3}\b)", "", said)
            found = re.findall(r"\d+(?:\.\d+)?", whole.replace(",", "."))
            yield sorted(map(float, found))


def test_the_guides_have_the_same_parts() -> None:
    assert headings("en") == headings("fr")


def test_the_guides_show_the_same_pictures() -> None:
    assert pictures("en")
    assert pictures("en") == pictures("fr")


def test_the_tables_of_the_guides_have_the_same_figures() -> None:
    assert list(figures("en")) == list(figures("fr"))


def test_the_first_screen_shows_a_picture_before_it_asks_for_anything() -> None:
    for language, (install, contents) in {
        "en": ("## Installation", "## Contents"),
        "fr": ("## Installation", "## Sommaire"),
    }.items():
        guide = GUIDES[language]
        order = [
            guide.index(each)
            for each in ("![", "scripts/demo", "scripts/test", install, contents)
        ]
        assert order == sorted(order)
        assert guide.count("\n", 0, order[-1]) < 80


@pytest.mark.parametrize("language", GUIDES)
def test_the_contents_lead_to_every_part(language: str) -> None:
    heading = {"en": "Contents", "fr": "Sommaire"}[language]
    _, _, rest = GUIDES[language].partition(f"## {heading}\n")
    contents, _, _ = rest.partition("\n## ")
    linked = set(re.findall(r"\]\(#(.+?)\)", contents))
    parts = re.findall(r"^## (.+)$", rest, re.MULTILINE)
    # Some are told by what is in them.
    inside = {
        "en": {"What you get", "Troubleshooting", "Licence"},
        "fr": {"Ce que vous obtenez", "En cas de problème", "Licence"},
    }
    assert {anchor(part) for part in parts if part not in inside[language]} <= linked


def test_the_oldest_supported_core_is_the_one_that_readme_and_stores_name() -> None:
    oldest = loaded(ROOT / "hacs.json")["homeassistant"]
    assert f"Home Assistant {oldest} or newer" in README
