"""The table "what is known of a day" of the design, row by row with each row's edges: ledger to hours.

`E` is the day's energy in Wh, `K` the sum of its curve, `tol` 26 Wh, `g` the most the home can draw. Curves are hours x
watts, rows hours x Wh; `-` is what is not known. Every case is told in several orders and repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.metering.electricity import DayQuality

from .meters import ElectricityMeter
from .notation import curve, rows, utc

EXACT, EXACT_TOTAL = DayQuality.EXACT, DayQuality.EXACT_TOTAL
CONFLICT, FLAT, HOLE = DayQuality.CONFLICT, DayQuality.FLAT, DayQuality.HOLE
CURVE_ONLY, INCOMPLETE = DayQuality.CURVE_ONLY, DayQuality.INCOMPLETE
ADDS_UP = {EXACT, EXACT_TOTAL, FLAT}
"""The days whose hours add up to E, to the last mWh."""

ONE_DAY = timedelta(days=1)
ORDINARY = date(2026, 1, 14)
MARCH = date(2026, 3, 29)
OCTOBER = date(2026, 10, 25)
OPENS = {
    ORDINARY: utc("2026-01-13 23:00"),
    MARCH: utc("2026-03-28 23:00"),
    OCTOBER: utc("2026-10-24 22:00"),
}

NOTHING = "24x-"
KW = "24x1000"
MORNING = "12x1000 12x-"
NO_HALF_HOUR = "5.5x1000 0.5x- 18x1000"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A day: what is known of it, and the hours it must have."""

    e: int | None = None
    k: str = ""
    """Its curve."""
    peak: int | None = None
    """Its maximum power, VA."""
    subscribed: int | None = 6000
    """VA."""
    age: int = 1
    """Days since."""
    day: date = ORDINARY

    quality: DayQuality
    hours: str = NOTHING


