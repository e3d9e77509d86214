"""Moving a home from one way to another, and giving anew what opens its services. What the indexes of water tell is elsewhere."""

from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import INTEGRATION, NOW
from ..emulator import Emulator, Fault, Home
from ..homes import (
    CUSTOMER,
    DATA,
    PARTNER,
    SERVICE_OF,
    Ways,
    both_ways,
    conso_data,
    electricity_data,
    home_entry,
    linked,
    portal_data,
    water_data,
)
from .steps import (
    SECRETS_OF,
    STEP_OF,
    change,
    conclude,
    electricity,
    fields,
    is_said_by_us,
    numbers,
    placeholder,
    reconfigure,
    sge_settings,
    submit,
    suggested,
    two_contracts,
    water,
    without,
)

SECRETS = {secret for each in SECRETS_OF.values() for secret in each}
MOVES = [(PARTNER, CUSTOMER), (CUSTOMER, PARTNER)]


def known_both_ways(emulator: Emulator, home: Home, way: str) -> dict[str, Any]:
    """Return the water of a home that was added by the partner service and has been read by either way."""
    return DATA[way](emulator, home) | {
        "contracts": list(home.contracts),
        "links": {
            "egl": linked(home.contracts),
            "egl_portal": linked(home.contracts, home.portal_references),
        },
    }


@pytest.fixture
def ways() -> Ways:
    """How the home is read; tests that want other ways parametrize it."""
    return PARTNER


@pytest.fixture
async def entry(
    lyon: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> MockConfigEntry:
    """A home that has been read by either way."""
    entry = home_entry(
        emulator, home, ways=ways, water=known_both_ways(emulator, home, ways[1])
    )
    entry.add_to_hass(lyon)
    assert await lyon.config_entries.async_setup(entry.entry_id)
    return entry


# Which ways.


async def begin_reconfiguring(
    hass: HomeAssistant, entry: MockConfigEntry
) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        entry.domain, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )


async def test_the_present_ways_are_chosen_at_first(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await begin_reconfiguring(lyon, entry)
    assert suggested(shown) == {"electricity_way": "sge", "water_way": "egl"}


@pytest.mark.parametrize("missing", ["electricity", "water"])
async def test_what_a_home_lacks_is_none_at_first_and_one_service_must_stay(
    lyon: HomeAssistant, emulator: Emulator, home: Home, missing: str
) -> None:
    lacking: dict[str, Any] = {missing: None}
    entry = home_entry(emulator, home, **lacking)
    entry.add_to_hass(lyon)
    shown = await begin_reconfiguring(lyon, entry)
    present = {"electricity_way": "sge", "water_way": "egl"}
    assert suggested(shown) == present | {f"{missing}_way": "none"}

    neither = {"electricity_way": "none", "water_way": "none"}
    shown = await submit(lyon, shown, neither)
    assert shown["errors"] == {"base": "no_service"}
    assert suggested(shown) == neither
    shown = await submit(lyon, shown, present | {f"{missing}_way": "none"})
    assert not shown["errors"]


# From one way to another.


@pytest.mark.parametrize(("ways", "to"), MOVES)
async def test_only_the_way_that_changes_is_asked_for_and_only_it_is_left(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    ways: Ways,
    to: Ways,
) -> None:
    before = dict(entry.data)
    new, stays = to[0], ways[1]
    shown = await reconfigure(lyon, entry, electricity=new, water=stays)
    assert shown["step_id"] == STEP_OF[new]
    assert suggested(shown).items() >= {"point_id": home.point_id}.items()
    assert not set(suggested(shown)).intersection(SECRETS)
    typed = electricity(emulator, new, production=True)
    with pytest.raises(InvalidData):
        await submit(lyon, shown, without(typed, *SECRETS_OF[new]))

    shown = await submit(lyon, shown, typed)
    assert placeholder(shown, "statistics") == (
        f"- `grandlyon_energy:{home.point_id}_production`"
    )
    done = await conclude(lyon, shown)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reconfigure_successful"
    assert is_said_by_us(done)
    expected = DATA[new](emulator, home) | {"production": True}
    if new == "sge":
        consent = {
            "text_version": 2,
            "given_at": NOW.isoformat(),
            "point_id": home.point_id,
        }
        expected["consents"] = [
            {"scope": "daily"} | consent,
            {"scope": "curve"} | consent,
        ]
    assert entry.data["electricity"] == expected
    assert entry.data["water"] == before["water"]
    assert entry.unique_id == home.point_id
    assert {call.service for call in emulator.calls} == {SERVICE_OF[new]}


@two_contracts
@pytest.mark.parametrize(("ways", "to"), MOVES)
async def test_contracts_that_the_way_has_known_before_are_not_looked_for(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    ways: Ways,
    to: Ways,
) -> None:
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, electricity=ways[0], water=to[1])
    assert shown["step_id"] == STEP_OF[to[1]]
    assert suggested(shown) == {"login": home.water_login}
    shown = await submit(lyon, shown, water(emulator, to[1]))
    chosen = suggested(shown)
    assert chosen == {"contracts": list(numbers(emulator, to[1]))}
    done = await submit(lyon, shown, chosen)
    assert done["reason"] == "reconfigure_successful"
    assert entry.data["water"] == known_both_ways(emulator, home, to[1])
    assert entry.data["electricity"] == before["electricity"]
    assert "indexes" not in {call.kind for call in emulator.calls}


