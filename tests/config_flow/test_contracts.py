"""Which contracts of a water log-in are a home's: more of them, fewer, and one that the log-in no longer opens."""

from typing import Any
from unittest.mock import AsyncMock, Mock

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..emulator import Emulator, Home
from ..homes import DATA, home_entry, linked
from .steps import (
    choices,
    conclude,
    numbers,
    placeholder,
    read_in_cubic_metres,
    reconfigure,
    submit,
    suggested,
    two_contracts,
    water,
    water_ways,
)

pytestmark = [two_contracts, water_ways]


def with_contracts(
    hass: HomeAssistant, emulator: Emulator, way: str, *chosen: str
) -> MockConfigEntry:
    """Return a home that has some of the contracts of its log-in, and knows no other way."""
    data = DATA[way](emulator, emulator.home) | {
        "contracts": list(chosen),
        "links": {way: linked(chosen)},
    }
    entry = home_entry(emulator, emulator.home, electricity=None, water=data)
    entry.add_to_hass(hass)
    return entry


async def test_a_contract_is_added_and_looked_at_first(
    lyon: HomeAssistant, emulator: Emulator, home: Home, way: str
) -> None:
    first, second = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, second)
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert shown["step_id"] == "water_contracts"
    assert suggested(shown) == {"contracts": [second]}
    assert {each["value"] for each in choices(shown)} == {first, second}
    emulator.calls.clear()

    shown = await submit(lyon, shown, {"contracts": [first, second]})
    assert "indexes" in {call.kind for call in emulator.calls}
    assert placeholder(shown, "statistics") == f"- `grandlyon_energy:{first}_water`"
    await conclude(lyon, shown)
    assert entry.data["water"]["contracts"] == [second, first]
    assert entry.data["water"]["links"] == {way: linked([second, first])}
    assert entry.unique_id == f"water_{second}"


async def test_a_contract_is_left_out_and_may_be_another_homes(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    first, second = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, first, second)
    links = entry.data["water"]["links"] | {"another_way": linked([first, second])}
    data = {"water": {**entry.data["water"], "links": links}}
    lyon.config_entries.async_update_entry(entry, data=data)
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert suggested(shown) == {"contracts": [first, second]}
    emulator.calls.clear()
    done = await submit(lyon, shown, {"contracts": [second]})

    assert done["reason"] == "reconfigure_successful"
    assert entry.data["water"]["contracts"] == [second]
    # Not by any way: the contract is free for another home.
    assert entry.data["water"]["links"] == {
        way: linked([second]),
        "another_way": linked([second]),
    }
    assert entry.unique_id == f"water_{second}"
    assert emulator.calls == []


async def test_no_contract_at_all_or_one_in_cubic_metres_is_refused(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    way: str,
) -> None:
    first, second = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, first)
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    shown = await submit(lyon, shown, {"contracts": []})
    assert shown["errors"] == {"contracts": "no_contract_chosen"}
    if way == "egl":
        read_in_cubic_metres(home, home.contracts[1])
        shown = await submit(lyon, shown, {"contracts": [first, second]})
        assert shown["errors"] == {"base": "unit_looks_like_m3"}
        assert suggested(shown) == {"contracts": [first, second]}
    assert entry.data == before

    done = await submit(lyon, shown, {"contracts": [first]})
    assert done["reason"] == "reconfigure_successful"


async def test_the_only_contract_that_is_left_to_choose_needs_no_page(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    first, second = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, first)
    other = DATA[way](emulator, emulator.home) | {
        "contracts": [second],
        "links": {way: linked([second])},
    }
    MockConfigEntry(
        domain=entry.domain, data={"water": other}, unique_id="other"
    ).add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, water=way)
    done = await submit(lyon, shown, water(emulator, way))
    assert done["reason"] == "reconfigure_successful"
    assert entry.data["water"]["contracts"] == [first]


def only_one_opens(home: Home) -> None:
    home.contracts, home.portal_references = (
        home.contracts[:1],
        home.portal_references[:1],
    )


