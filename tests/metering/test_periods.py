"""What the entities show of a series: the newest day, and this month."""

from datetime import date

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.periods import (
    Period,
    last_day,
    month_so_far,
)
from custom_components.grandlyon_energy.metering.series import Series


def series(**amounts: int) -> Series:
    """A series of days given as d20260131=amount, spread over the day's first two hours."""
    made = Series()
    made.baseline = 5000
    for name, amount in amounts.items():
        day = date.fromisoformat(name[1:])
        hours = day_hours(day)
        made.replace({day: ((hours[0], amount - 1), (hours[1], 1))})
    return made


def test_what_is_unknown_is_none_and_never_zero() -> None:
    assert last_day(Series()) is None
    assert month_so_far(Series(), date(2026, 1, 31)) is None


def test_the_last_day_is_the_newest_with_an_amount() -> None:
    known = series(d20260130=7, d20260128=9)

    day = date(2026, 1, 30)
    assert last_day(known) == Period(first=day, last=day, days=1, amount=7)


def test_a_last_day_without_use_is_zero() -> None:
    known = series(d20260130=7, d20260131=1)
    day = date(2026, 1, 31)
    known.replace({day: ((day_hours(day)[0], 0),)})

    assert last_day(known) == Period(first=day, last=day, days=1, amount=0)


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
