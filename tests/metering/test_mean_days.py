"""The mean day of the week and of the weekend."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.mean_days import (
    MeanDay,
    weekday_mean,
    weekend_mean,
)
from custom_components.grandlyon_energy.metering.series import Series

from .days import series_of

MONDAY = date(2026, 5, 4)
SATURDAY = date(2026, 5, 9)
ONE = timedelta(days=1)

type Mean = Callable[[Series, list[date]], MeanDay | None]


@pytest.mark.parametrize(
    ("mean", "first", "fewest"),
    [(weekday_mean, MONDAY, 4), (weekend_mean, SATURDAY, 2)],
)
def test_too_few_days_have_no_mean(mean: Mean, first: date, fewest: int) -> None:
    days = [first + n * ONE for n in range(fewest)]
    known = series_of(dict.fromkeys(days, 6))

    assert mean(known, []) is None
    assert mean(known, days[1:]) is None
    assert mean(known, days) == MeanDay(
        amount=6, days=fewest, first=days[0], last=days[-1]
    )


def test_each_kind_of_day_counts_only_its_own() -> None:
    days = [MONDAY + n * ONE for n in range(14)]
    known = series_of({day: 10 if day.weekday() < 5 else 40 for day in days})

    assert weekday_mean(known, days) == MeanDay(
        amount=10, days=10, first=MONDAY, last=date(2026, 5, 15)
    )
    assert weekend_mean(known, days) == MeanDay(
        amount=40, days=4, first=SATURDAY, last=date(2026, 5, 17)
    )


def test_a_public_holiday_is_a_day_of_its_week() -> None:
    # 8 May 2026 is one, and a Friday; 15 August 2026 a Saturday.
    days = [MONDAY + n * ONE for n in range(1, 5)]
    known = series_of({**dict.fromkeys(days, 10), date(2026, 5, 8): 50})

    mean = weekday_mean(known, days)

    assert mean
    assert (mean.days, mean.amount) == (4, 20)


def test_days_that_are_not_asked_for_do_not_count() -> None:
    days = [MONDAY + n * ONE for n in range(5)]
    known = series_of(dict.fromkeys(days, 10) | {days[0]: 10**9})

    mean = weekday_mean(known, days[1:])

    assert mean
    assert mean.amount == 10


def test_a_mean_is_a_whole_number() -> None:
    known = series_of({SATURDAY: 10, SATURDAY + ONE: 17})

    mean = weekend_mean(known, [SATURDAY, SATURDAY + ONE])

    assert mean
    assert isinstance(mean.amount, int)
    assert mean.amount == pytest.approx(13.5, abs=0.5)
