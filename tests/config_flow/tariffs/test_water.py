"""Water tariffs: by contract, the city's to start with, tiers as typed, and everything that is refused."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy import offers

from ...emulator import Home
from ..steps import change as change_home, two_contracts
from .steps import (
    Typed,
    add,
    assert_added,
    assert_asks,
    assert_changed,
    assert_refused,
    change,
    choices,
    fields,
    kept,
    message,
    only,
    submit,
    suggested,
)

KIND = "water_tariff"
TYPED: Typed = {
    "valid_from": "2026-01-01",
    "tiers": "12 : 0\n180 : 1.3926\n2.7852",
    "price_of_all": 2.0507,
    "standing_charge": 50.66,
    "standing_charge_per": "year",
    "tier_basis": "calendar_year",
    "dwellings": 1,
}
TIERS = [[12, 0.0], [180, 1.3926], [None, 2.7852]]
NOTHING_OFFERED: Typed = {
    "standing_charge_per": "year",
    "tier_basis": "calendar_year",
    "dwellings": 1,
}


async def prices(hass: HomeAssistant, entry: MockConfigEntry, **chosen: str) -> Any:
    """Open the form of one's own prices."""
    shown = await add(hass, entry, KIND)
    assert_asks(shown, "user")
    shown = await submit(hass, shown, {"offer": "none", **chosen})
    assert_asks(shown, "prices")
    return shown


async def test_a_tariff_is_kept_as_typed(
    lyon: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    before = dict(entry.data)
    shown = await prices(lyon, entry)
    assert suggested(shown) == NOTHING_OFFERED
    assert_added(await submit(lyon, shown, TYPED))
    assert kept(entry, KIND) == [
        TYPED | {"contract": home.contracts[0], "tiers": TIERS}
    ]
    assert type(kept(entry, KIND)[0]["dwellings"]) is int
    assert dict(entry.data) == before


async def test_the_tariff_of_the_city_fills_in_the_form_and_may_be_changed(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    offer = offers.WATER_OFFERS[0]
    shown = await add(lyon, entry, KIND)
    # The home has one contract: there is nothing to choose.
    assert fields(shown) == ["offer"]
    listed = choices(shown, "offer")
    assert [each["value"] for each in listed] == [
        "none",
        *(each.key for each in offers.WATER_OFFERS),
    ]
    assert offer.valid_from.isoformat() in listed[1]["label"]
    shown = await submit(lyon, shown, {"offer": offer.key})
    assert_asks(shown, "prices")
    assert suggested(shown) == TYPED
    assert kept(entry, KIND) == []
    assert_added(await submit(lyon, shown, TYPED | {"valid_from": "2025-06-01"}))
    assert kept(entry, KIND)[0]["valid_from"] == "2025-06-01"


async def test_where_there_is_nothing_to_choose_the_prices_come_first(
    lyon: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "WATER_OFFERS", ())
    shown = await add(lyon, entry, KIND)
    assert_asks(shown, "prices")
    assert_added(await submit(lyon, shown, TYPED))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,4433", [[None, 3.4433]]),
        ("12:0\n180 : 1,3926\n2,7852", TIERS),
        ("\n 12 m³ : 0 €\r\n180 m3 = 1.3926\n\n2.7852€ \n", TIERS),
        ("12 ; 0\n180;1.3926\n2.7852", TIERS),
        ("100 : 0\n0", [[100, 0.0], [None, 0.0]]),
        ("0-12 : 0\n12-180 : 1,3926\nau-delà : 2,7852", TIERS),
        (
            "0 - 12 m³ : 0 €/m³\n13 à 180 m3 : 1,3926 € / m³\nAU-DELÀ : 2,7852 €/m3",
            TIERS,
        ),
        (
            "de 0 à 12 m³ : 0\nde 13 à 180 m³ : 1,3926\nau-delà de 180 m³ : 2,7852",
            TIERS,
        ),
        ("from 0 to 12 : 0\n180 m3 : 1.3926 € per m3\nabove 180 : 2.7852", TIERS),
        ("12 : 0\n180\t:\t1.3926\nabove : 2.78520", TIERS),
    ],
)
async def test_tiers_are_read_as_people_type_them(
    lyon: HomeAssistant, entry: MockConfigEntry, text: str, expected: list[Any]
) -> None:
    shown = await prices(lyon, entry)
    assert_added(await submit(lyon, shown, TYPED | {"tiers": text}))
    assert kept(entry, KIND)[0]["tiers"] == expected


