"""A day's load curve by half-hour of the wall clock."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.metering.tariff.half_hours import (
    habit_of,
    pieces_of,
    wall_half_hours,
)
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ..curves import clock, curve
from .made import MARCH, OCTOBER

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "halves"),
    [
        (DAY, [*range(48)]),
        # 02:00 and 02:30, the fifth and sixth, are not there, or there twice.
        (MARCH, [0, 1, 2, 3, *range(6, 48)]),
        (OCTOBER, [0, 1, 2, 3, 4, 5, 4, 5, *range(6, 48)]),
    ],
)
def test_half_hours_are_those_that_the_clock_shows(
    day: date, halves: list[int]
) -> None:
    assert list(wall_half_hours(day)) == halves


def test_a_habit_is_joules_by_half_hour() -> None:
    """100 W for half an hour is 180 000 J."""
    habit = habit_of(DAY, curve(DAY, *range(100, 148)))

    assert len(habit) == 48
    assert habit[0] == 180_000
    assert list(habit) == [(100 + number) * 1800 for number in range(48)]


@pytest.mark.parametrize(
    ("day", "second"),
    [
        (DAY, 360_000),
        (MARCH, 0),
        # 02:00 to 02:30 twice.
        (OCTOBER, 720_000),
    ],
)
def test_a_habit_goes_by_the_wall_clock(day: date, second: int) -> None:
    habit = habit_of(day, curve(day, 200))

    assert habit[4] == habit[5] == second
    assert habit[3] == habit[6] == habit[47] == 360_000


@pytest.mark.parametrize("step", [10, 15, 30, 60])
def test_steps_of_any_length_say_the_same(step: int) -> None:
    assert habit_of(DAY, curve(DAY, 200, step=step)) == (360_000,) * 48


def test_of_overlapping_points_the_finer_counts() -> None:
    """300 W from 00:10 to 00:20 within an hour of 600 W: 600 x 1200 + 300 x 600 J."""
    points = (
        *curve(DAY, 600, step=60, until=clock(1)),
        *curve(DAY, 300, step=10, since=10, until=20),
    )

    assert habit_of(DAY, points)[:3] == (900_000, 1_080_000, 0)


def test_pieces_are_disjoint_seconds_of_the_day() -> None:
    points = (
        *curve(DAY, 300, step=10, since=10, until=20),
        *curve(DAY, 600, step=60, until=clock(1)),
    )

    assert pieces_of(DAY, points) == [
        (0, 600, 600),
        (600, 1200, 300),
        (1200, 3600, 600),
    ]


def test_a_point_that_crosses_midnight_counts_for_what_it_has_of_the_day() -> None:
    midnight = day_start(DAY)
    over = CurvePoint(
        start=midnight - timedelta(minutes=10),
        end=midnight + timedelta(minutes=20),
        power_w=500,
    )
    beyond = CurvePoint(
        start=midnight + timedelta(hours=23, minutes=50),
        end=midnight + timedelta(hours=24, minutes=20),
        power_w=700,
    )

    assert pieces_of(DAY, [beyond, over]) == [(0, 1200, 500), (85_800, 86_400, 700)]


def test_a_negative_power_is_no_reading() -> None:
    points = (*curve(DAY, -1, until=30), *curve(DAY, 0, since=30, until=60))

    assert pieces_of(DAY, points) == [(1800, 3600, 0)]
    assert habit_of(DAY, points) == (0,) * 48


def test_a_negative_power_hides_no_coarser_reading() -> None:
    points = (
        *curve(DAY, -1, step=10, since=10, until=20),
        *curve(DAY, 600, step=60, until=60),
    )

    assert pieces_of(DAY, points) == [(0, 3600, 600)]
