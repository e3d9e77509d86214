"""The consent to read electricity is withdrawn, wholly or for the half-hours, and given again."""

from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.flow.data import (
    with_consent_withdrawn,
    with_new_consents,
)
from custom_components.grandlyon_energy.flow.deletion import NotDeletedError
from custom_components.grandlyon_energy.flow.schemas import consent_form

from ..conftest import INTEGRATION, NOW
from ..emulator import Emulator, Home
from ..homes import Ways, both_ways, home_entry
from .steps import (
    STEP_OF,
    Typed,
    conclude,
    electricity,
    electricity_ways,
    fields,
    reconfigure,
    submit,
    water,
)

DELETION = f"{INTEGRATION}.flow.options.async_delete_history"


@pytest.fixture
def ways() -> Ways:
    return ("sge", "egl")


@pytest.fixture
def entry(
    lyon: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> MockConfigEntry:
    entry = home_entry(emulator, home, ways=ways)
    entry.add_to_hass(lyon)
    return entry


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, step: str
) -> ConfigFlowResult:
    """Open a page behind the menu of the options."""
    shown = await hass.config_entries.options.async_init(entry.entry_id)
    assert shown["menu_options"] == ["readings", "costs", step]
    return await hass.config_entries.options.async_configure(
        shown["flow_id"], {"next_step_id": step}
    )


async def answer(
    hass: HomeAssistant, shown: ConfigFlowResult, typed: Typed
) -> ConfigFlowResult:
    return await hass.config_entries.options.async_configure(shown["flow_id"], typed)


async def withdraw(
    hass: HomeAssistant, entry: MockConfigEntry, what: str = "all"
) -> ConfigFlowResult:
    shown = await choose(hass, entry, "consent")
    typed = {"withdraw": what, "delete_history": False}
    return await answer(hass, shown, typed)


@both_ways
async def test_a_withdrawal_is_dated_and_leaves_no_consent(
    lyon: HomeAssistant, entry: MockConfigEntry, ways: Ways
) -> None:
    before = dict(entry.data)
    listener = AsyncMock()
    entry.add_update_listener(listener)
    shown = await choose(lyon, entry, "consent")
    # Nothing is chosen for the user, who may have opened the page by mistake.
    with pytest.raises(InvalidData):
        await answer(lyon, shown, {"delete_history": False})
    done = await answer(lyon, shown, {"withdraw": "all", "delete_history": False})

    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "consent_withdrawn",
    )
    expected = before["electricity"] | {"withdrawn_at": NOW.isoformat()}
    if ways[0] == "sge":
        expected["consents"] = []
    assert entry.data == before | {"electricity": expected}
    await lyon.async_block_till_done()
    assert listener.await_count == 1


@both_ways
async def test_the_half_hours_alone_are_withdrawn(
    lyon: HomeAssistant, entry: MockConfigEntry, ways: Ways
) -> None:
    before = dict(entry.data)
    done = await withdraw(lyon, entry, "curve")
    assert done["reason"] == "curve_withdrawn"
    kept = dict(before["electricity"])
    if ways[0] == "sge":
        kept["consents"] = [kept["consents"][0]]
        assert kept["consents"][0]["scope"] == "daily"
    else:
        kept["load_curve"] = False
    assert entry.data == before | {"electricity": kept}

    # What is not read cannot be withdrawn again.
    shown = await choose(lyon, entry, "consent")
    with pytest.raises(InvalidData):
        await answer(lyon, shown, {"withdraw": "curve", "delete_history": False})


