"""Electricity tariffs: each option, the regulated ones to start with, and everything that is refused."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy import offers

from ...conftest import TODAY
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

KIND = "electricity_tariff"
BASE: Typed = {
    "valid_from": "2026-02-01",
    "base": 0.194,
    "standing_charge": 15.65,
    "standing_charge_per": "month",
}
PRICES: dict[str, Typed] = {
    "base": {"base": 0.194},
    "peak_off_peak": {"peak": 0.2065, "off_peak": 0.1579},
    "tempo": {
        "blue_peak": 0.1612,
        "blue_off_peak": 0.1325,
        "white_peak": 0.1871,
        "white_off_peak": 0.1499,
        "red_peak": 0.706,
        "red_off_peak": 0.1575,
    },
}


async def prices(
    hass: HomeAssistant, entry: MockConfigEntry, option: str = "base"
) -> Any:
    """Open the form of one's own prices."""
    shown = await add(hass, entry, KIND)
    assert_asks(shown, "user")
    shown = await submit(hass, shown, {"option": option, "offer": "none"})
    assert_asks(shown, "prices")
    return shown


async def add_base(hass: HomeAssistant, entry: MockConfigEntry, **changes: Any) -> None:
    assert_added(await submit(hass, await prices(hass, entry), BASE | changes))


@pytest.mark.parametrize("option", PRICES)
async def test_a_tariff_is_kept_as_typed(
    lyon: HomeAssistant, entry: MockConfigEntry, option: str
) -> None:
    before = dict(entry.data)
    shown = await prices(lyon, entry, option)
    around = {"valid_from", "standing_charge", "standing_charge_per"}
    assert set(fields(shown)) == {*PRICES[option], *around}
    # Nobody but the user knows what they pay and since when.
    assert suggested(shown) == {"standing_charge_per": "month"}

    typed = {key: BASE[key] for key in around} | PRICES[option]
    assert_added(await submit(lyon, shown, typed))

    assert kept(entry, KIND) == [
        {
            "valid_from": "2026-02-01",
            "option": option,
            "prices": PRICES[option],
            "standing_charge": 15.65,
            "standing_charge_per": "month",
        }
    ]
    assert dict(entry.data) == before


async def test_whole_numbers_are_prices_and_a_standing_charge_may_be_nothing(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_base(lyon, entry, base=1, standing_charge=0)
    (tariff,) = kept(entry, KIND)
    assert (tariff["prices"], tariff["standing_charge"]) == ({"base": 1.0}, 0.0)


@pytest.mark.parametrize(("per", "most"), [("month", 200.0), ("year", 2500.0)])
async def test_a_standing_charge_is_held_against_what_it_is_for(
    lyon: HomeAssistant, entry: MockConfigEntry, per: str, most: float
) -> None:
    typed = BASE | {"standing_charge": most + 0.01, "standing_charge_per": per}
    shown = await submit(lyon, await prices(lyon, entry), typed)
    assert_refused(shown, {"standing_charge": "charge_too_high"}, typed)
    assert "year" in message(shown, "charge_too_high")
    assert_added(await submit(lyon, shown, typed | {"standing_charge": most}))
    assert kept(entry, KIND)[0]["standing_charge"] == most


@pytest.mark.parametrize(
    ("option", "said"),
    [("base", ""), ("peak_off_peak", "off-peak hours"), ("tempo", "Tempo calendar")],
)
async def test_prices_that_make_no_costs_alone_say_what_comes_next(
    lyon: HomeAssistant, entry: MockConfigEntry, option: str, said: str
) -> None:
    shown = await prices(lyon, entry, option)
    told = (shown["description_placeholders"] or {})["next_step"]
    assert said in told
    assert bool(told) == bool(said)
    # They still say so when something has to be typed again.
    shown = await submit(lyon, shown, {"standing_charge_per": "month"})
    assert (shown["description_placeholders"] or {})["next_step"] == told


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"base": -0.01}, {"base": "negative"}),
        ({"base": 0}, {"base": "zero"}),
        ({"base": 19.4}, {"base": "too_high"}),
        ({"base": "nan"}, {"base": "not_a_number"}),
        ({"base": "inf"}, {"base": "not_a_number"}),
        ({"base": "-inf"}, {"base": "not_a_number"}),
        ({"standing_charge": -1}, {"standing_charge": "negative"}),
        ({"standing_charge": 19_032}, {"standing_charge": "charge_too_high"}),
        ({"standing_charge": "nan"}, {"standing_charge": "not_a_number"}),
        ({"valid_from": "2014-12-31"}, {"valid_from": "date_out_of_range"}),
        (
            {"valid_from": (TODAY + timedelta(days=733)).isoformat()},
            {"valid_from": "date_out_of_range"},
        ),
        (
            {"valid_from": "0001-01-01", "base": -1, "standing_charge": -1},
            {
                "valid_from": "date_out_of_range",
                "base": "negative",
                "standing_charge": "negative",
            },
        ),
    ],
)
async def test_what_cannot_be_a_price_is_refused_at_its_field(
    lyon: HomeAssistant,
    entry: MockConfigEntry,
    changes: Typed,
    errors: dict[str, str],
) -> None:
    shown = await prices(lyon, entry)
    typed = {
        key: float(value) if key in ("base", "standing_charge") else value
        for key, value in (BASE | changes).items()
    }
    shown = await submit(lyon, shown, BASE | changes)
    # Not a number is not even equal to itself.
    assert repr(suggested(shown)) == repr({key: typed[key] for key in fields(shown)})
    assert_refused(shown, errors, suggested(shown))
    assert kept(entry, KIND) == []

    assert_added(await submit(lyon, shown, BASE))
    assert len(kept(entry, KIND)) == 1


