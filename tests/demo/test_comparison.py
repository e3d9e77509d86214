"""When two ways show the same."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts.demo_home.comparison import Shown, compare, said

START = datetime(2026, 3, 9, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(*amounts: float, start: datetime = START) -> dict[datetime, float]:
    """Return hours that follow one another."""
    return {start + HOUR * n: amount for n, amount in enumerate(amounts)}


def home(
    consumption: dict[datetime, float], water: dict[datetime, float] | None = None
) -> Shown:
    """Return what a way shows of a home."""
    return {
        "consumption": consumption,
        "maximum power": hours(7000, 8000),
        "water 123": hours(250) if water is None else water,
    }


def test_says_how_much_is_the_same() -> None:
    found = compare(home(hours(1000, 234)), home(hours(1000, 234)))
    assert all(common.same for common in found)
    assert said(found) == (
        "The same by both ways: consumption of 2 hours, 1.234 kWh; "
        "maximum power of 2 days, at most 8,000 VA; water 123, 1 days, 250 L "
        "(the portal goes back two years)."
    )


def test_only_what_both_have_is_compared() -> None:
    longer = home(hours(1, 2, 3), hours(9, 250, start=START - HOUR))
    for found in (
        compare(longer, home(hours(2, 3, 4, start=START + HOUR))),
        compare(home(hours(2, 3, 4, start=START + HOUR)), longer),
    ):
        assert [common.rows for common in found] == [2, 2, 1]
        assert all(common.same for common in found)


def test_hours_that_make_up_for_each_other_are_not_the_same() -> None:
    [consumption, *others] = compare(home(hours(100, 300)), home(hours(300, 100)))
    assert not consumption.same
    assert all(common.same for common in others)
    assert said([consumption, *others]) == (
        "NOT the same by both ways: consumption differs 2 times in 2, "
        "first at 2026-03-09 23:00:00+00:00: 100 and 300."
    )


@pytest.mark.parametrize(("apart", "same"), [(1e-6, True), (0.01, False)])
def test_floating_point_is_forgiven_and_no_hundredth(apart: float, same: bool) -> None:
    [consumption, *_] = compare(home(hours(100)), home(hours(100 + apart)))
    assert consumption.same is same


def test_that_nothing_is_there_by_both_is_not_the_same() -> None:
    found = compare(home(hours(1), {}), home(hours(1)))
    assert not all(common.same for common in found)
    assert "nothing of water 123 is there by both" in said(found)


def test_that_one_way_showed_nothing_at_all_is_not_the_same() -> None:
    for found in (compare(home(hours(1)), {}), compare({}, home(hours(1)))):
        assert found
        assert not any(common.same for common in found)
