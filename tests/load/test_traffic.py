"""How the calls of all homes are counted, and the limit, scaled down to fewer homes."""

from datetime import date, timedelta

import pytest

from scripts.load_simulation.homes import Poll
from scripts.load_simulation.scenarios import (
    SCENARIOS,
    Scenario,
    local_hour,
    results,
    simulate,
)
from scripts.load_simulation.traffic import Figures, Traffic

DAY = date(2026, 1, 13)
NOON = local_hour(DAY, 12)
FEW = 4_000


def test_calls_of_a_poll_follow_each_other_by_a_second() -> None:
    traffic = Traffic(DAY, 1)
    traffic.add([Poll(at=NOON, calls=3, done=True)])
    traffic.add([Poll(at=NOON + timedelta(seconds=2), calls=4, done=False)])

    found = traffic.figures(NOON, NOON + timedelta(minutes=2))

    assert found == Figures(calls=7, busiest_minute=7 / 60, busiest_second=2)
    assert traffic.done(NOON, NOON + timedelta(minutes=1)) == 1


def test_the_busiest_minute_is_one_of_the_clock_and_a_period_ends_before_its_end() -> (
    None
):
    traffic = Traffic(DAY, 1)
    for second in (0, 59, 60, 61, 62, 120):
        traffic.add([Poll(at=NOON + timedelta(seconds=second), calls=1, done=True)])

    found = traffic.figures(NOON, NOON + timedelta(minutes=2))

    assert found == Figures(calls=5, busiest_minute=3 / 60, busiest_second=1)
    assert traffic.done(NOON, NOON + timedelta(minutes=2)) == 5


def test_a_poll_of_the_last_second_still_makes_its_calls() -> None:
    traffic = Traffic(DAY, 1)
    traffic.add(
        [Poll(at=local_hour(DAY, 24) - timedelta(seconds=1), calls=4, done=True)]
    )

    assert traffic.figures(local_hour(DAY, 0), local_hour(DAY, 24)).calls == 1


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nobody_calls_before_eight_or_at_night(scenario: Scenario) -> None:
    [traffic] = simulate([scenario], 1_000, first_day=DAY, late=0.1, seed=1)

    for n in range(scenario.days):
        day = DAY + timedelta(days=n)
        night = local_hour(day, 22) + timedelta(minutes=1)
        assert not traffic.figures(local_hour(day, 0), local_hour(day, 8)).calls
        assert not traffic.figures(night, local_hour(day, 24)).calls
        assert traffic.figures(local_hour(day, 8), night).calls > 2_900


def test_no_hour_of_a_normal_day_or_of_the_day_after_an_outage_is_over_the_limit() -> (
    None
):
    """Of so few homes a minute says little, an hour says enough."""
    limited = [
        (scenario, period)
        for scenario in SCENARIOS
        for period in scenario.periods
        if period.limited
    ]
    assert [period.name for _, period in limited] == ["normal day", "the day after"]
    for scenario, period in limited:
        [traffic] = simulate([scenario], FEW, first_day=DAY, late=0.1, seed=1)
        day = DAY + timedelta(days=period.day)
        for hour in range(24):
            found = traffic.figures(local_hour(day, hour), local_hour(day, hour + 1))
            assert found.calls / 3600 * (100_000 / FEW) < 9.5


def test_an_outage_over_at_three_still_leaves_most_homes_their_day() -> None:
    found = {
        result.period.name: result
        for result in results(1_000, first_day=DAY, late=0.1, seed=1)
    }

    assert found["normal day"].done > 0.99
    assert found["gateway down all day"].done == 0
    assert found["the day after"].done > 0.99
    assert found["the hours after"].done > 0.95
    assert found["nothing published"].done == 0


def test_means_are_over_the_hours_in_which_homes_may_call() -> None:
    found = {
        result.period.name: result
        for result in results(500, first_day=DAY, late=0.1, seed=1)
    }

    for name, hours in (("normal day", 14), ("gateway down 09-15 h", 6)):
        result = found[name]
        assert result.mean == result.figures.calls / (hours * 3600)
    after = found["the hours after"]
    assert after.mean == after.figures.calls / (7 * 3600)
