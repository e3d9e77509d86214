"""What the demo calls equal."""

from datetime import UTC, date, datetime, timedelta

from scripts.demo_home.check import Difference, judge_hours, judge_maximum, judge_sum
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


def test_days_before_the_first_known_one_are_left_out() -> None:
    shown = rows(local_midnight(DAY, 1) - timedelta(hours=1), 7.0, 1000.0)
    assert judge_sum("s", "Wh", shown, {DAY: 1000}).equal
    assert judge_maximum("s", "VA", shown, {shown[1].start: 1000}).equal


def test_hours_are_compared_where_the_truth_knows_them() -> None:
    start = local_midnight(DAY, 1)
    shown = rows(start, 100.0, 300.0, 999.0)
    second = start + timedelta(hours=1)
    assert judge_hours("s", "Wh", shown, {start: 100, second: 300}).equal
    swapped = judge_hours("s", "Wh", shown, {start: 300, second: 100})
    assert [difference.at for difference in swapped.differences] == [start, second]


def test_an_hour_without_a_row_differs() -> None:
    start = local_midnight(DAY, 1)
    verdict = judge_hours("s", "Wh", [], {start: 0})
    assert verdict.differences == [Difference(at=start, shown=None, truth=0)]


def test_maximum_power_must_stand_at_its_hour() -> None:
    at = datetime(2026, 3, 10, 18, 42, 7, tzinfo=UTC)
    hour = datetime(2026, 3, 10, 18, tzinfo=UTC)
    assert judge_maximum("s", "VA", rows(hour, 7000.0), {at: 7000}).equal
    late = judge_maximum("s", "VA", rows(hour + timedelta(hours=1), 7000.0), {at: 7000})
    assert late.differences == [
        Difference(at=hour, shown=None, truth=7000),
        Difference(at=hour + timedelta(hours=1), shown=7000.0, truth=None),
    ]


def test_the_two_hours_of_an_october_night_are_told_apart() -> None:
    """Both are 02:00 on the clock; only one has the maximum."""
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    verdict = judge_maximum(
        "s", "VA", rows(first, 7000.0), {first + timedelta(minutes=70): 7000}
    )
    assert len(verdict.differences) == 2
