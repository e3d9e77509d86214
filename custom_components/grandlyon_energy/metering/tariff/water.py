"""What water costs, day by day: by yearly tiers, and by what every m³ costs besides.

The tiers of a calendar year are filled by what was used since 1 January, whatever the price was then: a new price goes
on where the old one was. Of the first year that is known, only its part after the first known day has a share of the
tiers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from .dated import Timeline
from .standing import StandingCharge, days_in_year

_ML_PER_M3: Final = 10**6


class TierBasis(StrEnum):
    """How the tiers of a year are counted."""

    CALENDAR_YEAR = "calendar_year"
    """What was used since 1 January fills them."""

    BY_DAY = "by_day"
    """Each day adds its share of the year to what they can take; what a day leaves is there for those that follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A part of a year's water and its price."""

    up_to_m3: int | None
    """A year and dwelling; None has no end."""

    price: int
    """µ€ per m³, taxes included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterTariff:
    """What a contract's water costs from a day on."""

    valid_from: date
    tiers: tuple[Tier, ...]
    """In order; the last has no end."""

    price_of_all: int
    """µ€ per m³ of what applies to every m³, taxes included."""

    standing: StandingCharge
    basis: TierBasis = TierBasis.CALENDAR_YEAR
    dwellings: int = 1
    """The tiers are as many times as wide."""


def water_costs(
    volumes: Mapping[date, int], tariffs: Timeline[WaterTariff]
) -> dict[date, int]:
    """Return what the water of each day with a volume and a tariff costs, 1e-12 €, its standing charge aside.

    `volumes` are mL by local day, in any order, with gaps where nothing is known.
    """
    costs: dict[date, int] = {}
    for day, taken in _taken(volumes, tariffs):
        if (tariff := tariffs.on(day)) is not None:
            every = volumes[day] * tariff.price_of_all
            costs[day] = every + sum(ml * price for ml, price in taken)
    return costs


def price_of_next_m3(
    volumes: Mapping[date, int], tariffs: Timeline[WaterTariff], *, today: date
) -> int | None:
    """Return what the next litre costs at the tariff of today, µ€ per m³, at the place that its year has come to.

    None without a tariff.
    """
    now = tariffs.on(today)
    if now is None:
        return None
    place = _Place(min((*volumes, today)), today.year)
    for day in sorted(day for day in volumes if day.year == today.year):
        place.take(day, volumes[day], _tariff_of_place(tariffs, day))
    return place.price(today, now) + now.price_of_all


def _taken(
    volumes: Mapping[date, int], tariffs: Timeline[WaterTariff]
) -> Iterator[tuple[date, list[tuple[int, int]]]]:
    """Yield each day with what it takes of the tiers, mL and µ€ per m³; nothing without any tariff."""
    if not tariffs.items or not volumes:
        return
    first = min(volumes)
    place = _Place(first, first.year)
    for day in sorted(volumes):
        if day.year != place.year:
            place = _Place(first, day.year)
        yield day, place.take(day, volumes[day], _tariff_of_place(tariffs, day))


def _tariff_of_place(tariffs: Timeline[WaterTariff], day: date) -> WaterTariff:
    """Return whose tiers the water of a day fills: before the first price that price's, for the year to go on from there."""
    return tariffs.on(day) or tariffs.items[0]


class _Place:
    """How far the tiers of a calendar year are filled."""

    def __init__(self, first: date, year: int) -> None:
        """Begin a year with nothing used; `first` is the first day known of the contract."""
        self.year = year
        self._opens = max(first, date(year, 1, 1))
        self._used_ml = 0
        self._filled_ml: dict[int, int] = {}
        """How much of each tier was taken, by its number."""

    def take(
        self, day: date, volume_ml: int, tariff: WaterTariff
    ) -> list[tuple[int, int]]:
        """Use water on a day; return how much at which price, mL and µ€ per m³."""
        taken: list[tuple[int, int]] = []
        rest = volume_ml
        for number, (room, price) in enumerate(self._rooms(day, tariff)):
            part = rest if room is None else min(rest, room)
            self._filled_ml[number] = self._filled_ml.get(number, 0) + part
            taken.append((part, price))
            rest -= part
        self._used_ml += volume_ml
        return taken

    def price(self, day: date, tariff: WaterTariff) -> int:
        """Return what the next litre of a day costs, µ€ per m³ of its tier."""
        rooms = self._rooms(day, tariff)
        return next(price for room, price in rooms if room is None or room > 0)

    def _rooms(self, day: date, tariff: WaterTariff) -> list[tuple[int | None, int]]:
        """Return how much each tier can still take, mL, None for any amount, and its price."""
        rooms: list[tuple[int | None, int]] = []
        below = 0
        for number, tier in enumerate(tariff.tiers):
            if tier.up_to_m3 is None:
                rooms.append((None, tier.price))
                continue
            above = tier.up_to_m3 * _ML_PER_M3 * tariff.dwellings
            if tariff.basis is TierBasis.BY_DAY:
                room = self._share(above - below, day) - self._filled_ml.get(number, 0)
            else:
                end = date(self.year, 12, 31)
                starts = max(self._used_ml, self._share(below, end))
                room = self._share(above, end) - starts
            rooms.append((max(0, room), tier.price))
            below = above
        return rooms

    def _share(self, width_ml: int, last: date) -> int:
        """Return the part of a year's width from the first known day to a day, included."""
        days = (last - self._opens).days + 1
        return width_ml * days // days_in_year(self.year)
