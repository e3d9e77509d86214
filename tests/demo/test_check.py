"""What the demo calls equal."""

from datetime import UTC, date, datetime, timedelta

from scripts.demo_home.check import Difference, changed_rows, judge_hours, judge_sum
from scripts.demo_home.statistics import Row

DAY = date(2026, 3, 10)


def rows(start: datetime, *amounts: float) -> list[Row]:
    """Return hours that follow one another."""
    return [
        Row(start=start + timedelta(hours=n), amount=amount)
        for n, amount in enumerate(amounts)
    ]


def local_midnight(day: date, utc_hours: int) -> datetime:
    """Return the UTC instant of a midnight that is `utc_hours` ahead of UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(
        hours=utc_hours
    )


def test_equal_days_are_equal_within_one() -> None:
    shown = rows(local_midnight(DAY, 1), 400.0, 599.0)
    verdict = judge_sum("s", "Wh", shown, {DAY: 1000})
    assert verdict.equal
    assert (verdict.rows, verdict.shown, verdict.truth) == (2, 999.0, 1000)
    assert (verdict.first, verdict.last) == (shown[0].start, shown[1].start)


def test_days_that_make_up_for_each_other_are_not_equal() -> None:
    shown = rows(local_midnight(DAY, 1), *[100.0] * 48)
    verdict = judge_sum(
        "s", "Wh", shown, {DAY: 2400 - 2, DAY + timedelta(days=1): 2400 + 2}
    )
    assert verdict.shown == verdict.truth
    assert [difference.at for difference in verdict.differences] == [
        DAY,
        DAY + timedelta(days=1),
    ]


def test_days_are_local_when_clocks_change() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    shown = [
        *rows(local_midnight(spring, 1), *[10.0] * 23),
        *rows(local_midnight(autumn, 2), *[10.0] * 25),
    ]
    assert judge_sum("s", "Wh", shown, {spring: 230, autumn: 250}).equal


def test_a_day_without_rows_differs_even_when_it_used_nothing() -> None:
    verdict = judge_sum("s", "L", [], {DAY: 0})
    assert verdict.differences == [Difference(at=DAY, shown=None, truth=0)]
    assert (verdict.first, verdict.last) == (None, None)


def test_a_day_that_nobody_can_know_must_have_no_row() -> None:
    before = DAY - timedelta(days=1)
    shown = rows(local_midnight(before, 1), *[1.0] * 25)
    verdict = judge_sum("s", "L", shown, {before: 24})
    assert verdict.differences == [Difference(at=DAY, shown=1.0, truth=None)]


def test_the_day_before_the_first_known_one_is_left_out_and_no_other() -> None:
    midnight = local_midnight(DAY, 1)
    hour = timedelta(hours=1)
    eve = rows(midnight - hour, 7.0, 1000.0)
    assert judge_sum("s", "Wh", eve, {DAY: 1000}).equal
    assert judge_hours("s", "Wh", eve, {midnight: 1000}).equal
    older = [*rows(midnight - 25 * hour, 7.0), *eve]
    assert judge_sum("s", "Wh", older, {DAY: 1000}).too_many == 1
    assert judge_hours("s", "Wh", older, {midnight: 1000}).differences == [
        Difference(at=midnight - 25 * hour, shown=7.0, truth=None)
    ]


def test_hours_that_make_up_for_each_other_are_not_equal() -> None:
    start = local_midnight(DAY, 1)
    second = start + timedelta(hours=1)
    shown = rows(start, 100.0, 300.0)
    assert judge_hours("s", "Wh", shown, {start: 100, second: 300}).equal
    swapped = judge_hours("s", "Wh", shown, {start: 300, second: 100})
    assert [difference.at for difference in swapped.differences] == [start, second]


def test_an_hour_without_a_row_differs_even_when_it_used_nothing() -> None:
    start = local_midnight(DAY, 1)
    verdict = judge_hours("s", "Wh", [], {start: 0})
    assert verdict.differences == [Difference(at=start, shown=None, truth=0)]
    assert verdict.too_many == 0


def test_a_row_that_must_go_is_one_too_many() -> None:
    """A maximum that moved to another hour, of which the old row stayed."""
    hour = datetime(2026, 3, 10, 18, tzinfo=UTC)
    moved = hour - timedelta(hours=5)
    stayed = [*rows(moved, 6000.0), *rows(hour, 7000.0)]
    verdict = judge_hours("s", "VA", stayed, {moved: 6000}, total=max)
    assert verdict.differences == [Difference(at=hour, shown=7000.0, truth=None)]
    assert verdict.too_many == 1
    assert (verdict.shown, verdict.truth) == (7000, 6000)


def test_open_hours_are_not_compared() -> None:
    start = local_midnight(DAY, 1)
    second = start + timedelta(hours=1)
    shown = rows(start, 100.0, 300.0)
    assert judge_hours("s", "Wh", shown, {start: 100}, open_hours={second}).equal
    assert not judge_hours("s", "Wh", shown, {start: 100}).equal


def test_the_two_hours_of_an_october_night_are_told_apart() -> None:
    """Both are 02:00 on the clock; only one has the maximum."""
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    shown = rows(first, 7000.0)
    verdict = judge_hours("s", "VA", shown, {first + timedelta(hours=1): 7000})
    assert len(verdict.differences) == 2


def test_rows_that_came_went_or_changed_are_counted_once_each() -> None:
    start = local_midnight(DAY, 1)
    before = {"energy": rows(start, 1.0, 2.0), "water": rows(start, 5.0)}
    assert changed_rows(before, before) == 0
    after = {"energy": rows(start, 1.0, 3.0, 4.0), "water": []}
    assert changed_rows(before, after) == 3
