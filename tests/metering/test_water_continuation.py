"""Whether one way's indexes may go on where another's ended."""

from datetime import date, timedelta
from itertools import product
from random import Random
from time import perf_counter

import pytest

from custom_components.grandlyon_energy.metering.water import may_go_on
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

FIRST = date(2026, 11, 1)


def indexes(from_day: int, *litres: int) -> list[MeterIndex]:
    """Real indexes on days in a row; the first of November is day 0."""
    return [
        MeterIndex(
            day=FIRST + timedelta(days=from_day + n), type=IndexType.REAL, index_l=each
        )
        for n, each in enumerate(litres)
    ]


def changed(day: int) -> list[MeterIndex]:
    return [
        MeterIndex(
            day=FIRST + timedelta(days=day), type=IndexType.METER_CHANGED, index_l=None
        )
    ]


@pytest.mark.parametrize(
    ("known", "found", "may"),
    [
        pytest.param([], [], True, id="nothing at all"),
        pytest.param([], indexes(0, 5000), True, id="nothing known"),
        pytest.param(indexes(0, 5000), [], True, id="nothing found"),
        pytest.param(indexes(0, 5000), indexes(1, 5000), True, id="none used"),
        pytest.param(indexes(0, 5000), indexes(9, 7000), True, id="goes on"),
        pytest.param(indexes(0, 5000), indexes(9, 4999), False, id="lower"),
        pytest.param(indexes(9, 5000), indexes(0, 4000), True, id="goes before"),
        pytest.param(indexes(9, 5000), indexes(0, 5001), False, id="higher before"),
        pytest.param(indexes(0, 5000), indexes(1, 8_001), False, id="3 m3 a day"),
        pytest.param(indexes(0, 5000), indexes(1, 8_000), True, id="3 m3 at most"),
        pytest.param(
            indexes(0, 5000, 5100), indexes(1, 5200, 5300), True, id="shared day"
        ),
        pytest.param(
            [*indexes(0, 900_000), *changed(1), *indexes(2, 10, 300)],
            indexes(4, 500),
            True,
            id="a new meter",
        ),
        pytest.param(
            indexes(0, 5000, 900_000, 5200, 5300),
            indexes(4, 5400),
            True,
            id="a slip upwards",
        ),
        pytest.param(indexes(0, 5000), indexes(1, 0, 5100), True, id="0 to be filled"),
    ],
)
def test_a_register_never_falls_and_never_leaps(
    known: list[MeterIndex], found: list[MeterIndex], may: bool
) -> None:
    assert may_go_on(known, found) is may


def test_every_index_of_the_one_is_held_against_every_one_of_the_other() -> None:
    random = Random(1)
    answers = set()
    for _ in range(300):
        ways = []
        for _way in range(2):
            days = sorted(random.sample(range(12), 4))
            litres = sorted(random.sample(range(0, 24_000, 250), 4))
            ways.append(
                [
                    one
                    for day, index_l in zip(days, litres, strict=True)
                    for one in indexes(day, 1_000 + index_l)
                ]
            )
        pairs = [
            sorted(pair, key=lambda one: one.day)
            for pair in product(*ways)
            if pair[0].day != pair[1].day
        ]
        may = all(
            0
            <= (after.index_l or 0) - (before.index_l or 0)
            <= 3_000 * (after.day - before.day).days
            for before, after in pairs
        )
        assert may_go_on(*ways) is may
        answers.add(may)
    assert answers == {True, False}


def test_years_of_either_are_compared_at_once() -> None:
    """The event loop waits for it."""
    years = 2_000
    older = indexes(-years, *range(100_000, 100_000 + years))
    newer = indexes(0, *range(100_000 + years, 100_000 + 2 * years))
    started = perf_counter()

    assert may_go_on(newer, older)

    assert perf_counter() - started < 1
