"""What the demo lets the services publish differently."""

from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest

from scripts.demo_home import changes
from scripts.demo_home.expected import hours_of, maximum_power_rows
from scripts.demo_home.services import Services, Truth
from tests.emulator import Emulator, Home

from .homes import energy, truth

TODAY = date(2026, 3, 20)
DAYS = [
    date(2026, 2, 20),
    pytest.param(date(2025, 3, 30), id="23 hours"),
    pytest.param(date(2025, 10, 26), id="25 hours"),
]


def truth_of(home: Home, day: date) -> Truth:
    """Return what can be known of a day's electricity."""
    at, power = home.true_max_power(day)
    return truth(
        consumption=energy(
            {day: home.true_day_wh(day)}, hours_wh=home.true_hours_wh(day)
        ),
        max_power_va={at: power},
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
    assert abs(after.consumption.day_wh[day] - before.consumption.day_wh[day]) <= 1


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
        (
            changes.index_is_higher("123", TODAY),
            {"what": "index", "day": "2026-03-20", "contract": "123", "more": 37},
        ),
    ],
)
def test_says_what_the_emulator_understands(
    correction: dict[str, Any], told: dict[str, Any]
) -> None:
    assert correction == told


@pytest.mark.usefixtures("socket_enabled")
async def test_a_higher_index_adds_to_the_day_it_closes_every_time(home: Home) -> None:
    [contract] = home.contracts
    closed = TODAY - timedelta(days=3)
    used = home.true_day_litres(contract, closed)
    correction = changes.index_is_higher(contract, closed + timedelta(days=1))
    async with Emulator(home).serve() as emulator, aiohttp.ClientSession() as session:
        services = Services(session, emulator.url, read={})
        await services.correct(correction)
        assert home.true_day_litres(contract, closed) == used + changes.MORE_L
        await services.correct(correction)
        assert home.true_day_litres(contract, closed) == used + 2 * changes.MORE_L
