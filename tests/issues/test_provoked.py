"""Each repair card: what is wrong brings it, in a real core, and it goes by itself when that is over."""

from collections.abc import Iterator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..emulator import Emulator, Home
from ..homes import DATA, home_entry, linked, settled, start
from .cards import TEXTS, assert_words_fit, cards
from .scene import Scene, home_of, nothing
from .table import CASES, Case


@pytest.fixture
def home(case: Case) -> Home:
    return home_of(case.days, contracts=case.contracts)


@pytest.fixture(autouse=True)
def what_is_patched_ends() -> Iterator[None]:
    yield
    patch.stopall()


def entry_of(case: Case, emulator: Emulator, home: Home) -> MockConfigEntry:
    """The home by the ways of the case; of several water contracts it has the first."""
    electricity, water = (DATA[way](emulator, home) for way in case.ways)
    if case.contracts > 1:
        first = water["contracts"][:1]
        water |= {"contracts": first, "links": {case.ways[1]: linked(first)}}
    services = {"electricity": electricity | case.kept, "water": water}
    if case.only:
        services |= dict.fromkeys(services.keys() - {case.only})
    return home_entry(emulator, home, ways=case.ways, **services)


@pytest.mark.usefixtures("in_lyon")
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_card_comes_and_goes(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    case: Case,
) -> None:
    case.before(emulator, home)
    entry = entry_of(case, emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    assert case.provoke is nothing or cards(hass) == {}
    scene = Scene(hass=hass, emulator=emulator, home=home, freezer=freezer, entry=entry)

    await case.provoke(scene)

    found = cards(hass)
    assert found.keys() == {case.key}
    (card,) = found.values()
    assert_words_fit(card)
    said = f"{card.issue_id} {card.translation_placeholders} {card.data}"
    for number in (home.point_id, *home.contracts, *home.portal_references):
        assert number not in said

    await case.heal(scene)

    assert cards(hass) == {}


def test_every_card_is_in_the_table() -> None:
    assert {case.key for case in CASES} == TEXTS["en"].keys() == TEXTS["fr"].keys()