TABLE: dict[str, dict[str, Case]] = {
    # | E and a complete curve, abs(E - K) <= tol | the curve x E/K (K = 0: E spread evenly) | exact |
    "E and whole curve agree": {
        "E = K": Case(e=21_000, k="6x2000 18x500", quality=EXACT, hours="6x2000 18x500"),
        "x E/K": Case(e=21_010, k="6x2000 18x500", quality=EXACT, hours="4x2000.953 2x2000.952 18x500.238"),
        "E = K + tol": Case(e=24_026, k=KW, quality=EXACT, hours="8x1001.084 16x1001.083"),
        "E = K - tol": Case(e=23_974, k=KW, quality=EXACT, hours="16x998.917 8x998.916"),
        "K = 0, E = tol": Case(e=26, k="24x0", quality=EXACT, hours="8x1.084 16x1.083"),
        "K = 0, E = 0": Case(e=0, k="24x0", quality=EXACT, hours="24x0"),
        "E = 0, K = tol less 2": Case(e=0, k="24x1", quality=EXACT, hours="24x0"),
        "g does not matter": Case(e=24_000, k=KW, peak=10, quality=EXACT, hours=KW),
    },
    # | E and a complete curve, further apart | the curve, hours and total | conflict |
    "E and whole curve contradict": {
        "E = K + tol + 1": Case(e=24_027, k=KW, quality=CONFLICT, hours=KW),
        "E = K - tol - 1": Case(e=23_973, k=KW, quality=CONFLICT, hours=KW),
        "K = 0, E = tol + 1": Case(e=27, k="24x0", quality=CONFLICT, hours="24x0"),
        "E = 0": Case(e=0, k=KW, quality=CONFLICT, hours=KW),
        "E negative, however near": Case(e=-1, k="24x0", quality=CONFLICT, hours="24x0"),
        "not only while it is young": Case(e=30_000, k=KW, age=400, quality=CONFLICT, hours=KW),
    },
    # | E and part of the curve, E - K >= -tol and the rest fits under g | known, max(0, E - K) over the missing | exact total |
    "E and part of the curve": {
        "rest over missing hours": Case(e=18_000, k=MORNING, quality=EXACT_TOTAL, hours="12x1000 12x500"),
        "rest in a missing half-hour": Case(e=24_100, k=NO_HALF_HOUR, quality=EXACT_TOTAL, hours="5x1000 1x1100 18x1000"),
        "no rest": Case(e=12_000, k=MORNING, quality=EXACT_TOTAL, hours="12x1000 12x0"),
        "E = K - tol": Case(e=11_974, k=MORNING, quality=EXACT_TOTAL, hours="4x997.834 8x997.833 12x0"),
        "rest = g of maximum power": Case(e=24_000, k=MORNING, peak=1000, quality=EXACT_TOTAL, hours=KW),
        "maximum power above the subscribed": Case(e=120_000, k=MORNING, peak=9000, quality=EXACT_TOTAL, hours="12x1000 12x9000"),
        "rest = g of 1.2 x subscribed": Case(e=98_400, k=MORNING, quality=EXACT_TOTAL, hours="12x1000 12x7200"),
        "no g known": Case(e=132_000, k=MORNING, subscribed=None, quality=EXACT_TOTAL, hours="12x1000 12x10000"),
        "E = 0": Case(e=0, k="1x0 23x-", quality=EXACT_TOTAL, hours="24x0"),
    },
    # | E and part of the curve, otherwise | the known intervals; no row for an hour of which nothing is known | conflict |
    "E and part of the curve contradict": {
        "E = K - tol - 1": Case(e=11_973, k=MORNING, quality=CONFLICT, hours=MORNING),
        "rest > g of maximum power": Case(e=24_001, k=MORNING, peak=1000, quality=CONFLICT, hours=MORNING),
        "rest > g of 1.2 x subscribed": Case(e=98_401, k=MORNING, quality=CONFLICT, hours=MORNING),
        "E negative": Case(e=-1, k="1x0 23x-", quality=CONFLICT, hours="1x0 23x-"),
        "a half known hour": Case(e=20_000, k=NO_HALF_HOUR, quality=CONFLICT, hours="5x1000 1x500 18x1000"),
    },
    # | E only | spread evenly; a hole if E is negative or above g all day | flat |
    "E only": {
        "to the last mWh": Case(e=12_001, quality=FLAT, hours="16x500.042 8x500.041"),
        "0 is a value": Case(e=0, quality=FLAT, hours="24x0"),
        "negative": Case(e=-1, quality=HOLE),
        "= maximum power all day": Case(e=24_000, peak=1000, quality=FLAT, hours=KW),
        "> maximum power all day": Case(e=24_001, peak=1000, quality=HOLE),
        "= 1.2 x subscribed all day": Case(e=172_800, quality=FLAT, hours="24x7200"),
        "> 1.2 x subscribed all day": Case(e=172_801, quality=HOLE),
        "maximum power above the subscribed": Case(e=216_000, peak=9000, quality=FLAT, hours="24x9000"),
        "no g known": Case(e=240_000, subscribed=None, quality=FLAT, hours="24x10000"),
        "still flat when old": Case(e=24_000, age=900, quality=FLAT, hours=KW),
    },
    # | complete curve, no E | the curve | curve only |
    "whole curve, no E": {
        "young": Case(k="6x2000 18x500", quality=CURVE_ONLY, hours="6x2000 18x500"),
        "old": Case(k=KW, age=400, quality=CURVE_ONLY, hours=KW),
    },
    # | part of the curve, no E | a hole for 14 days, then the known intervals | incomplete |
    "part of the curve, no E": {
        "14 days after": Case(k=MORNING, age=14, quality=HOLE),
        "15 days after": Case(k=MORNING, age=15, quality=INCOMPLETE, hours=MORNING),
        "a half known hour": Case(k=NO_HALF_HOUR, age=15, quality=INCOMPLETE, hours="5x1000 1x500 18x1000"),
    },
    # | nothing | nothing | a hole |
    "nothing": {
        "but a maximum power": Case(peak=1000, age=400, quality=HOLE),
    },
    # Steps: PT60M and PT10M stretches, a change within a day and within an hour.
    "steps": {
        "PT60M": Case(e=18_000, k="12x1000/60 12x500/60", quality=EXACT, hours="12x1000 12x500"),
        "PT10M": Case(e=18_000, k="12x1000/10 12x500/10", quality=EXACT, hours="12x1000 12x500"),
        "a change": Case(e=4850, k="9x100/60 5.5x200/30 9.5x300/10", quality=EXACT, hours="9x100 5x200 1x250 9x300"),
        "a change, its end missing": Case(e=5000, k="20x200/60 3.5x200/10 0.5x-", quality=EXACT_TOTAL, hours="23x200 1x400"),
    },
    # Both clock changes: 23 and 25 rows.
    "23 hours": {
        "exact": Case(day=MARCH, e=18_000, k="2x2000 1x1400 20x630", quality=EXACT, hours="2x2000 1x1400 20x630"),
        "PT60M": Case(day=MARCH, e=23_000, k="23x1000/60", quality=EXACT, hours="23x1000"),
        "flat": Case(day=MARCH, e=16_100, quality=FLAT, hours="23x700"),
        "rest": Case(day=MARCH, e=11_500, k="22x500 1x-", quality=EXACT_TOTAL, hours="23x500"),
        "g": Case(day=MARCH, e=23_001, peak=1000, quality=HOLE),
        "46 half-hours are all": Case(day=MARCH, k="23x500", quality=CURVE_ONLY, hours="23x500"),
    },
    "25 hours": {
        "exact": Case(day=OCTOBER, e=18_000, k="2x2000 3x700 20x595", quality=EXACT, hours="2x2000 3x700 20x595"),
        "PT60M": Case(day=OCTOBER, e=25_000, k="25x1000/60", quality=EXACT, hours="25x1000"),
        "flat": Case(day=OCTOBER, e=17_500, quality=FLAT, hours="25x700"),
        "rest": Case(day=OCTOBER, e=12_500, k="24x500 1x-", quality=EXACT_TOTAL, hours="25x500"),
        "the repeated hour missing": Case(day=OCTOBER, e=24_250, k="3x1000 1x- 21x1000", quality=EXACT_TOTAL, hours="3x1000 1x250 21x1000"),
        "g": Case(day=OCTOBER, e=25_000, peak=1000, quality=FLAT, hours="25x1000"),
        "48 half-hours are not all": Case(day=OCTOBER, k="24x500 1x-", quality=HOLE),
    },
}  # fmt: skip


