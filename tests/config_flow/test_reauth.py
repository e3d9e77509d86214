"""Asking again for what a service no longer accepts."""

from unittest.mock import patch

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import INTEGRATION
from ..emulator import Emulator, Fault
from .steps import add_home, fields, placeholder, submit, suggested, without


@pytest.fixture
async def entry(lyon: HomeAssistant, emulator: Emulator) -> ConfigEntry:
    """The home's entry, as the dialogue made it."""
    entry = (await add_home(lyon, emulator))["result"]
    emulator.calls.clear()
    assert isinstance(entry, ConfigEntry)
    return entry


async def ask_again(
    hass: HomeAssistant, entry: ConfigEntry, service: str
) -> ConfigFlowResult:
    """Let a service start the dialogue, and return its form."""
    entry.async_start_reauth(hass, data={"service": service})
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_confirm"
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def test_a_new_key_is_asked_for_and_the_water_is_left_alone(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    emulator.home.api_key = "the new key"
    shown = await ask_again(lyon, entry, "electricity")
    assert placeholder(shown, "service") == "Enedis SGE"
    assert fields(shown) == ["api_key", "sge_login"]
    assert suggested(shown) == {"sge_login": emulator.home.sge_login}

    shown = await submit(lyon, shown, {"sge_login": emulator.home.sge_login})
    assert shown["errors"] == {"api_key": "invalid_key"}
    typed = {"api_key": "the new key", "sge_login": "new@metropole.example.com"}
    emulator.set_fault("sge", Fault.HTTP_503, times=1)
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"base": "gateway_down"}
    assert entry.data == before

    done = await submit(lyon, shown, without(typed, "api_key"))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reauth_successful"
    assert entry.data["electricity"] == before["electricity"] | typed
    assert entry.data["water"] == before["water"]
    assert {call.service for call in emulator.calls} == {"sge"}


async def test_a_missing_consent_is_said_where_the_dialogue_has_no_field_for_it(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.SGE_CODE, code="SGT401")
    shown = await ask_again(lyon, entry, "electricity")
    typed = {"api_key": "any", "sge_login": emulator.home.sge_login}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"base": "point_not_found"}


async def test_a_new_password_is_asked_for_and_the_electricity_is_left_alone(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    emulator.home.water_password = " with blanks "
    shown = await ask_again(lyon, entry, "water")
    assert placeholder(shown, "service") == "Eau du Grand Lyon"
    assert fields(shown) == ["login", "password", "auth_key"]

    shown = await submit(lyon, shown, {"login": ""})
    assert shown["errors"] == {"login": "required"}
    typed = {"login": emulator.home.water_login, "password": "wrong"}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"login": "invalid_login"}

    typed["password"] = " with blanks "
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"
    assert entry.data["water"] == before["water"] | typed
    assert entry.data["electricity"] == before["electricity"]
    assert {call.service for call in emulator.calls} == {"egl"}


async def test_the_log_in_of_another_home_is_refused(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    contracts = emulator.home.contracts
    emulator.home.contracts = ("7654321",)
    shown = await ask_again(lyon, entry, "water")
    typed = {"login": emulator.home.water_login}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"login": "wrong_account"}
    assert entry.data == before

    emulator.home.contracts = contracts
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"


async def test_a_service_that_changes_its_mind_is_read_again_without_a_change(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    shown = await ask_again(lyon, entry, "water")
    with patch(f"{INTEGRATION}.async_setup_entry", return_value=True) as set_up:
        done = await submit(lyon, shown, {"login": emulator.home.water_login})
        await lyon.async_block_till_done()
    assert done["reason"] == "reauth_successful"
    assert set_up.call_count == 1
