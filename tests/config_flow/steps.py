"""What a person does in the dialogues, and what the page gets to show."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import TODAY
from ..emulator import Emulator, Home
from ..homes import PARTNER, Ways

type Typed = dict[str, Any]

two_contracts = pytest.mark.parametrize("contracts", [2])
electricity_ways = pytest.mark.parametrize("way", ["sge", "conso_api"])
water_ways = pytest.mark.parametrize("way", ["egl", "egl_portal"])

STEP_OF: Final = {
    "sge": "electricity",
    "conso_api": "conso_api",
    "egl": "water",
    "egl_portal": "portal",
}
SECRETS_OF: Final = {
    "sge": ("api_key",),
    "conso_api": ("token",),
    "egl": ("password", "auth_key"),
    "egl_portal": ("password",),
}


async def begin(hass: HomeAssistant, electricity: str, water: str) -> ConfigFlowResult:
    """Open the dialogue and choose the ways."""
    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert shown["step_id"] == "user"
    return await submit(
        hass, shown, {"electricity_way": electricity, "water_way": water}
    )


async def reconfigure(
    hass: HomeAssistant,
    entry: ConfigEntry,
    *,
    give_consent: bool | None = None,
    **ways: str,
) -> ConfigFlowResult:
    """Open the dialogue that changes a home, and choose its ways; a service that is not named is not the home's."""
    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    assert shown["step_id"] == "reconfigure"
    typed: Typed = {
        f"{service}_way": ways.get(service, "none")
        for service in ("electricity", "water")
    }
    if give_consent is not None:
        typed["give_consent"] = give_consent
    return await submit(hass, shown, typed)


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, typed: Typed | None = None
) -> ConfigFlowResult:
    """Submit the form that is shown."""
    return await hass.config_entries.flow.async_configure(
        shown["flow_id"], {} if typed is None else typed
    )


def electricity(emulator: Emulator, way: str = "sge", **changes: Any) -> Typed:
    """Return what the home's holder types in the step of a way to electricity."""
    home = emulator.home
    if way == "conso_api":
        return {
            "point_id": home.point_id,
            "token": home.conso_token,
            "load_curve": True,
            "production": False,
            "gateway": {"base_url": emulator.conso_url},
        } | changes
    return {
        "point_id": home.point_id,
        "last_name": home.last_name,
        "first_name": home.first_name,
        "address": home.address,
        "postal_code": home.postal_code,
        "city": home.city,
        "consent_daily": True,
        "consent_curve": True,
        "production": False,
        "api_key": home.api_key,
        "sge_login": home.sge_login,
        "gateway": {"base_url": emulator.sge_url},
    } | changes


def water(emulator: Emulator, way: str = "egl", **changes: Any) -> Typed:
    """Return what the home's holder types in the step of a way to water."""
    typed = {
        "login": emulator.home.water_login,
        "password": emulator.home.water_password,
    }
    if way == "egl_portal":
        return typed | {"gateway": {"base_url": emulator.portal_url}} | changes
    gateway = {"base_url": emulator.egl_url}
    return typed | {"auth_key": emulator.home.auth_key, "gateway": gateway} | changes


def numbers(emulator: Emulator, way: str) -> Sequence[str]:
    """Return the contracts as a way's own service knows them."""
    home = emulator.home
    return home.portal_references if way == "egl_portal" else home.contracts


def without(typed: Typed, *fields: str) -> Typed:
    return {field: value for field, value in typed.items() if field not in fields}


async def conclude(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm the page that names new statistics, and return how the dialogue ended."""
    assert shown["type"] is FlowResultType.FORM
    assert (shown["step_id"], shown["errors"]) == ("added", {})
    return await submit(hass, shown)


async def finish(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm the last page and return the new entry's result."""
    assert shown["type"] is FlowResultType.FORM
    assert (shown["step_id"], shown["errors"]) == ("finish", {})
    done = await submit(hass, shown)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    return done


async def page(hass: HomeAssistant, entry: ConfigEntry, step: str) -> ConfigFlowResult:
    """Open a page behind the menu of the options."""
    shown = await hass.config_entries.options.async_init(entry.entry_id)
    assert shown["type"] is FlowResultType.MENU
    assert step in shown["menu_options"]
    return await hass.config_entries.options.async_configure(
        shown["flow_id"], {"next_step_id": step}
    )


# What the page gets to show.


def is_said_by_us(done: ConfigFlowResult | SubentryFlowResult) -> bool:
    """Return whether a dialogue ends in our own words; those of core are not there in every language."""
    return done.get("translation_domain") is None


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


def choices(shown: ConfigFlowResult) -> list[dict[str, str]]:
    """Return the contracts that can be chosen, with their labels."""
    schema = shown["data_schema"]
    assert schema is not None
    options: list[dict[str, str]] = schema.schema["contracts"].config["options"]
    return options


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


async def add_home(
    lyon: HomeAssistant, emulator: Emulator, ways: Ways = PARTNER
) -> ConfigFlowResult:
    """Add the home with both services by their ways."""
    by_electricity, by_water = ways
    shown = await begin(lyon, by_electricity, by_water)
    shown = await submit(lyon, shown, electricity(emulator, by_electricity))
    return await finish(lyon, await submit(lyon, shown, water(emulator, by_water)))


def read_in_cubic_metres(home: Home, contract: str) -> None:
    for days_ago in range(70):
        day = TODAY - timedelta(days=days_ago)
        home.correct_index(contract, day, 900 - days_ago // 3)


def change(
    hass: HomeAssistant, entry: ConfigEntry, service: str, changes: Typed
) -> None:
    """Have an entry keep something else, as another dialogue may."""
    data = {**entry.data, service: {**entry.data[service], **changes}}
    hass.config_entries.async_update_entry(entry, data=data)
