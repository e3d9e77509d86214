"""Whole years of electricity, to the cent, by amounts worked out by hand.

2025, 2026 and 2027 have 365 days and 8760 hours: an hour less on a Sunday of March, between 02:00 and 03:00, and one
more on a Sunday of October. So a window of a night has 365 times its hours in a year, like one of the day.
"""

from datetime import date
from decimal import Decimal

from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    PriceClass,
)
from custom_components.grandlyon_energy.metering.tariff.windows import (
    OffPeakCalendar,
    OffPeakWindows,
    Season,
)

from .made import (
    BASE,
    NIGHT,
    OFF_PEAK,
    PEAK,
    base,
    clock,
    every_day,
    peak_off_peak,
    per_month,
    per_year,
    tempo,
    year_of,
)


def steady(_: float) -> int:
    """Half a kW at any hour."""
    return 500


def test_base() -> None:
    year = year_of(2026, steady, base(194_000, standing=per_year(150_500_000)))

    # 8760 h x 0.5 kW = 4380 kWh; x 0.194 = 849.72.
    assert year.kwh == {BASE: 4380}
    assert year.cost == Decimal("849.72")
    assert year.standing == Decimal("150.50")
    assert year.estimated == 0


def test_base_in_a_leap_year() -> None:
    by_year = year_of(2028, steady, base(194_000, standing=per_year(150_500_000)))
    by_month = year_of(2028, steady, base(194_000, standing=per_month(12_550_000)))

    # 8784 h x 0.5 kW = 4392 kWh; x 0.194 = 852.048.
    assert by_year.kwh == by_month.kwh == {BASE: 4392}
    assert by_year.cost == by_month.cost == Decimal("852.048")
    assert by_year.standing == Decimal("150.50")
    # 12 x 12.55.
    assert by_month.standing == Decimal("150.60")


def test_peak_and_off_peak_of_a_steady_home() -> None:
    tariff = peak_off_peak(206_500, 157_900, standing=per_month(15_760_000))

    year = year_of(2026, steady, tariff, windows=every_day(NIGHT))

    # 365 x 8 h x 0.5 kW = 1460 kWh, 365 x 16 h x 0.5 kW = 2920 kWh.
    assert year.kwh == {PEAK: 2920, OFF_PEAK: 1460}
    # 2920 x 0.2065 = 602.98; 1460 x 0.1579 = 230.534.
    assert year.cost == Decimal("833.514")
    # 12 x 15.76.
    assert year.standing == Decimal("189.12")
    assert year.estimated == 0


def test_peak_and_off_peak_of_a_home_that_heats_water_at_night() -> None:
    def watts(wall: float) -> int:
        return 1200 if wall >= 22.5 or wall < 6.5 else 300

    tariff = peak_off_peak(206_500, 157_900)

    year = year_of(2026, watts, tariff, windows=every_day(NIGHT))

    # 365 x 8 h x 1.2 kW = 3504 kWh, 365 x 16 h x 0.3 kW = 1752 kWh.
    assert year.kwh == {PEAK: 1752, OFF_PEAK: 3504}
    # 1752 x 0.2065 = 361.788; 3504 x 0.1579 = 553.2816.
    assert year.cost == Decimal("915.0696")


def test_two_windows() -> None:
    def watts(wall: float) -> int:
        return 1000 if 2 <= wall < 7 else 2000 if 12 <= wall < 15 else 400

    windows = every_day((clock(2), clock(7)), (clock(12), clock(15)))

    year = year_of(2026, watts, peak_off_peak(206_500, 157_900), windows=windows)

    # 365 x (5 h x 1 kW + 3 h x 2 kW) = 365 x 11 = 4015 kWh, 365 x 16 h x 0.4 kW = 2336 kWh.
    assert year.kwh == {PEAK: 2336, OFF_PEAK: 4015}
    # 2336 x 0.2065 = 482.384; 4015 x 0.1579 = 633.9685.
    assert year.cost == Decimal("1116.3525")
    assert year.estimated == 0


