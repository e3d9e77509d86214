"""What holds for any readings, whatever they say.

- The hours of an exact, exact-total or flat day add up to its energy; those of any other day to its curve.
- No hour is negative, and the hours of a day are its own, in time order, each once.
- The order of points is irrelevant.
- Some days projected alone are the same as among all.
- What changes when a day's readings do is among its affected days.
"""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings, strategies as st

from custom_components.grandlyon_energy.metering.calendar import (
    day_hours,
    day_seconds,
    days_between,
)
from custom_components.grandlyon_energy.metering.electricity import (
    DayHours,
    DayQuality,
    DayReadings,
    EnergyDay,
    affected_days,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.metering.shape import day_shape
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from .curves import curve

# Around the longest day, so that every history has one.
FIRST = date(2026, 10, 21)
DAYS = tuple(days_between(FIRST, FIRST + timedelta(days=9)))

BY_ENERGY = {DayQuality.EXACT, DayQuality.EXACT_TOTAL, DayQuality.FLAT}

quiet = settings(deadline=None, max_examples=120)


@st.composite
def points_of(draw: st.DrawFn, day: date) -> list[CurvePoint]:
    """A whole curve, a part of one, overlapping steps or none."""
    length = day_seconds(day) // 60
    powers = st.lists(st.integers(-1, 3000), min_size=1, max_size=4)
    points: list[CurvePoint] = []
    for step in draw(st.lists(st.sampled_from([10, 15, 30, 60]), max_size=2)):
        gap = draw(st.integers(0, length // 60)) * 60
        resumed = draw(st.integers(0, 3)) * 60 + gap
        points += curve(day, *draw(powers), step=step, until=gap)
        if resumed < length:
            points += curve(day, *draw(powers), step=step, since=resumed)
    return points


@st.composite
def readings_of(draw: st.DrawFn, day: date) -> DayReadings:
    """A day with any curve, and an energy near it, far off or absent."""
    points = draw(points_of(day))
    near = day_shape(day, points).total_j // 3600
    energy = draw(
        st.none()
        | st.just(0)
        | st.integers(near - 30, near + 30)
        | st.integers(-1000, 200_000)
        | st.just(near * 2)
    )
    return day_readings(
        day,
        energy_wh=energy,
        curve=points,
        maximum_power_va=draw(st.none() | st.integers(0, 9000)),
    )


homes = st.fixed_dictionaries({}, optional={day: readings_of(day) for day in DAYS})


def project(
    days: dict[date, DayReadings], only: set[date] | None = None
) -> dict[date, DayHours]:
    return project_days(
        days,
        today=FIRST + timedelta(days=20),
        subscribed_power_va=6000,
        energy_day=EnergyDay.MIDNIGHT,
        only=only,
    )


@quiet
@given(homes)
def test_hours_add_up_and_are_never_negative(days: dict[date, DayReadings]) -> None:
    for day, projected in project(days).items():
        energies = [energy for _, energy in projected.hours]
        starts = [start for start, _ in projected.hours]
        energy_wh = days[day].energy_wh

        assert all(energy >= 0 for energy in energies)
        assert starts == sorted(set(starts) & set(day_hours(day)))
        if projected.quality in BY_ENERGY:
            assert energy_wh is not None
            assert sum(energies) == energy_wh * 1000
            assert len(energies) == len(day_hours(day))
        elif projected.quality is DayQuality.HOLE:
            assert energies == []
        else:
            total_j = days[day].shape.total_j
            assert abs(sum(energies) * 18 - total_j * 5) <= 9


@quiet
@given(points=points_of(DAYS[4]), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_points_is_irrelevant(
    points: list[CurvePoint], shuffle: Random
) -> None:
    shuffled = shuffle.sample(points, len(points))

    assert day_shape(DAYS[4], shuffled) == day_shape(DAYS[4], points)


@quiet
@given(days=homes, only=st.sets(st.sampled_from(DAYS)))
def test_some_days_alone_are_the_same_as_among_all(
    days: dict[date, DayReadings], only: set[date]
) -> None:
    everything = project(days)
    hole = DayHours(quality=DayQuality.HOLE)

    assert project(days, only) == {day: everything.get(day, hole) for day in only}


@st.composite
def several_days(draw: st.DrawFn) -> dict[date, DayReadings]:
    """Steady days of which one energy may stand for several."""
    energies = st.sampled_from([None, 0, 12_000, 24_000, 36_000, 84_000, 96_000])
    return {
        day: day_readings(
            day,
            energy_wh=draw(energies),
            curve=curve(day, 500) if draw(st.integers(0, 9)) else (),
        )
        for day in days_between(date(2026, 1, 5), date(2026, 1, 20))
    }


@quiet
@given(before=several_days(), after=several_days(), changed=st.data())
def test_what_a_change_changes_is_among_the_affected_days(
    before: dict[date, DayReadings],
    after: dict[date, DayReadings],
    changed: st.DataObject,
) -> None:
    days = changed.draw(st.sets(st.sampled_from(sorted(before)), max_size=2))
    updated = before | {day: after[day] for day in days}

    affected = affected_days(days, updated)

    assert project(before) | project(updated, affected) == project(updated)
