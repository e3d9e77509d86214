"""Patience with missing days grows: a day, a week, a month."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.ledger.asked import Asked, AskedDays

DAY = date(2026, 3, 1)
OTHER = date(2026, 3, 2)
FIRST = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("times", "patience"), [(1, 1), (2, 7), (3, 30), (4, 30), (100, 30)]
)
def test_a_day_is_due_again_after_a_day_a_week_and_then_each_month(
    times: int, patience: int
) -> None:
    asked = Asked(times=times, last=FIRST)

    assert not asked.is_due(FIRST + timedelta(days=patience - 1))
    assert asked.is_due(FIRST + timedelta(days=patience))


def test_a_day_that_was_never_asked_for_is_due() -> None:
    asked = AskedDays()
    asked.mark([OTHER], on=FIRST)

    assert asked.due([DAY, OTHER], FIRST) == [DAY]


def test_several_times_on_one_day_count_once() -> None:
    asked = AskedDays()

    assert asked.mark([DAY], on=FIRST)
    assert not asked.mark([DAY], on=FIRST)
    assert asked.days[DAY].times == 1


def test_what_every_poll_asks_for_does_not_try_patience() -> None:
    asked = AskedDays()
    for n in range(7):
        assert asked.mark_once([DAY], on=FIRST + timedelta(days=n))
    assert not asked.mark_once([DAY], on=FIRST + timedelta(days=6))

    assert asked.days[DAY] == Asked(times=1, last=FIRST + timedelta(days=6))


def test_what_every_poll_asks_for_does_not_shorten_patience() -> None:
    asked = AskedDays()
    asked.mark([DAY], on=FIRST)
    asked.mark([DAY], on=FIRST + timedelta(days=1))

    assert not asked.mark_once([DAY], on=FIRST + timedelta(days=2))
    assert asked.days[DAY] == Asked(times=2, last=FIRST + timedelta(days=1))


def test_a_day_that_came_is_forgotten() -> None:
    asked = AskedDays()
    asked.mark([DAY, OTHER], on=FIRST)

    assert asked.forget([DAY])
    assert not asked.forget([DAY])
    assert asked.days.keys() == {OTHER}
