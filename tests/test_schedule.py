"""When the services are asked, as tables of local times."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
import itertools
from zoneinfo import ZoneInfo

import pytest

from custom_components.grandlyon_energy.schedule import (
    ELECTRICITY_SPREAD_S,
    WATER_SPREAD_S,
    by_day,
    daily_attempt,
    electricity_attempts,
    is_night,
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


MORNING = ["08:00", "08:30", "10:30", "12:30", "14:30", "16:30", "18:30", "20:30"]
ELECTRICITY = [
    (0, MORNING),
    (59, MORNING),
    (5399, ["09:29", "09:59", "11:59", "13:59", "15:59", "17:59", "19:59", "21:59"]),
    (5400, ["09:30", "10:00", "12:00", "14:00", "16:00", "18:00", "20:00"]),
    (ELECTRICITY_SPREAD_S - 1, ["21:29", "21:59"]),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("second", "expected"), ELECTRICITY)
def test_electricity_is_asked_from_eight_soon_again_then_every_two_hours_until_ten(
    day: date, second: int, expected: list[str]
) -> None:
    attempts = electricity_attempts(at(day, "00:30"), second)

    assert clocks(attempts, day) == expected
    assert clocks(attempts, day + timedelta(days=1)) == expected
    assert len(attempts) == 2 * len(expected)


WATER = [
    (0, ["06:00", "14:00"]),
    (61 * 60, ["07:01", "15:01"]),
    (WATER_SPREAD_S - 1, ["12:59", "20:59"]),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("second", "expected"), WATER)
def test_water_is_asked_twice_a_day(
    day: date, second: int, expected: list[str]
) -> None:
    attempts = water_attempts(at(day, "00:30"), second)

    assert clocks(attempts, day) == expected
    assert clocks(attempts, day + timedelta(days=1)) == expected


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (0, "10:00"),
        (ELECTRICITY_SPREAD_S // 2, "15:45"),
        (ELECTRICITY_SPREAD_S - 1, "21:29"),
    ],
)
def test_a_service_that_wants_one_poll_a_day_is_asked_between_ten_and_half_past_nine(
    day: date, second: int, expected: str
) -> None:
    attempts = daily_attempt(at(day, "00:30"), second)

    assert clocks(attempts, day) == clocks(attempts, day + timedelta(days=1))
    assert clocks(attempts, day) == [expected]
    assert len(attempts) == 2


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize(
    ("clock", "expected"),
    [("00:00", "today"), ("09:59", "today"), ("10:00", "tomorrow"), ("23:59", None)],
)
def test_after_the_one_poll_comes_tomorrows_whether_it_found_the_day_or_not(
    clock: str, expected: str | None, done: bool
) -> None:
    now = at(WINTER, clock)
    day = WINTER + timedelta(days=done or expected != "today")

    assert next_attempt(daily_attempt(now, 0), now, done=done) == at(day, "10:00")


@pytest.mark.parametrize("attempts_of", [electricity_attempts, water_attempts])
def test_homes_of_the_same_minute_come_at_their_own_second(
    attempts_of: Callable[[datetime, int], list[datetime]],
) -> None:
    now = at(WINTER, "00:30")

    homes = [attempts_of(now, second)[0] for second in range(60)]

    assert homes == [homes[0] + timedelta(seconds=n) for n in range(60)]


@pytest.mark.parametrize("day", DAYS)
def test_attempts_are_two_real_hours_apart_and_start_at_the_local_hour(
    day: date,
) -> None:
    attempts = electricity_attempts(at(day, "12:00"), 0)

    for one, following in itertools.pairwise(attempts[1:8]):
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
        ("08:00", False, "today 08:30"),
        ("08:00", True, "tomorrow 08:00"),
        ("20:29", False, "today 20:30"),
        ("20:30", False, "tomorrow 08:00"),
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
        ("00:00", True),
        ("03:30", True),
        ("05:59", True),
        ("06:00", False),
        ("21:59", False),
        ("22:00", True),
        ("23:59", True),
    ],
)
def test_the_night_lasts_from_ten_to_six(day: date, clock: str, expected: bool) -> None:
    assert is_night(at(day, clock)) is expected


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_of_the_long_night_are_night(fold: int) -> None:
    assert is_night(at(AUTUMN, "02:30", fold))


EVENINGS = [WINTER, SPRING - timedelta(days=1), AUTUMN - timedelta(days=1)]


@pytest.mark.parametrize("day", EVENINGS)
@pytest.mark.parametrize("clock", ["06:00", "12:00", "21:59"])
def test_by_day_a_moment_stays_as_it_is(day: date, clock: str) -> None:
    moment = at(day, clock)

    assert by_day(moment, electricity_attempts(moment, 4321)) == moment


@pytest.mark.parametrize("day", EVENINGS)
@pytest.mark.parametrize("second", [0, 4321, ELECTRICITY_SPREAD_S - 1])
@pytest.mark.parametrize(
    ("days", "clock"), [(0, "22:00"), (0, "23:59"), (1, "00:00"), (1, "05:59")]
)
def test_what_falls_into_the_night_waits_for_the_homes_own_second(
    day: date, second: int, days: int, clock: str
) -> None:
    moment = at(day + timedelta(days=days), clock)

    found = by_day(moment, electricity_attempts(moment, second))

    morning = day + timedelta(days=1)
    assert found == at(morning, "08:00") + timedelta(seconds=second)


def waits(failures: int, drawn: float) -> float:
    """How many minutes a home waits after so many failures in a row."""
    noon = at(WINTER, "12:00")
    moment = retry_at(noon, failures, random=lambda: drawn)
    return (moment - noon) / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("failures", "shortest", "longest"),
    [
        (1, 7.5, 15),
        (2, 52.5, 105),
        (3, 240, 480),
        (4, 240, 480),
        (1_000_000, 240, 480),
    ],
)
def test_a_failure_waits_longer_than_the_one_before_with_jitter(
    failures: int, shortest: float, longest: float
) -> None:
    assert (waits(failures, 0), waits(failures, 1)) == (shortest, longest)
    assert shortest < waits(failures, 0.5) < longest


def test_a_hiccup_costs_a_quarter_of_an_hour_and_an_outage_of_an_hour_two() -> None:
    second_retry = waits(1, 0) + waits(2, 0), waits(1, 1) + waits(2, 1)

    assert waits(1, 1) <= 15
    assert second_retry == (60, 120)


@pytest.mark.parametrize("clock", ["19:59", "21:59", "03:00"])
def test_a_retry_is_counted_from_the_failure_whatever_the_hour(clock: str) -> None:
    now = at(WINTER, clock)

    assert retry_at(now, 9, random=lambda: 1) - now == timedelta(hours=8)
