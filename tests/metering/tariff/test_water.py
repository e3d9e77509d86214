"""What water costs, to the cent over a year, by amounts worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.water import (
    Tier,
    TierBasis,
    WaterTariff,
    price_of_next_m3,
    water_costs,
)

from ..days import run
from .made import LONG_AGO, euros, per_year

NEW_YEAR = date(2026, 1, 1)
NEW_YEARS_EVE = date(2026, 12, 31)

LYON = WaterTariff(
    valid_from=LONG_AGO,
    tiers=(
        Tier(up_to_m3=12, price=0),
        Tier(up_to_m3=180, price=1_392_600),
        Tier(up_to_m3=None, price=2_785_200),
    ),
    price_of_all=2_050_700,
    standing=per_year(50_660_000),
)
"""12 m3 free, 1.3926 to 180 m3, then 2.7852; 2.0507 on every m3."""

ROUND = replace(
    LYON,
    tiers=(
        Tier(up_to_m3=73, price=0),
        Tier(up_to_m3=365, price=1_000_000),
        Tier(up_to_m3=None, price=2_000_000),
    ),
    price_of_all=0,
)
"""200 L a day free, 1 EUR to 1000 L a day, then 2 EUR."""

BY_DAY = replace(ROUND, basis=TierBasis.BY_DAY)


def litres(
    daily: int, first: date = NEW_YEAR, last: date = NEW_YEARS_EVE
) -> dict[date, int]:
    """As much on every day from one to another, mL."""
    return run(first, last, daily * 1000)


def price(volumes: Mapping[date, int], *tariffs: WaterTariff) -> dict[date, Decimal]:
    """The days' costs in euros."""
    costs = water_costs(volumes, Timeline(tariffs))
    return {day: euros(cost) for day, cost in costs.items()}


def total(volumes: Mapping[date, int], *tariffs: WaterTariff) -> Decimal:
    return sum(price(volumes, *tariffs).values(), Decimal())


def test_a_year_crosses_12_and_180_m3() -> None:
    """365 x 0.6 = 219 m3: 12 free, 168 x 1.3926 = 233.9568, 39 x 2.7852 = 108.6228, 219 x 2.0507 = 449.1033."""
    assert total(litres(600), LYON) == Decimal("791.6829")


def test_the_days_around_a_threshold() -> None:
    """0.7 m3 a day: 11.9 after 17 days, 179.9 after 257. All m3: 0.7 x 2.0507 = 1.43549."""
    days = price(litres(700), LYON)

    def number(n: int) -> Decimal:
        return days[NEW_YEAR + timedelta(days=n - 1)]

    assert number(17) == Decimal("1.43549")
    # 0.1 free, 0.6 x 1.3926 = 0.83556.
    assert number(18) == Decimal("2.27105")
    # 0.7 x 1.3926 = 0.97482.
    assert number(19) == number(257) == Decimal("2.41031")
    # 0.1 x 1.3926 + 0.6 x 2.7852 = 1.81038.
    assert number(258) == Decimal("3.24587")
    # 0.7 x 2.7852 = 1.94964.
    assert number(259) == number(365) == Decimal("3.38513")
    # 255.5 m3: 168 x 1.3926 = 233.9568, 75.5 x 2.7852 = 210.2826, 255.5 x 2.0507 = 523.95385.
    assert sum(days.values()) == Decimal("968.19325")


def test_one_day_may_cross_both_thresholds() -> None:
    """200 m3: 168 x 1.3926 + 20 x 2.7852 + 200 x 2.0507 = 233.9568 + 55.704 + 410.14."""
    assert total({date(2026, 3, 1): 200_000_000, NEW_YEAR: 0}, LYON) == Decimal(
        "699.8008"
    )


def test_a_new_price_goes_on_where_the_old_one_was() -> None:
    old = replace(
        LYON,
        tiers=(
            Tier(up_to_m3=12, price=0),
            Tier(up_to_m3=180, price=1_400_000),
            Tier(up_to_m3=None, price=2_800_000),
        ),
        price_of_all=2_000_000,
    )
    new = replace(
        LYON,
        valid_from=date(2026, 7, 1),
        tiers=(
            Tier(up_to_m3=12, price=0),
            Tier(up_to_m3=180, price=1_500_000),
            Tier(up_to_m3=None, price=3_000_000),
        ),
        price_of_all=2_100_000,
    )

    # To 30 June 181 x 0.6 = 108.6 m3: 12 free, 96.6 x 1.40 = 135.24, 108.6 x 2.00 = 217.20.
    # From 1 July 184 x 0.6 = 110.4 m3: 71.4 x 1.50 = 107.10, 39 x 3.00 = 117.00, 110.4 x 2.10 = 231.84.
    assert total(litres(600), new, old) == Decimal("808.38")


def test_new_thresholds_count_from_the_same_1_january() -> None:
    """108.6 m3 by 30 June; then the second tier ends at 150: 41.4 x 1 and 69 x 2, as 108.6 was 12 free and 96.6 x 1."""
    old = replace(
        LYON,
        tiers=(Tier(up_to_m3=12, price=0), Tier(up_to_m3=None, price=1_000_000)),
        price_of_all=0,
    )
    new = replace(
        old,
        valid_from=date(2026, 7, 1),
        tiers=(
            Tier(up_to_m3=150, price=1_000_000),
            Tier(up_to_m3=None, price=2_000_000),
        ),
    )

    assert total(litres(600), old, new) == Decimal("276.00")


