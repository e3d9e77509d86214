"""The standing charge: a year's or month's, by day and by hour."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.tariff.standing import (
    StandingCharge,
    day_charge,
    days_in_year,
    spread,
)

from .made import MARCH, OCTOBER, days_of, euros, per_month, per_year


@pytest.mark.parametrize(
    ("standing", "day", "euro"),
    [
        # 182.50 / 365 and 183.00 / 366.
        (per_year(182_500_000), date(2026, 1, 1), "0.5"),
        (per_year(182_500_000), date(2026, 12, 31), "0.5"),
        (per_year(183_000_000), date(2028, 2, 29), "0.5"),
        (per_year(183_000_000), date(2028, 12, 31), "0.5"),
        # 12.40 / 31, 12.40 / 28 would not be whole: 14.00 / 28, 14.50 / 29, 15.00 / 30.
        (per_month(12_400_000), date(2026, 1, 31), "0.4"),
        (per_month(14_000_000), date(2026, 2, 28), "0.5"),
        (per_month(14_500_000), date(2028, 2, 29), "0.5"),
        (per_month(15_000_000), date(2026, 11, 30), "0.5"),
        (per_year(0), date(2026, 1, 1), "0"),
    ],
)
def test_a_day_has_its_share_of_its_own_year_or_month(
    standing: StandingCharge, day: date, euro: str
) -> None:
    assert euros(day_charge(standing, day)) == Decimal(euro)


@pytest.mark.parametrize("year", [2026, 2028])
def test_the_days_of_a_year_add_up_to_what_is_said_for_it(year: int) -> None:
    """150.53 € a year is no whole number of 1e-12 € a day, in a leap year or not."""
    charges = [day_charge(per_year(150_530_000), day) for day in days_of(year)]

    assert euros(sum(charges)) == Decimal("150.53")
    assert max(charges) - min(charges) <= 1


@pytest.mark.parametrize("year", [2026, 2028])
def test_the_months_of_a_year_add_up_to_twelve_times_what_is_said(year: int) -> None:
    """12.67 € a month: 152.04 € a year."""
    by_month = [0] * 13
    for day in days_of(year):
        by_month[day.month] += day_charge(per_month(12_670_000), day)

    assert {euros(each) for each in by_month[1:]} == {Decimal("12.67")}
    assert euros(sum(by_month)) == Decimal("152.04")


@pytest.mark.parametrize(
    ("year", "days"),
    [(2026, 365), (2027, 365), (2028, 366), (2000, 366), (2100, 365)],
)
def test_days_in_a_year(year: int, days: int) -> None:
    assert days_in_year(year) == days


@pytest.mark.parametrize(
    ("day", "each", "more"),
    [
        # 1 000 000 = 24 x 41 666 + 16 = 23 x 43 478 + 6 = 25 x 40 000.
        (date(2026, 6, 1), 41_666, 16),
        (MARCH, 43_478, 6),
        (OCTOBER, 40_000, 0),
    ],
)
def test_all_of_a_days_charge_is_spread_over_its_hours(
    day: date, each: int, more: int
) -> None:
    hours = day_hours(day)

    rows = spread(1_000_000, hours)

    assert [at for at, _ in rows] == list(hours)
    assert [amount for _, amount in rows] == [
        *[each + 1] * more,
        *[each] * (len(hours) - more),
    ]


def test_a_month_that_ends_takes_nothing_into_the_next() -> None:
    """31.00 and 28.00 / 28: January's last day and February's first."""
    last = date(2026, 1, 31)

    assert euros(day_charge(per_month(31_000_000), last)) == Decimal(1)
    assert euros(
        day_charge(per_month(28_000_000), last + timedelta(days=1))
    ) == Decimal(1)
