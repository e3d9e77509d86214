"""What can be known depends on the way: how far back a service goes, and what it shows of a changed meter."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.emulator import Emulator, Home
from tests.emulator.localtime import days

from .conftest import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def home() -> Home:
    """One home for all these tests, which change nothing of it: it remembers what it has drawn."""
    return Home(today=TODAY, contracts=2)


def without_electricity(emulator: Emulator) -> Emulator:
    """The same, quicker: nothing is known of electricity."""
    emulator.consent.daily = emulator.consent.curve = False
    return emulator


@pytest.fixture
def idle(home: Home) -> Emulator:
    """An emulator that serves nothing: its truth is computed all the same."""
    return Emulator(home, now=lambda: NOW)


def dates(texts: Any) -> list[date]:
    return sorted(map(date.fromisoformat, texts))


def test_the_portal_lets_two_years_be_known(idle: Emulator, home: Home) -> None:
    truth = without_electricity(idle).truth(water="portal")
    for number, meter in home.water.items():
        known = truth["water_l"][number]
        lost = meter.change - DAY
        assert dates(truth["unknowable"]["water"][number]) == [lost]
        whole = days(date(2024, 3, 21), meter.last_real_day(TODAY))
        assert dates(known) == [day for day in whole if day != lost]
        assert all(known[day.isoformat()] == meter.litres(day) for day in dates(known))


def test_both_ways_agree_on_every_day_that_both_know(idle: Emulator) -> None:
    partner, customer = idle.truth(), idle.truth(electricity="conso", water="portal")
    for number, known in customer["water_l"].items():
        both = known.keys() & partner["water_l"][number].keys()
        assert len(both) > 700
        assert all(known[day] == partner["water_l"][number][day] for day in both)
    for name in ("energy_wh", "hours_wh", "max_power_va", "flat_days"):
        assert customer[name] == partner[name]


def test_the_newest_day_follows_from_its_litres_unless_they_are_nothing(
    home: Home,
) -> None:
    away = date(2025, 8, 14)
    for today in (date(2025, 8, 9), away):
        emulator = without_electricity(Emulator(home))
        emulator.set_now(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
        meter = home.water[home.contracts[0]]
        newest = meter.last_real_day(today) - DAY
        shown = dates(emulator.truth(water="portal")["water_l"][home.contracts[0]])
        assert shown[-1] == newest
        emulator.portal_rules.newest_index = False
        kept_back = dates(emulator.truth(water="portal")["water_l"][home.contracts[0]])
        assert (newest in kept_back) == (meter.litres(newest) > 0) == (today != away)


def test_a_wrong_register_is_not_known_by_the_portal_either(home: Home) -> None:
    number = home.contracts[0]
    wrong = home.water[number].defects["index 0, filled later"]
    noon = datetime(wrong.year, wrong.month, wrong.day, 12, tzinfo=UTC)
    emulator = without_electricity(Emulator(home, now=lambda: noon + 4 * DAY))
    lost = emulator.truth(water="portal")["unknowable"]["water"][number]
    assert {
        day: "filled" in why for day, why in lost.items() if "changed" not in why
    } == {
        wrong.isoformat(): True,
        (wrong - DAY).isoformat(): True,
    }


@pytest.mark.parametrize(
    ("rule", "value", "known"),
    [
        ("consent", False, []),
        ("consent_expired", True, []),
        ("curve_collection", False, ["energy_wh", "max_power_va"]),
    ],
)
def test_the_rules_of_conso_api_decide_what_is_known_by_it(
    idle: Emulator, rule: str, value: bool, known: list[str]
) -> None:
    setattr(idle.conso_rules, rule, value)
    truth = idle.truth(electricity="conso")
    names = ("energy_wh", "hours_wh", "max_power_va")
    assert [name for name in names if truth[name]] == known


def test_there_are_no_other_ways(idle: Emulator) -> None:
    with pytest.raises(KeyError):
        idle.truth(electricity="gas")
    with pytest.raises(ValueError, match="no service gas"):
        idle.truth(water="gas")
