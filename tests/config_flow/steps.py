"""What a person does in the dialogues, and what the page gets to show."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import TODAY
from ..emulator import Emulator, Home

type Typed = dict[str, Any]

two_contracts = pytest.mark.parametrize("contracts", [2])


async def begin(hass: HomeAssistant, electricity: str, water: str) -> ConfigFlowResult:
    """Open the dialogue and choose the ways."""
    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert shown["step_id"] == "user"
    return await submit(
        hass, shown, {"electricity_way": electricity, "water_way": water}
    )


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, typed: Typed | None = None
) -> ConfigFlowResult:
    """Submit the form that is shown."""
    return await hass.config_entries.flow.async_configure(
        shown["flow_id"], {} if typed is None else typed
    )


def electricity(emulator: Emulator, **changes: Any) -> Typed:
    """Return what the home's holder types in step `electricity`."""
    home = emulator.home
    return {
        "point_id": home.point_id,
        "last_name": home.last_name,
        "first_name": home.first_name,
        "address": home.address,
        "postal_code": home.postal_code,
        "city": home.city,
        "consent_daily": True,
        "consent_curve": True,
        "api_key": home.api_key,
        "sge_login": home.sge_login,
        "gateway": {"base_url": emulator.sge_url},
    } | changes


def water(emulator: Emulator, **changes: Any) -> Typed:
    """Return what the home's holder types in step `water`."""
    return {
        "login": emulator.home.water_login,
        "password": emulator.home.water_password,
        "auth_key": emulator.home.auth_key,
        "gateway": {"base_url": emulator.egl_url},
    } | changes


def without(typed: Typed, *fields: str) -> Typed:
    return {field: value for field, value in typed.items() if field not in fields}


async def finish(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm the last page and return the new entry's result."""
    assert shown["type"] is FlowResultType.FORM
    assert (shown["step_id"], shown["errors"]) == ("finish", {})
    done = await submit(hass, shown)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    return done


# What the page gets to show.


def fields(shown: ConfigFlowResult) -> list[str]:
    schema = shown["data_schema"]
    assert schema is not None
    return [str(field) for field in schema.schema]


def suggested(shown: ConfigFlowResult) -> Typed:
    """Return the values that the form comes back with."""
    schema = shown["data_schema"]
    assert schema is not None
    return {
        str(field): field.description["suggested_value"]
        for field in schema.schema
        if field.description and "suggested_value" in field.description
    }


def placeholder(shown: ConfigFlowResult, name: str) -> str:
    placeholders = shown["description_placeholders"]
    assert placeholders is not None
    return placeholders[name]


def sge_settings(emulator: Emulator) -> Typed:
    return {
        "base_url": emulator.sge_url,
        "auth_header": "apikey",
        "measures_version": "auto",
        "measures_route": "enedis_SGE_ConsultationMesuresDetaillees/1.0",
    }


async def add_home(lyon: HomeAssistant, emulator: Emulator) -> ConfigFlowResult:
    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    return await finish(lyon, await submit(lyon, shown, water(emulator)))


def read_in_cubic_metres(home: Home, contract: str) -> None:
    for days_ago in range(70):
        day = TODAY - timedelta(days=days_ago)
        home.correct_index(contract, day, 900 - days_ago // 3)