async def test_a_page_opened_again_offers_to_delete_what_is_left(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await withdraw(lyon, entry)
    before = dict(entry.data)
    shown = await choose(lyon, entry, "withdrawn")
    done = await answer(lyon, shown, {"delete_history": False})
    assert done["reason"] == "nothing_deleted"
    with patch(DELETION) as delete:
        shown = await choose(lyon, entry, "withdrawn")
        done = await answer(lyon, shown, {"delete_history": True})
    assert done["reason"] == "history_deleted"
    delete.assert_awaited_once_with(lyon, entry, "electricity", keeps=before)
    assert entry.data == before


@pytest.mark.parametrize("what", ["all", "curve"])
async def test_a_withdrawal_holds_also_when_not_everything_can_be_deleted(
    lyon: HomeAssistant, entry: MockConfigEntry, what: str
) -> None:
    shown = await choose(lyon, entry, "consent")
    with patch(DELETION, side_effect=NotDeletedError):
        done = await answer(lyon, shown, {"withdraw": what, "delete_history": True})
    assert done["reason"] == "history_not_deleted"
    scopes = [each["scope"] for each in entry.data["electricity"]["consents"]]
    assert scopes == ([] if what == "all" else ["daily"])


# Giving it again.


@both_ways
async def test_a_consent_is_given_again_with_all_that_it_is_about(
    lyon: HomeAssistant, entry: MockConfigEntry, emulator: Emulator, ways: Ways
) -> None:
    before = dict(entry.data)
    await withdraw(lyon, entry)
    by_electricity, by_water = ways
    shown = await reconfigure(
        lyon, entry, electricity=by_electricity, water=by_water, give_consent=True
    )
    # Not the water: who agrees again came for that.
    assert shown["step_id"] == STEP_OF[by_electricity]
    done = await submit(lyon, shown, electricity(emulator, by_electricity))
    assert done["reason"] == "reconfigure_successful"
    kept = entry.data["electricity"]
    assert "withdrawn_at" not in kept
    assert entry.data["water"] == before["water"]
    if by_electricity == "sge":
        assert [each["scope"] for each in kept["consents"]] == ["daily", "curve"]
        assert {each["given_at"] for each in kept["consents"]} == {NOW.isoformat()}
    else:
        assert kept == before["electricity"]


@both_ways
async def test_the_water_is_changed_without_agreeing_again(
    lyon: HomeAssistant, entry: MockConfigEntry, emulator: Emulator, ways: Ways
) -> None:
    await withdraw(lyon, entry)
    before = dict(entry.data)
    by_electricity, by_water = ways
    emulator.home.water_password = "changed"
    shown = await reconfigure(
        lyon, entry, electricity=by_electricity, water=by_water, give_consent=False
    )
    assert shown["step_id"] == STEP_OF[by_water]
    typed = water(emulator, by_water, password="changed")
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reconfigure_successful"
    assert entry.data["electricity"] == before["electricity"]
    assert entry.data["water"]["password"] == "changed"


@electricity_ways
async def test_no_way_is_changed_without_agreeing_again(
    lyon: HomeAssistant, entry: MockConfigEntry, emulator: Emulator, way: str
) -> None:
    await withdraw(lyon, entry)
    other = "sge" if way == "conso_api" else "conso_api"
    data = {**entry.data["electricity"], "way": other, "load_curve": True}
    lyon.config_entries.async_update_entry(
        entry, data={**entry.data, "electricity": data}
    )
    before = dict(entry.data)
    shown = await reconfigure(
        lyon, entry, electricity=way, water="egl", give_consent=False
    )
    assert shown["errors"] == {"give_consent": "consent_required"}
    chosen = {"electricity_way": way, "water_way": "egl", "give_consent": True}
    shown = await submit(lyon, shown, chosen)
    assert (shown["step_id"], entry.data) == (STEP_OF[way], before)
    assert emulator.calls == []
    await submit(lyon, shown, electricity(emulator, way))
    assert "withdrawn_at" not in entry.data["electricity"]


async def test_a_home_with_electricity_alone_has_nothing_else_to_change(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)
    entry.add_to_hass(lyon)
    await withdraw(lyon, entry)
    shown = await reconfigure(lyon, entry, electricity="sge", give_consent=False)
    assert shown["errors"] == {"give_consent": "consent_required"}
    chosen = {"electricity_way": "sge", "water_way": "none", "give_consent": True}
    shown = await submit(lyon, shown, chosen)
    assert shown["step_id"] == "electricity"


async def test_water_is_added_to_and_electricity_taken_out_of_a_home_that_withdrew(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)
    entry.add_to_hass(lyon)
    await withdraw(lyon, entry)
    shown = await reconfigure(
        lyon, entry, electricity="sge", water="egl", give_consent=False
    )
    await conclude(lyon, await submit(lyon, shown, water(emulator)))
    assert "withdrawn_at" in entry.data["electricity"]
    shown = await reconfigure(lyon, entry, water="egl", give_consent=False)
    await submit(lyon, shown, {"delete_history": False})
    assert entry.data.keys() == {"water"}


async def test_a_home_that_has_not_withdrawn_is_not_asked_to_agree(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await lyon.config_entries.flow.async_init(
        entry.domain, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    assert fields(shown) == ["electricity_way", "water_way"]


async def test_a_new_agreement_without_half_hours_no_longer_has_them_read(
    lyon: HomeAssistant, entry: MockConfigEntry, emulator: Emulator
) -> None:
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl")
    typed = electricity(emulator, consent_daily=False)
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"consent_daily": "consent_required"}
    typed = electricity(emulator, consent_curve=False)
    shown = await submit(lyon, shown, typed)
    await submit(lyon, shown, water(emulator))
    kept = entry.data["electricity"]["consents"]
    assert [each["scope"] for each in kept] == ["daily"]


# What is kept of an agreement that a card asks for.


@pytest.mark.parametrize("curve", [False, True])
@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_agreement_given_again_is_kept_as_one_given_at_first(
    curve: bool, withdrawn: bool
) -> None:
    before = {"way": "sge", "point_id": "12345678901234", "api_key": "kept"}
    old = {"scope": "daily", "text_version": 1, "given_at": "2025-01-01T00:00:00+00:00"}
    settings = before | {"consents": [old]}
    if withdrawn:
        settings = with_consent_withdrawn(settings, at=NOW)
    kept = with_new_consents(settings, curve=curve, given_at=NOW)
    scopes = ["daily", "curve"] if curve else ["daily"]
    assert kept == before | {
        "consents": [
            {
                "scope": scope,
                "text_version": 2,
                "given_at": NOW.isoformat(),
                "point_id": "12345678901234",
            }
            for scope in scopes
        ]
    }


@pytest.mark.parametrize("curve", [False, True])
def test_with_a_token_only_the_wish_for_half_hours_is_kept(curve: bool) -> None:
    settings = {"way": "conso_api", "token": "kept", "load_curve": not curve}
    withdrawn = with_consent_withdrawn(settings, at=NOW)
    assert withdrawn == settings | {"withdrawn_at": NOW.isoformat()}
    kept = with_new_consents(withdrawn, curve=curve, given_at=NOW)
    assert kept == settings | {"load_curve": curve}


def test_the_form_of_a_card_asks_for_both_and_presumes_nothing_of_the_daily_one() -> (
    None
):
    for curve in (False, True):
        form = consent_form(curve=curve)
        assert form({}) == {"consent_daily": False, "consent_curve": curve}


@pytest.mark.parametrize("withdrawn", [False, True], ids=["given", "withdrawn"])
async def test_electricity_that_was_taken_out_meanwhile_has_no_consent_left(
    lyon: HomeAssistant, entry: MockConfigEntry, withdrawn: bool
) -> None:
    if withdrawn:
        settings = with_consent_withdrawn(entry.data["electricity"], at=NOW)
        data = {**entry.data, "electricity": settings}
        lyon.config_entries.async_update_entry(entry, data=data)
    shown = await choose(lyon, entry, "withdrawn" if withdrawn else "consent")
    left = {"water": entry.data["water"]}
    lyon.config_entries.async_update_entry(entry, data=left)

    typed = {"delete_history": True}
    done = await answer(
        lyon, shown, typed if withdrawn else {**typed, "withdraw": "all"}
    )

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "changed_meanwhile")
    assert entry.data == left
