"""Days of which only the total is known: split by the home's habits, evenly before there are any.

Each hour of the day holds 1000 Wh, and keeps them: of what is peak and what is not, only the day's shares are known.
"""

from datetime import date
from decimal import Decimal

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.tariff.day import DayUse, price_day
from custom_components.grandlyon_energy.metering.tariff.half_hours import Habit
from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    PriceClass,
)

from ..curves import curve
from .made import (
    MARCH,
    NIGHT,
    NO_WINDOWS,
    OCTOBER,
    OFF_PEAK,
    PEAK,
    clock,
    euros,
    every_day,
    flat,
    no_colour,
    peak_off_peak,
    split,
    tempo,
    wh_of,
)

DAY = date(2026, 6, 1)
WINDOWS = every_day(NIGHT)


def habit_of_night(in_each: int, outside: int) -> Habit:
    """So much in each of the 16 half-hours from 22:30 to 06:30, and in each of the 32 others."""
    return tuple(in_each if n < 13 or n >= 45 else outside for n in range(48))


def test_without_habits_time_decides() -> None:
    priced = split(flat(DAY), WINDOWS)

    # 22:30 to 06:30 is 8 hours of 24.
    assert wh_of(priced, OFF_PEAK) == [*[1000] * 6, 500, *[0] * 15, 500, 1000]
    assert wh_of(priced, PEAK) == [*[0] * 6, 500, *[1000] * 15, 500, 0]
    assert priced.estimated


def test_a_home_that_uses_19_percent_in_its_windows_does_so_on_a_flat_day() -> None:
    """16 x 38 = 608 and 32 x 81 = 2592 of 3200: 19 %, 4560 of 24 000 Wh.

    The 8 hours of the windows keep 4560 / 8 = 570 Wh each, and have 430 of what is peak.
    """
    priced = split(flat(DAY), WINDOWS, habit_of_night(38, 81))

    assert sum(wh_of(priced, OFF_PEAK)) == 4560
    assert sum(wh_of(priced, PEAK)) == 19_440
    assert wh_of(priced, OFF_PEAK) == [*[570] * 6, 285, *[0] * 15, 285, 570]
    assert wh_of(priced, PEAK) == [*[430] * 6, 715, *[1000] * 15, 715, 430]
    assert priced.estimated


def test_a_home_may_use_more_in_its_windows_than_their_hours_hold() -> None:
    """16 x 6 = 96 and 32 x 2 = 64 of 160: 60 %, 14 400 Wh, though the windows' 8 hours hold 8000.

    The 16 other hours keep 9600 / 16 = 600 Wh each, and have 400 of what is off-peak.
    """
    priced = split(flat(DAY), WINDOWS, habit_of_night(6, 2))

    assert sum(wh_of(priced, OFF_PEAK)) == 14_400
    assert wh_of(priced, OFF_PEAK) == [*[1000] * 6, 700, *[400] * 15, 700, 1000]
    assert wh_of(priced, PEAK) == [*[0] * 6, 300, *[600] * 15, 300, 0]


@pytest.mark.parametrize(
    ("habit", "off_peak"),
    [
        (habit_of_night(1, 0), 24_000),
        (habit_of_night(0, 1), 0),
        # As much in each: by time. And a home that used nothing tells nothing.
        (habit_of_night(7, 7), 8000),
        (habit_of_night(0, 0), 8000),
    ],
)
def test_habits_at_their_extremes(habit: Habit, off_peak: int) -> None:
    priced = split(flat(DAY), WINDOWS, habit)

    assert sum(wh_of(priced, OFF_PEAK)) == off_peak
    assert sum(wh_of(priced, PEAK)) == 24_000 - off_peak


def test_a_window_that_cuts_a_half_hour_has_its_minutes_of_the_habit() -> None:
    """02:00 to 07:04: ten half-hours of 10 J, and 4 of the 30 minutes of 300 J, which are 40.

    140 of 47 x 10 + 300 = 770 J: 24 000 Wh x 140 / 770 = 4363.636.
    """
    habit = tuple(300 if half == 14 else 10 for half in range(48))

    priced = split(flat(DAY), every_day((clock(2), clock(7, 4))), habit)

    assert sum(wh_of(priced, OFF_PEAK)) == pytest.approx(
        Decimal("4363.636"), abs=Decimal("0.024")
    )


