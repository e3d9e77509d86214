"""How verdicts read."""

from datetime import UTC, date, datetime, timedelta

from scripts.demo_home.check import Difference, Verdict
from scripts.demo_home.table import outcome, restart_outcome, table


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
