"""Meters and contracts that Home Assistant has already."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.grandlyon_energy.const import DOMAIN

from ..emulator import Emulator, Home
from ..homes import home_entry, linked, water_data
from .steps import (
    begin,
    electricity,
    finish,
    numbers,
    submit,
    two_contracts,
    water,
    water_ways,
    without,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [("sge", "sge"), ("sge", "conso_api"), ("conso_api", "sge")],
)
async def test_the_same_meter_is_not_added_twice_whatever_the_way(
    lyon: HomeAssistant, emulator: Emulator, first: str, second: str
) -> None:
    shown = await begin(lyon, first, "none")
    await finish(lyon, await submit(lyon, shown, electricity(emulator, first)))
    emulator.calls.clear()
    shown = await begin(lyon, second, "none")
    done = await submit(lyon, shown, electricity(emulator, second))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert not emulator.calls


@water_ways
async def test_the_same_water_contract_is_not_added_twice(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    shown = await begin(lyon, "none", way)
    await finish(lyon, await submit(lyon, shown, water(emulator, way)))
    shown = await begin(lyon, "none", way)
    done = await submit(lyon, shown, water(emulator, way))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


@water_ways
async def test_a_contract_is_not_added_again_by_a_way_that_a_home_has_left(
    lyon: HomeAssistant, emulator: Emulator, home: Home, way: str
) -> None:
    (contract,), (reference,) = home.contracts, home.portal_references
    data = water_data(emulator, home) | {
        "way": "egl_portal" if way == "egl" else "egl",
        "links": {
            "egl": linked([contract]),
            "egl_portal": linked([contract], [reference]),
        },
    }
    home_entry(emulator, home, electricity=None, water=data).add_to_hass(lyon)

    shown = await begin(lyon, "none", way)
    done = await submit(lyon, shown, water(emulator, way))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("way", "other"), [("egl", "egl_portal"), ("egl_portal", "egl")]
)
async def test_two_ways_that_number_alike_make_no_second_home(
    lyon: HomeAssistant, emulator: Emulator, home: Home, way: str, other: str
) -> None:
    home.portal_references = home.contracts
    shown = await begin(lyon, "none", way)
    first = await finish(lyon, await submit(lyon, shown, water(emulator, way)))

    shown = await begin(lyon, "none", other)
    done = await submit(lyon, shown, water(emulator, other))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert lyon.config_entries.async_entries(first["result"].domain) == [
        first["result"]
    ]


async def test_a_home_of_an_older_version_that_is_not_running_has_its_contracts(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    older = without(water_data(emulator, home), "links")
    home_entry(emulator, home, electricity=None, water=older).add_to_hass(lyon)

    shown = await begin(lyon, "none", "egl")
    done = await submit(lyon, shown, water(emulator))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


@water_ways
@two_contracts
async def test_a_second_home_on_the_same_water_log_in_gets_the_other_contract(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    first, second = numbers(emulator, way)
    shown = await begin(lyon, "none", way)
    shown = await submit(lyon, shown, water(emulator, way))
    await finish(lyon, await submit(lyon, shown, {"contracts": [first]}))

    shown = await begin(lyon, "none", way)
    done = await finish(lyon, await submit(lyon, shown, water(emulator, way)))
    assert done["data"]["water"]["contracts"] == [second]


async def test_electricity_is_not_lost_when_its_water_is_there_already(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    shown = await begin(lyon, "none", "egl")
    await finish(lyon, await submit(lyon, shown, water(emulator)))

    shown = await begin(lyon, "sge", "egl")
    shown = await submit(lyon, shown, electricity(emulator))
    shown = await submit(lyon, shown, water(emulator))
    assert shown["errors"] == {"base": "already_configured"}
    typed = without(water(emulator), "password", "auth_key") | {"leave_out": True}
    done = await finish(lyon, await submit(lyon, shown, typed))
    assert list(done["data"]) == ["electricity"]


async def test_two_dialogues_at_once_add_one_home(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    one = await begin(lyon, "sge", "none")
    other = await begin(lyon, "conso_api", "none")
    one = await submit(lyon, one, electricity(emulator))
    other = await submit(lyon, other, electricity(emulator, "conso_api"))
    entry = (await finish(lyon, one))["result"]

    done = await submit(lyon, other)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert lyon.config_entries.async_entries(DOMAIN) == [entry]
