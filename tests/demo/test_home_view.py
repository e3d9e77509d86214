"""The dashboard that docs/dashboard.md offers and the demo shows: it holds nothing that a home could not have."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
import re
from typing import Any, override

import aiohttp
from homeassistant.components.recorder.util import PERIOD_SCHEMA
from homeassistant.util import slugify
import pytest

from custom_components.grandlyon_energy import ids
from scripts.demo_home import home_view
from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.home_view import PLACEHOLDERS, block, filled, install
from scripts.demo_home.ways import CUSTOMER, PARTNER, Way

METER, CONTRACT = "09412637892522", "9006493"
PAGES = {"en": "dashboard.md", "fr": "dashboard.fr.md"}
LANGUAGES = tuple(PAGES)
ROOT = Path(__file__).parents[2]

# What the pages of Home Assistant 2026.11 take; all of it was seen to work in a browser.
CARDS = {
    "heading": {"heading", "icon"},
    "statistic": {"entity", "name", "stat_type", "period"},
    "statistics-graph": {
        "title",
        "chart_type",
        "period",
        "days_to_show",
        "stat_types",
        "min_y_axis",
        "hide_legend",
        "expand_legend",
        "entities",
    },
    "tile": {"entity", "name", "icon", "grid_options"},
    "gauge": {"entity", "name", "min", "max", "needle", "severity"},
}
CHOICES = {
    "chart_type": {"line", "bar", "bar-stack"},
    "period": {"hour", "day", "month", "year"},
    "stat_types": {"change", "max"},
}
COLORS = {
    "amber",
    "blue",
    "blue-grey",
    "grey",
    "light-blue",
    "orange",
    "pink",
    "red",
    "teal",
}
EVERYWHERE = {"type", "visibility"}
TITLES = {"en": "Electricity and water", "fr": "Électricité et eau"}

OF_CONTRACT = {"electricity subscribed_power", "electricity power_share"}
"""What a home by token does not have."""

TEXTS = ("title", "heading", "name")


def view(language: str) -> Mapping[str, Any]:
    return filled(block(language), language, meter=METER, contract=CONTRACT)


def sections(language: str) -> list[Mapping[str, Any]]:
    [only] = view(language)["views"]
    assert only["type"] == "sections"
    found: list[Mapping[str, Any]] = only["sections"]
    return found


def cards(language: str) -> list[Mapping[str, Any]]:
    return [card for section in sections(language) for card in section["cards"]]


def graphs(language: str) -> list[Mapping[str, Any]]:
    return [card for card in cards(language) if card["type"] == "statistics-graph"]


def entities(part: object) -> Iterator[str]:
    """Yield everything that is shown or asked for somewhere in a part."""
    if isinstance(part, list):
        for each in part:
            yield from entities(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "entity":
                yield value
            else:
                yield from entities(value)


def statistics() -> set[str]:
    """Return the ids of all statistics that the home may have."""
    of_point = (ids.CONSUMPTION, ids.MAX_POWER, ids.PRODUCTION, *ids.ELECTRICITY_COSTS)
    return {
        *(ids.statistic_id(METER, what) for what in of_point),
        *(ids.statistic_id(CONTRACT, what) for what in (ids.WATER, *ids.WATER_COSTS)),
    }


def made_entities(language: str) -> dict[str, str]:
    """Return all entities that the home may have: the id that Home Assistant makes of the name → whose, and its key."""
    file = ROOT / f"custom_components/grandlyon_energy/translations/{language}.json"
    texts = json.loads(file.read_text(encoding="utf-8"))
    found = {}
    for kind, number in (("electricity", METER), ("water", CONTRACT)):
        device = texts["device"][f"{kind}_meter"]["name"].format(digits=number[-4:])
        for platform, named in texts["entity"].items():
            for key, entity in named.items():
                entity_id = f"{platform}.{slugify(f'{device} {entity["name"]}')}"
                found[entity_id] = f"{kind} {key}"
    return found


def without_texts(part: Any, names: Mapping[str, str]) -> Any:
    """Return a part without its texts, and with its entities called by their keys."""
    if isinstance(part, list):
        return [without_texts(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: names.get(value, value) if key == "entity" else without_texts(value, names)
        for key, value in part.items()
        if key not in TEXTS
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_left_and_each_is_told_of(language: str) -> None:
    text = block(language)
    told = set(re.findall("<[^>]+>", text))
    assert told == set(PLACEHOLDERS[language])
    assert "<" not in json.dumps(view(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_is_what_a_home_has(language: str) -> None:
    shown = set(entities(view(language)["views"]))
    assert shown - statistics() - made_entities(language).keys() == set()


def test_every_statistic_is_shown() -> None:
    assert statistics() - set(entities(view("en")["views"])) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_have_only_options_that_are_known(language: str) -> None:
    for card in cards(language):
        assert card.keys() <= CARDS[card["type"]] | EVERYWHERE, card
    for graph in graphs(language):
        for option, choices in CHOICES.items():
            assert graph[option] in choices
        for entity in graph["entities"]:
            assert entity.get("color", "blue") in COLORS


@pytest.mark.parametrize("language", LANGUAGES)
def test_periods_of_statistic_cards_are_understood_by_the_recorder(
    language: str,
) -> None:
    periods = [
        card["period"] for card in cards(language) if card["type"] == "statistic"
    ]
    assert periods
    for period in periods:
        PERIOD_SCHEMA(period)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statistic_with_a_row_a_day_has_no_statistic_card(language: str) -> None:
    daily = f"grandlyon_energy:{CONTRACT}_"
    shown = [card["entity"] for card in cards(language) if card["type"] == "statistic"]
    assert shown
    assert not [each for each in shown if each.startswith(daily)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_graph_adds_up_amounts_and_takes_the_highest_power(language: str) -> None:
    for graph in graphs(language):
        power = any("max_power" in each for each in entities(graph))
        assert graph["stat_types"] == ("max" if power else "change")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_home_may_lack_is_shown_only_when_it_is_there(language: str) -> None:
    """An entity that is not there would be an error on the screen."""
    names = made_entities(language)
    for section in sections(language):
        [asked] = section["visibility"]
        service, _, key = names[asked["entity"]].partition(" ")
        assert set(asked["state_not"]) == {"unknown", "unavailable"}
        for name in [names[each] for each in entities(section) if each in names]:
            assert name.startswith(f"{service} ")
            assert "cost" not in name or "cost" in key
        for card in section["cards"]:
            own = {names[each] for each in entities(card.get("visibility"))}
            assert own >= {names.get(e) for e in entities(card)} & OF_CONTRACT
            if any(each.endswith("_peak") for each in entities(card)):
                assert own == {"electricity electricity_price_now"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_card_is_explained_under_its_section(language: str) -> None:
    page = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    names = {_name(card) for card in cards(language)}
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .+ \|$", page, re.MULTILINE)
    explained = [row for row in rows if row[1] in names]
    assert explained == [
        (section["cards"][0]["heading"], _name(card))
        for section in sections(language)
        for card in section["cards"][1:]
    ]


def _name(card: Mapping[str, Any]) -> str:
    name: str = card.get("title") or card.get("name") or card["heading"]
    return name


def test_both_languages_show_the_same() -> None:
    english, french = (
        without_texts(view(language), made_entities(language)) for language in LANGUAGES
    )
    assert english == french


class Dashboards(HomeAssistant):
    """A Home Assistant that remembers the commands about dashboards."""

    sent: list[tuple[str, Mapping[str, Any]]]

    @override
    async def command(self, command: str, **content: object) -> Any:
        self.sent.append((command, content))


@pytest.mark.parametrize(
    ("way", "contract"), [(PARTNER, CONTRACT), (CUSTOMER, "9435579161")]
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_demo_installs_the_dashboard_of_its_home_and_language(
    way: Way, contract: str, language: str
) -> None:
    home = {
        "point_id": METER,
        "contracts": [CONTRACT],
        "portal_references": ["9435579161"],
    }
    async with aiohttp.ClientSession() as session:
        home_assistant = Dashboards(session, "")
    home_assistant.sent = []
    await install(home_assistant, way, home, language)
    (create, added), (save, saved) = home_assistant.sent
    assert (create, save) == ("lovelace/dashboards/create", "lovelace/config/save")
    assert added["url_path"] == saved["url_path"] == "grand-lyon"
    assert added["title"] == saved["config"]["title"] == TITLES[language]
    config = filled(block(language), language, meter=METER, contract=contract)
    assert saved["config"] == config
    assert ids.statistic_id(contract, ids.WATER) in set(entities(config["views"]))


def test_a_page_must_have_one_dashboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dashboard.md").write_text("```yaml\nviews:\n```\n", encoding="utf-8")
    monkeypatch.setattr(home_view, "_DOCS", tmp_path)
    with pytest.raises(ValueError, match="not enough values"):
        block("en")
