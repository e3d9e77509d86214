"""The lowest hour of a day, in watts."""

from datetime import UTC, date, datetime

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.electricity import (
    DayQuality,
    EnergyDay,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.metering.standby import Standby, standby_of

from .curves import curve

DAY = date(2026, 6, 1)
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def test_without_hours_there_is_no_standby() -> None:
    assert standby_of(DAY, ()) is None


def test_an_hour_of_nothing_is_what_the_meter_said() -> None:
    hours = tuple((start, 90_000) for start in day_hours(DAY))
    hours = (*hours[:7], (hours[7][0], 0), *hours[8:])

    assert standby_of(DAY, hours) == Standby(
        day=DAY, start=datetime(2026, 6, 1, 5, tzinfo=UTC), power_w=0
    )


def test_of_equal_hours_the_first_counts() -> None:
    hours = tuple((start, 85_400) for start in day_hours(DAY))

    assert standby_of(DAY, hours) == Standby(
        day=DAY, start=datetime(2026, 5, 31, 22, tzinfo=UTC), power_w=85
    )


@pytest.mark.parametrize(
    ("day", "lowest", "start"),
    [
        (DAY, 23, datetime(2026, 6, 1, 21, tzinfo=UTC)),
        (SPRING, 22, datetime(2026, 3, 29, 21, tzinfo=UTC)),
        # The hour that the clock shows twice, the second time.
        (AUTUMN, 3, datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (AUTUMN, 24, datetime(2026, 10, 25, 22, tzinfo=UTC)),
    ],
)
def test_the_hour_is_one_of_the_days_own_23_24_or_25(
    day: date, lowest: int, start: datetime
) -> None:
    hours = list(day_hours(day))
    amounts = tuple(
        (hour, 60_000 if number == lowest else 61_000)
        for number, hour in enumerate(hours)
    )

    assert standby_of(day, amounts) == Standby(day=day, start=start, power_w=60)


@pytest.mark.parametrize("step", [10, 15, 30, 60])
def test_whatever_the_meters_step_the_hour_is_a_mean(step: int) -> None:
    """Steps of 100 and 300 W mean 200 W; from 03:00 to 04:00 it is 40 W throughout."""
    powers = (200,) if step == 60 else (100, 300)
    points = (
        *curve(DAY, *powers, step=step, until=180),
        *curve(DAY, 40, step=step, since=180, until=240),
        *curve(DAY, *powers, step=step, since=240),
    )
    energy_wh = 23 * 200 + 40
    readings = day_readings(DAY, energy_wh=energy_wh, curve=points)

    projected = project_days(
        {DAY: readings},
        today=date(2026, 6, 3),
        subscribed_power_va=None,
        energy_day=EnergyDay.MIDNIGHT,
    )[DAY]

    # Of 15 minutes each hour begins with the same, so that all hours but one are alike.
    assert projected.quality is DayQuality.EXACT
    assert standby_of(DAY, projected.hours) == Standby(
        day=DAY, start=datetime(2026, 6, 1, 1, tzinfo=UTC), power_w=40
    )
