"""A calendar of Tempo days as people paste it: a day and its colour on each line."""

from collections.abc import Iterator, Mapping
from datetime import date
import re
from typing import Final

from ...metering.calendar import DAY
from ...metering.tariff.colour_words import colour_of_word
from ...metering.tariff.options import Colour
from .checks import FieldError, is_possible

type Colours = dict[date, Colour]

MOST_DAYS: Final = 4000
"""Over ten years: longer than Home Assistant should keep in one piece."""

_LINE: Final = re.compile(
    r"(?:(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<french>[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}){1,2}))"
    r"[\s;,:]+(?P<colour>.+?)[\s;,]*"
)
_LONGEST_LINE: Final = 200
"""No day and colour is so long, and to look for where the colour ends would take long."""

_HEADING: Final = re.compile(r"(?:date|days?|jours?)\b[^0-9]*", re.IGNORECASE)
"""What a table that is copied as a whole begins with, such as Date;Couleur."""

_QUOTES: Final = str.maketrans("", "", "\"'\ufeff")
"""What a table may have around its cells, and before its first."""

_FRENCH: Final = {Colour.BLUE: "bleu", Colour.WHITE: "blanc", Colour.RED: "rouge"}
_SHOWN: Final = 40
"""So many characters of a line that cannot be read are shown again."""


def read_calendar(text: str, *, others_are_blue: bool) -> Colours:
    """Return the colours by the local day on which a Tempo day begins, sorted.

    Args:
        text: A day and its colour on each line; blank lines do not count, nor does a heading.
        others_are_blue: Whether the days between the first and the last that are not listed are blue.

    Raises:
        FieldError: a line cannot be read or contradicts another, a day cannot be meant, or there are too many or none.

    """
    colours: Colours = {}
    for number, line in _lines(text):
        day, colour = _read_line(number, line)
        if colours.setdefault(day, colour) is not colour:
            raise FieldError("colour_contradicts", day=day.isoformat())
    if not colours:
        raise FieldError("calendar_empty")
    first, last = min(colours), max(colours)
    if others_are_blue:
        days = ((last - first) // DAY) + 1
        colours = (
            dict.fromkeys((first + number * DAY for number in range(days)), Colour.BLUE)
            | colours
        )
    if len(colours) > MOST_DAYS:
        raise FieldError("too_many_days", most=str(MOST_DAYS))
    return dict(sorted(colours.items()))


def show_calendar(kept: Mapping[str, str], *, french: bool) -> str:
    """Return colours by ISO date as `read_calendar` reads them, in French or in English."""
    return "\n".join(
        f"{date.fromisoformat(day):%d/%m/%Y} {_FRENCH[Colour(colour)]}"
        if french
        else f"{day} {colour}"
        for day, colour in kept.items()
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, a heading aside, with their numbers from 1 on."""
    may_be_heading = True
    for number, line in enumerate(text.splitlines(), 1):
        if tidy := line.translate(_QUOTES).strip():
            if not (may_be_heading and _HEADING.fullmatch(tidy)):
                yield number, tidy
            may_be_heading = False


def _read_line(number: int, line: str) -> tuple[date, Colour]:
    found = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    day = _day(found) if found else None
    colour = colour_of_word(found["colour"]) if found else None
    if day is None or colour is None:
        shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
        raise FieldError("calendar_unreadable", number=str(number), line=shown)
    if not is_possible(day):
        raise FieldError("day_out_of_range", day=day.isoformat())
    return day, colour


def _day(found: re.Match[str]) -> date | None:
    """Return the date of a line, None where no calendar has it; a year of two digits is of this century."""
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        day, month, year = map(int, found["french"].split("/"))
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
