"""A run that judges by a day does not begin just before another."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts.demo_home.midnight import until_clear

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
    assert until_clear(now, NEED) == timedelta(seconds=seconds)
