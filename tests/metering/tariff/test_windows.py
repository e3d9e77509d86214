"""When it is off-peak: which windows hold on a day, and when the day's clock shows them."""

from datetime import date
from itertools import permutations

import pytest

from custom_components.grandlyon_energy.metering.tariff.windows import (
    Interval,
    OffPeakCalendar,
    OffPeakWindows,
    Season,
    on_clock,
    within_day,
)

from .made import MARCH, NIGHT, NO_WINDOWS, OCTOBER, clock, every_day

MIDDAY: Interval = (clock(12), clock(15))
MORNING: Interval = (clock(2), clock(7))
SUMMER = Season(first=(4, 1), last=(10, 31))
WINTER = Season(first=(11, 1), last=(3, 31))
WEEK = frozenset(range(5))
WEEKEND = frozenset({5, 6})

NIGHT_IN_ITS_DAY = ((0, clock(6, 30)), (clock(22, 30), clock(24)))


def test_a_window_past_midnight_belongs_to_one_day_both_ends_of_it() -> None:
    assert every_day(NIGHT).intervals(date(2026, 1, 5)) == NIGHT_IN_ITS_DAY


def test_nothing_is_known_before_the_first_windows() -> None:
    windows = every_day(NIGHT, since=date(2025, 11, 1))

    assert windows.intervals(date(2025, 10, 31)) is None
    assert windows.intervals(date(2025, 11, 1)) == NIGHT_IN_ITS_DAY
    assert NO_WINDOWS.intervals(date(2026, 1, 5)) is None


def test_new_windows_leave_the_old_ones_to_the_past() -> None:
    windows = OffPeakCalendar(
        [
            OffPeakWindows(
                valid_from=date(2025, 11, 1), intervals=(MIDDAY, (60, clock(6)))
            ),
            OffPeakWindows(valid_from=date(2020, 1, 1), intervals=(NIGHT,)),
        ]
    )

    assert windows.intervals(date(2025, 10, 31)) == NIGHT_IN_ITS_DAY
    assert windows.intervals(date(2025, 11, 1)) == ((60, clock(6)), MIDDAY)


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        (
            SUMMER,
            [date(2026, 4, 1), date(2026, 7, 14), date(2026, 10, 31)],
            [date(2026, 3, 31), date(2026, 11, 1), date(2026, 1, 1)],
        ),
        (
            WINTER,
            [date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1), MARCH],
            [date(2026, 4, 1), date(2026, 10, 31)],
        ),
        (
            Season(first=(2, 29), last=(2, 29)),
            [date(2028, 2, 29)],
            [date(2028, 2, 28), date(2028, 3, 1), date(2026, 2, 28)],
        ),
        (
            Season(first=(12, 31), last=(1, 1)),
            [date(2026, 12, 31), date(2027, 1, 1)],
            [date(2026, 12, 30), date(2027, 1, 2)],
        ),
    ],
)
def test_a_season_has_both_its_ends_and_may_run_over_new_year(
    season: Season, inside: list[date], outside: list[date]
) -> None:
    assert all(season.has(day) for day in inside)
    assert not any(season.has(day) for day in outside)


def test_summer_and_winter_have_windows_of_their_own() -> None:
    since = date(2025, 11, 1)
    windows = OffPeakCalendar(
        [
            OffPeakWindows(valid_from=since, season=SUMMER, intervals=(MIDDAY,)),
            OffPeakWindows(valid_from=since, season=WINTER, intervals=(MORNING,)),
        ]
    )

    assert windows.intervals(date(2026, 3, 31)) == (MORNING,)
    assert windows.intervals(date(2026, 4, 1)) == (MIDDAY,)
    assert windows.intervals(date(2026, 10, 31)) == (MIDDAY,)
    assert windows.intervals(date(2026, 11, 1)) == (MORNING,)


def test_new_summer_windows_leave_the_winter_as_it_was() -> None:
    windows = OffPeakCalendar(
        [
            OffPeakWindows(valid_from=date(2020, 1, 1), intervals=(MORNING,)),
            OffPeakWindows(
                valid_from=date(2026, 4, 1), season=SUMMER, intervals=(MIDDAY,)
            ),
        ]
    )

    assert windows.intervals(date(2026, 3, 31)) == (MORNING,)
    assert windows.intervals(date(2026, 4, 1)) == (MIDDAY,)
    assert windows.intervals(date(2026, 12, 1)) == (MORNING,)
    assert windows.intervals(date(2027, 4, 1)) == (MIDDAY,)


def test_windows_hold_on_their_days_of_the_week() -> None:
    """2026-06-05 is a Friday, 2026-06-06 a Saturday, 2026-06-08 a Monday."""
    since = date(2026, 1, 1)
    windows = OffPeakCalendar(
        [
            OffPeakWindows(valid_from=since, weekdays=WEEK, intervals=(MORNING,)),
            OffPeakWindows(
                valid_from=since, weekdays=WEEKEND, intervals=((0, clock(24)),)
            ),
        ]
    )

    assert windows.intervals(date(2026, 6, 5)) == (MORNING,)
    assert windows.intervals(date(2026, 6, 6)) == ((0, clock(24)),)
    assert windows.intervals(date(2026, 6, 7)) == ((0, clock(24)),)
    assert windows.intervals(date(2026, 6, 8)) == (MORNING,)


