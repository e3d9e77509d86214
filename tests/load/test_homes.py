"""One simulated home: how often it calls, and when."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from custom_components.grandlyon_energy.schedule import is_night
from scripts.load_simulation.homes import Home, Outage, Poll, draw_homes, polls
from scripts.load_simulation.scenarios import local_hour

WINTER = date(2026, 1, 13)
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
SECOND = 4321


def life(
    *,
    contract_due: int = 99,
    first_day: date = WINTER,
    days: int = 1,
    outage: Outage | None = None,
    late: float = 0,
    seed: int = 1,
) -> list[Poll]:
    """The polls of a home whose first attempt is 4321 seconds after eight."""
    home = Home(second=SECOND, contract_due=contract_due)
    return list(
        polls(
            home,
            first_day=first_day,
            days=days,
            outage=outage,
            late=late,
            random=Random(seed),
        )
    )


def own_second(day: date) -> datetime:
    return local_hour(day, 8) + timedelta(seconds=SECOND)


def whole_day(day: date) -> Outage:
    return Outage(start=local_hour(day, 0), end=local_hour(day, 24))


@pytest.mark.parametrize("day", [WINTER, SPRING, AUTUMN])
def test_a_normal_day_is_three_calls_at_the_homes_own_second(day: date) -> None:
    assert life(first_day=day) == [Poll(at=own_second(day), calls=3, done=True)]


def test_the_contract_is_a_fourth_call_once_a_week() -> None:
    calls = [poll.calls for poll in life(contract_due=2, days=14)]

    assert calls == [3, 3, 4, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3]


def test_a_late_day_is_three_calls_at_first_and_then_one_at_each_attempt_until_ten() -> (
    None
):
    found = life(late=1, contract_due=0)

    minutes = [(poll.at - own_second(WINTER)) // timedelta(minutes=1) for poll in found]
    assert minutes == [0, 30, 150, 270, 390, 510, 630, 750]
    assert [poll.calls for poll in found] == [4, 1, 1, 1, 1, 1, 1, 1]
    assert not any(poll.done for poll in found)


def test_a_day_that_came_late_is_not_asked_for_again() -> None:
    for seed in range(20):
        done = [poll.done for poll in life(late=0.5, seed=seed)]
        if True in done:
            assert done.index(True) == len(done) - 1


@pytest.mark.parametrize("seed", range(20))
def test_a_dead_gateway_gets_few_calls_and_the_night_none(seed: int) -> None:
    found = life(outage=whole_day(WINTER), days=2, seed=seed)

    *failed, morning = found
    assert 3 <= len(failed) <= 5
    assert {poll.calls for poll in failed} == {1}
    assert not any(is_night(poll.at) for poll in failed)
    assert morning == Poll(
        at=own_second(WINTER + timedelta(days=1)), calls=3, done=True
    )


def test_a_contract_that_is_due_is_asked_again_at_each_attempt() -> None:
    found = life(outage=whole_day(WINTER), days=3, contract_due=0)

    *failed, after, normal = [poll.calls for poll in found]
    assert set(failed) == {2}
    assert (after, normal) == (4, 3)


def test_an_outage_starts_with_its_first_second_and_is_over_with_its_last() -> None:
    start = own_second(WINTER)
    minute = timedelta(minutes=1)

    hit = life(outage=Outage(start=start, end=start + minute))
    missed = life(outage=Outage(start=start - minute, end=start))

    assert [poll.calls for poll in hit] == [1, 3]
    assert hit[1].at - start <= timedelta(minutes=16)
    assert [poll.calls for poll in missed] == [3]


def test_first_attempts_fill_the_seconds_from_eight_to_half_past_nine_at_night() -> (
    None
):
    homes = draw_homes(20_000, Random(1))

    seconds = [home.second for home in homes]
    assert seconds == sorted(seconds)
    assert seconds[0] < 60
    assert 13.5 * 3600 - 60 < seconds[-1] < 13.5 * 3600
    in_first_half = sum(second < 13.5 * 1800 for second in seconds)
    assert 9_700 < in_first_half < 10_300
    assert {home.contract_due for home in homes} == set(range(7))


def test_times_are_utc() -> None:
    assert life()[0].at.tzinfo is UTC
