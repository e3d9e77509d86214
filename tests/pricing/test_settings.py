"""What an entry keeps of tariffs becomes typed prices, and what costs depend on has a fingerprint."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    PriceClass,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.standing import Per
from custom_components.grandlyon_energy.metering.tariff.water import TierBasis
from custom_components.grandlyon_energy.pricing.settings import (
    electricity_prices,
    water_prices,
)


@dataclass
class Kept:
    subentry_type: str
    data: dict[str, Any] = field(default_factory=dict)


BASE = Kept(
    "electricity_tariff",
    {
        "valid_from": "2026-02-01",
        "option": "base",
        "prices": {"base": 0.1952},
        "standing_charge": 12.5,
        "standing_charge_per": "month",
    },
)
WINDOWS = Kept(
    "off_peak_hours",
    {
        "valid_from": "2025-11-01",
        "season_from": "11-01",
        "season_to": "03-31",
        "weekdays": ["mon", "sun"],
        "intervals": "22:30-06:30",
    },
)
CALENDAR = Kept("tempo_calendar", {"colours": {"2025-12-01": "red"}})
WATER = Kept(
    "water_tariff",
    {
        "contract": "42",
        "valid_from": "2026-01-01",
        "tiers": [[12, 0], [180, 1.3926], [None, 2.7852]],
        "price_of_all": 2.0507,
        "standing_charge": 50.66,
        "standing_charge_per": "year",
        "tier_basis": "by_day",
        "dwellings": 2,
    },
)


def test_a_tariff_is_read_to_the_last_micro_euro() -> None:
    tariff = electricity_prices([BASE], {}).tariffs.on(date(2026, 2, 1))
    assert tariff is not None
    assert tariff.option is TariffOption.BASE
    assert tariff.prices == {PriceClass.BASE: 195_200}
    assert (tariff.standing.micro_eur, tariff.standing.per) == (12_500_000, Per.MONTH)
    assert electricity_prices([BASE], {}).tariffs.on(date(2026, 1, 31)) is None


def test_windows_hold_on_their_days_of_the_year_and_of_the_week() -> None:
    windows = electricity_prices([WINDOWS], {}).windows
    monday = date(2026, 2, 2)
    assert windows.intervals(monday) == ((0, 390), (1350, 1440))
    assert windows.intervals(date(2026, 2, 3)) == ()
    assert windows.intervals(date(2026, 6, 1)) is None
    assert windows.intervals(date(2025, 10, 27)) is None


def test_colours_and_water_are_read() -> None:
    assert electricity_prices([CALENDAR], {}).colours == {date(2025, 12, 1): Colour.RED}
    tariff = water_prices([WATER], {}, "42").tariffs.on(date(2026, 1, 1))
    assert tariff is not None
    assert [tier.price for tier in tariff.tiers] == [0, 1_392_600, 2_785_200]
    assert (tariff.basis, tariff.dwellings) == (TierBasis.BY_DAY, 2)
    assert not water_prices([WATER], {}, "43").tariffs.items


def test_each_kind_is_read_alone() -> None:
    prices = electricity_prices([BASE, WINDOWS, CALENDAR, WATER], {})
    assert len(prices.tariffs.items) == 1


def test_options_say_what_is_included_and_when_a_bill_begins() -> None:
    prices = electricity_prices(
        [],
        {
            "electricity_standing_charge_included": False,
            "electricity_bill_since": "2026-10-12",
        },
    )
    assert not prices.standing_included
    assert prices.bill_since == date(2026, 10, 12)
    assert electricity_prices([], {}).standing_included
    assert water_prices([], {}, "42").bill_since is None


def test_the_fingerprint_tells_neither_order_nor_what_costs_do_not_depend_on() -> None:
    one = electricity_prices([BASE, WINDOWS, CALENDAR], {}).fingerprint
    other = electricity_prices(
        [CALENDAR, WATER, BASE, WINDOWS], {"electricity_bill_since": "2026-10-12"}
    ).fingerprint
    assert one == other


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        (BASE, {"prices": {"base": 0.1953}}),
        (BASE, {"valid_from": "2026-02-02"}),
        (BASE, {"standing_charge_per": "year"}),
        (WINDOWS, {"intervals": "22:30-06:31"}),
        (WINDOWS, {"weekdays": ["mon"]}),
        (CALENDAR, {"colours": {"2025-12-01": "white"}}),
    ],
)
def test_the_fingerprint_changes_with_whatever_costs_depend_on(
    kept: Kept, changed: dict[str, Any]
) -> None:
    before = electricity_prices([kept], {}).fingerprint
    other = Kept(kept.subentry_type, kept.data | changed)
    assert electricity_prices([other], {}).fingerprint != before


def test_what_is_included_changes_the_fingerprint() -> None:
    for make, option in (
        (lambda options: electricity_prices([BASE], options), "electricity"),
        (lambda options: water_prices([WATER], options, "42"), "water"),
    ):
        without = {f"{option}_standing_charge_included": False}
        assert make({}).fingerprint != make(without).fingerprint
