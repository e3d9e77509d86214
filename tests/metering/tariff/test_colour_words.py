"""What other integrations may call the colour of a Tempo day."""

import pytest

from custom_components.grandlyon_energy.metering.tariff.colour_words import (
    colour_of_word,
)
from custom_components.grandlyon_energy.metering.tariff.options import Colour

WORDS = {
    Colour.BLUE: ("bleu", "blue", "🔵"),
    Colour.WHITE: ("blanc", "white", "⚪", "⬜"),
    Colour.RED: ("rouge", "red", "🔴"),
}
EACH = [(word, colour) for colour, words in WORDS.items() for word in words]


@pytest.mark.parametrize(("word", "colour"), EACH)
@pytest.mark.parametrize("before", ["", "tempo_", "tempo ", "TEMPO_", " "])
@pytest.mark.parametrize("after", ["", " HP", " HC", "_hp", "_hc", " Hc", " "])
def test_a_colour_in_either_language_with_what_stands_around_it(
    word: str, colour: Colour, before: str, after: str
) -> None:
    for said in (word, word.upper(), word.capitalize()):
        assert colour_of_word(f"{before}{said}{after}") is colour


def test_a_sign_that_is_to_show_as_a_picture() -> None:
    assert colour_of_word("⚪\ufe0f") is Colour.WHITE


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "inconnu",
        "unknown",
        "unavailable",
        "indéterminé",
        "❓",
        "tempo",
        "HP",
        "1",
        "green",
        "redder",
        "bored",
        "bleu blanc",
        "bleu, blanc",
        "bleu HPHC",
        "bleu HP HC",
        "bleuHP",
        "pas rouge",
        "tempo_tempo_bleu",
        "rouge\nbleu",
        "🔵🔴",
    ],
)
def test_everything_else_says_nothing(text: str) -> None:
    assert colour_of_word(text) is None
