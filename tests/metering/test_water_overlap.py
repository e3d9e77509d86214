"""Whether two ways read one meter, as tables of what each prints: one word a day, `-` for a day without a reading.

Words are an index in litres, or a type and an index as in the partner API (`D105`, `T`).
"""

from datetime import date, timedelta
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.grandlyon_energy.metering.water import (
    MeterMatch,
    Overlap,
    compare_ways,
)
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

FIRST = date(2026, 3, 1)
DAY = timedelta(days=1)
OTHER = Overlap(match=MeterMatch.OTHER)
UNKNOWN = Overlap(match=MeterMatch.UNKNOWN)


def same(offset: int, days: int) -> Overlap:
    return Overlap(match=MeterMatch.SAME, day_offset=offset, days=days)


def way(text: str) -> list[MeterIndex]:
    readings = []
    for number, word in enumerate(text.split()):
        kind, index = ("R", word) if word[0].isdecimal() else (word[0], word[1:])
        if word != "-":
            readings.append(
                MeterIndex(
                    day=FIRST + number * DAY,
                    type=IndexType(kind),
                    index_l=int(index) if index else None,
                )
            )
    return readings


def meter(start: int, steps: list[int]) -> list[MeterIndex]:
    """One index a day from the first on."""
    return [
        MeterIndex(
            day=FIRST + n * DAY, type=IndexType.REAL, index_l=start + sum(steps[:n])
        )
        for n in range(len(steps) + 1)
    ]


def moved(readings: list[MeterIndex], days: int) -> list[MeterIndex]:
    return [
        MeterIndex(day=one.day + days * DAY, type=one.type, index_l=one.index_l)
        for one in readings
    ]


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [
        pytest.param("10 20 30", "10 20 30", same(0, 3), id="the same days"),
        pytest.param("10 20 30 40", "- 10 20 30", same(-1, 3), id="a day later"),
        pytest.param("- 10 20 30", "10 20 30 40", same(1, 3), id="a day earlier"),
        pytest.param(
            "10 20 30 40 50 60", "- - 10 20 30 40", OTHER, id="two days are too far"
        ),
        pytest.param("10 20", "10 20", UNKNOWN, id="two days are too few"),
        pytest.param("10 20 30 - - -", "- - - 40 50 60", UNKNOWN, id="apart"),
        pytest.param("", "10 20 30", UNKNOWN, id="nothing known"),
        pytest.param("10 20 30", "", UNKNOWN, id="nothing found"),
        pytest.param("7 7 7 7", "7 7 7 7", UNKNOWN, id="a register at rest"),
        pytest.param("7 7 7 7 9", "7 7 7 7 9", same(0, 5), id="rest, then one step"),
        pytest.param("7 7 9 9 9", "7 9 9 9 9", same(1, 4), id="a step a day early"),
        pytest.param(
            "7 7 7 9 9 9", "- 7 7 - 9 9", same(0, 4), id="the day out of sight"
        ),
        pytest.param(
            "5 5 5 5 5 5 9 9 9 9 9 9",
            "5 5 5 5 5 5 9 9 9 9 9 9",
            same(0, 12),
            id="a step that every offset nearly fits",
        ),
        pytest.param("7 7 7 9", "7 7 7 -", UNKNOWN, id="rest in common only"),
        pytest.param("7 7 7 7 7", "8 8 8 8 8", OTHER, id="two registers at rest"),
        pytest.param(
            "10 20 30 40 50", "10 20 99 40 50", same(0, 4), id="one wrong index"
        ),
        pytest.param("10 20 30 40", "10 20 99 40", UNKNOWN, id="one wrong of four"),
        pytest.param("10 20 30", "10 20 99", UNKNOWN, id="one wrong of three"),
        pytest.param("10 20 30 40 50", "11 21 31 41 51", OTHER, id="close indexes"),
        pytest.param("10 20 30 40 50", "10 21 31 41 51", OTHER, id="a chance equality"),
        pytest.param(
            "90 95 99 2 5 8", "90 95 99 2 5 8", same(0, 6), id="a meter changed"
        ),
        pytest.param(
            "90 95 D99 2 5", "90 95 1 2 5", same(0, 4), id="changed, as one tells"
        ),
        pytest.param(
            "90 95 99 2 5 8", "90 95 99 102 105 108", UNKNOWN, id="changed for one"
        ),
        pytest.param(
            "5000 6000 7000 8000 9000", "5 6 7 8 9", OTHER, id="m³ taken for litres"
        ),
        pytest.param("10 20 0 40", "10 20 30 40", same(0, 3), id="0 says nothing"),
        pytest.param(
            "A10 A20 30 40 50 T", "11 21 30 40 50 60", same(0, 3), id="anomalies"
        ),
        pytest.param("T T T T", "10 20 30 40", UNKNOWN, id="pending days"),
        pytest.param("10 - 30 - 50", "10 - 30 - 50", same(0, 3), id="every other day"),
        pytest.param(
            "10 - 30 - 50", "11 - 31 - 51", UNKNOWN, id="offsets that cannot be tried"
        ),
        pytest.param("10 20 30", "11 21 31", UNKNOWN, id="too short for all offsets"),
    ],
)
def test_what_two_ways_have_in_common(
    known: str, found: str, expected: Overlap
) -> None:
    assert compare_ways(way(known), way(found)) == expected
    assert compare_ways(way(known)[::-1], way(found)[::-1]) == expected


def test_an_offset_moves_found_days_to_known_ones() -> None:
    known, found = way("10 20 30 40"), way("- 10 20 30")
    offset = compare_ways(known, found).day_offset
    assert set(moved(found, offset)) <= set(known)


@given(
    start=st.integers(1, 10**8),
    steps=st.lists(st.integers(1, 400), min_size=2, max_size=40),
    offset=st.sampled_from([-1, 0, 1]),
)
def test_where_water_runs_each_day_every_offset_is_found_again(
    start: int, steps: list[int], offset: int
) -> None:
    known = meter(start, steps)
    found = moved(known, -offset)
    assert compare_ways(known, found) == same(offset, len(known))


@given(
    start=st.integers(1, 10**6),
    ahead=st.integers(1, 10**6),
    seed=st.integers(0, 10**6),
)
def test_another_meter_is_never_taken_for_the_same(
    start: int, ahead: int, seed: int
) -> None:
    rng = Random(seed)
    mine = meter(start, [rng.randrange(20, 400) for _ in range(40)])
    others = meter(start + ahead, [rng.randrange(20, 400) for _ in range(40)])
    assert compare_ways(mine, others).match is not MeterMatch.SAME