@both_ways
async def test_the_day_on_which_a_way_prints_an_index_is_kept(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    ways: Ways,
) -> None:
    (contract,) = home.contracts
    links = {
        way: {contract: link[contract] | {"day_offset": -1}}
        for way, link in entry.data["water"]["links"].items()
    }
    change(lyon, entry, "water", {"links": links})
    to = CUSTOMER if ways == PARTNER else PARTNER
    shown = await reconfigure(lyon, entry, electricity=ways[0], water=to[1])
    await submit(lyon, shown, water(emulator, to[1]))
    assert entry.data["water"]["links"] == links


@pytest.mark.parametrize("way", ["sge", "conso_api"])
@pytest.mark.parametrize("ways", [PARTNER, CUSTOMER])
async def test_another_meter_is_refused_at_its_field_before_anything_is_asked(
    lyon: HomeAssistant, emulator: Emulator, entry: MockConfigEntry, way: str
) -> None:
    before = dict(entry.data)
    shown = await reconfigure(
        lyon, entry, electricity=way, water=entry.data["water"]["way"]
    )
    typed = electricity(emulator, way, point_id="12345678901234")
    shown = await submit(lyon, shown, typed)
    assert shown["errors"] == {"point_id": "wrong_meter"}
    assert suggested(shown)["point_id"] == "12345678901234"
    assert (entry.data, emulator.calls) == (before, [])

    # What was typed beside it is not lost.
    again = without(electricity(emulator, way), *SECRETS_OF[way])
    shown = await submit(lyon, shown, again)
    assert not shown.get("errors")


@pytest.mark.parametrize(("ways", "to"), MOVES)
async def test_a_service_that_fails_can_be_tried_again_but_not_left_out(
    lyon: HomeAssistant,
    emulator: Emulator,
    entry: MockConfigEntry,
    ways: Ways,
    to: Ways,
) -> None:
    before = dict(entry.data)
    new_electricity, new_water = to
    shown = await reconfigure(lyon, entry, electricity=new_electricity, water=new_water)
    shown = await submit(lyon, shown, electricity(emulator, new_electricity))
    emulator.set_fault(SERVICE_OF[new_water], Fault.HTTP_503, times=1)
    shown = await submit(lyon, shown, water(emulator, new_water))
    assert shown["errors"] == {"base": "service_error"}
    assert "leave_out" not in fields(shown)
    assert entry.data == before

    typed = without(water(emulator, new_water), *SECRETS_OF[new_water])
    done = await submit(lyon, shown, typed)
    assert done["reason"] == "reconfigure_successful"
    assert [each["way"] for each in entry.data.values()] == list(to)


