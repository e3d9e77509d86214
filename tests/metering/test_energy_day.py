"""When the meter's energy day starts, told from its own days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.metering.electricity import (
    DayReadings,
    EnergyDay,
    day_readings,
)
from custom_components.grandlyon_energy.metering.energy_day import energy_day_of

from .curves import clock, curve, with_curve

WINTER = date(2026, 1, 5)
SUMMER = date(2026, 7, 6)
ACROSS_THE_CLOCK_CHANGE = date(2026, 3, 25)
ONE_DAY = timedelta(days=1)

type Opening = Callable[[date], datetime]
"""The instant at which the energy day of a date starts."""


def at_midnight(day: date) -> datetime:
    return day_start(day)


def an_hour_earlier(day: date) -> datetime:
    return day_start(day) - timedelta(hours=1)


def an_hour_later(day: date) -> datetime:
    return day_start(day) + timedelta(hours=1)


def at_utc_midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def at_six(day: date) -> datetime:
    return day_start(day) + timedelta(hours=6)


def watts_of(hour: datetime) -> int:
    """A different power each hour, never the same at the same hour of two days in a row."""
    return 200 + int(hour.timestamp()) // 3600 * 37 % 1009


def home(
    first: date, days: int, opening: Opening, *, off_by_wh: int = 0
) -> dict[date, DayReadings]:
    """Days of which the energy runs from `opening` to `opening`, with a day of curve before and after."""
    known = {}
    for n in range(-1, days + 1):
        day = first + ONE_DAY * n
        start, end = opening(day), opening(day + ONE_DAY)
        hours = range((end - start) // timedelta(hours=1))
        energy = sum(watts_of(start + timedelta(hours=h)) for h in hours) + off_by_wh
        known[day] = day_readings(
            day,
            energy_wh=energy if 0 <= n < days else None,
            curve=curve(day, *map(watts_of, day_hours(day)), step=60),
        )
    return known


@pytest.mark.parametrize("first", [WINTER, SUMMER, ACROSS_THE_CLOCK_CHANGE])
@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (at_midnight, EnergyDay.MIDNIGHT),
        (an_hour_earlier, EnergyDay.OTHER),
        (an_hour_later, EnergyDay.OTHER),
        (at_utc_midnight, EnergyDay.OTHER),
        (at_six, EnergyDay.MIDNIGHT),
    ],
)
def test_the_energy_day_starts_where_energies_and_curve_agree(
    first: date, opening: Opening, expected: EnergyDay
) -> None:
    assert energy_day_of(home(first, 10, opening)) is expected


@pytest.mark.parametrize(
    ("days", "expected"), [(6, EnergyDay.MIDNIGHT), (7, EnergyDay.OTHER)]
)
def test_it_takes_seven_days_to_tell(days: int, expected: EnergyDay) -> None:
    assert energy_day_of(home(WINTER, days, an_hour_later)) is expected


@pytest.mark.parametrize(
    ("off_by_wh", "expected"),
    [(2, EnergyDay.OTHER), (-2, EnergyDay.OTHER), (3, EnergyDay.MIDNIGHT)],
)
def test_two_wh_off_still_agree(off_by_wh: int, expected: EnergyDay) -> None:
    known = home(WINTER, 10, an_hour_later, off_by_wh=off_by_wh)

    assert energy_day_of(known) is expected


@pytest.mark.parametrize(
    ("spoilt", "expected"), [(1, EnergyDay.OTHER), (2, EnergyDay.MIDNIGHT)]
)
def test_nine_days_in_ten_must_agree_elsewhere(
    spoilt: int, expected: EnergyDay
) -> None:
    known = home(WINTER, 10, an_hour_earlier)
    for n in range(spoilt):
        day = WINTER + ONE_DAY * n
        known[day] = replace(known[day], energy_wh=0)

    assert energy_day_of(known) is expected


@pytest.mark.parametrize(
    ("steady", "expected"), [(5, EnergyDay.OTHER), (6, EnergyDay.MIDNIGHT)]
)
def test_half_of_the_days_agreeing_at_midnight_settle_it(
    steady: int, expected: EnergyDay
) -> None:
    """Days of one steady power agree wherever the energy day starts; here 6 more days agree an hour later only."""
    known = home(WINTER, 6, an_hour_later)
    for n in range(steady + 1):
        day = SUMMER + ONE_DAY * n
        known[day] = day_readings(
            day, energy_wh=12_000 if n < steady else None, curve=curve(day, 500)
        )

    assert energy_day_of(known) is expected


def test_days_that_cannot_be_judged_elsewhere_do_not_tell() -> None:
    """Every second day has no curve, so no window of 24 hours but midnight's is known."""
    known = home(WINTER, 30, an_hour_later)
    for n in range(-1, 30, 2):
        day = WINTER + ONE_DAY * n
        known[day] = with_curve(known[day], ())

    assert energy_day_of(known) is EnergyDay.MIDNIGHT


def test_an_hour_known_by_half_cannot_be_judged() -> None:
    known = home(WINTER, 7, an_hour_later)
    after = WINTER + ONE_DAY * 7
    watts = 2 * watts_of(day_start(after))  # Half an hour that holds the whole hour.
    known[after] = with_curve(known[after], curve(after, watts, until=clock(0.5)))

    assert energy_day_of(known) is EnergyDay.MIDNIGHT


def test_nothing_known_means_midnight() -> None:
    assert energy_day_of({}) is EnergyDay.MIDNIGHT
