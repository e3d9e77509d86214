"""How much was used over the periods that a resident asks for: whatever is not known is not counted, and said."""

from datetime import date

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.periods import (
    Period,
    last_7_days,
    last_day,
    month_so_far,
    previous_month,
    previous_year_to_date,
    year_so_far,
)
from custom_components.grandlyon_energy.metering.series import Series

from .days import run, series_of

D = date.fromisoformat


def series(**amounts: int) -> Series:
    """A series of days given as d20260131=amount."""
    return series_of({D(name[1:]): amount for name, amount in amounts.items()})


def period(first: str, last: str, days: int, amount: int) -> Period:
    return Period(first=D(first), last=D(last), days=days, amount=amount)


def test_what_is_unknown_is_none_and_never_zero() -> None:
    nothing, today = Series(), date(2026, 1, 31)

    assert last_day(nothing) is None
    assert last_7_days(nothing) is None
    for of_today in (month_so_far, previous_month, year_so_far, previous_year_to_date):
        assert of_today(nothing, today) is None


def test_on_the_first_of_january_only_what_is_past_is_known() -> None:
    known = series_of(run(date(2024, 12, 1), date(2025, 12, 31)))
    today = date(2026, 1, 1)

    assert month_so_far(known, today) is None
    assert year_so_far(known, today) is None
    # Nothing of this year is there to be compared.
    assert previous_year_to_date(known, today) is None
    assert previous_month(known, today) == period("20251201", "20251231", 31, 31)
    assert last_7_days(known) == period("20251225", "20251231", 7, 7)


def test_the_last_day_is_the_newest_with_an_amount() -> None:
    known = series(d20260130=7, d20260128=9)

    assert last_day(known) == period("20260130", "20260130", 1, 7)


def test_a_last_day_without_use_is_zero() -> None:
    known = series(d20260130=7)
    day = date(2026, 1, 31)
    known.replace({day: ((day_hours(day)[0], 0),)})

    assert last_day(known) == period("20260131", "20260131", 1, 0)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param({"d20260301": 5}, ("20260301", "20260301", 1, 5), id="one day"),
        pytest.param(
            {"d20260222": 1, "d20260223": 2, "d20260226": 4, "d20260301": 8},
            ("20260223", "20260301", 3, 14),
            id="holes are no days, the eighth day back is out",
        ),
        pytest.param(
            {"d20260222": 1, "d20260225": 2, "d20260301": 4},
            ("20260225", "20260301", 2, 6),
            id="begins with the first that is known",
        ),
        pytest.param(
            {"d20200222": 1, "d20200301": 2},
            ("20200301", "20200301", 1, 2),
            id="a 29 February is a day of the seven",
        ),
    ],
)
def test_the_last_7_days_are_those_up_to_the_newest(
    amounts: dict[str, int], expected: tuple[str, str, int, int]
) -> None:
    assert last_7_days(series(**amounts)) == period(*expected)


@pytest.mark.parametrize(
    ("today", "first", "last", "days", "amount"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 31), 2, 10 + 20),
        (date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31), 2, 10 + 20),
        (date(2025, 12, 31), date(2025, 12, 31), date(2025, 12, 31), 1, 40),
    ],
)
def test_the_month_is_todays_with_the_days_that_are_known(
    today: date, first: date, last: date, days: int, amount: int
) -> None:
    known = series(
        d20250131=80, d20251231=40, d20260101=10, d20260131=20, d20260201=160
    )

    assert month_so_far(known, today) == Period(
        first=first, last=last, days=days, amount=amount
    )


def test_a_month_of_which_nothing_is_known_yet_is_unknown() -> None:
    assert month_so_far(series(d20260131=20), date(2026, 2, 1)) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 31), ("20260201", "20260228", 28, 28)),
        (date(2024, 3, 31), ("20240201", "20240229", 29, 29)),
        (date(2026, 1, 31), ("20251201", "20251231", 31, 31)),
        (date(2024, 2, 1), ("20240115", "20240131", 17, 17)),
    ],
)
def test_the_previous_month_is_whole_as_far_as_it_is_known(
    today: date, expected: tuple[str, str, int, int]
) -> None:
    known = series_of(run(date(2024, 1, 15), date(2026, 3, 31)))

    assert previous_month(known, today) == period(*expected)


def test_a_previous_month_of_which_nothing_is_known_is_unknown() -> None:
    known = series(d20251231=1, d20260201=2)

    assert previous_month(known, date(2026, 2, 2)) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 5), ("20260102", "20260301", 2, 30)),
        (date(2025, 12, 31), ("20251231", "20251231", 1, 40)),
        (date(2027, 6, 1), ("20270101", "20270101", 1, 80)),
    ],
)
def test_the_year_is_todays_with_the_days_that_are_known(
    today: date, expected: tuple[str, str, int, int]
) -> None:
    known = series(d20251231=40, d20260102=10, d20260301=20, d20270101=80)

    assert year_so_far(known, today) == period(*expected)


@pytest.mark.parametrize(
    ("known", "today", "expected"),
    [
        pytest.param(
            run(date(2025, 1, 1), date(2026, 3, 2)),
            date(2026, 3, 4),
            ("20250101", "20250302", 61, 61),
            id="to the day that is known, not to today",
        ),
        pytest.param(
            run(date(2023, 1, 1), date(2024, 2, 29)),
            date(2024, 3, 1),
            ("20230101", "20230228", 59, 59),
            id="29 February stands beside the 28th",
        ),
        pytest.param(
            run(date(2024, 1, 1), date(2025, 2, 28)),
            date(2025, 3, 1),
            ("20240101", "20240228", 59, 59),
            id="28 February stands beside the 28th",
        ),
        pytest.param(
            run(date(2024, 1, 1), date(2025, 3, 1)),
            date(2025, 3, 1),
            ("20240101", "20240301", 61, 61),
            id="last year's 29 February counts",
        ),
        pytest.param(
            {date(2025, 3, 1): 4, date(2025, 4, 2): 8, date(2026, 4, 1): 1},
            date(2026, 4, 3),
            ("20250301", "20250301", 1, 4),
            id="a year that begins late",
        ),
        pytest.param(
            run(date(2025, 5, 1), date(2025, 12, 31)) | {date(2026, 4, 1): 1},
            date(2026, 4, 3),
            None,
            id="nothing that early last year",
        ),
    ],
)
def test_the_previous_year_ends_on_the_same_day_as_this_one(
    known: dict[date, int],
    today: date,
    expected: tuple[str, str, int, int] | None,
) -> None:
    found = previous_year_to_date(series_of(known), today)

    assert found == (period(*expected) if expected else None)