async def test_a_home_that_was_not_set_up_since_an_update_moves_as_well(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    older = {
        "electricity": without(electricity_data(emulator, home), "production"),
        "water": without(water_data(emulator, home), "links"),
    }
    entry = home_entry(
        emulator, home, electricity=older["electricity"], water=older["water"]
    )
    entry.add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl")
    done = await submit(lyon, shown, electricity(emulator, "conso_api"))
    assert done["reason"] == "reconfigure_successful"
    assert entry.data == older | {"electricity": conso_data(emulator, home)}

    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl")
    shown = await submit(lyon, shown, electricity(emulator, "conso_api"))
    done = await submit(lyon, shown, without(water(emulator), *SECRETS_OF["egl"]))
    assert done["reason"] == "reconfigure_successful"
    assert entry.data["water"] == water_data(emulator, home)


# The same ways, other credentials.


@both_ways
async def test_who_changes_no_way_is_shown_every_step_and_need_not_give_secrets_again(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    ways: Ways,
) -> None:
    before = dict(entry.data)
    by_electricity, by_water = ways
    shown = await reconfigure(lyon, entry, electricity=by_electricity, water=by_water)
    assert shown["step_id"] == STEP_OF[by_electricity]
    assert suggested(shown)["point_id"] == home.point_id
    assert not set(suggested(shown)).intersection(SECRETS)
    typed = electricity(emulator, by_electricity, production=True)
    shown = await submit(lyon, shown, without(typed, *SECRETS_OF[by_electricity]))
    assert shown["step_id"] == STEP_OF[by_water]
    home.water_password = "changed"
    typed = water(emulator, by_water, password="changed")
    shown = await submit(lyon, shown, without(typed, "auth_key"))
    done = await conclude(lyon, shown)

    assert done["reason"] == "reconfigure_successful"
    changed = before["electricity"] | {"production": True}
    if by_electricity == "sge":
        changed["gateway"] = sge_settings(emulator)
        given = entry.data["electricity"]["consents"]
        assert {each["given_at"] for each in given} == {NOW.isoformat()}
        changed["consents"] = given
    assert entry.data["electricity"] == changed
    assert entry.data["water"] == before["water"] | {"password": "changed"}


@pytest.mark.parametrize("password", ["the same", "changed"])
async def test_a_home_that_does_not_run_is_started_with_a_change_and_without(
    lyon: HomeAssistant, emulator: Emulator, home: Home, password: str
) -> None:
    home.water_password = "the same"
    data = portal_data(emulator, home)
    entry = home_entry(emulator, home, electricity=None, water=data)
    entry.add_to_hass(lyon)
    home.water_password = password
    shown = await reconfigure(lyon, entry, water="egl_portal")
    await submit(lyon, shown, water(emulator, "egl_portal"))
    await lyon.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_a_home_that_listens_for_changes_is_not_started_twice(
    lyon: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    listener = AsyncMock()
    entry.add_update_listener(listener)
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl")
    with patch(f"{INTEGRATION}.async_setup_entry", return_value=True) as set_up:
        await submit(lyon, shown, electricity(emulator, "conso_api"))
        await lyon.async_block_till_done()
    assert (listener.await_count, set_up.call_count) == (1, 0)


# Other homes, other dialogues.


@two_contracts
async def test_a_contract_of_another_home_is_not_taken(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    mine, others = home.contracts
    entry = home_entry(
        emulator,
        home,
        electricity=None,
        water=water_data(emulator, home)
        | {
            "contracts": [mine],
            "links": {
                "egl": linked([mine]),
                "egl_portal": linked([mine], [home.portal_references[0]]),
            },
        },
    )
    entry.add_to_hass(lyon)
    other = MockConfigEntry(
        domain=entry.domain,
        version=entry.version,
        minor_version=entry.minor_version,
        data={
            "water": portal_data(emulator, home)
            | {
                "contracts": [others],
                "links": {"egl_portal": linked([others], [home.portal_references[0]])},
            }
        },
    )
    other.add_to_hass(lyon)
    shown = await reconfigure(lyon, entry, water="egl_portal")
    done = await submit(lyon, shown, water(emulator, "egl_portal"))
    # The number that the home was known by belongs to another now, and without its readings nothing can tell another.
    assert done["reason"] == "home_not_loaded"
    assert entry.data["water"]["way"] == "egl"


async def test_without_its_readings_a_home_cannot_be_recognised_and_stays_as_it_is(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, electricity=None)
    entry.add_to_hass(lyon)
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, water="egl_portal")
    done = await submit(lyon, shown, water(emulator, "egl_portal"))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "home_not_loaded"
    assert entry.data == before


async def test_a_contract_that_another_dialogue_takes_meanwhile_is_left_to_it(
    lyon: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    before = dict(entry.data)
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl")
    # Electricity comes first, so that something is left to do after the contracts.
    shown = await submit(lyon, shown, electricity(emulator))
    other = MockConfigEntry(
        domain=entry.domain, data={"water": portal_data(emulator, home)}
    )
    other.add_to_hass(lyon)
    done = await submit(lyon, shown, water(emulator))
    assert done["reason"] == "already_configured"
    assert entry.data == before


async def test_what_another_dialogue_writes_meanwhile_is_not_lost(
    lyon: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl")
    typed = electricity(emulator, sge_login="new@metropole.example.com")
    shown = await submit(lyon, shown, without(typed, "api_key"))
    change(lyon, entry, "electricity", {"api_key": "given meanwhile"})
    done = await submit(lyon, shown, water(emulator))
    assert done["reason"] == "reconfigure_successful"
    kept = entry.data["electricity"]
    assert kept["api_key"] == "given meanwhile"
    assert kept["sge_login"] == "new@metropole.example.com"


async def test_what_is_learned_of_the_way_that_is_left_meanwhile_is_not_lost(
    lyon: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    (contract,) = home.contracts
    links = entry.data["water"]["links"]
    learned = {contract: {"number": "7654321", "day_offset": 1}}
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl_portal")
    change(lyon, entry, "water", {"links": links | {"egl": learned}})
    await submit(lyon, shown, water(emulator, "egl_portal"))
    assert entry.data["water"]["way"] == "egl_portal"
    assert entry.data["water"]["links"] == links | {"egl": learned}


async def test_a_way_that_another_dialogue_chose_meanwhile_leaves_no_secret_behind(
    lyon: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    shown = await reconfigure(lyon, entry, electricity="sge", water="egl")
    shown = await submit(lyon, shown, electricity(emulator))
    data = {**entry.data, "electricity": conso_data(emulator, home)}
    lyon.config_entries.async_update_entry(entry, data=data)
    await submit(lyon, shown, water(emulator))
    assert entry.data["electricity"]["way"] == "sge"
    assert home.conso_token not in str(entry.data)


async def test_the_code_of_a_refusal_is_shown(
    lyon: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    shown = await reconfigure(lyon, entry, electricity="conso_api", water="egl")
    emulator.set_fault("conso", Fault.HTTP_403)
    shown = await submit(lyon, shown, electricity(emulator, "conso_api"))
    assert shown["errors"] == {"token": "consent_expired"}
    assert placeholder(shown, "code") == "403"
