"""When the services are asked, as tables of local times."""

from datetime import UTC, date, datetime, timedelta
import itertools
from zoneinfo import ZoneInfo

import pytest

from custom_components.grandlyon_energy.schedule import (
    ELECTRICITY_MINUTES,
    WATER_MINUTES,
    after_the_night,
    electricity_attempts,
    next_attempt,
    retry_at,
    water_attempts,
)

PARIS = ZoneInfo("Europe/Paris")
WINTER = date(2026, 1, 15)
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
DAYS = [WINTER, SPRING, AUTUMN]


def at(day: date, clock: str, fold: int = 0) -> datetime:
    """A local time of day as an instant."""
    hour, minute = map(int, clock.split(":"))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
    return local.replace(fold=fold).astimezone(UTC)


def clocks(moments: list[datetime], day: date) -> list[str]:
    """The local times of those of a day."""
    local = (moment.astimezone(PARIS) for moment in moments)
    return [f"{moment:%H:%M}" for moment in local if moment.date() == day]


ELECTRICITY = [
    (0, ["08:00", "10:00", "12:00", "14:00", "16:00", "18:00", "20:00"]),
    (119, ["09:59", "11:59", "13:59", "15:59", "17:59", "19:59", "21:59"]),
    (120, ["10:00", "12:00", "14:00", "16:00", "18:00", "20:00"]),
    (ELECTRICITY_MINUTES - 1, ["17:59", "19:59", "21:59"]),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("minute", "expected"), ELECTRICITY)
def test_electricity_is_asked_every_two_hours_from_eight_and_never_at_ten_at_night(
    day: date, minute: int, expected: list[str]
) -> None:
    attempts = electricity_attempts(at(day, "00:30"), minute)

    assert clocks(attempts, day) == expected
    assert clocks(attempts, day + timedelta(days=1)) == expected
    assert len(attempts) == 2 * len(expected)


WATER = [
    (0, ["06:00", "14:00"]),
    (61, ["07:01", "15:01"]),
    (WATER_MINUTES - 1, ["12:59", "20:59"]),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("minute", "expected"), WATER)
def test_water_is_asked_twice_a_day(
    day: date, minute: int, expected: list[str]
) -> None:
    attempts = water_attempts(at(day, "00:30"), minute)

    assert clocks(attempts, day) == expected
    assert clocks(attempts, day + timedelta(days=1)) == expected


@pytest.mark.parametrize("day", DAYS)
def test_attempts_are_two_real_hours_apart_and_start_at_the_local_hour(
    day: date,
) -> None:
    attempts = electricity_attempts(at(day, "12:00"), 0)

    for one, following in itertools.pairwise(attempts[:7]):
        assert following - one == timedelta(hours=2)
    assert attempts[0].utcoffset() == timedelta(0)
    assert attempts[0] == at(day, "08:00")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("clock", "done", "expected"),
    [
        ("00:00", False, "today 08:00"),
        ("00:00", True, "tomorrow 08:00"),
        ("07:59", False, "today 08:00"),
        ("08:00", False, "today 10:00"),
        ("08:00", True, "tomorrow 08:00"),
        ("19:59", False, "today 20:00"),
        ("20:00", False, "tomorrow 08:00"),
        ("23:59", False, "tomorrow 08:00"),
        ("23:59", True, "tomorrow 08:00"),
    ],
)
def test_the_next_attempt_is_the_next_of_today_or_tomorrows_first(
    day: date, clock: str, done: bool, expected: str
) -> None:
    now = at(day, clock)

    found = next_attempt(electricity_attempts(now, 0), now, done=done)

    which, time = expected.split()
    assert found == at(day + timedelta(days=which == "tomorrow"), time)


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
@pytest.mark.parametrize("day", DAYS)
def test_there_is_a_next_attempt_at_every_hour_of_every_day(
    day: date, hour: int
) -> None:
    start = at(day, "00:00")
    now = start + timedelta(hours=hour)

    for attempts in (electricity_attempts(now, 0), water_attempts(now, 0)):
        assert now < next_attempt(attempts, now, done=False) <= now + timedelta(days=1)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("05:59", "today 06:00"),
        ("06:00", "today 06:00"),
        ("06:01", "today 06:01"),
        ("21:59", "today 21:59"),
        ("22:00", "tomorrow 06:00"),
        ("23:59", "tomorrow 06:00"),
        ("00:00", "today 06:00"),
        ("03:30", "today 06:00"),
    ],
)
def test_the_night_is_over_at_six(day: date, clock: str, expected: str) -> None:
    which, time = expected.split()

    assert after_the_night(at(day, clock)) == at(
        day + timedelta(days=which == "tomorrow"), time
    )


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_of_the_long_night_wait_for_the_same_morning(fold: int) -> None:
    assert after_the_night(at(AUTUMN, "02:30", fold)) == at(AUTUMN, "06:00")


@pytest.mark.parametrize(
    ("evening", "hours"),
    [(WINTER, 8), (SPRING - timedelta(days=1), 7), (AUTUMN - timedelta(days=1), 9)],
)
def test_a_night_lasts_as_long_as_the_clocks_make_it(evening: date, hours: int) -> None:
    at_ten = at(evening, "22:00")

    assert after_the_night(at_ten) - at_ten == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("failures", "shortest", "longest"),
    [
        (1, 2.5, 5),
        (2, 5, 10),
        (3, 10, 20),
        (5, 40, 80),
        (6, 60, 120),
        (7, 60, 120),
        (1_000_000, 60, 120),
    ],
)
def test_a_failure_waits_twice_as_long_as_the_one_before_with_jitter(
    failures: int, shortest: float, longest: float
) -> None:
    noon = at(WINTER, "12:00")

    def waits(drawn: float) -> float:
        moment = retry_at(noon, failures, random=lambda: drawn)
        return (moment - noon) / timedelta(minutes=1)

    assert (waits(0), waits(1)) == (shortest, longest)
    assert shortest < waits(0.5) < longest


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("19:59", "today 21:59"), ("20:00", "tomorrow 06:00"), ("03:00", "today 06:00")],
)
def test_a_failure_is_not_tried_again_at_night(clock: str, expected: str) -> None:
    which, time = expected.split()

    found = retry_at(at(WINTER, clock), 9, random=lambda: 1)

    assert found == at(WINTER + timedelta(days=which == "tomorrow"), time)