def tellings(meter: ElectricityMeter, case: Case) -> list[Callable[[], None]]:
    """What a case tells, one service call each: the curve in two, every second point."""
    told: list[Callable[[], None]] = []
    if (energy_wh := case.e) is not None:
        told.append(lambda: meter.used(case.day, energy_wh))
    if (peak := case.peak) is not None:
        told.append(lambda: meter.peaked(case.day, peak))
    if points := curve(OPENS[case.day], case.k):
        told += [
            lambda: meter.drew(points[1::2]),
            lambda: meter.drew(reversed(points[::2])),
        ]
    return told


ORDERS: dict[str, Callable[[list[Callable[[], None]]], list[Callable[[], None]]]] = {
    "once": lambda told: told,
    "backwards, twice": lambda told: [*reversed(told), *reversed(told)],
    "from the midst, then all": lambda told: [*told[len(told) // 2 :], *told],
}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{row}: {edge}")
        for row, edges in TABLE.items()
        for edge, case in edges.items()
    ],
)
def test_what_is_known_of_a_day(case: Case) -> None:
    for order in ORDERS.values():
        meter = ElectricityMeter(
            today=case.day + ONE_DAY * case.age, subscribed_va=case.subscribed
        )
        for tell in order(tellings(meter, case)):
            tell()

        assert meter.quality(case.day) is case.quality
        assert meter.rows == rows(OPENS[case.day], case.hours)
        if case.quality in ADDS_UP:
            assert meter.total_mwh(case.day) == 1000 * (case.e or 0)


# --- one energy for several days: its row's second sentence, and the energy kept ---------------------------------------

MONDAY = date(2026, 1, 5)


def day(n: int) -> date:
    return MONDAY + ONE_DAY * n


def opens(n: int) -> datetime:
    return utc("2026-01-04 23:00") + ONE_DAY * n


type Told = tuple[int | None, str]
"""A day's energy and curve."""


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param([(36_000, KW), (None, "24x500")], [CURVE_ONLY] * 2, id="following day without E"),
        pytest.param([(36_000, KW), (0, "24x500")], [CURVE_ONLY] * 2, id="following day with 0"),
        pytest.param([(36_026, KW), (0, "24x500")], [CURVE_ONLY] * 2, id="off by tol"),
        pytest.param([(36_027, KW), (0, "24x500")], [CONFLICT] * 2, id="off by tol + 1"),
        pytest.param([(48_000, KW), (0, "24x500"), (None, "24x500"), (12_000, "24x500")], [CURVE_ONLY] * 3 + [EXACT], id="three days"),
        pytest.param([(84_000, "24x500"), *[(0, "24x500")] * 6], [CURVE_ONLY] * 7, id="a week"),
        pytest.param([(96_000, "24x500"), *[(0, "24x500")] * 7], [CONFLICT] * 8, id="more than a week"),
        pytest.param([(36_000, KW), (12_000, "24x500")], [CONFLICT, EXACT], id="following day has its own"),
        pytest.param([(24_000, KW), (0, "24x500")], [EXACT, CONFLICT], id="E fits its own day"),
        pytest.param([(0, "24x500"), (36_000, KW)], [CONFLICT] * 2, id="never the days before"),
        pytest.param([(36_000, KW), (0, "24x500"), (0, "24x500")], [CURVE_ONLY] * 2 + [CONFLICT], id="a further 0 is not in it"),
    ],
)  # fmt: skip
def test_one_energy_for_several_days(
    days: list[Told], expected: list[DayQuality]
) -> None:
    energies = [(n, wh) for n, (wh, _) in enumerate(days) if wh is not None]
    curves = [curve(opens(n), watts) for n, (_, watts) in enumerate(days)]
    for curves_first in (True, False):
        for order in (1, -1):
            meter = ElectricityMeter(today=day(9))
            if curves_first:
                for points in curves[::order]:
                    meter.drew(points)
            for n, wh in energies[::order]:
                meter.used(day(n), wh)
            for points in curves[::order]:
                meter.drew(points)

            assert [meter.quality(day(n)) for n in range(len(days))] == expected
            for n, (_, watts) in enumerate(days):
                assert meter.day(day(n)) == rows(opens(n), watts)


