"""Each repair card: what is wrong brings it, in a real core, and it goes by itself when that is over."""

import pytest

from .cards import TEXTS, assert_words_fit, cards
from .scene import Scene, nothing
from .table import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_card_comes_and_goes(scene: Scene, case: Case) -> None:
    hass, home = scene.hass, scene.home
    assert case.provoke is nothing or cards(hass) == {}

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
