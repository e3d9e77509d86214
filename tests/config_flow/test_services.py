"""A home gets the other service later, or gives one up: what it is then known by, and what becomes of its options."""

from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.ledger.files import LedgerFiles

from ..conftest import INTEGRATION
from ..emulator import Emulator, Fault, Home
from ..homes import (
    CUSTOMER,
    DATA,
    SERVICE_OF,
    Ways,
    both_ways,
    electricity_data,
    home_entry,
    portal_data,
    water_data,
    water_id,
)
from .steps import (
    STEP_OF,
    change,
    conclude,
    electricity,
    fields,
    numbers,
    placeholder,
    reconfigure,
    submit,
    suggested,
    two_contracts,
    water,
    water_ways,
)


def alone(emulator: Emulator, service: str, ways: Ways) -> MockConfigEntry:
    """Return a home that has one service, known by its meter as the dialogue would."""
    home = emulator.home
    missing = "water" if service == "electricity" else "electricity"
    entry = home_entry(emulator, home, ways=ways, **{missing: None})
    number = home.point_id
    if service == "water":
        (number,) = entry.data["water"]["contracts"]
    return MockConfigEntry(
        domain=entry.domain,
        title=f"Grand Lyon ···{number[-4:]}",
        unique_id=number if service == "electricity" else f"water_{number}",
        version=entry.version,
        minor_version=entry.minor_version,
        data=entry.data,
        options={"water_attribution": "same_day"} if service == "water" else {},
    )


def both(emulator: Emulator, ways: Ways) -> MockConfigEntry:
    return home_entry(emulator, emulator.home, ways=ways)


async def removing(
    hass: HomeAssistant, entry: MockConfigEntry, **ways: str
) -> ConfigFlowResult:
    """Choose none for a service and see what is asked."""
    shown = await reconfigure(hass, entry, give_consent=None, **ways)
    assert shown["step_id"] == "remove_service"
    return shown


# Adding.


