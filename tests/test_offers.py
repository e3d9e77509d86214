"""The tariffs that are offered: each figure stands in the page that says where it is from, and makes sense."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
import re

import pytest

from custom_components.grandlyon_energy.offers import (
    ELECTRICITY_OFFERS,
    WATER_OFFERS,
    ElectricityOffer,
    WaterOffer,
)

PAGE = (Path(__file__).parent.parent / "docs" / "tariffs.md").read_text("utf-8")

HEADINGS = {
    "base": "### Base",
    "peak_off_peak": "### Heures Pleines / Heures Creuses",
    "tempo": "### Tempo",
}
PRICES = {
    "base": {"base"},
    "peak_off_peak": {"peak", "off_peak"},
    "tempo": {
        f"{colour}_{part}"
        for colour in ("blue", "white", "red")
        for part in ("peak", "off_peak")
    },
}
POWERS = {
    "base": {3, 6, 9, 12, 15, 18, 24, 30, 36},
    "peak_off_peak": {6, 9, 12, 15, 18, 24, 30, 36},
    "tempo": {6, 9, 12, 15, 18, 30, 36},
}
"""What EDF's sheet has at all."""

CHARGE = re.compile(r"(?P<year>\d+\.\d\d) \((?P<month>\d+\.\d\d)\)")

EVERY_OFFER: tuple[ElectricityOffer | WaterOffer, ...] = (
    *ELECTRICITY_OFFERS,
    *WATER_OFFERS,
)

type Row = dict[str, str]

each_electricity_offer = pytest.mark.parametrize(
    "offer", ELECTRICITY_OFFERS, ids=lambda offer: offer.key
)
each_water_offer = pytest.mark.parametrize(
    "offer", WATER_OFFERS, ids=lambda offer: offer.key
)
each_option = pytest.mark.parametrize("option", HEADINGS)


def tables(heading: str) -> Iterator[list[Row]]:
    """Yield the tables below a heading, their rows by the names of the columns."""
    _, found, below = PAGE.partition(f"\n{heading}\n")
    assert found, heading
    below = re.split(r"^#", below, maxsplit=1, flags=re.MULTILINE)[0]
    for block in re.findall(r"(?:^\|.*\n)+", below, re.MULTILINE):
        head, rule, *lines = (
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in block.splitlines()
        )
        assert all(re.fullmatch(r"-+:?", cell) for cell in rule)
        yield [dict(zip(head, line, strict=True)) for line in lines]


def of_option(option: str) -> list[ElectricityOffer]:
    return [offer for offer in ELECTRICITY_OFFERS if offer.option == option]


def is_exact(figure: str) -> bool:
    """Return whether it is a plain decimal: nothing that Decimal would read otherwise."""
    return re.fullmatch(r"\d+(\.\d+)?", figure) is not None


def of_water(offer: WaterOffer) -> list[str]:
    return [
        *(price for _, price in offer.tiers),
        offer.price_of_all,
        offer.standing_charge_per_year,
    ]


def test_no_two_offers_have_the_same_name() -> None:
    keys = [offer.key for offer in EVERY_OFFER]
    assert len(set(keys)) == len(keys)
    for offer in EVERY_OFFER:
        assert re.fullmatch(r"[a-z0-9_]+", offer.key)
        assert offer.key.endswith(f"{offer.valid_from:_%Y_%m_%d}")


@pytest.mark.parametrize("offers", [ELECTRICITY_OFFERS, WATER_OFFERS])
def test_the_newest_comes_first(
    offers: tuple[ElectricityOffer | WaterOffer, ...],
) -> None:
    dates = [offer.valid_from for offer in offers]
    assert dates == sorted(dates, reverse=True)


@each_option
def test_a_home_has_one_offer_of_each_option_and_date(option: str) -> None:
    homes = [
        (offer.valid_from, power)
        for offer in of_option(option)
        for power in offer.standing_charge_per_year
    ]
    assert homes
    assert len(set(homes)) == len(homes)


@each_water_offer
def test_water_has_one_offer_of_each_date(offer: WaterOffer) -> None:
    assert [each.valid_from for each in WATER_OFFERS].count(offer.valid_from) == 1


@each_electricity_offer
def test_an_option_has_exactly_its_prices(offer: ElectricityOffer) -> None:
    assert offer.prices.keys() == PRICES[offer.option]
    assert offer.standing_charge_per_year.keys() <= POWERS[offer.option]
    figures = (*offer.prices.values(), *offer.standing_charge_per_year.values())
    assert all(map(is_exact, figures))


