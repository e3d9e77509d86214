"""Tempo: a colour runs from 06:00 to 06:00, off-peak from 22:00 to 06:00, and nobody guesses a colour."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.tariff.day import (
    DayUse,
    PricedDay,
    price_day,
)
from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    PriceClass,
)

from .made import MARCH, OCTOBER, clock, euros, every_day, metered, tempo, wh_of

SUNDAY = date(2026, 1, 11)
RED_MONDAY = date(2026, 1, 12)
TUESDAY = date(2026, 1, 13)
AROUND = {SUNDAY: Colour.BLUE, RED_MONDAY: Colour.RED, TUESDAY: Colour.WHITE}

# Of the contract, for its days of another option.
OTHER_WINDOWS = every_day((clock(12), clock(15)))


def watts(wall: float) -> int:
    """Another figure before 06:00, in the day and after 22:00."""
    return 300 if wall < 6 else 100 if wall < 22 else 700


def price(use: DayUse, colours: Mapping[date, Colour]) -> PricedDay:
    return price_day(use, tempo(), OTHER_WINDOWS, colours.get)


def test_a_red_day_begins_at_six_and_lasts_until_six_of_the_next() -> None:
    monday = price(metered(RED_MONDAY, watts), AROUND)
    tuesday = price(metered(TUESDAY, watts), AROUND)

    # Sunday's night before 06:00, then red until midnight.
    assert list(monday.energy) == [
        PriceClass.BLUE_OFF_PEAK,
        PriceClass.RED_PEAK,
        PriceClass.RED_OFF_PEAK,
    ]
    assert wh_of(monday, PriceClass.BLUE_OFF_PEAK) == [*[300] * 6, *[0] * 18]
    assert wh_of(monday, PriceClass.RED_PEAK) == [*[0] * 6, *[100] * 16, 0, 0]
    assert wh_of(monday, PriceClass.RED_OFF_PEAK) == [*[0] * 22, 700, 700]
    # Red until 06:00, then white.
    assert wh_of(tuesday, PriceClass.RED_OFF_PEAK) == [*[300] * 6, *[0] * 18]
    assert wh_of(tuesday, PriceClass.WHITE_PEAK) == [*[0] * 6, *[100] * 16, 0, 0]
    assert wh_of(tuesday, PriceClass.WHITE_OFF_PEAK) == [*[0] * 22, 700, 700]


def test_what_the_days_around_a_red_one_cost() -> None:
    """Blue night 1.8 kWh x 0.1325 = 0.2385, red day 1.6 x 0.706 = 1.1296, red evening 1.4 x 0.1575 = 0.2205.

    Red night 1.8 x 0.1575 = 0.2835, white day 1.6 x 0.1871 = 0.29936, white evening 1.4 x 0.1499 = 0.20986.
    """
    monday = price(metered(RED_MONDAY, watts), AROUND)
    tuesday = price(metered(TUESDAY, watts), AROUND)

    assert euros(sum(cost for _, cost in monday.total)) == Decimal("1.5886")
    assert euros(sum(cost for _, cost in tuesday.total)) == Decimal("0.79272")


def test_a_curve_of_whole_hours_leaves_nothing_to_estimate() -> None:
    assert not price(metered(RED_MONDAY, watts), AROUND).estimated


def priced_hours(day: date, colours: Mapping[date, Colour]) -> list[int]:
    """The numbers of the hours of a day that have a cost."""
    priced = price(metered(day, watts), colours)
    numbers = [day_hours(day).index(at) for at, _ in priced.total]
    for rows in (*priced.energy.values(), *priced.cost.values()):
        assert [at for at, _ in rows] == [at for at, _ in priced.total]
    return numbers


def test_the_hours_of_an_unknown_colour_have_no_row_the_others_stay() -> None:
    known = {SUNDAY: Colour.BLUE, TUESDAY: Colour.WHITE}
    nothing: dict[date, Colour] = {}

    # Unknown from Monday 06:00 to Tuesday 06:00.
    assert priced_hours(RED_MONDAY, known) == [*range(6)]
    assert priced_hours(TUESDAY, known) == [*range(6, 24)]
    assert priced_hours(RED_MONDAY, AROUND) == [*range(24)]
    assert priced_hours(TUESDAY, nothing) == []


@pytest.mark.parametrize(
    ("day", "night"),
    [
        # 02:00 to 03:00 is not there, or there twice.
        (MARCH, 5),
        (OCTOBER, 7),
    ],
)
def test_six_is_six_by_the_clock_when_the_clocks_change(day: date, night: int) -> None:
    before = day - timedelta(days=1)
    colours = {before: Colour.RED, day: Colour.BLUE}

    priced = price(metered(day, watts), colours)

    assert wh_of(priced, PriceClass.RED_OFF_PEAK) == [*[300] * night, *[0] * 18]
    assert wh_of(priced, PriceClass.BLUE_PEAK) == [
        *[0] * night,
        *[100] * 16,
        0,
        0,
    ]
    assert wh_of(priced, PriceClass.BLUE_OFF_PEAK) == [*[0] * (night + 16), 700, 700]
    assert priced_hours(day, {before: Colour.RED}) == [*range(night)]
    assert priced_hours(day, {day: Colour.BLUE}) == [*range(night, night + 18)]


def test_two_days_of_one_colour_have_two_classes() -> None:
    colours = dict.fromkeys(AROUND, Colour.WHITE)

    priced = price(metered(TUESDAY, watts), colours)

    assert wh_of(priced, PriceClass.WHITE_OFF_PEAK) == [
        *[300] * 6,
        *[0] * 16,
        700,
        700,
    ]
    assert list(priced.energy) == [PriceClass.WHITE_OFF_PEAK, PriceClass.WHITE_PEAK]
