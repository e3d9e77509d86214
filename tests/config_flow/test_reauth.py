"""Asking again for what a service no longer accepts."""

from datetime import timedelta
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import INTEGRATION, NOW
from ..emulator import Emulator, Fault, Home
from ..homes import CUSTOMER, PARTNER, Ways, home_entry, linked, portal_data
from .steps import (
    add_home,
    change,
    fields,
    is_said_by_us,
    placeholder,
    submit,
    suggested,
    without,
)

customer = pytest.mark.parametrize("ways", [CUSTOMER])


@pytest.fixture
def ways() -> Ways:
    """How the home is read; tests that want a customer's ways parametrize it."""
    return PARTNER


@pytest.fixture
async def entry(lyon: HomeAssistant, emulator: Emulator, ways: Ways) -> ConfigEntry:
    """The home's entry, as the dialogue made it."""
    entry = (await add_home(lyon, emulator, ways))["result"]
    emulator.calls.clear()
    assert isinstance(entry, ConfigEntry)
    return entry


async def ask_again(
    hass: HomeAssistant,
    entry: ConfigEntry,
    service: str,
    reason: str = "",
    code: str | None = None,
) -> ConfigFlowResult:
    """Let a service start the dialogue, and return its form."""
    usual = {"electricity": "invalid_key", "water": "invalid_login"}
    entry.async_start_reauth(
        hass,
        data={"service": service, "reason": reason or usual[service], "code": code},
    )
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
    assert is_said_by_us(done)
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


@customer
async def test_a_new_token_is_asked_for_and_the_water_is_left_alone(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before, home = dict(entry.data), emulator.home
    home.conso_secret = "signed otherwise since"
    tomorrow = NOW + timedelta(days=1)
    shown = await ask_again(lyon, entry, "electricity")
    assert placeholder(shown, "service") == "Conso API"
    assert (fields(shown), suggested(shown)) == (["token"], {})

    shown = await submit(lyon, shown)
    assert shown["errors"] == {"token": "invalid_token"}
    others = home.sign_conso_token(expires=tomorrow, points=["12345678901234"])
    shown = await submit(lyon, shown, {"token": others})
    assert shown["errors"] == {"token": "wrong_token"}
    assert entry.data == before

    token = home.sign_conso_token(expires=tomorrow)
    done = await submit(lyon, shown, {"token": f"Bearer {token}\n"})
    assert done["reason"] == "reauth_successful"
    assert entry.data["electricity"] == before["electricity"] | {"token": token}
    assert entry.data["water"] == before["water"]
    assert [call.kind for call in emulator.calls] == ["energy", "energy"]


@customer
async def test_a_new_password_of_the_account_is_asked_for(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    emulator.home.water_password = "changed"
    shown = await ask_again(lyon, entry, "water")
    assert placeholder(shown, "service") == "Eau du Grand Lyon"
    assert fields(shown) == ["login", "password"]

    typed = {"login": emulator.home.water_login}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"login": "invalid_login"}
    done = await submit(lyon, shown, typed | {"password": "changed"})
    assert done["reason"] == "reauth_successful"
    assert entry.data["water"] == before["water"] | {"password": "changed"}
    assert entry.data["electricity"] == before["electricity"]


@customer
async def test_the_account_of_another_home_is_refused(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    references = emulator.home.portal_references
    emulator.home.portal_references = ("7654321098",)
    shown = await ask_again(lyon, entry, "water")
    typed = {"login": emulator.home.water_login}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"login": "wrong_account"}
    assert entry.data == before

    emulator.home.portal_references = references
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"


async def test_a_home_that_has_moved_is_known_by_its_new_numbers(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    (contract,), (reference,) = home.contracts, home.portal_references
    data = portal_data(emulator, home) | {
        "contracts": [contract],
        "links": {
            "egl": linked([contract]),
            "egl_portal": linked([contract], [reference]),
        },
    }
    entry = home_entry(emulator, home, electricity=None, water=data)
    entry.add_to_hass(lyon)
    shown = await ask_again(lyon, entry, "water")
    done = await submit(lyon, shown, {"login": home.water_login})
    assert done["reason"] == "reauth_successful"


async def test_what_another_dialogue_writes_meanwhile_is_not_lost(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    shown = await ask_again(lyon, entry, "electricity")
    meanwhile = {"production": True}
    change(lyon, entry, "electricity", meanwhile)
    change(lyon, entry, "water", {"password": "changed"})
    typed = {"sge_login": "new@metropole.example.com"}
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"
    assert entry.data["electricity"].items() >= (typed | meanwhile).items()
    assert entry.data["water"]["password"] == "changed"


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


# Why.


@pytest.mark.parametrize(
    ("ways", "service", "reason", "errors"),
    [
        (PARTNER, "electricity", "invalid_key", {"api_key": "invalid_key"}),
        (PARTNER, "electricity", "not_subscribed", {"api_key": "not_subscribed"}),
        (PARTNER, "water", "invalid_auth_key", {"auth_key": "invalid_auth_key"}),
        (PARTNER, "water", "invalid_login", {"login": "invalid_login"}),
        (CUSTOMER, "electricity", "invalid_token", {"token": "invalid_token"}),
        (CUSTOMER, "electricity", "token_expired", {"token": "token_expired"}),
        (CUSTOMER, "electricity", "consent_expired", {"token": "consent_expired"}),
        (
            CUSTOMER,
            "electricity",
            "consent_missing",
            {"token": "consent_missing_of_token"},
        ),
        (CUSTOMER, "water", "invalid_login", {"login": "invalid_login"}),
        # A reason that no form knows.
        (CUSTOMER, "water", "of_tomorrow", {"base": "service_refused"}),
    ],
)
async def test_the_dialogue_says_at_once_why_the_service_asks(
    lyon: HomeAssistant,
    entry: ConfigEntry,
    emulator: Emulator,
    service: str,
    reason: str,
    errors: dict[str, str],
) -> None:
    shown = await ask_again(lyon, entry, service, reason, "C-42")
    assert shown["errors"] == errors
    assert placeholder(shown, "code") == "C-42"
    assert emulator.calls == []


async def test_without_a_code_of_its_own_the_service_is_quoted_by_the_reason(
    lyon: HomeAssistant, entry: ConfigEntry
) -> None:
    shown = await ask_again(lyon, entry, "electricity", "invalid_key")
    assert placeholder(shown, "code") == "invalid_key"


async def test_a_log_in_that_may_not_read_this_meter_is_refused(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    before = dict(entry.data)
    emulator.consent.daily = False
    shown = await ask_again(lyon, entry, "electricity")
    typed = {"api_key": emulator.home.api_key, "sge_login": "another@example.com"}
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"sge_login": "consent_missing"}
    assert placeholder(shown, "code") == "SGT4K2"
    assert entry.data == before

    emulator.consent.daily = True
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reauth_successful"
    assert entry.data["electricity"]["sge_login"] == "another@example.com"


async def test_a_withdrawal_of_meanwhile_is_not_undone(
    lyon: HomeAssistant, entry: ConfigEntry, emulator: Emulator
) -> None:
    shown = await ask_again(lyon, entry, "electricity")
    withdrawn = {"consents": [], "withdrawn_at": NOW.isoformat()}
    change(lyon, entry, "electricity", withdrawn)
    done = await submit(lyon, shown, {"sge_login": emulator.home.sge_login})
    assert done["reason"] == "reauth_successful"
    assert entry.data["electricity"].items() >= withdrawn.items()
