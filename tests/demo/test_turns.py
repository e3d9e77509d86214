"""A run that judges by what is true now does not begin just before that becomes something else."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts.demo_home.turns import NEW_DAY, PUBLISHED, until_clear

NEED = timedelta(minutes=3)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 1, 10, 22, 57, tzinfo=UTC), 0),
        (datetime(2026, 1, 10, 22, 57, 1, tzinfo=UTC), 180),
        (datetime(2026, 1, 10, 22, 59, 59, tzinfo=UTC), 2),
        (datetime(2026, 1, 10, 23, 0, tzinfo=UTC), 0),
        (datetime(2026, 7, 10, 21, 59, 30, tzinfo=UTC), 31),
        (datetime(2026, 7, 10, 22, 59, 30, tzinfo=UTC), 0),
        # A day of 25 hours, and one of 23.
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), 61),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), 61),
    ],
)
def test_the_last_minutes_of_a_local_day_are_waited_for(
    now: datetime, seconds: float
) -> None:
    assert until_clear(now, (NEW_DAY,), NEED) == timedelta(seconds=seconds)
    assert until_clear(now, (NEW_DAY, PUBLISHED), NEED) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 1, 10, 6, 58, 30, tzinfo=UTC), 91),
        (datetime(2026, 1, 10, 7, 0, tzinfo=UTC), 0),
        (datetime(2026, 7, 10, 5, 59, tzinfo=UTC), 61),
        (datetime(2026, 10, 25, 6, 59, tzinfo=UTC), 61),
    ],
)
def test_the_last_minutes_before_more_is_published_are_waited_for(
    now: datetime, seconds: float
) -> None:
    assert until_clear(now, (NEW_DAY, PUBLISHED), NEED) == timedelta(seconds=seconds)
    assert until_clear(now, (NEW_DAY,), NEED) == timedelta()
