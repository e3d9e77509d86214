"""Which rows the demo asks for."""

from datetime import UTC, date, datetime, timedelta

from scripts.demo_home import expected

from .homes import energy, truth

DAY = date(2026, 3, 10)
NEXT = DAY + timedelta(days=1)
MIDNIGHT = datetime(2026, 3, 9, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_day_without_a_curve_is_even_over_its_24_23_or_25_hours() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    days = {DAY: 2400, spring: 2300, autumn: 2500}
    rows = expected.energy_rows(energy(days, flat=days))
    assert set(rows.values()) == {100}
    assert len(rows) == 24 + 23 + 25
    assert {MIDNIGHT, MIDNIGHT + 23 * HOUR} <= rows.keys()
    assert min(row for row in rows if row.month == 10).hour == 22


def test_hours_that_the_curve_tells_are_taken_as_they_are() -> None:
    hours = {MIDNIGHT + HOUR * n: n for n in range(24)}
    known = energy({DAY: sum(range(24))}, hours_wh=hours)
    assert expected.energy_rows(known) == hours
    assert expected.open_hours(known) == set()


def test_hours_of_a_day_of_which_more_might_be_known_are_left_open() -> None:
    hours = {MIDNIGHT + HOUR * n: 100 for n in range(20)}
    known = energy({DAY: 2400}, hours_wh=hours)
    assert expected.energy_rows(known) == hours
    assert expected.open_hours(known) == {MIDNIGHT + HOUR * n for n in range(20, 24)}


def test_the_maximum_stands_at_the_hour_it_was_reached_in() -> None:
    at = datetime(2026, 3, 10, 18, 42, 7, tzinfo=UTC)
    known = truth(max_power_va={at: 7000})
    assert expected.maximum_power_rows(known) == {
        datetime(2026, 3, 10, 18, tzinfo=UTC): 7000
    }


def test_water_stands_at_local_midnight() -> None:
    summer = date(2026, 7, 1)
    assert expected.water_rows({DAY: 250, summer: 0}) == {
        MIDNIGHT: 250,
        datetime(2026, 6, 30, 22, tzinfo=UTC): 0,
    }


def test_says_what_is_not_judged_in_full_and_what_must_not_be_there() -> None:
    known = truth(
        consumption=energy({DAY: 2400, NEXT: 2400}, flat={DAY}),
        production=energy({DAY: 300}),
        unknowable={"2026-03-12, electricity": "never published"},
    )
    assert expected.left_out(known) == [
        "2026-03-10: 24 hours, judged by their sum: its load curve may be out of reach or not",
        "2026-03-11: 24 hours, judged by their sum: its load curve may be out of reach or not",
        "before 2026-03-10: one day, which may be out of reach or not",
        "2026-03-12, electricity: no row, never published",
    ]