@pytest.mark.parametrize("day", ["2015-01-01", (TODAY + timedelta(732)).isoformat()])
async def test_a_tariff_may_begin_with_the_first_meters_or_be_announced(
    lyon: HomeAssistant, entry: MockConfigEntry, day: str
) -> None:
    await add_base(lyon, entry, valid_from=day)
    assert kept(entry, KIND)[0]["valid_from"] == day


async def test_what_is_no_date_is_refused_by_the_page(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await prices(lyon, entry)
    for wrong in ("2026-02-30", "soon", ""):
        with pytest.raises(InvalidData):
            await submit(lyon, shown, BASE | {"valid_from": wrong})
    assert_added(await submit(lyon, shown, BASE))


async def test_the_same_date_twice_is_refused_whatever_the_option(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_base(lyon, entry)
    typed = {
        "valid_from": BASE["valid_from"],
        **PRICES["peak_off_peak"],
        "standing_charge": 15.65,
        "standing_charge_per": "month",
    }
    shown = await submit(lyon, await prices(lyon, entry, "peak_off_peak"), typed)
    assert_refused(shown, {"valid_from": "date_taken"}, typed)
    assert len(kept(entry, KIND)) == 1

    assert_added(await submit(lyon, shown, typed | {"valid_from": "2026-02-02"}))
    assert [each["valid_from"] for each in kept(entry, KIND)] == [
        "2026-02-01",
        "2026-02-02",
    ]


async def test_two_dialogues_at_once_cannot_take_the_same_date(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    one, other = await prices(lyon, entry), await prices(lyon, entry)
    assert_added(await submit(lyon, one, BASE))
    shown = await submit(lyon, other, BASE)
    assert_refused(shown, {"valid_from": "date_taken"}, BASE)


async def test_a_changed_tariff_keeps_its_option_and_its_place(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_base(lyon, entry)
    before = only(entry)
    shown = await change(lyon, entry, before)
    assert_asks(shown, "reconfigure")
    assert suggested(shown) == BASE

    # Its own date is not another's.
    typed = BASE | {"base": 0.2001, "standing_charge_per": "year"}
    assert_changed(await submit(lyon, shown, typed))
    after = only(entry)
    assert after.subentry_id == before.subentry_id
    assert after.data == {
        "valid_from": "2026-02-01",
        "option": "base",
        "prices": {"base": 0.2001},
        "standing_charge": 15.65,
        "standing_charge_per": "year",
    }


async def test_a_changed_tariff_cannot_take_the_date_of_another(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add_base(lyon, entry)
    await add_base(lyon, entry, valid_from="2026-08-01")
    first, _ = entry.subentries.values()
    shown = await change(lyon, entry, first)
    typed = BASE | {"valid_from": "2026-08-01", "base": -1.0}
    shown = await submit(lyon, shown, typed)
    assert_refused(shown, {"valid_from": "date_taken", "base": "negative"}, typed)
    assert_changed(await submit(lyon, shown, BASE | {"valid_from": "2025-08-01"}))
    # The date that it had is free, and the one that it has is not.
    await add_base(lyon, entry)
    assert {each.unique_id for each in entry.subentries.values()} == {
        "electricity_tariff_2025-08-01",
        "electricity_tariff_2026-08-01",
        "electricity_tariff_2026-02-01",
    }


@pytest.mark.parametrize("option", PRICES)
async def test_the_regulated_tariff_fills_in_the_form_and_may_be_changed(
    lyon: HomeAssistant, entry: MockConfigEntry, option: str
) -> None:
    offered = [each for each in offers.ELECTRICITY_OFFERS if each.option == option]
    shown = await add(lyon, entry, KIND)
    shown = await submit(lyon, shown, {"option": option, "offer": "regulated"})
    assert_asks(shown, "offer")
    listed = choices(shown, "regulated")
    assert [each["value"] for each in listed] == [each.key for each in offered]
    assert offered[0].valid_from.isoformat() in listed[0]["label"]
    assert suggested(shown)["regulated"] == offered[0].key

    offer = offered[-1]
    power = min(offer.standing_charge_per_year)
    shown = await submit(
        lyon, shown, {"regulated": offer.key, "subscribed_power": str(power)}
    )
    assert_asks(shown, "prices")
    charge = float(offer.standing_charge_per_year[power])
    filled = {
        "valid_from": offer.valid_from.isoformat(),
        **{name: float(price) for name, price in offer.prices.items()},
        "standing_charge": charge,
        "standing_charge_per": "year",
    }
    assert suggested(shown) == filled
    assert kept(entry, KIND) == []

    typed = filled | {"valid_from": "2024-05-17"}
    assert_added(await submit(lyon, shown, typed))
    (tariff,) = kept(entry, KIND)
    assert (tariff["valid_from"], tariff["option"]) == ("2024-05-17", option)
    assert tariff["standing_charge"] == charge


async def test_a_power_that_the_regulated_tariff_has_not_is_refused_with_those_it_has(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    offer = next(
        each
        for each in offers.ELECTRICITY_OFFERS
        if each.option == "base" and 36 not in each.standing_charge_per_year
    )
    shown = await add(lyon, entry, KIND)
    shown = await submit(lyon, shown, {"option": "base", "offer": "regulated"})
    typed = {"regulated": offer.key, "subscribed_power": "36"}
    shown = await submit(lyon, shown, typed)
    assert_refused(shown, {"subscribed_power": "power_not_offered"}, typed)
    assert "3, 6 kVA" in message(shown, "power_not_offered")
    shown = await submit(lyon, shown, typed | {"subscribed_power": "6"})
    assert_asks(shown, "prices")


async def test_a_power_is_not_chosen_by_the_page(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await add(lyon, entry, KIND)
    shown = await submit(lyon, shown, {"option": "base", "offer": "regulated"})
    typed = suggested(shown)
    assert "subscribed_power" not in typed
    shown = await submit(lyon, shown, typed)
    assert_refused(shown, {"subscribed_power": "missing"}, typed)


async def test_where_nothing_is_offered_only_own_prices_can_be_typed(
    lyon: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "ELECTRICITY_OFFERS", ())
    shown = await add(lyon, entry, KIND)
    assert fields(shown) == ["option"]
    shown = await submit(lyon, shown, {"option": "base"})
    assert_added(await submit(lyon, shown, BASE))


async def test_an_option_without_offers_says_so(
    lyon: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [each for each in offers.ELECTRICITY_OFFERS if each.option != "tempo"]
    monkeypatch.setattr(offers, "ELECTRICITY_OFFERS", tuple(others))
    shown = await add(lyon, entry, KIND)
    typed = {"option": "tempo", "offer": "regulated"}
    shown = await submit(lyon, shown, typed)
    assert_refused(shown, {"offer": "no_offer"}, typed)
    shown = await submit(lyon, shown, typed | {"offer": "none"})
    assert_asks(shown, "prices")
