"""Words by which other integrations call the colour of a Tempo day."""

import re
from typing import Final

from .options import Colour

_WORDS: Final = {
    "bleu": Colour.BLUE,
    "blue": Colour.BLUE,
    "🔵": Colour.BLUE,
    "blanc": Colour.WHITE,
    "white": Colour.WHITE,
    "⚪": Colour.WHITE,
    "⬜": Colour.WHITE,
    "rouge": Colour.RED,
    "red": Colour.RED,
    "🔴": Colour.RED,
}

_TEXT: Final = re.compile(rf"(?:tempo[_ ])?({'|'.join(_WORDS)})\ufe0f?(?:[_ ]h[pc])?")
"""Some say beside the colour whether it is peak (HP) or off-peak (HC), and a sign may be told to show as a picture."""


def colour_of_word(text: str) -> Colour | None:
    """Return the colour that a text such as Bleu, RED, tempo_blanc, Rouge HP or 🔵 names; None where it names none."""
    found = _TEXT.fullmatch(text.strip().casefold())
    return _WORDS[found[1]] if found else None