def runs(entry: MockConfigEntry, readings: dict[str, list[Any]]) -> Mock:
    """Have a home run as far as the dialogues can see: what it has read, and whom it tells of."""
    runtime = Mock(coordinators=[])
    runtime.water.meters = [
        Mock(contract_id=contract, ledger=Mock(readings=Mock(return_value=known)))
        for contract, known in readings.items()
    ]
    runtime.water.async_know_new_numbers = AsyncMock()
    entry.runtime_data = runtime
    return runtime


async def test_a_contract_that_the_log_in_no_longer_opens_is_named_and_left_out(
    lyon: HomeAssistant, emulator: Emulator, home: Home, way: str
) -> None:
    first, second = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, first, second)
    assert await lyon.config_entries.async_setup(entry.entry_id)
    runs(entry, {first: [], second: []})
    before = dict(entry.data)
    only_one_opens(home)
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert shown["errors"] == {"contracts": "contract_left_out"}
    assert placeholder(shown, "code") == second[-4:]
    assert suggested(shown) == {"contracts": [first]}
    assert entry.data == before

    done = await submit(lyon, shown, {"contracts": [first]})
    assert done["reason"] == "reconfigure_successful"
    assert entry.data["water"]["contracts"] == [first]


async def test_a_log_in_that_opens_none_of_the_homes_contracts_is_refused(
    lyon: HomeAssistant, emulator: Emulator, way: str
) -> None:
    entry = with_contracts(lyon, emulator, way, "7654321")
    assert await lyon.config_entries.async_setup(entry.entry_id)
    # Readings that neither of the two goes on from.
    runs(entry, {"7654321": []})
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert shown["errors"] == {"login": "contract_not_found"}
    assert entry.data == before


@pytest.mark.parametrize("disk", [None, OSError])
async def test_contracts_that_were_shown_are_new_to_nobody(
    lyon: HomeAssistant,
    emulator: Emulator,
    way: str,
    disk: type[OSError] | None,
) -> None:
    first, second = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, first)
    assert await lyon.config_entries.async_setup(entry.entry_id)
    runtime = runs(entry, {first: []})
    runtime.water.async_know_new_numbers.side_effect = disk
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    done = await submit(lyon, shown, {"contracts": [first]})
    assert done["reason"] == "reconfigure_successful"
    (told,) = runtime.water.async_know_new_numbers.await_args.args
    assert set(told) == {first, second}


async def test_a_contract_numbered_as_one_of_the_home_by_another_way_is_not_taken_for_it(
    lyon: HomeAssistant, emulator: Emulator, home: Home, way: str
) -> None:
    own, _ = numbers(emulator, way)
    frozen = "7654321"
    alike = (own, frozen)
    home.contracts, home.portal_references = alike, alike
    home.water = dict(zip(alike, home.water.values(), strict=True))
    data = DATA[way](emulator, home) | {
        "contracts": [frozen],
        "links": {way: linked([frozen], [own])},
    }
    entry = home_entry(emulator, home, electricity=None, water=data)
    entry.add_to_hass(lyon)
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, water=way)
    shown = await submit(lyon, shown, water(emulator, way))
    assert suggested(shown) == {"contracts": [own]}
    done = await submit(lyon, shown, {"contracts": [own, frozen]})
    assert done["reason"] == "already_configured"
    assert entry.data == before


@pytest.mark.parametrize("to", ["egl", "egl_portal"])
async def test_a_home_that_has_read_nothing_yet_takes_the_only_contract_there_is(
    lyon: HomeAssistant, emulator: Emulator, home: Home, way: str, to: str
) -> None:
    only_one_opens(home)
    (contract,) = numbers(emulator, way)
    entry = with_contracts(lyon, emulator, way, contract)
    # Its number is another one by now, whichever the way.
    links = {way: linked([contract], ["7654321"])}
    data = {"water": {**entry.data["water"], "links": links}}
    lyon.config_entries.async_update_entry(entry, data=data)
    assert await lyon.config_entries.async_setup(entry.entry_id)
    runs(entry, {contract: []})
    shown = await reconfigure(lyon, entry, water=to)
    done = await submit(lyon, shown, water(emulator, to))
    assert done["reason"] == "reconfigure_successful"
    assert entry.data["water"]["links"][to] == linked([contract], numbers(emulator, to))