def test_a_window_to_the_minute() -> None:
    def watts(wall: float) -> int:
        return 900 if wall == 7 else 1500 if wall == 23 else 400

    windows = every_day((clock(23, 4), clock(7, 4)))

    year = year_of(2026, watts, peak_off_peak(206_500, 157_900), windows=windows)

    # 23:04 to 23:30: 26 / 30 of 0.75 = 0.65 kWh; to 07:00 7.5 h x 0.4 = 3 kWh; to 07:04: 4 / 30 of 0.45 = 0.06 kWh.
    # 365 x 3.71 = 1354.15 kWh.
    # Peak: 0.1 kWh before 23:04, 0.39 kWh from 07:04 to 07:30, 15.5 h x 0.4 = 6.2 kWh: 365 x 6.69 = 2441.85 kWh.
    assert year.kwh == {PEAK: Decimal("2441.85"), OFF_PEAK: Decimal("1354.15")}
    # 2441.85 x 0.2065 = 504.242025; 1354.15 x 0.1579 = 213.820285.
    assert year.cost == Decimal("718.06231")
    assert year.estimated == 365


def test_a_price_that_changes_in_the_middle_of_a_month() -> None:
    old = base(201_600, standing=per_year(146_000_000))
    new = base(194_000, since=date(2026, 8, 15), standing=per_year(182_500_000))

    year = year_of(2026, steady, new, old)

    # To 14 August 226 days, one of them of 23 h: 5423 h, 2711.5 kWh; x 0.2016 = 546.6384.
    # From 15 August 139 days, one of them of 25 h: 3337 h, 1668.5 kWh; x 0.194 = 323.689.
    assert year.kwh == {BASE: 4380}
    assert year.cost == Decimal("870.3274")
    # 226 x 146 / 365 = 226 x 0.40 = 90.40; 139 x 182.50 / 365 = 139 x 0.50 = 69.50.
    assert year.standing == Decimal("159.90")


def test_an_option_that_changes_in_the_middle_of_a_year() -> None:
    old = base(200_000)
    new = peak_off_peak(210_000, 150_000, since=date(2026, 7, 1))

    year = year_of(2026, steady, old, new, windows=every_day(NIGHT))

    # To 30 June 181 days, one of 23 h: 4343 h, 2171.5 kWh; x 0.20 = 434.30.
    # From 1 July 184 days, one with an hour more at night: 1473 h, 736.5 kWh; x 0.15 = 110.475;
    # 184 x 16 = 2944 h, 1472 kWh; x 0.21 = 309.12.
    assert year.kwh == {BASE: Decimal("2171.5"), PEAK: 1472, OFF_PEAK: Decimal("736.5")}
    assert year.cost == Decimal("853.895")


def test_before_the_first_tariff_nothing_has_a_price() -> None:
    tariff = base(194_000, since=date(2026, 3, 1), standing=per_year(182_500_000))

    year = year_of(2026, steady, tariff)

    # From 1 March 306 days, one of 23 h and one of 25 h: 7344 h, 3672 kWh; x 0.194 = 712.368.
    assert year.kwh == {BASE: 3672}
    assert year.cost == Decimal("712.368")
    # 306 x 0.50.
    assert year.standing == Decimal(153)


def test_new_windows_in_november_leave_the_past_its_own() -> None:
    def watts(wall: float) -> int:
        if wall >= 22 or wall < 6:
            return 1000
        return 600 if wall < 7 else 2000 if 14 <= wall < 17 else 200

    windows = OffPeakCalendar(
        [
            OffPeakWindows(
                valid_from=date(2025, 11, 1),
                intervals=((clock(2), clock(7)), (clock(14), clock(17))),
            ),
            OffPeakWindows(
                valid_from=date(2020, 1, 1), intervals=((clock(22), clock(6)),)
            ),
        ]
    )

    year = year_of(2025, watts, peak_off_peak(200_000, 150_000), windows=windows)

    # To 31 October, 304 days: off-peak 8 h x 1 kW = 8 kWh; peak 0.6 + 3 h x 2 kW + 12 h x 0.2 kW = 9 kWh.
    # 2432 and 2736 kWh.
    # From 1 November, 61 days: off-peak 4 h x 1 kW + 0.6 + 3 h x 2 kW = 10.6 kWh; peak 4 h x 1 kW + 2.4 = 6.4 kWh.
    # 646.6 and 390.4 kWh.
    assert year.kwh == {PEAK: Decimal("3126.4"), OFF_PEAK: Decimal("3078.6")}
    # 3126.4 x 0.20 = 625.28; 3078.6 x 0.15 = 461.79.
    assert year.cost == Decimal("1087.07")