WRONG_TIERS = [
    ("", "missing"),
    (" \n\n", "missing"),
    ("\n".join(f"{limit} : 1" for limit in range(1, 21)) + "\n2", "tiers_missing"),
    ("free", "tiers_unreadable"),
    ("12 0\n2.7852", "tiers_unreadable"),
    ("12.5 : 0\n2.7852", "tiers_unreadable"),
    ("12 : nan\n1", "tiers_unreadable"),
    ("12 : 1e-3\n1", "tiers_unreadable"),
    ("-12 : 0\n2.7852", "tiers_unreadable"),
    ("12 : \n2.7852", "tiers_unreadable"),
    ("9" * 5000, "tiers_unreadable"),
    ("12 : 0\n180 : 1.3926", "tiers_without_end"),
    ("180 : 1\n12 : 0\n2", "tiers_not_rising"),
    ("12 : 0\n12 : 1\n2", "tiers_not_rising"),
    ("0 : 0\n2", "tiers_not_rising"),
    ("12 : 0\nau-delà : 1\n2", "tiers_not_rising"),
    ("1-12 : 0\n100-180 : 1\n2", "tiers_apart"),
    ("0-12 : 0\n11-180 : 1\n2", "tiers_apart"),
    ("12 : 0\nau-delà de 15 m³ : 2", "tiers_apart"),
    ("180 m3\n2", "tiers_unreadable"),
    (f"12 {' ' * 50_000}x", "tiers_unreadable"),
    ("1\n180 : 1.3926\n2.7852", "tiers_not_rising"),
    ("12 : -1\n2", "negative"),
    ("12 : 0\n139.26", "too_high"),
]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        *(({"tiers": text}, {"tiers": key}) for text, key in WRONG_TIERS),
        ({"price_of_all": -0.01}, {"price_of_all": "negative"}),
        ({"price_of_all": 205.07}, {"price_of_all": "too_high"}),
        ({"standing_charge": -50.66}, {"standing_charge": "negative"}),
        ({"standing_charge": 2500.01}, {"standing_charge": "charge_too_high"}),
        (
            {"standing_charge": 200.01, "standing_charge_per": "month"},
            {"standing_charge": "charge_too_high"},
        ),
        ({"standing_charge": float("inf")}, {"standing_charge": "not_a_number"}),
        *(
            ({"dwellings": number}, {"dwellings": "dwellings_not_whole"})
            for number in (0.0, -1.0, 1.5, 1e9, float("inf"))
        ),
        (
            {"valid_from": "2014-06-01", "tiers": "?", "price_of_all": -1.0},
            {
                "valid_from": "date_out_of_range",
                "tiers": "tiers_unreadable",
                "price_of_all": "negative",
            },
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused_at_its_field(
    lyon: HomeAssistant,
    entry: MockConfigEntry,
    changes: Typed,
    errors: dict[str, str],
) -> None:
    shown = await submit(lyon, await prices(lyon, entry), TYPED | changes)
    assert_refused(shown, errors, TYPED | changes)
    assert kept(entry, KIND) == []
    assert_added(await submit(lyon, shown, TYPED))
    assert kept(entry, KIND)[0]["tiers"] == TIERS


async def test_nothing_at_all_may_be_asked_for_water(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    free = {"tiers": "0", "price_of_all": 0.0, "standing_charge": 0.0}
    assert_added(await submit(lyon, await prices(lyon, entry), TYPED | free))
    (tariff,) = kept(entry, KIND)
    assert tariff.items() >= (free | {"tiers": [[None, 0.0]]}).items()


@pytest.mark.parametrize(
    ("language", "tiers"),
    [
        ("fr", "12 : 0\n180 : 1,3926\n2,7852"),
        ("en", "12 : 0\n180 : 1.3926\n2.7852"),
    ],
)
async def test_tiers_come_in_the_language_of_the_home(
    lyon: HomeAssistant, entry: MockConfigEntry, language: str, tiers: str
) -> None:
    lyon.config.language = language
    shown = await prices(lyon, entry, offer=offers.WATER_OFFERS[0].key)
    assert suggested(shown)["tiers"] == tiers
    assert_added(await submit(lyon, shown, suggested(shown)))
    shown = await change(lyon, entry, only(entry))
    assert suggested(shown)["tiers"] == tiers
    assert_changed(await submit(lyon, shown, suggested(shown)))
    assert only(entry).data["tiers"] == TIERS


@pytest.mark.parametrize("field", ["price_of_all", "standing_charge", "dwellings"])
async def test_what_is_not_a_number_is_refused(
    lyon: HomeAssistant, entry: MockConfigEntry, field: str
) -> None:
    shown = await submit(lyon, await prices(lyon, entry), TYPED | {field: "nan"})
    assert list(shown["errors"] or ()) == [field]
    assert kept(entry, KIND) == []


async def test_the_line_that_cannot_be_read_is_named(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    typed = TYPED | {"tiers": f"12 : 0\nthe rest {'x' * 100}"}
    shown = await submit(lyon, await prices(lyon, entry), typed)
    said = message(shown, "tiers_unreadable")
    assert "the rest xxx" in said
    assert "x" * 100 not in said


async def test_the_same_date_twice_is_refused(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert_added(await submit(lyon, await prices(lyon, entry), TYPED))
    shown = await submit(lyon, await prices(lyon, entry), TYPED)
    assert_refused(shown, {"valid_from": "date_taken"}, TYPED)
    assert_added(await submit(lyon, shown, TYPED | {"valid_from": "2027-01-01"}))


@two_contracts
async def test_each_contract_has_tariffs_of_its_own(
    lyon: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    one, other = home.contracts
    shown = await add(lyon, entry, KIND)
    assert fields(shown) == ["contract", "offer"]
    assert [each["value"] for each in choices(shown, "contract")] == [one, other]
    for contract in (one, other):
        shown = await prices(lyon, entry, contract=contract)
        told = shown["description_placeholders"]
        assert told == {"contract": contract[-4:]}
        assert_added(await submit(lyon, shown, TYPED))
    assert [each["contract"] for each in kept(entry, KIND)] == [one, other]

    shown = await submit(lyon, await prices(lyon, entry, contract=other), TYPED)
    assert_refused(shown, {"valid_from": "date_taken"}, TYPED)


async def test_a_building_pays_the_standing_charge_of_all_its_dwellings(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    building = TYPED | {"dwellings": 120, "standing_charge": 6079.2}

    assert_added(await submit(lyon, await prices(lyon, entry), building))

    shown = await prices(lyon, entry)
    alone = building | {"dwellings": 1, "valid_from": "2024-01-01"}
    shown = await submit(lyon, shown, alone)
    assert_refused(shown, {"standing_charge": "charge_too_high"}, alone)


@two_contracts
async def test_a_contract_that_is_left_out_meanwhile_gets_no_tariff(
    lyon: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    one, other = home.contracts
    shown = await prices(lyon, entry, contract=other)
    change_home(lyon, entry, "water", {"contracts": [one]})
    done = await submit(lyon, shown, TYPED)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "changed_meanwhile"
    assert kept(entry, KIND) == []


@two_contracts
async def test_a_changed_tariff_stays_with_its_contract(
    lyon: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    one, other = home.contracts
    shown = await prices(lyon, entry, contract=other)
    assert_added(await submit(lyon, shown, TYPED))
    shown = await change(lyon, entry, only(entry))
    assert_asks(shown, "reconfigure")
    assert suggested(shown) == TYPED

    changed = TYPED | {"tiers": "0,0000005", "tier_basis": "by_day", "dwellings": 12.0}
    assert_changed(await submit(lyon, shown, changed))
    data = only(entry).data
    assert data["contract"] == other
    assert data["tiers"] == [[None, 5e-7]]
    assert (data["tier_basis"], data["dwellings"]) == ("by_day", 12)
    # It can be read again, however small the price.
    shown = await change(lyon, entry, only(entry))
    assert suggested(shown)["tiers"] == "0.0000005"

    # The other contract's date is free.
    assert_added(await submit(lyon, await prices(lyon, entry, contract=one), TYPED))
