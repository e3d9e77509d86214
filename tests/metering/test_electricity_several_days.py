"""One energy for several days, and which days depend on which."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.electricity import (
    DayQuality,
    DayReadings,
    EnergyDay,
    affected_days,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from .curves import clock, curve

FIRST = date(2026, 1, 5)

type Known = tuple[int | None, int | None]
"""A day's energy in Wh, and the power of its complete curve in W; None for unknown."""

EXACT, CONFLICT, CURVE = DayQuality.EXACT, DayQuality.CONFLICT, DayQuality.CURVE_ONLY


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def qualities(days: dict[date, DayReadings]) -> list[DayQuality]:
    projected = project_days(
        days,
        today=day(60),
        subscribed_power_va=6000,
        energy_day=EnergyDay.MIDNIGHT,
    )
    return [projected[day].quality for day in sorted(projected)]


def readings(
    n: int, energy_wh: int | None, points: tuple[CurvePoint, ...]
) -> dict[date, DayReadings]:
    return {day(n): day_readings(day(n), energy_wh=energy_wh, curve=points)}


def home(*known: Known) -> dict[date, DayReadings]:
    days: dict[date, DayReadings] = {}
    for n, (energy_wh, watts) in enumerate(known):
        points = () if watts is None else curve(day(n), watts)
        days |= readings(n, energy_wh, points)
    return days


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(
            [(36_000, 1000), (None, 500)], [CURVE, CURVE], id="two days, one without"
        ),
        pytest.param(
            [(36_000, 1000), (0, 500)], [CURVE, CURVE], id="two days, one with 0"
        ),
        pytest.param(
            [(48_000, 1000), (None, 500), (0, 500)],
            [CURVE, CURVE, CURVE],
            id="three days, one without and one with 0",
        ),
        pytest.param(
            [(48_000, 1000), (0, 500), (0, 500), (12_000, 500)],
            [CURVE, CURVE, CURVE, EXACT],
            id="the day after has its own",
        ),
        pytest.param(
            [(24_000, 1000), (36_000, 1000), (0, 500)],
            [EXACT, CURVE, CURVE],
            id="the day before has its own",
        ),
        pytest.param(
            [(36_000, 1000), (0, 500), (36_000, 1000), (0, 500)],
            [CURVE, CURVE, CURVE, CURVE],
            id="twice in a row",
        ),
        pytest.param(
            [(36_000, 1000), (0, 500), (0, 500)],
            [CURVE, CURVE, CONFLICT],
            id="a further 0 is not in it",
        ),
        pytest.param(
            [(36_026, 1000), (0, 500)], [CURVE, CURVE], id="26 Wh off is rounding"
        ),
        pytest.param(
            [(36_027, 1000), (0, 500)], [CONFLICT, CONFLICT], id="27 Wh off is not"
        ),
        pytest.param(
            [(36_000, 1000), (12_000, 500)],
            [CONFLICT, EXACT],
            id="a day with its own energy is not in it",
        ),
        pytest.param(
            [(24_000, 1000), (0, 500)],
            [EXACT, CONFLICT],
            id="an energy that fits its day speaks of no other",
        ),
        pytest.param(
            [(0, 500), (36_000, 1000)],
            [CONFLICT, CONFLICT],
            id="an energy does not speak of the days before",
        ),
        pytest.param(
            [(-36_000, 1000), (0, 500)], [CONFLICT, CONFLICT], id="a negative energy"
        ),
        pytest.param(
            [(84_000, 500), *[(0, 500)] * 6], [CURVE] * 7, id="seven days, the most"
        ),
        pytest.param([(96_000, 500), *[(0, 500)] * 7], [CONFLICT] * 8, id="eight days"),
        pytest.param(
            [(36_000, 1000), (None, None), (0, 500)],
            [CONFLICT, DayQuality.HOLE, CONFLICT],
            id="a hole between",
        ),
    ],
)
def test_one_energy_for_several_days_is_no_conflict(
    known: list[Known], expected: list[DayQuality]
) -> None:
    assert qualities(home(*known)) == expected


def test_each_of_several_days_keeps_the_hours_and_total_of_its_curve() -> None:
    days = home((36_010, 1000), (0, 500))

    projected = project_days(
        days, today=day(9), subscribed_power_va=6000, energy_day=EnergyDay.MIDNIGHT
    )

    assert {e for _, e in projected[day(0)].hours} == {1_000_000}
    assert {e for _, e in projected[day(1)].hours} == {500_000}
    assert projected[day(0)].total_mwh == 24_000_000
    assert projected[day(1)].total_mwh == 12_000_000


@pytest.mark.parametrize(
    ("energy_wh", "first", "second"),
    [
        (35_750, curve(day(0), 1000), curve(day(1), 500, until=clock(23.5))),
        (35_500, curve(day(0), 1000, until=clock(23.5)), curve(day(1), 500)),
    ],
    ids=["the following day", "the first day"],
)
def test_several_days_need_their_whole_curves(
    energy_wh: int, first: tuple[CurvePoint, ...], second: tuple[CurvePoint, ...]
) -> None:
    """The known part adds up, but nobody knows what the missing half-hour held."""
    days = readings(0, energy_wh, first) | readings(1, 0, second)

    assert qualities(days) == [CONFLICT, CONFLICT]


def test_a_part_of_the_days_is_projected_with_an_eye_on_its_neighbours() -> None:
    days = home((48_000, 1000), (0, 500), (0, 500))

    for n in range(3):
        projected = project_days(
            days,
            today=day(9),
            subscribed_power_va=6000,
            energy_day=EnergyDay.MIDNIGHT,
            only=[day(n)],
        )
        assert [(d, hours.quality) for d, hours in projected.items()] == [
            (day(n), CURVE)
        ]


def test_a_change_affects_the_days_that_one_energy_could_join_to_it() -> None:
    days = home(*[(12_000, 500)] * 30)

    assert affected_days([day(15)], days) == {day(n) for n in range(9, 22)}
    assert affected_days([day(0), day(29)], days) == {
        day(n) for n in [*range(7), *range(23, 30)]
    }


def test_a_change_affects_its_own_day_even_when_that_day_is_gone() -> None:
    assert affected_days([day(0)], {}) == {day(0)}
    assert affected_days([], home((1, 1))) == set()
