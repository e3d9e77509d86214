"""Amounts become rows with a running sum: exact, in order, whatever days come and go."""

from datetime import date, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.metering.series import DayAmounts, Row, Series

FIRST = date(2026, 3, 27)
SPRING = date(2026, 3, 29)
ONE = timedelta(days=1)
DAYS = [FIRST + n * ONE for n in range(5)]


def hourly(day: date, amount: int) -> DayAmounts:
    return tuple((start, amount) for start in day_hours(day))


def at_midnight(day: date, amount: int) -> DayAmounts:
    return ((day_start(day), amount),)


@pytest.fixture
def series() -> Series:
    """Five days of 1 an hour after 100, the third with 23 hours."""
    series = Series()
    series.baseline = 100
    series.replace({day: hourly(day, 1) for day in DAYS})
    return series


def test_an_empty_series_has_nothing() -> None:
    series = Series()

    assert series.days == []
    assert series.rows(FIRST, FIRST + 365 * ONE) == []
    assert series.total(FIRST) is None
    assert series.amounts(FIRST) == ()
    assert series.last_row() is None
    assert series.first_row_after(FIRST) is None


def test_the_sum_continues_from_the_baseline(series: Series) -> None:
    rows = series.rows(DAYS[0], DAYS[-1])

    assert [row.sum for row in rows] == list(range(101, 101 + 5 * 24 - 1))
    assert series.last_row() == Row(start=day_hours(DAYS[-1])[-1], amount=1, sum=219)


def test_a_period_starts_with_the_sum_of_all_before_it(series: Series) -> None:
    rows = series.rows(DAYS[3], DAYS[3])

    assert [row.start for row in rows] == list(day_hours(DAYS[3]))
    assert rows[0].sum == 100 + 24 + 24 + 23 + 1


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [(-10, -1, 0), (-10, 0, 24), (4, 99, 24), (5, 99, 0), (2, 2, 23), (3, 2, 0)],
)
def test_a_period_may_reach_over_the_ends(
    series: Series, first: int, last: int, count: int
) -> None:
    assert len(series.rows(FIRST + first * ONE, FIRST + last * ONE)) == count


def test_a_day_that_loses_its_amounts_has_no_row_and_no_part_in_the_sum(
    series: Series,
) -> None:
    assert series.replace({SPRING: ()}) == {SPRING}

    assert SPRING not in series.days
    assert series.total(SPRING) is None
    assert series.rows(DAYS[3], DAYS[3])[0].sum == 100 + 24 + 24 + 1


def test_zero_is_an_amount_and_has_rows(series: Series) -> None:
    series.replace({SPRING: hourly(SPRING, 0)})

    assert series.total(SPRING) == 0
    assert len(series.rows(SPRING, SPRING)) == 23


def test_only_what_differs_counts_as_a_change(series: Series) -> None:
    unknown = FIRST - ONE

    same = {DAYS[0]: hourly(DAYS[0], 1), unknown: ()}
    assert series.replace(same) == set()

    moved = {DAYS[0]: hourly(DAYS[0], 1), DAYS[1]: hourly(DAYS[1], 2)}
    assert series.replace(moved) == {DAYS[1]}


def test_a_snapshot_does_not_see_later_changes(series: Series) -> None:
    snapshot = series.snapshot()
    before = series.rows(DAYS[0], DAYS[-1])

    series.baseline = 7
    series.replace({DAYS[0]: hourly(DAYS[0], 9), SPRING: ()})

    assert snapshot.rows(DAYS[0], DAYS[-1]) == before
    assert (snapshot.total(DAYS[0]), snapshot.total(SPRING)) == (24, 23)
    assert snapshot.known(DAYS[0], DAYS[-1]) == (DAYS, 4 * 24 + 23)
    assert series.rows(DAYS[0], DAYS[-1]) != before


@pytest.mark.parametrize(
    ("after", "expected"),
    [(-2, 0), (-1, 0), (0, 1), (1, 3), (2, 3), (3, 4), (4, None), (9, None)],
)
def test_the_first_row_after_a_day_skips_days_without_rows(
    series: Series, after: int, expected: int | None
) -> None:
    series.replace({SPRING: ()})

    found = series.first_row_after(FIRST + after * ONE)

    start: datetime | None = found.start if found else None
    assert start == (None if expected is None else day_start(DAYS[expected]))


@given(
    st.lists(
        st.dictionaries(
            st.dates(date(2025, 10, 20), date(2025, 10, 31)),
            st.none() | st.integers(0, 10**9),
        ),
        max_size=6,
    ),
    st.integers(-(10**12), 10**12),
)
def test_however_days_come_and_go_the_sums_add_up(
    changes: list[dict[date, int | None]], baseline: int
) -> None:
    series = Series()
    series.baseline = baseline
    known: dict[date, int] = {}
    for change in changes:
        series.replace(
            {
                day: () if amount is None else at_midnight(day, amount)
                for day, amount in change.items()
            }
        )
        known |= {day: amount for day, amount in change.items() if amount is not None}
        for day in [day for day, amount in change.items() if amount is None]:
            known.pop(day, None)

    expected = []
    running = baseline
    for day, amount in sorted(known.items()):
        running += amount
        expected.append(Row(start=day_start(day), amount=amount, sum=running))
    assert series.rows(date(2025, 1, 1), date(2026, 1, 1)) == expected


@given(
    st.lists(
        st.dictionaries(
            st.dates(date(2025, 10, 20), date(2025, 10, 31)),
            st.lists(st.integers(0, 10**9), max_size=3),
        ),
        max_size=6,
    ),
    st.dates(date(2025, 10, 18), date(2025, 11, 2)),
    st.dates(date(2025, 10, 18), date(2025, 11, 2)),
)
def test_what_a_period_adds_up_to_is_the_plain_sum_of_its_hours(
    changes: list[dict[date, list[int]]], first: date, last: date
) -> None:
    series = Series()
    series.baseline = 17
    for change in changes:
        series.replace(
            {
                day: tuple(zip(day_hours(day), amounts, strict=False))
                for day, amounts in change.items()
            }
        )

    days, amount = series.known(first, last)

    assert list(days) == [day for day in series.days if first <= day <= last]
    rows = series.rows(first, last)
    assert amount == sum(row.amount for row in rows)
    assert sum(series.total(day) or 0 for day in series.days) == sum(
        amount for day in series.days for _, amount in series.amounts(day)
    )
