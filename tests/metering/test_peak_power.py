"""The highest power of 12 months, and how it stands to the subscribed power."""

from datetime import UTC, date, datetime

import pytest

from custom_components.grandlyon_energy.metering.peak_power import (
    highest_of_12_months,
    is_exceeded,
    newest_maximum,
    share_of_subscribed,
)
from custom_components.grandlyon_energy.sources.readings import MaximumPower


def maximum(day: str, power_va: int) -> MaximumPower:
    printed = date.fromisoformat(day)
    at = datetime(printed.year, printed.month, printed.day, 12, tzinfo=UTC)
    return MaximumPower(day=printed, at=at, power_va=power_va)


def test_without_a_maximum_nothing_is_known() -> None:
    assert newest_maximum([]) is None
    assert highest_of_12_months([]) is None
    assert share_of_subscribed(None, 9000) is None
    assert is_exceeded(None, 9000) is None


@pytest.mark.parametrize("subscribed_va", [None, 0])
def test_without_a_subscribed_power_there_is_no_share(
    subscribed_va: int | None,
) -> None:
    known = maximum("20261201", 4000)

    assert share_of_subscribed(known, subscribed_va) is None
    assert is_exceeded(known, subscribed_va) is None


def test_the_newest_is_that_of_the_newest_day_in_any_order() -> None:
    days = [maximum("20261130", 9), maximum("20261201", 4), maximum("20251202", 7)]

    assert newest_maximum(days) == maximum("20261201", 4)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param([], ("20261203", 5), id="only one"),
        pytest.param([("20251204", 9)], ("20251204", 9), id="the first of the 12"),
        pytest.param([("20251203", 9)], ("20261203", 5), id="a day too old"),
        pytest.param(
            [("20260101", 9), ("20260301", 9)], ("20260301", 9), id="newest of equals"
        ),
    ],
)
def test_the_12_months_roll_and_end_with_the_newest_day(
    others: list[tuple[str, int]], expected: tuple[str, int]
) -> None:
    maxima = [maximum("20261203", 5), *(maximum(*other) for other in others)]

    assert highest_of_12_months(maxima) == maximum(*expected)


def test_the_12_months_up_to_a_29_february_begin_on_1_march() -> None:
    newest = maximum("20240229", 5)

    assert highest_of_12_months([maximum("20230228", 9), newest]) == newest
    first = maximum("20230301", 9)
    assert highest_of_12_months([first, newest]) == first


@pytest.mark.parametrize(
    ("power_va", "share", "exceeded"),
    [(0, 0, False), (3000, 33.3, False), (9000, 100, False), (9001, 100, True)],
)
def test_a_maximum_is_exceeded_only_above_the_subscribed_power(
    power_va: int, share: float, exceeded: bool
) -> None:
    known = maximum("20261201", power_va)

    assert share_of_subscribed(known, 9000) == share
    assert is_exceeded(known, 9000) is exceeded
