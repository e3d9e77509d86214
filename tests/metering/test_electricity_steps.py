"""Steps of the load curve, days of 23 and 25 hours, points across midnight."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.electricity import (
    DayHours,
    DayQuality,
    EnergyDay,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.metering.intervals import split_by_day
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from .curves import clock, curve

DAY = date(2026, 1, 14)
NEXT_DAY = date(2026, 1, 15)
CLOCKS_FORWARD = date(2026, 3, 29)
CLOCKS_BACK = date(2026, 10, 25)


def projected(
    points: Iterable[CurvePoint] = (), *, energy_wh: int | None = None, day: date = DAY
) -> DayHours:
    readings = day_readings(day, energy_wh=energy_wh, curve=tuple(points))
    return project_days(
        {day: readings},
        today=day + timedelta(days=30),
        subscribed_power_va=9000,
        energy_day=EnergyDay.MIDNIGHT,
    )[day]


def energies(day: DayHours) -> list[int]:
    return [energy for _, energy in day.hours]


@pytest.mark.parametrize("step", [5, 10, 15, 30, 60])
def test_every_step_gives_the_mean_power_of_its_hour(step: int) -> None:
    watts = [600] * (360 // step) + [120] * (1080 // step)

    day = projected(curve(DAY, *watts, step=step), energy_wh=6 * 600 + 18 * 120)

    assert day.quality == DayQuality.EXACT
    assert energies(day) == [600_000] * 6 + [120_000] * 18


def test_ten_minutes_that_are_no_whole_mwh_lose_nothing_over_the_day() -> None:
    # 1 W for ten minutes is 166.67 mWh: three of them are 500.
    watts = [1, 0, 0, 0, 0, 0] * 3 + [0] * 126

    day = projected(curve(DAY, *watts, step=10))

    assert day.quality == DayQuality.CURVE_ONLY
    assert energies(day) == [167, 167, 166] + [0] * 21


def test_a_total_without_an_energy_is_rounded_to_the_nearest_mwh() -> None:
    one = projected(curve(DAY, 1, *[0] * 143, step=10))
    two = projected(curve(DAY, 1, 1, *[0] * 142, step=10))

    assert (one.total_mwh, two.total_mwh) == (167, 333)


def test_the_step_may_change_inside_a_day_and_inside_an_hour() -> None:
    points = [
        *curve(DAY, 100, step=60, until=clock(9)),
        *curve(DAY, 200, step=30, since=clock(9), until=clock(14.5)),
        *curve(DAY, 300, step=10, since=clock(14.5)),
    ]

    day = projected(points, energy_wh=900 + 1100 + 2850)

    assert day.quality == DayQuality.EXACT
    assert energies(day) == ([100_000] * 9 + [200_000] * 5 + [250_000] + [300_000] * 9)


def test_the_finer_of_overlapping_steps_wins_and_the_coarser_fills_in() -> None:
    points = [
        *curve(DAY, 1000, step=60),
        *curve(DAY, 400, step=30, since=clock(10), until=clock(10.5)),
        *curve(DAY, 100, step=10, since=clock(10), until=clock(10) + 10),
    ]

    day = projected(points)

    # 10 minutes of 100 W, 20 of 400 W, 30 of 1000 W.
    assert energies(day) == [1_000_000] * 10 + [650_000] + [1_000_000] * 13


def test_a_negative_step_hides_nothing_behind_it() -> None:
    points = [*curve(DAY, 1000, step=60), *curve(DAY, -1, step=30, until=clock(1))]

    assert energies(projected(points)) == [1_000_000] * 24


def test_a_point_across_midnight_gives_each_day_its_part() -> None:
    # Hours from 00:15 to 00:15 of the next day.
    points = split_by_day(curve(DAY, *[400] * 23, 800, step=60, since=15, until=1455))
    points[DAY] += curve(DAY, 400, step=15, until=15)

    day = projected(points[DAY])
    (hour,) = projected(points[NEXT_DAY], day=NEXT_DAY).hours

    # The last point is 45 minutes of this day's last hour, 15 of the next day's first.
    assert day.quality == DayQuality.CURVE_ONLY
    assert energies(day) == [400_000] * 23 + [700_000]
    assert hour == (day_hours(NEXT_DAY)[0], 200_000)


def test_a_point_across_midnight_gives_way_to_finer_ones_on_both_sides() -> None:
    # 23:30 to 00:30, and both its halves.
    crossing = curve(DAY, 1000, step=60, since=clock(23.5), until=clock(24.5))
    halves = curve(DAY, 200, 400, since=clock(23.5), until=clock(24.5))

    for points in (crossing + halves, halves + crossing):
        by_day = split_by_day(points)
        assert energies(projected(by_day[DAY])) == [100_000]
        assert energies(projected(by_day[NEXT_DAY], day=NEXT_DAY)) == [200_000]


@pytest.mark.parametrize(("day", "hours"), [(CLOCKS_FORWARD, 23), (CLOCKS_BACK, 25)])
class TestClockChange:
    def test_an_exact_day_has_its_own_number_of_rows(
        self, day: date, hours: int
    ) -> None:
        watts = [n // 2 * 100 for n in range(2 * hours)]

        result = projected(curve(day, *watts), energy_wh=sum(watts) // 2, day=day)

        assert result.quality == DayQuality.EXACT
        assert result.hours == tuple(
            (start, n * 100_000) for n, start in enumerate(day_hours(day))
        )

    def test_a_flat_day_is_spread_over_its_own_number_of_rows(
        self, day: date, hours: int
    ) -> None:
        result = projected(energy_wh=hours * 700, day=day)

        assert result.quality == DayQuality.FLAT
        assert result.hours == tuple((start, 700_000) for start in day_hours(day))

    def test_one_hour_short_of_it_the_curve_is_not_complete(
        self, day: date, hours: int
    ) -> None:
        points = curve(day, 500, until=clock(hours - 1))

        result = projected(points, energy_wh=hours * 500, day=day)

        assert result.quality == DayQuality.EXACT_TOTAL
        assert result.hours == tuple((start, 500_000) for start in day_hours(day))


def test_a_missing_repeated_hour_in_october_is_filled_from_the_energy() -> None:
    points = curve(CLOCKS_BACK, 1000, until=clock(3)) + curve(
        CLOCKS_BACK, 1000, since=clock(4)
    )

    day = projected(points, energy_wh=24_250, day=CLOCKS_BACK)

    assert day.quality == DayQuality.EXACT_TOTAL
    assert energies(day) == [1_000_000] * 3 + [250_000] + [1_000_000] * 21


def test_estimated_points_give_way_to_measured_ones_of_the_same_step() -> None:
    measured = curve(DAY, 1000)
    estimated = tuple(replace(p, power_w=1, estimated=True) for p in measured)

    assert projected(estimated + measured) == projected(measured)