# --- days on their way -------------------------------------------------------------------------------------------------


def test_the_curve_shapes_a_day_and_moves_no_sum() -> None:
    meter = ElectricityMeter(today=day(3))
    for n in range(3):
        meter.used(day(n), 12_000)
    assert meter.rows == rows(opens(0), "72x500")

    meter.drew(curve(opens(1), "6x1400 18x-"))
    assert meter.rows == rows(opens(0), "24x500 6x1400 18x200 24x500")

    meter.drew(curve(opens(1), "6x- 18x200"))
    assert meter.rows == rows(opens(0), "24x500 6x1400 18x200 24x500")
    assert [meter.quality(day(n)) for n in range(3)] == [FLAT, EXACT, FLAT]


def test_a_conflict_ends_with_a_correction_of_the_energy_or_of_the_curve() -> None:
    meter = ElectricityMeter(today=day(3))
    meter.used(day(0), 30_000)
    meter.used(day(1), 30_000)
    meter.drew(curve(opens(0), "48x1000"))
    assert meter.rows == rows(opens(0), "48x1000")

    meter.used(day(0), 24_000)
    meter.drew(curve(opens(1), "12x- 12x1500"))

    assert [meter.quality(day(n)) for n in range(2)] == [EXACT, EXACT]
    assert meter.rows == rows(opens(0), "36x1000 12x1500")


def test_a_contradicted_energy_is_kept_and_counts_once_the_curve_is_corrected() -> None:
    meter = ElectricityMeter(today=day(3))
    meter.used(day(0), 18_000)
    meter.drew(curve(opens(0), KW))
    assert meter.quality(day(0)) is CONFLICT

    meter.drew(curve(opens(0), "24x750"))

    assert meter.quality(day(0)) is EXACT
    assert meter.rows == rows(opens(0), "24x750")


def test_one_energy_for_two_days_is_understood_with_the_second_curve_and_may_be_divided() -> (
    None
):
    meter = ElectricityMeter(today=day(60))
    meter.drew(curve(opens(0), KW))
    meter.used(day(0), 36_010)
    meter.used(day(1), 0)
    assert [meter.quality(day(n)) for n in range(2)] == [CONFLICT, FLAT]
    assert meter.rows == rows(opens(0), "24x1000 24x0")

    meter.drew(curve(opens(1), "24x500"))
    assert [meter.quality(day(n)) for n in range(2)] == [CURVE_ONLY, CURVE_ONLY]
    assert meter.rows == rows(opens(0), "24x1000 24x500")

    meter.used(day(0), 24_012)
    meter.used(day(1), 11_988)
    assert [meter.quality(day(n)) for n in range(2)] == [EXACT, EXACT]
    assert meter.rows == rows(opens(0), "24x1000.5 24x499.5")


def test_a_part_of_a_curve_waits_settles_and_is_completed_however_late() -> None:
    meter = ElectricityMeter(today=day(1))
    meter.drew(curve(opens(0), MORNING))
    meter.wakes_on(day(14))
    assert meter.rows == {}
    assert meter.quality(day(0)) is HOLE

    meter.wakes_on(day(15))
    assert meter.rows == rows(opens(0), MORNING)
    assert meter.quality(day(0)) is INCOMPLETE

    meter.wakes_on(day(90))
    meter.used(day(0), 18_000)
    assert meter.rows == rows(opens(0), "12x1000 12x500")

    meter.drew(curve(opens(0), "12x- 6x200 6x800"))
    assert meter.rows == rows(opens(0), "12x1000 6x200 6x800")
    assert meter.quality(day(0)) is EXACT


def test_an_absurd_energy_goes_and_comes_back_with_what_bounds_it() -> None:
    meter = ElectricityMeter(today=day(60))
    meter.used(day(0), 48_000)
    meter.used(day(2), 12_000)
    assert meter.rows == rows(opens(0), "24x2000 24x- 24x500")

    meter.subscribes(1000)
    assert meter.rows == rows(opens(0), "48x- 24x500")

    meter.peaked(day(0), 2000)
    assert meter.rows == rows(opens(0), "24x2000 24x- 24x500")

    meter.peaked(day(0), 1999)
    assert meter.rows == rows(opens(0), "48x- 24x500")

    meter.used(day(0), 24_000)
    assert meter.rows == rows(opens(0), "24x1000 24x- 24x500")