@pytest.mark.parametrize(
    ("day", "habit", "off_peak"),
    [
        (MARCH, None, 7000),
        (OCTOBER, None, 9000),
        # 02:00 and 02:30 are not there: 14 x 38 = 532 of 532 + 2592 = 3124, of 23 000 Wh.
        (MARCH, habit_of_night(38, 81), "3916.773"),
        # They are there twice: 18 x 38 = 684 of 684 + 2592 = 3276, of 25 000 Wh.
        (OCTOBER, habit_of_night(38, 81), "5219.780"),
    ],
)
def test_the_day_has_the_hours_that_its_clock_shows(
    day: date, habit: Habit | None, off_peak: int | str
) -> None:
    priced = split(flat(day), WINDOWS, habit)

    # Each hour is a whole number of mWh.
    assert sum(wh_of(priced, OFF_PEAK)) == pytest.approx(
        Decimal(off_peak), abs=Decimal("0.025")
    )
    assert sum(wh_of(priced, OFF_PEAK)) + sum(wh_of(priced, PEAK)) == 1000 * len(
        day_hours(day)
    )


def test_what_it_costs_follows_the_shares() -> None:
    """4.56 kWh x 0.1579 + 19.44 kWh x 0.2065 = 0.720024 + 4.01436 = 4.734384 euros; evenly it would be 4.5672."""
    tariff = peak_off_peak(206_500, 157_900)

    by_habit = price_day(flat(DAY), tariff, WINDOWS, no_colour, habit_of_night(38, 81))
    evenly = price_day(flat(DAY), tariff, WINDOWS, no_colour)

    assert euros(sum(cost for _, cost in by_habit.total)) == Decimal("4.734384")
    assert euros(sum(cost for _, cost in evenly.total)) == Decimal("4.5672")


def test_an_energy_that_24_hours_do_not_share_evenly_is_flat_all_the_same() -> None:
    """24 010 mWh: ten hours have one more than the others. 19 % of it."""
    amounts = tuple(
        (at, 1001 if number < 10 else 1000) for number, at in enumerate(day_hours(DAY))
    )

    priced = split(DayUse(day=DAY, amounts=amounts), WINDOWS, habit_of_night(38, 81))

    mwh = sum(amount for _, amount in priced.energy[OFF_PEAK])
    assert mwh == pytest.approx(4562, abs=12)


def test_hours_that_differ_are_no_flat_day() -> None:
    """Hours that are known without a curve keep what they have."""
    amounts = tuple(
        (at, number * 1000) for number, at in enumerate(day_hours(DAY), start=1)
    )

    priced = split(DayUse(day=DAY, amounts=amounts), WINDOWS, habit_of_night(38, 81))

    assert wh_of(priced, OFF_PEAK) == [*range(1, 7), 3.5, *[0] * 15, 11.5, 24]
    assert priced.estimated


def test_a_curve_without_a_reading_leaves_the_day_to_the_habits() -> None:
    use = DayUse(day=DAY, amounts=flat(DAY).amounts, curve=curve(DAY, -1))

    priced = split(use, WINDOWS, habit_of_night(38, 81))

    assert sum(wh_of(priced, OFF_PEAK)) == 4560


# Four hours of each half of the night draw as much as the day: before 06:00 12 half-hours of 2, 06:00 to 22:00
# 32 of 1, from 22:00 on 4 of 6: 24, 32 and 24 of 80.
TEMPO_HABIT = tuple(2 if n < 12 else 1 if n < 44 else 6 for n in range(48))


def test_a_flat_day_of_tempo_has_the_shares_of_its_three_classes() -> None:
    """30 %, 40 % and 30 % of 24 000 Wh: 7200, 9600 and 7200.

    06:00 to 22:00 keeps 9600 / 16 = 600 Wh an hour and leaves 6400; before 06:00, 6 hours lack 1200 Wh, from 22:00
    on 2 hours lack 5200: 75 and 325 Wh in each of the 16 hours.
    """
    colours = {date(2026, 5, 31): Colour.WHITE, DAY: Colour.RED}

    priced = price_day(flat(DAY), tempo(), NO_WINDOWS, colours.get, TEMPO_HABIT)

    assert wh_of(priced, PriceClass.WHITE_OFF_PEAK) == [*[1000] * 6, *[75] * 16, 0, 0]
    assert wh_of(priced, PriceClass.RED_PEAK) == [*[0] * 6, *[600] * 16, 0, 0]
    assert wh_of(priced, PriceClass.RED_OFF_PEAK) == [
        *[0] * 6,
        *[325] * 16,
        1000,
        1000,
    ]


def test_of_hours_of_an_unknown_colour_the_habits_take_nothing() -> None:
    """From 06:00 on: 32 and 24 of 56 of 18 000 Wh, 7714.29 off-peak."""
    colours = {DAY: Colour.RED}

    priced = price_day(flat(DAY), tempo(), NO_WINDOWS, colours.get, TEMPO_HABIT)

    assert [at for at, _ in priced.total] == list(day_hours(DAY)[6:])
    assert sum(wh_of(priced, PriceClass.RED_OFF_PEAK)) == pytest.approx(
        Decimal("7714.286"), abs=Decimal("0.018")
    )
    assert sum(wh_of(priced, PriceClass.RED_PEAK)) == pytest.approx(
        Decimal("10285.714"), abs=Decimal("0.018")
    )