@each_electricity_offer
def test_a_price_is_that_of_a_kwh_in_euros(offer: ElectricityOffer) -> None:
    """A price in cents, or of a MWh, or without its zero, would not pass."""
    for price in offer.prices.values():
        assert Decimal("0.08") < Decimal(price) < 1
        assert len(price) == len("0.1234")


@each_electricity_offer
def test_off_peak_is_never_dearer_than_peak(offer: ElectricityOffer) -> None:
    for name, price in offer.prices.items():
        if name.endswith("off_peak"):
            peak = offer.prices[name.replace("off_peak", "peak")]
            assert Decimal(price) <= Decimal(peak)


@pytest.mark.parametrize("part", ["peak", "off_peak"])
def test_a_redder_day_is_dearer(part: str) -> None:
    for offer in of_option("tempo"):
        blue, white, red = (
            Decimal(offer.prices[f"{colour}_{part}"])
            for colour in ("blue", "white", "red")
        )
        assert blue < white < red


@each_option
def test_more_power_costs_more(option: str) -> None:
    for day in {offer.valid_from for offer in of_option(option)}:
        charges = {
            power: Decimal(charge)
            for offer in of_option(option)
            if offer.valid_from == day
            for power, charge in offer.standing_charge_per_year.items()
        }
        assert all(
            charges[less] < charges[more] for less, more in pairwise(sorted(charges))
        )


@each_option
def test_the_page_has_the_prices(option: str) -> None:
    prices, _ = tables(HEADINGS[option])
    names = PRICES[option]
    assert [
        (row["offer"], row["from"], {name: row[name] for name in names})
        for row in prices
    ] == [
        (f"`{offer.key}`", offer.valid_from.isoformat(), dict(offer.prices))
        for offer in of_option(option)
    ]
    for row, offer in zip(prices, of_option(option), strict=True):
        powers = ", ".join(map(str, offer.standing_charge_per_year))
        assert row.keys() - names - {"offer", "from"} <= {"kVA"}
        assert row.get("kVA", powers) == powers


@each_option
def test_the_page_has_the_standing_charges(option: str) -> None:
    _, charges = tables(HEADINGS[option])
    found: dict[tuple[date, int], str] = {}
    for row in charges:
        power = int(row.pop("power").removesuffix(" kVA"))
        for day, cell in row.items():
            if cell == "—":
                continue
            charge = CHARGE.fullmatch(cell)
            assert charge is not None, cell
            assert Decimal(charge["year"]) == 12 * Decimal(charge["month"])
            found[date.fromisoformat(day), power] = charge["year"]
    assert found == {
        (offer.valid_from, power): charge
        for offer in of_option(option)
        for power, charge in offer.standing_charge_per_year.items()
    }


@each_water_offer
def test_the_tiers_of_water_rise(offer: WaterOffer) -> None:
    *ends, last = (end for end, _ in offer.tiers)
    assert last is None
    bounds = [0, *(end for end in ends if end is not None)]
    assert len(bounds) == len(offer.tiers)
    assert all(less < more for less, more in pairwise(bounds))
    prices = [Decimal(price) for _, price in offer.tiers]
    assert all(less < more for less, more in pairwise(prices))
    assert all(map(is_exact, of_water(offer)))


def test_the_page_has_the_water_tariffs() -> None:
    whole, _ = tables("## Water: Eau publique du Grand Lyon")
    assert [list(row.values()) for row in whole] == [
        [f"`{offer.key}`", offer.valid_from.isoformat(), *of_water(offer)]
        for offer in WATER_OFFERS
    ]
    ends = [
        [f"up to {end} m³" for end, _ in offer.tiers if end is not None]
        for offer in WATER_OFFERS
    ]
    heads = [name for name in whole[0] if name.startswith("up to")]
    assert all(each == heads for each in ends)


def test_the_parts_of_every_m3_of_water_add_up() -> None:
    _, parts = tables("## Water: Eau publique du Grand Lyon")
    total = sum(Decimal(row["€ per m³"]) for row in parts)
    assert total == Decimal(WATER_OFFERS[0].price_of_all)


def test_every_offer_of_the_page_exists() -> None:
    keys = {offer.key for offer in EVERY_OFFER}
    assert set(re.findall(r"`((?:regulated|grand_lyon)_\w+)`", PAGE)) == keys
