"""The home's own habits: which of its exact days speak for another."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

import pytest

from custom_components.grandlyon_energy.metering.tariff.habits import HomeHabits
from custom_components.grandlyon_energy.metering.tariff.half_hours import Habit

MONDAY = date(2026, 6, 1)


def habit(joules: int) -> Habit:
    """As much in each half-hour of the first hour, nothing later."""
    return (joules, joules, *[0] * 46)


def following(first: date, count: int, *, weekend: bool = False) -> list[date]:
    """So many days of the week, or of its end, from a day on."""
    days = (first + timedelta(days=n) for n in range(count * 8))
    return [day for day in days if (day.weekday() in (5, 6)) == weekend][:count]


def alike(days: list[date], joules: int) -> dict[date, Habit]:
    return dict.fromkeys(days, habit(joules))


def told(days: Mapping[date, Habit], day: date) -> int | None:
    """What the first half-hour is said to hold."""
    weights = HomeHabits(days).weights(day)
    return None if weights is None else weights[0]


def test_nothing_is_concluded_before_28_days() -> None:
    days = following(MONDAY, 28)

    assert told({}, MONDAY) is None
    assert told(alike(days[:27], 5), MONDAY) is None
    assert told(alike(days, 5), MONDAY) == 28 * 5


def test_every_half_hour_has_the_sum_of_its_days() -> None:
    one = tuple(range(48))

    assert HomeHabits(dict.fromkeys(following(MONDAY, 28), one)).weights(
        MONDAY
    ) == tuple(28 * each for each in range(48))


def test_the_28_days_before_the_day_count() -> None:
    """Of 60 days of 1, 2, 3 ... J those before the 41st are the 13th to the 40th: 28 x (13 + 40) / 2 = 742."""
    days = following(MONDAY, 60)
    habits = {day: habit(number) for number, day in enumerate(days, start=1)}

    assert told(habits, days[40]) == 742


def test_a_day_does_not_speak_for_itself() -> None:
    """The 60th of 60 has the 32nd to the 59th: 28 x (32 + 59) / 2 = 1274; any later day the 33rd to the 60th: 1302."""
    days = following(MONDAY, 60)
    habits = {day: habit(number) for number, day in enumerate(days, start=1)}

    assert told(habits, days[59]) == 1274
    assert told(habits, following(days[59], 2)[1]) == 1302


def test_where_fewer_are_before_the_day_the_nearest_after_it_count_too() -> None:
    """The first 28 of 1, 2, 3 ...: 28 x 29 / 2 = 406, for the 1st as for the 20th and one long before."""
    days = following(MONDAY, 60)
    habits = {day: habit(number) for number, day in enumerate(days, start=1)}

    assert told(habits, days[0]) == 406
    assert told(habits, days[19]) == 406
    assert told(habits, MONDAY - timedelta(days=700)) == 406


@pytest.mark.parametrize("position", [0, 15, 28, 40, 59])
def test_newer_days_change_nothing(position: int) -> None:
    days = following(MONDAY, 60)
    habits = {day: habit(number) for number, day in enumerate(days, start=1)}
    newer = alike(following(days[-1] + timedelta(days=1), 20), 1000)
    before = HomeHabits(habits).weights(days[position])

    assert HomeHabits(habits | newer).weights(days[position]) == before


def test_the_order_of_days_does_not_matter() -> None:
    days = following(MONDAY, 60)
    habits = {day: habit(number) for number, day in enumerate(days, start=1)}
    shuffled = Random(7).sample(list(habits.items()), 60)

    assert told(dict(shuffled), days[40]) == 742


def test_weekends_and_days_of_the_week_have_habits_of_their_own() -> None:
    weekend = following(MONDAY, 28, weekend=True)
    habits = alike(following(MONDAY, 40), 1) | alike(weekend, 10)

    assert told(habits, date(2026, 9, 25)) == 28
    assert told(habits, date(2026, 9, 26)) == 280
    assert told(habits, date(2026, 9, 27)) == 280
    assert told(habits, date(2026, 9, 28)) == 28


@pytest.mark.parametrize(
    ("day", "joules"),
    [
        (date(2027, 3, 31), 280),
        (date(2027, 4, 1), 28),
        (date(2027, 10, 29), 28),
        (date(2027, 11, 1), 280),
        (date(2027, 12, 31), 280),
        (date(2028, 1, 3), 280),
    ],
)
def test_winter_from_november_to_march_has_habits_of_its_own(
    day: date, joules: int
) -> None:
    summer = alike(following(date(2026, 6, 1), 40), 1)
    winter = alike(following(date(2026, 12, 1), 40), 10)

    assert told(summer | winter, day) == joules


def test_too_few_days_of_the_season_leave_the_kind_of_day_alone() -> None:
    """A winter weekend, of which 10 are known: 28 of the 10 and 20 of summer, weekdays aside. 10 x 10 + 18 x 1."""
    habits = (
        alike(following(MONDAY, 20, weekend=True), 1)
        | alike(following(date(2026, 12, 1), 10, weekend=True), 10)
        | alike(following(date(2026, 12, 1), 60), 1000)
    )

    assert told(habits, date(2027, 2, 27)) == 118


def test_too_few_days_of_the_kind_leave_any() -> None:
    """27 weekends and days of the week besides: those before Saturday 2026-06-27 and after, the first 28 of all."""
    week = following(MONDAY, 28)
    weekend = following(MONDAY, 27, weekend=True)
    first = sorted([*week, *weekend])[:28]

    # Four weeks from a Monday on: 20 days of the week, 8 of weekends.
    assert sum(day in weekend for day in first) == 8
    assert told(alike(week, 1) | alike(weekend, 100), date(2026, 6, 27)) == 820
