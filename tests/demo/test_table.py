"""How verdicts read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from scripts.demo_home.check import Difference, Verdict
from scripts.demo_home.paid import Year
from scripts.demo_home.table import (
    final,
    outcome,
    price_outcome,
    restart_outcome,
    table,
    years_table,
)

from .homes import energy, truth


def verdict(*differences: Difference) -> Verdict:
    """Return a verdict of a year of hours."""
    return Verdict(
        statistic="grandlyon_energy:1_consumption",
        unit="Wh",
        rows=8760,
        first=datetime(2025, 6, 30, 22, tzinfo=UTC),
        last=datetime(2026, 6, 30, 21, tzinfo=UTC),
        shown=4_321_000.0,
        truth=4_321_000,
        differences=differences,
    )


def test_shows_local_hours_totals_and_that_all_is_equal() -> None:
    head, rule, line = table([verdict()]).splitlines()
    assert head.split("  ")[0] == "statistic"
    assert set(rule) == {"-", " "}
    assert line.split() == [
        "grandlyon_energy:1_consumption",
        "8760",
        *("2025-07-01", "00:00", "2026-06-30", "23:00"),
        *("4,321,000", "Wh", "4,321,000", "Wh", "yes"),
    ]


def test_shows_the_first_ten_differences_and_counts_the_others() -> None:
    differences = [
        Difference(at=date(2026, 1, 1) + timedelta(days=n), shown=None, truth=n)
        for n in range(12)
    ]
    lines = table([verdict(*differences)]).splitlines()
    assert lines[2].endswith("NO: 12 differ")
    assert lines[4] == "grandlyon_energy:1_consumption differs on"
    assert lines[5] == "  2026-01-01: shown none, truth 0"
    assert lines[14] == "  2026-01-10: shown none, truth 9"
    assert lines[15:] == ["  and 2 more"]


def test_an_hour_that_differs_is_shown_in_local_time() -> None:
    one = Difference(at=datetime(2026, 1, 1, 12, tzinfo=UTC), shown=10.5, truth=None)
    assert table([verdict(one)]).splitlines()[-1] == (
        "  2026-01-01 13:00: shown 10.500, truth none"
    )


def test_says_what_a_step_changed() -> None:
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    missing = Difference(at=at, shown=None, truth=3)
    too_many = Difference(at=at, shown=3, truth=None)
    before = [verdict(missing, missing), verdict(too_many)]
    assert outcome(before, [verdict()], calls=3) == (
        "3 differences (1 row to go), after 3 calls none"
    )
    assert outcome([verdict(missing)], [verdict(missing)], calls=1) == (
        "1 difference, after 1 call 1"
    )


def test_says_what_a_restart_changed() -> None:
    assert restart_outcome(changed=0, calls=0) == "no rows changed, no calls"
    assert restart_outcome(changed=1, calls=2) == "1 row changed, 2 calls"


def test_says_what_else_a_changed_price_changed() -> None:
    assert price_outcome(changed=0, calls=0) == (
        "no rows of energy, maximum power or water changed, no calls"
    )
    assert price_outcome(changed=2, calls=1) == (
        "2 rows of energy, maximum power or water changed, 1 call"
    )


def test_where_the_truth_is_not_exact_its_bounds_are_shown() -> None:
    certain = replace(verdict(), most=4_321_000)
    assert table([certain]).splitlines()[2] == table([verdict()]).splitlines()[2]
    assert "4,321,000 to 4,321,000.500 Wh" in table(
        [replace(verdict(), most=4_321_000.5)]
    )


def year(*, equal: bool = True) -> Year:
    return Year(
        statistic="grandlyon_energy:1_cost",
        unit="EUR",
        year=2026,
        days=365,
        shown=1234.5678,
        truth=(1230.1, 1240.2),
        equal=equal,
    )


def test_shows_what_each_year_comes_to() -> None:
    head, rule, right, wrong = years_table([year(), year(equal=False)]).splitlines()
    assert head.split() == ["statistic", "year", "days", "total", "truth", "equal"]
    assert set(rule) == {"-", " "}
    assert right.split() == [
        *("grandlyon_energy:1_cost", "2026", "365", "1,234.568", "EUR"),
        *("1,230.100", "to", "1,240.200", "EUR", "yes"),
    ]
    assert wrong.endswith("NO")


def test_all_that_is_judged_and_what_cannot_be_in_full() -> None:
    known = truth(consumption=energy({date(2026, 1, 1): 1}, flat={date(2026, 1, 1)}))
    plain = final([verdict()], known)
    assert "year" not in plain
    text = final([verdict()], known, [year()], [date(2026, 1, 2)])
    assert years_table([year()]) in text
    assert text.splitlines()[-1].startswith("2026-01-02: which hours are off-peak")
