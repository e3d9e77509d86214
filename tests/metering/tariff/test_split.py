"""Peak and off-peak within an hour: the load curve decides, to the minute; where it knows nothing, time does.

The window ends at 07:04, at 07:25 or at 07:30: hour 7 of the day is what is looked at.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.tariff.day import DayUse, price_day
from custom_components.grandlyon_energy.metering.tariff.options import PriceClass
from custom_components.grandlyon_energy.metering.tariff.windows import OffPeakCalendar
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ..curves import clock as hours, curve
from .made import (
    BASE,
    MARCH,
    NIGHT,
    NO_WINDOWS,
    OCTOBER,
    OFF_PEAK,
    PEAK,
    base,
    clock,
    euros,
    every_day,
    metered,
    no_colour,
    peak_off_peak,
    split,
    wh_of,
)

DAY = date(2026, 6, 1)
TO_0704 = every_day((clock(2, 4), clock(7, 4)))
TO_0725 = every_day((clock(2), clock(7, 25)))
TO_0730 = every_day((clock(2), clock(7, 30)))

type Points = tuple[CurvePoint, ...]


def in_hour_7(*watts: int, step: int = 30, since: int = 0) -> Points:
    """Points from 07:00, or so many minutes later, on."""
    start = hours(7) + since
    return curve(DAY, *watts, step=step, since=start, until=start + step * len(watts))


NIGHT_BEFORE = curve(DAY, 100, until=hours(7))


def day_with(points: Points, wh_in_hour_7: int, *, complete: bool = False) -> DayUse:
    """A day of 100 Wh an hour, but for hour 7."""
    amounts = tuple(
        (at, wh_in_hour_7 * 1000 if number == 7 else 100_000)
        for number, at in enumerate(day_hours(DAY))
    )
    return DayUse(
        day=DAY, amounts=amounts, curve=(*NIGHT_BEFORE, *points), complete=complete
    )


@pytest.mark.parametrize(
    ("windows", "points", "wh", "off_peak", "peak"),
    [
        # 4 of the first 30 minutes: 450 Wh x 4 / 30 = 60 Wh.
        (TO_0704, in_hour_7(900, 300), 600, "60", "540"),
        # The whole first half-hour.
        (TO_0730, in_hour_7(900, 300), 600, "450", "150"),
        # Ten minutes of 600, 1200, 1800 W are 100, 200, 300 Wh; half of the third.
        (
            TO_0725,
            in_hour_7(600, 1200, 1800, 60, 60, 60, step=10),
            630,
            "450",
            "180",
        ),
        (TO_0730, in_hour_7(400, 800, 1200, 1600, step=15), 1000, "300", "700"),
        # An hour of one figure: half of it, and 4 minutes of 60.
        (TO_0730, in_hour_7(900, step=60), 900, "450", "450"),
        (TO_0704, in_hour_7(900, step=60), 900, "60", "840"),
        # The hour as the day's energy has it, 404 Wh: the curve's 100 and 300 Wh are shares.
        (TO_0730, in_hour_7(200, 600), 404, "101", "303"),
        # Thirds of a mWh: 100 Wh x 4 / 60 = 6.6666 Wh.
        (TO_0704, in_hour_7(100, 100), 100, "6.667", "93.333"),
        # Nothing used at all, and nothing known of what was used: 4 of 60 minutes.
        (TO_0704, in_hour_7(0, 0), 0, "0", "0"),
        (TO_0704, in_hour_7(0, 0), 30, "2", "28"),
        (TO_0704, (), 900, "60", "840"),
        # Only the peak part used anything.
        (TO_0730, in_hour_7(0, 600), 300, "0", "300"),
        # Of 1000 Wh the second half-hour has 300: 700 Wh x 4 / 30 = 93.333 Wh.
        (TO_0704, in_hour_7(600, since=30), 1000, "93.333", "906.667"),
        # Of 1000 Wh the first half-hour has 300, 4 / 30 of which are 40 Wh.
        (TO_0704, in_hour_7(600), 1000, "40", "960"),
        # Known from 07:10 to 07:20, 100 Wh: 400 Wh over 50 minutes, of which 10 + 5 are off-peak: 120 Wh and
        # the 100 that are known.
        (TO_0725, in_hour_7(600, step=10, since=10), 500, "220", "280"),
        # The hour has less than its curve: nothing is left for what the curve does not know.
        (TO_0730, in_hour_7(600), 270, "270", "0"),
        # A finer step within a coarser: 07:00 to 07:10 at 1200 W, 200 Wh, the other 20 minutes at 300 W, 100 Wh.
        (
            TO_0730,
            (*in_hour_7(300, 600), *in_hour_7(1200, step=10)),
            600,
            "300",
            "300",
        ),
        # A negative power is no reading: 07:30 to 08:00 is 300 Wh, the other 100 Wh are off-peak.
        (TO_0730, in_hour_7(-1, 600), 400, "100", "300"),
    ],
)
def test_an_hour_that_a_window_cuts(
    windows: OffPeakCalendar, points: Points, wh: int, off_peak: str, peak: str
) -> None:
    priced = split(day_with(points, wh), windows)

    assert wh_of(priced, OFF_PEAK)[7] == Decimal(off_peak)
    assert wh_of(priced, PEAK)[7] == Decimal(peak)


def test_hours_of_one_class_have_all_of_their_energy_whatever_the_curve_says() -> None:
    priced = split(day_with(in_hour_7(900, 300), 600), TO_0730)

    assert wh_of(priced, OFF_PEAK) == [0, 0, *[100] * 5, 450, *[0] * 16]
    assert wh_of(priced, PEAK) == [100, 100, *[0] * 5, 150, *[100] * 16]


def test_two_windows_may_lie_in_one_hour() -> None:
    """07:00 to 07:10 and 07:50 to 08:00 of 360 W throughout: 20 of 60 minutes of 360 Wh."""
    windows = every_day((clock(6), clock(7, 10)), (clock(7, 50), clock(9)))

    priced = split(day_with(in_hour_7(360, 360), 360), windows)

    assert wh_of(priced, OFF_PEAK)[7] == 120
    assert wh_of(priced, PEAK)[7] == 240


def test_an_hour_without_a_row_has_no_cost_and_the_others_keep_theirs() -> None:
    use = day_with(in_hour_7(900, 300), 600)
    known = replace(use, amounts=(*use.amounts[:7], *use.amounts[9:]))

    priced = price_day(known, peak_off_peak(2, 1), TO_0730, no_colour)

    starts = [at for at, _ in known.amounts]
    assert [at for at, _ in priced.total] == starts
    assert [at for at, _ in priced.energy[PEAK]] == starts
    # 0 and 1 at 2 µ€, 2 to 6 at 1 µ€, then 9 to 23 at 2 µ€: 100 000 mWh each.
    assert [cost for _, cost in priced.total] == [
        200_000,
        200_000,
        *[100_000] * 5,
        *[200_000] * 15,
    ]


def test_a_day_without_rows_costs_nothing_that_is_known() -> None:
    use = DayUse(day=DAY, amounts=(), curve=curve(DAY, 100), complete=True)

    priced = split(use, TO_0730)

    assert priced.total == ()
    assert priced.energy == {}
    assert not priced.estimated


def test_before_the_first_windows_no_hour_has_a_price() -> None:
    use = metered(DAY, lambda _: 500)

    for windows in (NO_WINDOWS, every_day(NIGHT, since=date(2026, 6, 2))):
        priced = split(use, windows)

        assert priced.total == ()
        assert priced.energy == priced.cost == {}


def test_base_needs_no_curve_and_is_never_an_estimate() -> None:
    use = day_with((), 300)

    priced = price_day(use, base(194_000), NO_WINDOWS, no_colour)

    assert priced.energy == {BASE: use.amounts}
    # 23 hours of 0.1 kWh and one of 0.3 kWh: 2.6 x 0.194 = 0.5044 euros.
    assert euros(sum(cost for _, cost in priced.total)) == Decimal("0.5044")
    assert not priced.estimated


def test_a_cut_hour_costs_what_its_parts_do() -> None:
    """0.06 kWh x 0.1579 + 0.54 kWh x 0.2065 = 0.009474 + 0.11151 = 0.120984 euros."""
    use = day_with(in_hour_7(900, 300), 600)

    priced = price_day(use, peak_off_peak(206_500, 157_900), TO_0704, no_colour)

    assert euros(priced.cost[OFF_PEAK][7][1]) == Decimal("0.009474")
    assert euros(priced.cost[PEAK][7][1]) == Decimal("0.11151")
    assert euros(priced.total[7][1]) == Decimal("0.120984")


@pytest.mark.parametrize(
    ("day", "off_peak", "peak"),
    [
        # 22:30 to 06:30: 6.5 hours and 1.5, at 100 Wh an hour.
        (DAY, 800, 1600),
        # 02:00 to 03:00 is not there: 700 of 2300.
        (MARCH, 700, 1600),
        # 02:00 to 03:00 is there twice, both off-peak: 900 of 2500.
        (OCTOBER, 900, 1600),
    ],
)
def test_a_night_has_the_hours_that_its_clock_shows(
    day: date, off_peak: int, peak: int
) -> None:
    priced = split(metered(day, lambda _: 100), every_day(NIGHT))

    assert sum(wh_of(priced, OFF_PEAK)) == off_peak
    assert sum(wh_of(priced, PEAK)) == peak
    assert len(priced.total) * 100 == off_peak + peak


def test_both_october_hours_of_a_window_are_off_peak() -> None:
    """02:00 to 03:00 alone, from what 02:00 and 02:30 draw: 150 Wh, twice."""

    def watts(wall: float) -> int:
        return {2: 100, 2.5: 200}.get(wall, 1000)

    priced = split(metered(OCTOBER, watts), every_day((clock(2), clock(3))))

    assert wh_of(priced, OFF_PEAK) == [0, 0, 150, 150, *[0] * 21]
    assert wh_of(priced, PEAK) == [1000, 1000, 0, 0, *[1000] * 21]


COMPLETE = (*NIGHT_BEFORE, *curve(DAY, 100, since=hours(7)))
BY_THE_HOUR = curve(DAY, 100, step=60)


@pytest.mark.parametrize(
    ("points", "complete", "windows", "estimated"),
    [
        (COMPLETE, True, TO_0730, False),
        (COMPLETE, True, every_day((clock(2), clock(7))), False),
        # To the minute inside a half-hour; inside an hour.
        (COMPLETE, True, TO_0704, True),
        (BY_THE_HOUR, True, TO_0730, True),
        (BY_THE_HOUR, True, every_day((clock(2), clock(7))), False),
        # Points of ten minutes know of 07:20, not of 07:25.
        (
            curve(DAY, 100, step=10),
            True,
            every_day((clock(2), clock(7, 20))),
            False,
        ),
        (curve(DAY, 100, step=10), True, TO_0725, True),
        # A part of the curve, or nothing.
        (NIGHT_BEFORE, False, TO_0730, True),
        ((), False, TO_0730, True),
        # A day of one class is that class, whatever is known of it.
        ((), False, every_day((0, clock(24))), False),
    ],
)
def test_a_day_is_an_estimate_unless_its_curve_alone_tells(
    points: Points, complete: bool, windows: OffPeakCalendar, estimated: bool
) -> None:
    amounts = tuple((at, 100_000) for at in day_hours(DAY))
    use = DayUse(day=DAY, amounts=amounts, curve=points, complete=complete)

    assert split(use, windows).estimated is estimated


def test_a_class_that_the_day_has_has_all_hours() -> None:
    """So that no row of a statistic comes or goes with the load curve."""
    with_curve = split(metered(DAY, lambda _: 100), TO_0730)
    without = split(
        DayUse(day=DAY, amounts=metered(DAY, lambda _: 100).amounts), TO_0730
    )

    for priced in (with_curve, without):
        for name in (PriceClass.PEAK, PriceClass.OFF_PEAK):
            assert [at for at, _ in priced.energy[name]] == list(day_hours(DAY))
            assert [at for at, _ in priced.cost[name]] == list(day_hours(DAY))


def test_an_even_day_with_a_complete_curve_is_not_taken_for_a_flat_one() -> None:
    """A habit of nights has no word in a day of which the curve is known."""
    habit = tuple(1000 if half < 13 else 0 for half in range(48))

    priced = split(metered(DAY, lambda _: 1000), TO_0730, habit)

    assert wh_of(priced, OFF_PEAK) == [0, 0, *[1000] * 5, 500, *[0] * 16]