def test_a_night_of_a_day_of_the_week_begins_and_ends_on_that_day() -> None:
    """Mondays alone, 22:30 to 06:30: the small hours of Tuesday are Tuesday's."""
    windows = OffPeakCalendar(
        [
            OffPeakWindows(
                valid_from=date(2026, 1, 1),
                weekdays=frozenset({0}),
                intervals=(NIGHT,),
            )
        ]
    )

    assert windows.intervals(date(2026, 6, 7)) == ()
    assert windows.intervals(date(2026, 6, 8)) == NIGHT_IN_ITS_DAY
    assert windows.intervals(date(2026, 6, 9)) == ()


def test_a_time_of_the_year_of_which_no_windows_speak_is_not_known() -> None:
    windows = OffPeakCalendar(
        [
            OffPeakWindows(
                valid_from=date(2026, 1, 1),
                season=SUMMER,
                weekdays=WEEKEND,
                intervals=(MIDDAY,),
            )
        ]
    )

    assert windows.intervals(date(2025, 6, 28)) is None
    assert windows.intervals(date(2026, 1, 3)) is None
    assert windows.intervals(date(2026, 6, 27)) == (MIDDAY,)
    # A Monday of the same summer is peak all day.
    assert windows.intervals(date(2026, 6, 29)) == ()


def test_two_lists_of_the_same_day_both_hold_in_whatever_order() -> None:
    since = date(2026, 1, 1)
    lists = [
        OffPeakWindows(valid_from=date(2020, 1, 1), intervals=(NIGHT,)),
        OffPeakWindows(valid_from=since, intervals=(MIDDAY,)),
        OffPeakWindows(valid_from=since, intervals=((clock(14), clock(16)), MORNING)),
    ]

    for order in permutations(lists):
        held = OffPeakCalendar(order).intervals(date(2026, 6, 1))
        assert held == (MORNING, (clock(12), clock(16)))


@pytest.mark.parametrize(
    ("given", "pieces"),
    [
        ([], ()),
        ([(60, 120)], ((60, 120),)),
        ([(300, 400), (60, 120)], ((60, 120), (300, 400))),
        ([(60, 120), (120, 180)], ((60, 180),)),
        ([(60, 200), (90, 120)], ((60, 200),)),
        ([(60, 120), (100, 180), (170, 190)], ((60, 190),)),
        ([(1350, 390)], ((0, 390), (1350, 1440))),
        ([(1350, 390), (380, 1360)], ((0, 1440),)),
        # Midnight to midnight is all day; to midnight is no further.
        ([(0, 0)], ((0, 1440),)),
        ([(0, 1440)], ((0, 1440),)),
        ([(960, 0)], ((960, 1440),)),
        ([(1440, 60)], ((0, 60),)),
    ],
)
def test_intervals_of_one_day_are_sorted_and_disjoint(
    given: list[Interval], pieces: tuple[Interval, ...]
) -> None:
    assert within_day(given) == pieces


def hours(*intervals: tuple[float, float]) -> list[tuple[int, int]]:
    return [(round(start * 3600), round(end * 3600)) for start, end in intervals]


@pytest.mark.parametrize(
    ("day", "intervals", "shown"),
    [
        (date(2026, 6, 1), [MORNING, MIDDAY], hours((2, 7), (12, 15))),
        (date(2026, 6, 1), [(clock(7, 4), clock(7, 5))], [(25_440, 25_500)]),
        # In March 03:00 is two hours after midnight.
        (MARCH, [(0, clock(6, 30))], hours((0, 5.5))),
        (MARCH, [MORNING, MIDDAY], hours((2, 6), (11, 14))),
        (MARCH, [(clock(1, 30), clock(2, 30))], hours((1.5, 2))),
        (MARCH, [(clock(2, 30), clock(3, 30))], hours((2, 2.5))),
        (MARCH, [(clock(2), clock(3))], []),
        (MARCH, [(0, clock(24))], hours((0, 23))),
        # In October 02:00 to 03:00 is two and three hours after midnight.
        (OCTOBER, [(0, clock(6, 30))], hours((0, 7.5))),
        (OCTOBER, [MORNING, MIDDAY], hours((2, 8), (13, 16))),
        (OCTOBER, [(clock(2), clock(3))], hours((2, 4))),
        (OCTOBER, [(clock(2, 30), clock(3))], hours((2.5, 3), (3.5, 4))),
        (OCTOBER, [(clock(2, 15), clock(2, 30))], hours((2.25, 2.5), (3.25, 3.5))),
        (OCTOBER, [(clock(3), clock(4))], hours((4, 5))),
        (OCTOBER, [(0, clock(24))], hours((0, 25))),
    ],
)
def test_the_clock_shows_an_hour_twice_in_october_and_one_never_in_march(
    day: date, intervals: list[Interval], shown: list[tuple[int, int]]
) -> None:
    assert on_clock(day, intervals) == shown