def test_summer_and_winter_windows() -> None:
    def watts(wall: float) -> int:
        return 1500 if 12 <= wall < 16 else 500

    since = date(2025, 11, 1)
    windows = OffPeakCalendar(
        [
            OffPeakWindows(
                valid_from=since,
                season=Season(first=(4, 1), last=(10, 31)),
                intervals=((clock(2), clock(6)), (clock(12), clock(16))),
            ),
            OffPeakWindows(
                valid_from=since,
                season=Season(first=(11, 1), last=(3, 31)),
                intervals=(NIGHT,),
            ),
        ]
    )

    year = year_of(2026, watts, peak_off_peak(206_500, 157_900), windows=windows)

    # A day has 4 h x 1.5 kW + 20 h x 0.5 kW = 16 kWh.
    # Summer, 214 days: off-peak 4 h x 0.5 kW + 4 h x 1.5 kW = 8 kWh, and 0.5 kWh more in October: 1712.5; peak 1712.
    # Winter, 151 days: off-peak 8 h x 0.5 kW = 4 kWh, and 0.5 kWh less in March: 603.5; peak 151 x 12 = 1812.
    assert year.kwh == {PEAK: 3524, OFF_PEAK: 2316}
    # 3524 x 0.2065 = 727.706; 2316 x 0.1579 = 365.6964.
    assert year.cost == Decimal("1093.4024")


def test_weekends_that_are_off_peak_all_day() -> None:
    since = date(2026, 1, 1)
    windows = OffPeakCalendar(
        [
            OffPeakWindows(
                valid_from=since,
                weekdays=frozenset({5, 6}),
                intervals=((0, clock(24)),),
            ),
            OffPeakWindows(
                valid_from=since,
                weekdays=frozenset(range(5)),
                intervals=((clock(22), clock(6)),),
            ),
        ]
    )

    year = year_of(2026, steady, peak_off_peak(206_500, 157_900), windows=windows)

    # 104 days of weekends x 24 h, with the hour less and the hour more: 2496 h; 261 other days x 8 h = 2088 h:
    # 4584 h x 0.5 kW = 2292 kWh. Peak: 261 x 16 h = 4176 h, 2088 kWh.
    assert year.kwh == {PEAK: 2088, OFF_PEAK: 2292}
    # 2088 x 0.2065 = 431.172; 2292 x 0.1579 = 361.9068.
    assert year.cost == Decimal("793.0788")


def test_tempo() -> None:
    """Five red days, ten white ones, all others blue."""
    red = {date(2026, 1, day) for day in range(12, 17)}
    white = {date(2026, 2, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)}

    def colour_of(day: date) -> Colour:
        return (
            Colour.RED if day in red else Colour.WHITE if day in white else Colour.BLUE
        )

    year = year_of(
        2026, steady, tempo(standing=per_year(182_500_000)), colour_of=colour_of
    )

    # Of 365 x 16 = 5840 h peak 5 x 16 = 80 h are red, 160 white, 5600 blue.
    # Of 365 x 8 = 2920 h off-peak 5 x 8 = 40 h are red, 80 white, 2800 blue.
    assert year.kwh == {
        PriceClass.BLUE_PEAK: 2800,
        PriceClass.BLUE_OFF_PEAK: 1400,
        PriceClass.WHITE_PEAK: 80,
        PriceClass.WHITE_OFF_PEAK: 40,
        PriceClass.RED_PEAK: 40,
        PriceClass.RED_OFF_PEAK: 20,
    }
    # 2800 x 0.1612 = 451.36; 1400 x 0.1325 = 185.50; 80 x 0.1871 = 14.968; 40 x 0.1499 = 5.996;
    # 40 x 0.706 = 28.24; 20 x 0.1575 = 3.15.
    assert year.cost == Decimal("689.214")
    assert year.standing == Decimal("182.50")
    assert year.estimated == 0


def test_tempo_with_a_day_whose_colour_nobody_knows() -> None:
    """All blue, but for 24 hours of 14 July that have no price: 16 h peak and 8 h off-peak."""

    def colour_of(day: date) -> Colour | None:
        return None if day == date(2026, 7, 14) else Colour.BLUE

    year = year_of(2026, steady, tempo(), colour_of=colour_of)

    # (5840 - 16) x 0.5 = 2912 kWh x 0.1612 = 469.4144; (2920 - 8) x 0.5 = 1456 kWh x 0.1325 = 192.92.
    assert year.kwh == {PriceClass.BLUE_PEAK: 2912, PriceClass.BLUE_OFF_PEAK: 1456}
    assert year.cost == Decimal("662.3344")