def test_a_new_year_begins_with_empty_tiers() -> None:
    """Twice 791.6829, and in the leap year 0.6 m3 more in the last tier: 0.6 x (2.7852 + 2.0507) = 2.90154."""
    volumes = litres(600, date(2026, 1, 1), date(2028, 12, 31))

    assert total(volumes, LYON) == Decimal("2377.95024")


def test_several_dwellings_have_tiers_as_many_times_as_wide() -> None:
    """Three of 219 m3 each: 3 x 791.6829."""
    tariff = replace(LYON, dwellings=3)

    assert total(litres(1800), tariff) == Decimal("2375.0487")


def test_another_number_of_dwellings_goes_on_where_it_was() -> None:
    """108.6 m3 by 30 June, 96.6 x 1.3926 = 134.52516. Two dwellings from then on: 110.4 of the 251.4 that are left
    up to 360, x 1.3926 = 153.74304. All: 219 x 2.0507 = 449.1033."""
    two = replace(LYON, valid_from=date(2026, 7, 1), dwellings=2)

    assert total(litres(600), LYON, two) == Decimal("737.3715")


def test_a_partial_first_year_has_its_share_of_the_thresholds() -> None:
    """184 of 365 days: 36.8 and 184 m3. 276 m3: 147.2 x 1 and 92 x 2 = 331.20."""
    first = date(2026, 7, 1)

    assert total(litres(1500, first), ROUND) == Decimal("331.20")
    # The whole year after it: 547.5 m3: 292 x 1 and 182.5 x 2 = 657.
    assert total(litres(1500, first, date(2027, 12, 31)), ROUND) == Decimal("988.20")


def test_a_partial_first_year_to_the_cent() -> None:
    """110.4 m3. 12 x 184 / 365 = 6.049315, 180 x 184 / 365 = 90.739726: 84.690411 x 1.3926 = 117.939866,
    19.660274 x 2.7852 = 54.757795, 110.4 x 2.0507 = 226.39728: 399.094942."""
    cost = total(litres(600, date(2026, 7, 1)), LYON)

    assert round(cost, 2) == Decimal("399.09")
    assert cost == pytest.approx(Decimal("399.094942"), abs=Decimal("0.00001"))


def test_a_partial_first_year_that_is_a_leap_year() -> None:
    """2028 from 29 February on: 307 of 366 days. 366 m3 a year are 307; 400 m3 are 93 x 1 beyond them."""
    tariff = replace(
        ROUND,
        tiers=(Tier(up_to_m3=366, price=0), Tier(up_to_m3=None, price=1_000_000)),
    )
    volumes = {date(2028, 2, 29): 0, date(2028, 12, 31): 400_000_000}

    assert total(volumes, tariff) == 93


def test_water_from_before_the_first_price_has_no_cost_and_fills_the_tiers() -> None:
    """From 1 July 110.4 m3, the first at 108.6: 71.4 x 1.3926 = 99.43164, 39 x 2.7852 = 108.6228,
    110.4 x 2.0507 = 226.39728."""
    days = price(litres(600), replace(LYON, valid_from=date(2026, 7, 1)))

    assert min(days) == date(2026, 7, 1)
    assert len(days) == 184
    assert sum(days.values()) == Decimal("434.45172")


def test_by_day_every_day_adds_its_share_and_leaves_what_it_does_not_use() -> None:
    """200 L a day are free, 800 more cost 1; what a day leaves of either is there for those that follow."""
    used = [500, 100, 400, 3000, 2000]
    volumes = {
        NEW_YEAR + timedelta(days=n): litre * 1000 for n, litre in enumerate(used)
    }

    assert list(price(volumes, BY_DAY).values()) == [
        # 200 free, 300 x 1; of 800 500 are left.
        Decimal("0.3"),
        # 100 free, of 200; 1300 are left.
        Decimal(0),
        # 300 free, 100 x 1; 2000 are left.
        Decimal("0.1"),
        # 200 free, 2800 x 1: all that is left.
        Decimal("2.8"),
        # 200 free, 800 x 1, 1000 x 2.
        Decimal("2.8"),
    ]
    # By calendar year all of it would be within the 73 m3 that are free.
    assert total(volumes, ROUND) == 0


def test_by_day_a_steady_year_is_the_years_tiers() -> None:
    """1.5 m3 a day: 73 free, 292 x 1, 182.5 x 2 = 657, and every day 0.8 x 1 + 0.5 x 2 = 1.80."""
    days = price(litres(1500), BY_DAY)

    assert set(days.values()) == {Decimal("1.8")}
    assert sum(days.values()) == 657


def test_by_day_a_first_year_begins_on_its_first_day() -> None:
    """On 1 July, 200 L are free as on any other day, not half a year's."""
    days = price(litres(1500, date(2026, 7, 1)), BY_DAY)

    assert set(days.values()) == {Decimal("1.8")}


