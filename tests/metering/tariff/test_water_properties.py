"""What holds for any water and any tariffs.

- Nothing costs less than nothing, and every litre is in one tier.
- The order in which days and tariffs were given does not matter.
- Of one tariff and whole years, a year costs what its volume does, however it is spread over the days.
- What comes later changes nothing of what was before.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, strategies as st

from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.water import (
    Tier,
    TierBasis,
    WaterTariff,
    price_of_next_m3,
    water_costs,
)

from .made import FREE
from .strategies import quiet, volumes, water_tariffs

TODAY = date(2028, 3, 1)

several_tariffs = st.lists(water_tariffs(), max_size=4)


def costs_of(used: Mapping[date, int], *tariffs: WaterTariff) -> Mapping[date, int]:
    return water_costs(used, Timeline(tariffs))


@quiet
@given(used=volumes, tariffs=several_tariffs)
def test_no_day_costs_less_than_the_lowest_or_more_than_the_highest_price(
    used: dict[date, int], tariffs: list[WaterTariff]
) -> None:
    timeline = Timeline(tariffs)
    costs = costs_of(used, *tariffs)

    assert costs.keys() == {day for day in used if timeline.on(day)}
    for day, cost in costs.items():
        tariff = timeline.on(day)
        assert tariff is not None
        prices = [tier.price + tariff.price_of_all for tier in tariff.tiers]
        assert 0 <= used[day] * min(prices) <= cost <= used[day] * max(prices)


@quiet
@given(used=volumes, tariffs=several_tariffs, price=st.integers(0, 5_000_000))
def test_every_litre_is_in_one_tier(
    used: dict[date, int], tariffs: list[WaterTariff], price: int
) -> None:
    """Tiers of one price cost what all of the water does at that price."""
    alike = [
        replace(
            tariff,
            tiers=tuple(replace(tier, price=price) for tier in tariff.tiers),
            price_of_all=0,
        )
        for tariff in tariffs
    ]

    costs = costs_of(used, *alike)

    assert costs == {day: used[day] * price for day in costs}


@quiet
@given(
    used=volumes,
    tariffs=several_tariffs,
    shuffle=st.randoms(use_true_random=False),
)
def test_the_order_of_days_and_of_edits_does_not_matter(
    used: dict[date, int], tariffs: list[WaterTariff], shuffle: Random
) -> None:
    days = dict(shuffle.sample(sorted(used.items()), len(used)))
    edits = shuffle.sample(tariffs, len(tariffs))

    assert water_costs(days, Timeline(edits)) == water_costs(used, Timeline(tariffs))
    assert price_of_next_m3(days, Timeline(edits), today=TODAY) == price_of_next_m3(
        used, Timeline(tariffs), today=TODAY
    )


@quiet
@given(used=volumes, tariff=water_tariffs())
def test_by_calendar_year_a_year_costs_what_its_volume_does(
    used: dict[date, int], tariff: WaterTariff
) -> None:
    since = date(2025, 1, 1)
    whole = {since: 0} | used
    tariff = replace(tariff, valid_from=since, basis=TierBasis.CALENDAR_YEAR)

    by_year: Counter[int] = Counter()
    for day, cost in costs_of(whole, tariff).items():
        by_year[day.year] += cost

    for year in {day.year for day in whole}:
        volume = sum(ml for day, ml in whole.items() if day.year == year)
        assert by_year[year] == _of_a_year(volume, tariff)


def _of_a_year(volume: int, tariff: WaterTariff) -> int:
    """What is over each threshold costs the difference between the prices on its two sides."""
    cost = volume * (tariff.tiers[0].price + tariff.price_of_all)
    for below, above in zip(tariff.tiers, tariff.tiers[1:], strict=False):
        assert below.up_to_m3 is not None
        over = max(0, volume - below.up_to_m3 * tariff.dwellings * 10**6)
        cost += over * (above.price - below.price)
    return cost


@quiet
@given(
    used=volumes,
    tariffs=several_tariffs,
    later=water_tariffs(),
    cut=st.integers(0, 800),
)
def test_what_comes_later_changes_nothing_of_what_was(
    used: dict[date, int],
    tariffs: list[WaterTariff],
    later: WaterTariff,
    cut: int,
) -> None:
    until = date(2025, 12, 1) + timedelta(days=cut)
    before = {day: ml for day, ml in used.items() if day < until}
    # Before the first tariff the water fills the tiers of the first one, so that there has to be one.
    first = replace(later, valid_from=date(2025, 1, 1))
    new = replace(later, valid_from=until, price_of_all=later.price_of_all + 1)
    held = [tariff for tariff in tariffs if tariff.valid_from < until]

    costs = costs_of(used, first, *held, new)

    assert costs_of(before, first, *held) == {day: costs[day] for day in before}


@quiet
@given(used=volumes, tariffs=st.lists(water_tariffs(), min_size=1, max_size=3))
def test_the_next_m3_costs_one_of_the_prices_of_today(
    used: dict[date, int], tariffs: list[WaterTariff]
) -> None:
    timeline = Timeline(tariffs)
    now = timeline.on(TODAY)

    price = price_of_next_m3(used, timeline, today=TODAY)

    if now is None:
        assert price is None
    else:
        assert price in {tier.price + now.price_of_all for tier in now.tiers}


@quiet
@given(used=volumes, shift=st.integers(0, 2_000_000))
def test_by_day_a_day_takes_no_more_of_a_tier_than_was_added(
    used: dict[date, int], shift: int
) -> None:
    """A first tier of a price, the rest free: at most its share of the days since the first one is paid."""
    tariff = WaterTariff(
        valid_from=date(2025, 1, 1),
        tiers=(Tier(up_to_m3=365, price=1 + shift), Tier(up_to_m3=None, price=0)),
        price_of_all=0,
        standing=FREE,
        basis=TierBasis.BY_DAY,
    )
    costs = costs_of({date(2025, 1, 1): 0} | used, tariff)

    paid: Counter[int] = Counter()
    for day in sorted(costs):
        paid[day.year] += costs[day]
        if day.year != 2028:
            # 365 m3 a year are 1 m3 a day.
            days = day.timetuple().tm_yday
            assert paid[day.year] <= days * 10**6 * (1 + shift)
