"""Meters and contracts that Home Assistant has already."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.grandlyon_energy.const import DOMAIN

from ..emulator import Emulator
from .steps import (
    add_home,
    begin,
    electricity,
    finish,
    submit,
    two_contracts,
    water,
    without,
)


async def test_the_same_meter_is_not_added_twice(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    await add_home(lyon, emulator)
    emulator.calls.clear()
    shown = await begin(lyon, "sge", "none")
    done = await submit(lyon, shown, electricity(emulator))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert not emulator.calls


async def test_the_same_water_contract_is_not_added_twice(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    await add_home(lyon, emulator)
    shown = await begin(lyon, "none", "egl")
    done = await submit(lyon, shown, water(emulator))
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


@two_contracts
async def test_a_second_home_on_the_same_water_log_in_gets_the_other_contract(
    lyon: HomeAssistant, emulator: Emulator
) -> None:
    first, second = emulator.home.contracts
    shown = await begin(lyon, "none", "egl")
    shown = await submit(lyon, shown, water(emulator))
    await finish(lyon, await submit(lyon, shown, {"contracts": [first]}))

    shown = await begin(lyon, "none", "egl")
    done = await finish(lyon, await submit(lyon, shown, water(emulator)))
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
    other = await begin(lyon, "sge", "none")
    one = await submit(lyon, one, electricity(emulator))
    other = await submit(lyon, other, electricity(emulator))
    entry = (await finish(lyon, one))["result"]

    done = await submit(lyon, other)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    assert lyon.config_entries.async_entries(DOMAIN) == [entry]
