"""Amounts as a page writes them: read in the language's own form, and compared to the digits that are shown."""

from dataclasses import dataclass
from decimal import Decimal
import re
from typing import Final

_BLANKS: Final = re.compile(r"[\u00a0\u202f\u2009]")
_NUMBER: Final = {
    "en": r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?",
    "fr": r"-?\d{1,3}(?: \d{3})*(?:,\d+)?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What is shown."""

    value: Decimal
    unit: str

    def is_of(
        self, least: float, most: float | None = None, *, digits: int | None = None
    ) -> bool:
        """Whether a page makes that of a true amount, or of one between two.

        It rounds to so many `digits` after the decimal point; without them to as many as are shown.
        """
        shown = -int(self.value.as_tuple().exponent)
        error = 0.5 * 0.1 ** (shown if digits is None else digits) + 1e-6
        top = least if most is None else most
        return least - error <= float(self.value) <= top + error


def amount_in(text: str, language: str) -> Amount:
    """Return the amount that a text is, nothing beside it.

    Raises:
        ValueError: it is none in this language.

    """
    plain = _BLANKS.sub(" ", text).strip()
    number = _NUMBER[language]
    form = rf"(?P<before>[-€]*)(?P<number>{number})(?: ?(?P<unit>[^\d\s]+))?"
    match = re.fullmatch(form, plain)
    if match is None:
        raise ValueError(f"{text!r} is no amount in {language}")
    digits = match["number"].replace(" ", "")
    digits = digits.replace(",", "" if language == "en" else ".")
    before = match["before"]
    sign = "-" if "-" in before else ""
    unit = match["unit"] or before.replace("-", "")
    return Amount(value=Decimal(sign + digits), unit=unit)
