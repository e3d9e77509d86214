"""What the demo lets the services publish differently."""

from datetime import date, timedelta
from typing import Any

import pytest

from scripts.demo_home import changes
from scripts.demo_home.expected import hours_of, maximum_power_rows
from scripts.demo_home.services import Truth
from tests.emulator import Home

TODAY = date(2026, 3, 20)
DAYS = [
    date(2026, 2, 20),
    pytest.param(date(2025, 3, 30), id="23 hours"),
    pytest.param(date(2025, 10, 26), id="25 hours"),
]


def truth_of(home: Home, day: date) -> Truth:
    """Return what can be known of a day's electricity."""
    at, power = home.true_max_power(day)
    return Truth(
        energy_wh={day: home.true_day_wh(day)},
        hours_wh=home.true_hours_wh(day),
        flat_days=frozenset(),
        max_power_va={at: power},
        water_l={},
        unknowable={},
    )


@pytest.fixture
def home() -> Home:
    return Home(today=TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_the_maximum_power_moves_to_another_hour(home: Home, day: date) -> None:
    before = truth_of(home, day)
    told = changes.used_at_another_time(before, day)
    home.correct_curve(date.fromisoformat(told["day"]), told["half_hours_w"])
    after = truth_of(home, day)
    [old], [new] = maximum_power_rows(before), maximum_power_rows(after)
    later = (new - old) // timedelta(hours=1)
    assert later % len(hours_of(day)) == changes.LATER_HOURS
    assert abs(after.energy_wh[day] - before.energy_wh[day]) <= 1


def test_what_was_used_more_is_more_than_rounding(home: Home) -> None:
    day = TODAY - timedelta(days=1)
    before = home.true_day_wh(day)
    told = changes.used_more(truth_of(home, day), day)
    home.correct_energy(day, told["wh"])
    assert home.true_day_wh(day) - before == changes.MORE_WH > 26


@pytest.mark.parametrize(
    ("correction", "told"),
    [
        (changes.held_back(TODAY), {"what": "late", "day": "2026-03-20"}),
        (changes.published(TODAY), {"what": "release", "day": "2026-03-20"}),
        (
            changes.read_as("A", "123", TODAY),
            {"what": "kind", "day": "2026-03-20", "contract": "123", "kind": "A"},
        ),
    ],
)
def test_says_what_the_emulator_understands(
    correction: dict[str, Any], told: dict[str, Any]
) -> None:
    assert correction == told