def test_by_day_water_from_before_the_first_price_fills_its_tiers_not_those_of_a_later() -> (
    None
):
    """500 L on 1 January took the 200 that were free; by the 3rd 400 more are, of 600 L: 200 x 1."""
    first = replace(BY_DAY, valid_from=date(2026, 1, 3))
    later = replace(
        BY_DAY,
        valid_from=date(2026, 2, 1),
        tiers=(Tier(up_to_m3=365, price=0), Tier(up_to_m3=None, price=1_000_000)),
    )
    volumes = {NEW_YEAR: 500_000, date(2026, 1, 3): 600_000}

    assert price(volumes, first, later) == {date(2026, 1, 3): Decimal("0.2")}


def test_by_day_a_new_year_begins_with_nothing_left() -> None:
    volumes = {
        NEW_YEAR: 0,
        NEW_YEARS_EVE: 1_000_000,
        date(2027, 1, 1): 1_000_000,
    }

    # All of 2026 is left on its last day: 1000 L are free. On 1 January 200 are, 800 x 1.
    assert list(price(volumes, BY_DAY).values()) == [0, 0, Decimal("0.8")]


def test_a_price_without_tiers() -> None:
    """219 x 3.50."""
    tariff = replace(
        LYON, tiers=(Tier(up_to_m3=None, price=3_500_000),), price_of_all=0
    )

    assert total(litres(600), tariff) == Decimal("766.50")


def test_days_of_which_nothing_is_known_have_no_cost_and_a_day_without_use_costs_nothing() -> (
    None
):
    volumes = {NEW_YEAR: 600_000, date(2026, 1, 5): 0, date(2026, 1, 9): 600_000}

    # 0.6 x 2.0507.
    assert price(volumes, LYON) == {
        NEW_YEAR: Decimal("1.23042"),
        date(2026, 1, 5): Decimal(0),
        date(2026, 1, 9): Decimal("1.23042"),
    }


@pytest.mark.parametrize("tariff", [LYON, BY_DAY])
def test_the_order_of_days_does_not_matter(tariff: WaterTariff) -> None:
    volumes = litres(700)
    shuffled = dict(Random(3).sample(list(volumes.items()), len(volumes)))

    assert price(shuffled, tariff) == price(volumes, tariff)


TO_20_JANUARY = litres(600, last=date(2026, 1, 20))
"""12 m3."""

TO_19_JANUARY = litres(600, last=date(2026, 1, 19))
"""11.4 m3."""


@pytest.mark.parametrize(
    ("volumes", "today", "micro_eur"),
    [
        # 0 + 2.0507; 1.3926 + 2.0507; 2.7852 + 2.0507.
        (TO_19_JANUARY, date(2026, 1, 20), 2_050_700),
        (TO_20_JANUARY, date(2026, 1, 21), 3_443_300),
        (litres(600, last=date(2026, 10, 26)), date(2026, 10, 27), 3_443_300),
        (litres(600, last=date(2026, 10, 27)), date(2026, 10, 28), 4_835_900),
        # A new year of which nothing is known yet.
        (litres(600), date(2027, 1, 1), 2_050_700),
        # Nothing known at all.
        ({}, date(2026, 5, 1), 2_050_700),
    ],
)
def test_the_price_of_the_next_m3(
    volumes: Mapping[date, int], today: date, micro_eur: int
) -> None:
    assert price_of_next_m3(volumes, Timeline([LYON]), today=today) == micro_eur


def test_the_next_m3_costs_what_the_tariff_of_today_says() -> None:
    """12 m3 are used: at the tariff of 1 February the next costs 1.50 + 2.0507."""
    later = replace(
        LYON,
        valid_from=date(2026, 2, 1),
        tiers=(
            Tier(up_to_m3=12, price=0),
            Tier(up_to_m3=None, price=1_500_000),
        ),
    )
    timeline = Timeline([LYON, later])

    def next_m3(today: date) -> int | None:
        return price_of_next_m3(TO_20_JANUARY, timeline, today=today)

    assert next_m3(date(2026, 1, 31)) == 3_443_300
    assert next_m3(date(2026, 2, 1)) == 3_550_700


def test_by_day_the_next_m3_has_what_the_days_so_far_left() -> None:
    """1000 L a day leave nothing of 200 and 800; ten days later there is room again."""
    volumes = litres(1000, last=date(2026, 1, 20))
    timeline = Timeline([BY_DAY])

    def next_m3(today: date) -> int | None:
        return price_of_next_m3(volumes, timeline, today=today)

    assert next_m3(date(2026, 1, 20)) == 2_000_000
    assert next_m3(date(2026, 1, 30)) == 0


@pytest.mark.parametrize(
    "timeline",
    [Timeline[WaterTariff](()), Timeline([replace(LYON, valid_from=date(2027, 1, 1))])],
)
def test_without_a_tariff_water_has_no_price(timeline: Timeline[WaterTariff]) -> None:
    costs = water_costs(litres(600), timeline)

    assert costs == {}
    assert price_of_next_m3(litres(600), timeline, today=NEW_YEARS_EVE) is None
