from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from custom_components.grandlyon_energy.metering.calendar import (
    day_hours,
    day_seconds,
    day_start,
    days_between,
    hour_start,
    local_day,
    months_before,
)

CLOCKS_FORWARD = date(2026, 3, 29)
CLOCKS_BACK = date(2026, 10, 25)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 14, 22, 59, 59, tzinfo=UTC), date(2026, 1, 14)),
        (datetime(2026, 1, 14, 23, 0, tzinfo=UTC), date(2026, 1, 15)),
        (datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC), date(2026, 7, 14)),
        (datetime(2026, 7, 14, 22, 0, tzinfo=UTC), date(2026, 7, 15)),
        (
            datetime(2026, 1, 14, 19, 0, tzinfo=timezone(-timedelta(hours=5))),
            date(2026, 1, 15),
        ),
    ],
)
def test_an_instant_belongs_to_the_local_day_it_falls_in(
    instant: datetime, day: date
) -> None:
    assert local_day(instant) == day


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        (date(2026, 1, 14), datetime(2026, 1, 13, 23, tzinfo=UTC), 24),
        (date(2026, 7, 14), datetime(2026, 7, 13, 22, tzinfo=UTC), 24),
        (CLOCKS_FORWARD, datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (CLOCKS_BACK, datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ],
)
def test_a_day_has_the_hours_between_its_midnights(
    day: date, start: datetime, hours: int
) -> None:
    starts = day_hours(day)

    assert day_start(day) == starts[0] == start
    assert len(starts) == hours
    assert day_seconds(day) == hours * 3600
    assert all(later - one == timedelta(hours=1) for one, later in pairwise(starts))
    assert starts[-1] + timedelta(hours=1) == day_start(day + timedelta(days=1))
    assert all(hour.tzinfo is UTC for hour in starts)


def test_an_hour_starts_on_the_full_utc_hour() -> None:
    instant = datetime(2026, 10, 25, 2, 59, 59, 9, tzinfo=timezone(timedelta(hours=2)))

    assert hour_start(instant) == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert hour_start(instant).tzinfo is UTC


def test_a_naive_time_is_refused() -> None:
    naive = datetime(2026, 1, 14, 12, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        local_day(naive)
    with pytest.raises(ValueError, match="time zone"):
        hour_start(naive)


def test_a_range_of_days_excludes_its_end() -> None:
    start = date(2026, 12, 30)

    assert list(days_between(start, date(2027, 1, 2))) == [
        date(2026, 12, 30),
        date(2026, 12, 31),
        date(2027, 1, 1),
    ]
    assert list(days_between(start, start)) == []
    assert list(days_between(start, date(2026, 12, 1))) == []


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 11, 21), 36, date(2023, 11, 21)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 11, 21), 11, date(2025, 12, 21)),
        (date(2026, 11, 21), 10, date(2026, 1, 21)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 36, date(2021, 2, 28)),
    ],
)
def test_months_back_stay_inside_the_month(
    day: date, months: int, earlier: date
) -> None:
    assert months_before(day, months) == earlier
