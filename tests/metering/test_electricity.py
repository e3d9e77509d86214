"""Every row of the table of what is known of a day, each with its edges, on an ordinary day of 24 hours.

`E` is the day's energy, `K` the sum of its known curve. A row of hours is written in mWh.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.electricity import (
    DayHours,
    DayQuality,
    DayReadings,
    EnergyDay,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from .curves import clock, curve, with_curve

DAY = date(2026, 1, 14)
SUBSCRIBED_VA = 6000

KW = curve(DAY, 1000)
"""1 kW all day: K is 24 000 Wh."""

MORNING = curve(DAY, 1000, until=clock(12))
"""1 kW until noon, nothing known after: K is 12 000 Wh."""

SHAPED = curve(DAY, 2000, until=clock(6)) + curve(DAY, 500, since=clock(6))
"""2 kW in the first six hours, then 500 W: K is 21 000 Wh."""

NO_HALF_HOUR = curve(DAY, 1000, until=clock(5.5)) + curve(DAY, 1000, since=clock(6))
"""1 kW, but for the half-hour from 05:30: K is 23 500 Wh."""


@dataclass(frozen=True, kw_only=True)
class Case:
    row: str
    readings: DayReadings
    quality: DayQuality
    hours: list[int] | dict[int, int] = field(default_factory=dict)
    """mWh of each hour, by its number in the day where some have no row."""

    age: int = 1
    """Days since."""

    subscribed_va: int | None = SUBSCRIBED_VA
    energy_day: EnergyDay = EnergyDay.MIDNIGHT


def known(energy_wh: int | None = None, maximum_va: int | None = None) -> DayReadings:
    return day_readings(DAY, energy_wh=energy_wh, maximum_power_va=maximum_va)


def whole(energy_wh: int | None = None) -> DayReadings:
    return with_curve(known(energy_wh), KW)


def morning(energy_wh: int | None = None, maximum_va: int | None = None) -> DayReadings:
    return with_curve(known(energy_wh, maximum_va), MORNING)


COMPLETE_AND_ENERGY = [
    Case(
        row="E = K: the curve",
        readings=with_curve(known(21_000), SHAPED),
        quality=DayQuality.EXACT,
        hours=[2_000_000] * 6 + [500_000] * 18,
    ),
    Case(
        row="E a little above K: the curve x E/K, to the last mWh",
        readings=with_curve(known(21_010), SHAPED),
        quality=DayQuality.EXACT,
        hours=[2_000_953] * 4 + [2_000_952] * 2 + [500_238] * 18,
    ),
    Case(
        row="K = 0, E within tolerance: E spread evenly",
        readings=with_curve(known(25), curve(DAY, 0)),
        quality=DayQuality.EXACT,
        hours=[1042] * 16 + [1041] * 8,
    ),
    Case(
        row="E = 0 over a curve within tolerance: zeros",
        readings=with_curve(known(0), curve(DAY, 1)),
        quality=DayQuality.EXACT,
        hours=[0] * 24,
    ),
    Case(
        row="E and K are 0: zero is a value",
        readings=with_curve(known(0), curve(DAY, 0)),
        quality=DayQuality.EXACT,
        hours=[0] * 24,
    ),
    Case(
        row="E 26 Wh above K is rounding",
        readings=whole(24_026),
        quality=DayQuality.EXACT,
        hours=[1_001_084] * 8 + [1_001_083] * 16,
    ),
    Case(
        row="E 26 Wh under K is rounding",
        readings=whole(23_974),
        quality=DayQuality.EXACT,
        hours=[998_917] * 16 + [998_916] * 8,
    ),
    Case(
        row="E 27 Wh above K is a conflict: hours and total of the curve",
        readings=whole(24_027),
        quality=DayQuality.CONFLICT,
        hours=[1_000_000] * 24,
    ),
    Case(
        row="E 27 Wh under K is a conflict",
        readings=whole(23_973),
        quality=DayQuality.CONFLICT,
        hours=[1_000_000] * 24,
    ),
    Case(
        row="E = 0 under a full curve is a conflict",
        readings=whole(0),
        quality=DayQuality.CONFLICT,
        hours=[1_000_000] * 24,
    ),
    Case(
        row="a negative E is never believed, however near",
        readings=with_curve(known(-1), curve(DAY, 1)),
        quality=DayQuality.CONFLICT,
        hours=[1000] * 24,
    ),
    Case(
        row="estimated points count as known",
        readings=with_curve(known(24_000), curve(DAY, 1000, estimated=True)),
        quality=DayQuality.EXACT,
        hours=[1_000_000] * 24,
    ),
]

PARTIAL_AND_ENERGY = [
    Case(
        row="the rest over the missing hours",
        readings=morning(18_000),
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 12 + [500_000] * 12,
    ),
    Case(
        row="the rest into a missing half-hour, beside the known one",
        readings=with_curve(known(24_100), NO_HALF_HOUR),
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 5 + [1_100_000] + [1_000_000] * 18,
    ),
    Case(
        row="no rest: the missing hours are 0",
        readings=morning(12_000),
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 12 + [0] * 12,
    ),
    Case(
        row="the meter was put into service at noon",
        readings=with_curve(known(6_000), curve(DAY, 500, since=clock(12))),
        quality=DayQuality.EXACT_TOTAL,
        hours=[0] * 12 + [500_000] * 12,
    ),
    Case(
        row="E 26 Wh under K: the known ones brought to E",
        readings=morning(11_974),
        quality=DayQuality.EXACT_TOTAL,
        hours=[997_834] * 4 + [997_833] * 8 + [0] * 12,
    ),
    Case(
        row="E 27 Wh under K: a conflict, no row for an unknown hour",
        readings=morning(11_973),
        quality=DayQuality.CONFLICT,
        hours=dict.fromkeys(range(12), 1_000_000),
    ),
    Case(
        row="a conflict's half known hour holds its known half",
        readings=with_curve(known(20_000), NO_HALF_HOUR),
        quality=DayQuality.CONFLICT,
        hours=dict.fromkeys(range(24), 1_000_000) | {5: 500_000},
    ),
    Case(
        row="E = 0 and a curve of 0: zeros, also where unknown",
        readings=with_curve(known(0), curve(DAY, 0, until=clock(1))),
        quality=DayQuality.EXACT_TOTAL,
        hours=[0] * 24,
    ),
    Case(
        row="a negative E is never believed",
        readings=with_curve(known(-1), curve(DAY, 0, until=clock(1))),
        quality=DayQuality.CONFLICT,
        hours={0: 0},
    ),
    Case(
        row="the rest just fits under the day's maximum power",
        readings=morning(24_000, 1000),
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 24,
    ),
    Case(
        row="the rest is above the day's maximum power",
        readings=morning(24_001, 1000),
        quality=DayQuality.CONFLICT,
        hours=dict.fromkeys(range(12), 1_000_000),
    ),
    Case(
        row="no maximum power: the rest just fits under 1.2 x the subscribed power",
        readings=morning(12_000 + 12 * 1200),
        subscribed_va=1000,
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 12 + [1_200_000] * 12,
    ),
    Case(
        row="no maximum power: the rest is above 1.2 x the subscribed power",
        readings=morning(12_000 + 12 * 1200 + 1),
        subscribed_va=1000,
        quality=DayQuality.CONFLICT,
        hours=dict.fromkeys(range(12), 1_000_000),
    ),
    Case(
        row="a maximum power of 0 is one: nothing fits under it",
        readings=morning(12_001, 0),
        quality=DayQuality.CONFLICT,
        hours=dict.fromkeys(range(12), 1_000_000),
    ),
    Case(
        row="nothing known of the power: nothing bounds the rest",
        readings=morning(1_212_000),
        subscribed_va=None,
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 12 + [100_000_000] * 12,
    ),
    Case(
        row="a negative power is no reading: its half-hour is missing",
        readings=with_curve(
            known(24_000),
            NO_HALF_HOUR + curve(DAY, -5, since=clock(5.5), until=clock(6)),
        ),
        quality=DayQuality.EXACT_TOTAL,
        hours=[1_000_000] * 24,
    ),
]

ENERGY_ONLY = [
    Case(
        row="spread evenly, to the last mWh",
        readings=known(12_001),
        quality=DayQuality.FLAT,
        hours=[500_042] * 16 + [500_041] * 8,
    ),
    Case(
        row="0 is a value", readings=known(0), quality=DayQuality.FLAT, hours=[0] * 24
    ),
    Case(row="negative: a hole", readings=known(-1), quality=DayQuality.HOLE),
    Case(
        row="at the day's maximum power all day",
        readings=known(24_000, 1000),
        quality=DayQuality.FLAT,
        hours=[1_000_000] * 24,
    ),
    Case(
        row="above the day's maximum power all day: a hole",
        readings=known(24_001, 1000),
        quality=DayQuality.HOLE,
    ),
    Case(
        row="at 1.2 x the subscribed power all day",
        readings=known(24 * 7200),
        quality=DayQuality.FLAT,
        hours=[7_200_000] * 24,
    ),
    Case(
        row="above 1.2 x the subscribed power all day: a hole",
        readings=known(24 * 7200 + 1),
        quality=DayQuality.HOLE,
    ),
    Case(
        row="a maximum power above the subscribed one counts more",
        readings=known(24 * 9000, 9000),
        quality=DayQuality.FLAT,
        hours=[9_000_000] * 24,
    ),
    Case(
        row="nothing known of the power: nothing bounds it",
        readings=known(2_400_000),
        subscribed_va=None,
        quality=DayQuality.FLAT,
        hours=[100_000_000] * 24,
    ),
]

NO_ENERGY = [
    Case(
        row="complete curve: the curve",
        readings=whole(),
        quality=DayQuality.CURVE_ONLY,
        hours=[1_000_000] * 24,
    ),
    Case(
        row="part of the curve, 14 days after: still a hole",
        readings=morning(),
        age=14,
        quality=DayQuality.HOLE,
    ),
    Case(
        row="part of the curve, 15 days after: the known intervals",
        readings=morning(),
        age=15,
        quality=DayQuality.INCOMPLETE,
        hours=dict.fromkeys(range(12), 1_000_000),
    ),
    Case(
        row="an incomplete day's half known hour holds its known half",
        readings=with_curve(known(), NO_HALF_HOUR),
        age=15,
        quality=DayQuality.INCOMPLETE,
        hours=dict.fromkeys(range(24), 1_000_000) | {5: 500_000},
    ),
    Case(row="nothing: a hole", readings=known(), age=400, quality=DayQuality.HOLE),
    Case(
        row="a maximum power alone: a hole",
        readings=known(maximum_va=1000),
        age=400,
        quality=DayQuality.HOLE,
    ),
]

ANOTHER_ENERGY_DAY = [
    Case(
        row="complete curve: the curve, whatever E says",
        readings=with_curve(known(21_010), SHAPED),
        energy_day=EnergyDay.OTHER,
        quality=DayQuality.CURVE_ONLY,
        hours=[2_000_000] * 6 + [500_000] * 18,
    ),
    Case(
        row="part of the curve: E completes nothing",
        readings=morning(18_000),
        energy_day=EnergyDay.OTHER,
        quality=DayQuality.HOLE,
    ),
    Case(
        row="part of the curve, 15 days after: the known intervals",
        readings=morning(18_000),
        age=15,
        energy_day=EnergyDay.OTHER,
        quality=DayQuality.INCOMPLETE,
        hours=dict.fromkeys(range(12), 1_000_000),
    ),
    Case(
        row="no curve: E fills the day",
        readings=known(24_000),
        energy_day=EnergyDay.OTHER,
        quality=DayQuality.FLAT,
        hours=[1_000_000] * 24,
    ),
]


def check(case: Case) -> None:
    projected = project_days(
        {DAY: case.readings},
        today=DAY + timedelta(days=case.age),
        subscribed_power_va=case.subscribed_va,
        energy_day=case.energy_day,
    )

    hours = case.hours if isinstance(case.hours, dict) else dict(enumerate(case.hours))
    starts = day_hours(DAY)
    rows = tuple((starts[n], energy) for n, energy in hours.items())
    assert projected == {DAY: DayHours(quality=case.quality, hours=rows)}


@pytest.mark.parametrize("case", COMPLETE_AND_ENERGY, ids=lambda case: case.row)
def test_energy_and_a_complete_curve(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", PARTIAL_AND_ENERGY, ids=lambda case: case.row)
def test_energy_and_part_of_the_curve(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", ENERGY_ONLY, ids=lambda case: case.row)
def test_energy_only(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", NO_ENERGY, ids=lambda case: case.row)
def test_no_energy(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", ANOTHER_ENERGY_DAY, ids=lambda case: case.row)
def test_an_energy_day_that_does_not_start_at_midnight(case: Case) -> None:
    check(case)


def test_a_day_that_is_not_known_at_all_is_a_hole() -> None:
    projected = project_days(
        {},
        today=DAY,
        subscribed_power_va=None,
        energy_day=EnergyDay.MIDNIGHT,
        only=[DAY],
    )

    assert projected == {DAY: DayHours(quality=DayQuality.HOLE)}


def test_a_day_without_rows_has_no_total_and_one_of_zeros_has() -> None:
    assert DayHours(quality=DayQuality.HOLE).total_mwh is None
    assert (
        DayHours(
            quality=DayQuality.FLAT, hours=tuple((h, 0) for h in day_hours(DAY))
        ).total_mwh
        == 0
    )


@pytest.mark.parametrize(
    "stray",
    [
        curve(DAY, 100, since=clock(-0.5), until=0),
        curve(DAY + timedelta(days=1), 100),
    ],
    ids=["before", "after"],
)
def test_a_point_outside_its_day_is_refused(stray: tuple[CurvePoint, ...]) -> None:
    with pytest.raises(ValueError, match="2026-01-14"):
        day_readings(DAY, curve=stray[:1])
