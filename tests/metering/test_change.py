"""What a year's change compares: only days that both years know, day by day."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.change import (
    Change,
    change_to_last_year,
)
from custom_components.grandlyon_energy.metering.series import Series

from .days import run, series_of

ONE = timedelta(days=1)
NEW_YEAR = date(2026, 1, 1)
LAST_YEAR = date(2025, 1, 1)
TODAY = date(2026, 1, 20)


def week(first: date, amount: int, days: int = 7) -> dict[date, int]:
    return run(first, first + (days - 1) * ONE, amount)


def test_fewer_than_seven_days_say_nothing() -> None:
    six = series_of(week(LAST_YEAR, 10, 9) | week(NEW_YEAR, 5, 6))
    seven = series_of(week(LAST_YEAR, 10, 9) | week(NEW_YEAR, 5))

    assert change_to_last_year(six, TODAY) is None
    assert change_to_last_year(seven, TODAY) == Change(
        percent=-50.0, first=NEW_YEAR, last=NEW_YEAR + 6 * ONE, days=7
    )


def test_nothing_known_is_no_change() -> None:
    assert change_to_last_year(Series(), TODAY) is None


def test_a_year_that_used_nothing_cannot_be_compared() -> None:
    known = series_of(week(LAST_YEAR, 0) | week(NEW_YEAR, 5))

    assert change_to_last_year(known, TODAY) is None


def test_a_year_that_uses_nothing_is_a_hundred_percent_less() -> None:
    known = series_of(week(LAST_YEAR, 5) | week(NEW_YEAR, 0))

    change = change_to_last_year(known, TODAY)

    assert change
    assert change.percent == -100


def test_a_hole_in_either_year_takes_the_day_from_both() -> None:
    known = series_of(
        week(LAST_YEAR, 10, 10) | week(NEW_YEAR, 20, 10) | {LAST_YEAR: 10**9}
    )
    # A day that is dear in one year only must not count once the other has a hole there.
    known.replace({NEW_YEAR: (), LAST_YEAR + ONE: ()})

    assert change_to_last_year(known, TODAY) == Change(
        percent=100.0, first=NEW_YEAR + 2 * ONE, last=NEW_YEAR + 9 * ONE, days=8
    )


@pytest.mark.parametrize("year", [NEW_YEAR, LAST_YEAR])
def test_a_day_that_is_not_sure_in_either_year_does_not_count(year: date) -> None:
    unsure = year + 8 * ONE
    known = series_of(week(LAST_YEAR, 10, 9) | week(NEW_YEAR, 20, 9) | {unsure: 10**9})

    change = change_to_last_year(known, TODAY, not_to_compare={unsure})

    assert change == Change(
        percent=100.0, first=NEW_YEAR, last=NEW_YEAR + 7 * ONE, days=8
    )


def test_a_29_february_has_no_day_beside_it() -> None:
    this_leap = series_of(
        week(date(2023, 2, 24), 10, 8) | week(date(2024, 2, 24), 20, 8)
    )
    last_leap = series_of(
        week(date(2024, 2, 24), 10, 8) | week(date(2025, 2, 24), 20, 8)
    )

    change = change_to_last_year(this_leap, date(2024, 3, 9))
    assert change == Change(
        percent=100.0, first=date(2024, 2, 24), last=date(2024, 3, 2), days=7
    )
    change = change_to_last_year(last_leap, date(2025, 3, 9))
    assert change == Change(
        percent=100.0, first=date(2025, 2, 24), last=date(2025, 3, 2), days=7
    )


def test_only_todays_year_is_compared() -> None:
    known = series_of(run(date(2023, 1, 1), date(2025, 12, 31), 10))

    assert change_to_last_year(known, NEW_YEAR) is None
    change = change_to_last_year(known, date(2025, 12, 31))
    assert change
    assert (change.days, change.percent) == (365, 0)


def test_the_percentage_has_one_decimal() -> None:
    known = series_of(week(LAST_YEAR, 300) | week(NEW_YEAR, 400))

    change = change_to_last_year(known, TODAY)

    assert change
    assert change.percent == 33.3
