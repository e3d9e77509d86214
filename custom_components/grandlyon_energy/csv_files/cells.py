"""What stands in a cell: words, numbers, units, days and times, as French programs print them."""

from datetime import date
from decimal import Decimal
import re
from typing import Final
import unicodedata

from ..sources.stamps import Stamp, parse_stamp, printed_day

MISSING: Final = frozenset(
    {"", "-", "na", "n/a", "nan", "null", "nd", "non disponible"}
)
"""How a value that is not there is printed: Enedis leaves the cell empty, or writes NA in its workbooks."""

_FRENCH_DAY: Final = re.compile(
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?P<rest>\D.*)?", re.ASCII
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?", re.ASCII)

UNITS: Final = {
    "w": "W",
    "kw": "kW",
    "wh": "Wh",
    "kwh": "kWh",
    "l": "L",
    "litre": "L",
    "litres": "L",
    "m3": "m³",
}
"""The units that are understood, by how they are printed once simplified."""


def simplified(text: str) -> str:
    """Return words without accents, capitals, doubled blanks and a colon at the end."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(plain.casefold().split()).rstrip(" :")


def unit_of(text: str) -> str | None:
    """Return the unit that a cell names, None if it is none of those that are understood."""
    return UNITS.get(simplified(text))


def unit_in_heading(text: str) -> str | None:
    """Return the unit at the end of a heading such as `Valeur (en kWh)`, None without any that is understood."""
    words = simplified(text).replace("[", "(").replace("]", ")")
    if not words.endswith(")"):
        return None
    unit = words[:-1].rpartition("(")[2].strip()
    return UNITS.get(unit.removeprefix("en "))


def is_missing(text: str) -> bool:
    """Return whether a cell says that there is no value."""
    return simplified(text) in MISSING


def number_in(text: str) -> Decimal:
    """Read a number that is not negative, with a decimal comma or point; blanks may part its thousands.

    A comma or point never parts thousands: that cannot be told from a decimal one.

    Raises:
        ValueError: it is no such number.

    """
    if not (_NUMBER.fullmatch(text) or _GROUPED.fullmatch(text)):
        raise ValueError("not a number")
    return Decimal("".join(text.split()).replace(",", "."))


def stamp_in(text: str) -> Stamp:
    """Read a date and time as Enedis prints them: ISO 8601, or day/month/year as in its workbooks.

    Raises:
        ValueError: it is none.

    """
    return parse_stamp(_iso(text))


def day_in(text: str) -> date:
    """Read the printed calendar date; an hour behind it is ignored (design, Time).

    Raises:
        ValueError: it is none.

    """
    return printed_day(_iso(text))


def _iso(text: str) -> str:
    found = _FRENCH_DAY.fullmatch(text)
    if found is None:
        return text
    day, month, rest = int(found["day"]), int(found["month"]), found["rest"] or ""
    return f"{found['year']}-{month:02}-{day:02}{rest}"