@both_ways
async def test_water_is_added_to_electricity(
    lyon: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = alone(emulator, "electricity", ways)
    entry.add_to_hass(lyon)
    before = dict(entry.data)
    by_electricity, by_water = ways

    shown = await reconfigure(lyon, entry, electricity=by_electricity, water=by_water)
    assert shown["step_id"] == STEP_OF[by_water]
    shown = await submit(lyon, shown, water(emulator, by_water))
    assert placeholder(shown, "statistics") == f"- `{water_id(home, ways)}`"
    done = await conclude(lyon, shown)

    assert done["reason"] == "reconfigure_successful"
    assert entry.data == before | {"water": DATA[by_water](emulator, home)}
    assert entry.options == {"water_attribution": "previous_day"}
    assert entry.unique_id == home.point_id
    assert entry.title == f"Grand Lyon ···{home.point_id[-4:]}"
    assert {call.service for call in emulator.calls} == {SERVICE_OF[by_water]}


@both_ways
async def test_electricity_is_added_to_water_and_the_home_is_known_by_it(
    lyon: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = alone(emulator, "water", ways)
    entry.add_to_hass(lyon)
    before = dict(entry.data)
    by_electricity, by_water = ways

    shown = await reconfigure(lyon, entry, electricity=by_electricity, water=by_water)
    assert shown["step_id"] == STEP_OF[by_electricity]
    assert suggested(shown) == {}
    shown = await submit(lyon, shown, electricity(emulator, by_electricity))
    assert placeholder(shown, "statistics").count("\n") == 1
    await conclude(lyon, shown)

    assert entry.data["electricity"]["point_id"] == home.point_id
    assert entry.data["water"] == before["water"]
    assert entry.options == {"water_attribution": "same_day"}
    assert entry.unique_id == home.point_id
    assert entry.title == f"Grand Lyon ···{home.point_id[-4:]}"


@water_ways
@two_contracts
async def test_the_contracts_of_an_added_log_in_are_chosen(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    entry = alone(emulator, "electricity", CUSTOMER)
    entry.add_to_hass(lyon)
    _, second = numbers(emulator, way)
    shown = await reconfigure(lyon, entry, electricity="conso_api", water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert (shown["step_id"], suggested(shown)) == ("water_contracts", {})
    shown = await submit(lyon, shown, {"contracts": []})
    assert shown["errors"] == {"contracts": "no_contract_chosen"}
    await conclude(lyon, await submit(lyon, shown, {"contracts": [second]}))
    assert entry.data["water"]["contracts"] == [second]


async def test_a_title_that_the_user_chose_stays(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    entry = alone(emulator, "water", CUSTOMER)
    entry.add_to_hass(lyon)
    lyon.config_entries.async_update_entry(entry, title="Our flat")
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl_portal")
    await conclude(lyon, await submit(lyon, shown, electricity(emulator, "conso_api")))
    assert entry.title == "Our flat"


@pytest.mark.parametrize("service", ["electricity", "water"])
async def test_what_another_home_has_is_not_added(
    lyon: HomeAssistant, emulator: Emulator, service: str
) -> None:
    entry = alone(
        emulator, "water" if service == "electricity" else "electricity", CUSTOMER
    )
    entry.add_to_hass(lyon)
    alone(emulator, service, CUSTOMER).add_to_hass(lyon)
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl_portal")
    typed = {
        "electricity": electricity(emulator, "conso_api"),
        "water": water(emulator, "egl_portal"),
    }
    done = await submit(lyon, shown, typed[service])
    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "already_configured",
    )
    assert entry.data == before


async def test_a_home_known_by_what_this_one_would_be_known_by_is_no_second_one(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = alone(emulator, "water", CUSTOMER)
    entry.add_to_hass(lyon)
    MockConfigEntry(domain=entry.domain, unique_id=home.point_id).add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl_portal")
    shown = await submit(lyon, shown, electricity(emulator, "conso_api"))
    done = await conclude(lyon, shown)
    assert done["reason"] == "already_configured"
    assert "electricity" not in entry.data


async def test_what_is_added_may_be_left_out_where_something_else_changes(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = alone(emulator, "electricity", CUSTOMER)
    entry.add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl_portal")
    shown = await submit(lyon, shown, electricity(emulator))
    emulator.set_fault("portal", Fault.HTTP_503)
    shown = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert "leave_out" in fields(shown)
    typed = water(emulator, "egl_portal", leave_out=True)
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reconfigure_successful"
    assert entry.data.keys() == {"electricity"}
    assert entry.data["electricity"]["way"] == "sge"


async def test_contracts_that_others_have_are_left_out_where_something_else_changes(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    entry = alone(emulator, "electricity", CUSTOMER)
    entry.add_to_hass(lyon)
    alone(emulator, "water", CUSTOMER).add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl_portal")
    shown = await submit(lyon, shown, electricity(emulator))
    shown = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert shown["errors"] == {"base": "already_configured"}
    assert "leave_out" in fields(shown)


# Taking out.


@both_ways
async def test_water_is_taken_out_and_may_be_added_again(
    lyon: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = both(emulator, ways)
    entry.add_to_hass(lyon)
    before = dict(entry.data)
    shown = await removing(lyon, entry, electricity=ways[0])
    assert placeholder(shown, "service") == "Eau du Grand Lyon"
    assert placeholder(shown, "statistics") == f"- `{water_id(home, ways)}`"
    assert entry.data == before

    done = await submit(lyon, shown, {"delete_history": False})
    assert done["reason"] == "reconfigure_successful"
    assert entry.data == {"electricity": before["electricity"]}
    assert entry.options == {"water_attribution": "previous_day"}
    assert entry.unique_id == home.point_id
    assert emulator.calls == []

    shown = await reconfigure(lyon, entry, electricity=ways[0], water=ways[1])
    await conclude(lyon, await submit(lyon, shown, water(emulator, ways[1])))
    assert entry.data == before


@both_ways
async def test_a_home_without_its_electricity_is_known_by_its_water(
    lyon: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = both(emulator, ways)
    entry.add_to_hass(lyon)
    (contract,) = entry.data["water"]["contracts"]
    shown = await removing(lyon, entry, water=ways[1])
    assert placeholder(shown, "service") == {"sge": "Enedis SGE"}.get(
        ways[0], "Conso API"
    )
    await submit(lyon, shown, {"delete_history": False})
    assert entry.data.keys() == {"water"}
    assert entry.unique_id == f"water_{contract}"
    assert entry.title == f"Grand Lyon ···{contract[-4:]}"


async def test_one_service_takes_the_place_of_the_other(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    entry = alone(emulator, "electricity", CUSTOMER)
    entry.add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, water="egl_portal")
    shown = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert shown["step_id"] == "remove_service"
    shown = await submit(lyon, shown, {"delete_history": False})
    await conclude(lyon, shown)
    assert entry.data.keys() == {"water"}


async def test_a_meter_that_a_home_gave_up_may_be_another_homes(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    entry = both(emulator, CUSTOMER)
    entry.add_to_hass(lyon)
    kept = entry.data["electricity"] | {"point_id": "12345678901234"}
    other = MockConfigEntry(
        domain=entry.domain, data={"electricity": kept}, unique_id="12345678901234"
    )
    other.add_to_hass(lyon)
    shown = await removing(lyon, entry, electricity="conso_api")
    await submit(lyon, shown, {"delete_history": False})

    shown = await reconfigure(lyon, other, electricity="conso_api", water="egl_portal")
    await conclude(lyon, await submit(lyon, shown, water(emulator, "egl_portal")))
    assert other.data.keys() == {"electricity", "water"}


# Two dialogues at once.


def other_contract(data: dict[str, Any]) -> dict[str, Any]:
    return {"contracts": [*data["contracts"], "7654321"]}


async def test_a_service_that_another_dialogue_took_out_meanwhile_stays_out(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = both(emulator, CUSTOMER)
    entry.add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl_portal")
    left = {"water": portal_data(emulator, home)}
    lyon.config_entries.async_update_entry(entry, data=left)
    done = await submit(lyon, shown, electricity(emulator))
    assert done["reason"] == "changed_meanwhile"
    assert entry.data == left


async def test_a_contract_that_another_dialogue_added_meanwhile_is_not_lost(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(
        emulator,
        home,
        electricity=electricity_data(emulator, home),
        water=water_data(emulator, home),
    )
    entry.add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl")
    change(lyon, entry, "water", other_contract(entry.data["water"]))
    kept = dict(entry.data)
    done = await submit(lyon, shown, electricity(emulator, "conso_api"))
    assert done["reason"] == "changed_meanwhile"
    assert entry.data == kept


# A history that is to be deleted.


async def test_nothing_is_deleted_under_a_home_that_does_not_stop(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    entry = both(emulator, CUSTOMER)
    entry.add_to_hass(lyon)
    assert await lyon.config_entries.async_setup(entry.entry_id)
    before = dict(entry.data)
    shown = await removing(lyon, entry, electricity="conso_api")
    with (
        patch(f"{INTEGRATION}.async_unload_entry", return_value=False),
        patch.object(LedgerFiles, "remove") as remove,
    ):
        shown = await submit(lyon, shown, {"delete_history": True})
    assert (shown["step_id"], shown["errors"]) == (
        "remove_service",
        {"base": "history_not_deleted"},
    )
    assert suggested(shown) == {"delete_history": True}
    assert entry.state is ConfigEntryState.FAILED_UNLOAD
    assert entry.data == before
    remove.assert_not_called()
