"""Tariffs as plain JSON, as the page keeps them, and what they say of a day: prices, classes, standing charge.

Days are local, and so are the minutes of a day: those that a clock on the wall shows, 0 to 1440. Money is in euros.
"""

from calendar import isleap, monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from .localtime import ONE_DAY, days

type Tariff = Mapping[str, Any]
"""A tariff, or a list of windows, from its `valid_from` on."""

type Span = tuple[int, int]
"""From a minute of the day to another, which does not belong to it."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TEMPO_DAY_BEGINS: Final = 6 * 60
TEMPO_OFF_PEAK: Final = "22:00-06:00"
WHOLE_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariffs:
    """All that a home is told to pay by."""

    electricity: Sequence[Tariff]
    off_peak: Sequence[Tariff]
    colours: Mapping[date, str]
    """Of the days on which Tempo days begin."""

    water: Sequence[Tariff]


def read_tariffs(told: Mapping[str, Sequence[Tariff]]) -> Tariffs:
    """Read the tariffs, by the kind of what the page keeps; a kind that is not there has none.

    Raises:
        KeyError, TypeError, ValueError: they cannot be understood.

    """
    calendars = told.get("tempo_calendar", ())
    return Tariffs(
        electricity=told.get("electricity_tariff", ()),
        off_peak=told.get("off_peak_hours", ()),
        colours={
            date.fromisoformat(day): colour
            for calendar in calendars
            for day, colour in calendar["colours"].items()
        },
        water=told.get("water_tariff", ()),
    )


def euros(typed: float) -> Fraction:
    """Return a price or charge as it was typed, exactly."""
    return Fraction(str(typed))


def in_force(tariffs: Iterable[Tariff], day: date) -> Tariff | None:
    """Return the tariff of a day: the one with the latest first day that is not after it."""
    begun = [each for each in tariffs if _since(each) <= day]
    return max(begun, key=_since, default=None)


def standing_charges(
    tariffs: Sequence[Tariff], known: Collection[date]
) -> dict[date, Fraction]:
    """Return what each day costs whatever is used.

    That is every day from the first of the `known` ones with a tariff to the last of them, also those in between.
    """
    first = min((day for day in known if in_force(tariffs, day)), default=None)
    if first is None:
        return {}
    return {
        day: _standing_charge(tariff, day)
        for day in days(first, max(known) + ONE_DAY)
        if (tariff := in_force(tariffs, day)) is not None
    }


def classes_of(
    day: date, tariff: Tariff, tariffs: Tariffs
) -> list[tuple[Span, str | None]]:
    """Return the price class of every part of a day; None where nobody can say which it is."""
    match tariff["option"]:
        case "base":
            return [((0, WHOLE_DAY), "base")]
        case "peak_off_peak":
            spans = off_peak_spans(tariffs.off_peak, day)
            return (
                [((0, WHOLE_DAY), None)]
                if spans is None
                else _classes((0, WHOLE_DAY), spans, prefix="")
            )
        case "tempo":
            return [
                *_tempo((0, TEMPO_DAY_BEGINS), tariffs.colours.get(day - ONE_DAY)),
                *_tempo((TEMPO_DAY_BEGINS, WHOLE_DAY), tariffs.colours.get(day)),
            ]
        case option:
            raise ValueError(f"There is no option {option}")


def off_peak_spans(lists: Sequence[Tariff], day: date) -> list[Span] | None:
    """Return the off-peak parts of a day, in order; None where no list that has begun speaks of its time of the year.

    Of the lists that hold on such a day of the week and of the year, the newest that has begun counts; on a day of the
    week on which none of those that have begun holds, all is peak.
    """
    if in_force([each for each in lists if _in_season(each, day)], day) is None:
        return None
    holding = in_force([each for each in lists if _holds(each, day)], day)
    return [] if holding is None else spans_of(holding["intervals"])


def spans_of(intervals: str) -> list[Span]:
    """Read intervals such as "22:30-06:30, 12:00-14:00": one past midnight holds at both ends of one and the same day."""
    spans: list[Span] = []
    for interval in intervals.split(","):
        start, end = map(_minute, interval.strip().split("-"))
        spans += [(start, end)] if start < end else [(0, end), (start, WHOLE_DAY)]
    return sorted(spans)


def _tempo(part: Span, colour: str | None) -> list[tuple[Span, str | None]]:
    """Return the classes of the part of a day that has one colour, None when that is not known."""
    if colour is None:
        return [(part, None)]
    return _classes(part, spans_of(TEMPO_OFF_PEAK), prefix=f"{colour}_")


def _classes(
    part: Span, off_peak: Sequence[Span], *, prefix: str
) -> list[tuple[Span, str | None]]:
    """Cut a part of a day where its class changes."""
    cuts = sorted({*part, *(minute for span in off_peak for minute in span)})
    within = [cut for cut in cuts if part[0] <= cut <= part[1]]
    return [
        (
            (start, end),
            prefix + ("off_peak" if _inside(start, off_peak) else "peak"),
        )
        for start, end in pairwise(within)
    ]


def _inside(minute: int, spans: Sequence[Span]) -> bool:
    return any(start <= minute < end for start, end in spans)


def _holds(windows: Tariff, day: date) -> bool:
    """Tell whether windows hold on such a day of the week and of the year."""
    return WEEKDAYS[day.weekday()] in windows["weekdays"] and _in_season(windows, day)


def _in_season(windows: Tariff, day: date) -> bool:
    """Tell whether windows hold at such a time of the year."""
    first, last = windows.get("season_from"), windows.get("season_to")
    if first is None or last is None:
        return True
    month_day = f"{day:%m-%d}"
    if first <= last:
        return bool(first <= month_day <= last)
    return bool(month_day >= first or month_day <= last)


def _standing_charge(tariff: Tariff, day: date) -> Fraction:
    charge = euros(tariff["standing_charge"])
    match tariff["standing_charge_per"]:
        case "year":
            return charge / (366 if isleap(day.year) else 365)
        case "month":
            return charge / monthrange(day.year, day.month)[1]
        case per:
            raise ValueError(f"There is no standing charge per {per}")


def _since(tariff: Tariff) -> date:
    return date.fromisoformat(tariff["valid_from"])


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
