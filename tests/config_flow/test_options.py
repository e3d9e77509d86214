"""The options of a home: what each service has, what may be typed, and that nothing starts again for nothing."""

from collections.abc import Sequence
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..emulator import Emulator, Home
from ..homes import home_entry
from .steps import Typed, fields, page, suggested

ELECTRICITY: Typed = {"electricity_overlap_days": 14}
WATER: Typed = {
    "continuity_litres": 500,
    "continuity_days": 7,
    "water_overlap_days": 90,
    "water_attribution": "previous_day",
}
LIMITS = {
    "electricity_overlap_days": (7, 60),
    "continuity_litres": (1, 10_000),
    "continuity_days": (2, 60),
    "water_overlap_days": (14, 365),
}


@pytest.fixture
def entry(lyon: HomeAssistant, emulator: Emulator, home: Home) -> MockConfigEntry:
    """A home of before there were more options than one."""
    entry = home_entry(emulator, home)
    entry.add_to_hass(lyon)
    return entry


async def readings(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options, and in the menu the readings."""
    return await page(hass, entry, "readings")


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, typed: Typed
) -> ConfigFlowResult:
    return await hass.config_entries.options.async_configure(shown["flow_id"], typed)


async def test_what_is_usual_is_there_at_first(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await readings(lyon, entry)
    assert suggested(shown) == ELECTRICITY | WATER


@pytest.mark.parametrize(
    ("service", "expected"), [("electricity", ELECTRICITY), ("water", WATER)]
)
async def test_a_home_has_the_options_of_its_services(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    service: str,
    expected: dict[str, Any],
) -> None:
    lacking: dict[str, Any] = {
        "water" if service == "electricity" else "electricity": None
    }
    entry = home_entry(emulator, home, **lacking)
    entry.add_to_hass(lyon)
    assert entry.supports_options
    menu = await lyon.config_entries.options.async_init(entry.entry_id)
    # Water has no consent to withdraw.
    consent = ["consent"] if service == "electricity" else []
    assert menu["menu_options"] == ["readings", "costs", *consent]
    assert fields(await readings(lyon, entry)) == list(expected)


async def test_nothing_starts_again_when_nothing_is_changed(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    listener = AsyncMock()
    entry.add_update_listener(listener)
    before = dict(entry.options)
    shown = await readings(lyon, entry)
    # The page sends numbers with a fraction.
    done = await submit(lyon, shown, ELECTRICITY | WATER | {"continuity_days": 7.0})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await lyon.async_block_till_done()
    assert entry.options == before
    assert listener.await_count == 0


async def test_what_is_changed_is_kept_and_changed_back(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    listener = AsyncMock()
    entry.add_update_listener(listener)
    changed = {
        "electricity_overlap_days": 30,
        "continuity_litres": 250,
        "water_attribution": "same_day",
    }
    shown = await readings(lyon, entry)
    await submit(
        lyon, shown, ELECTRICITY | WATER | changed | {"continuity_litres": 250.0}
    )
    await lyon.async_block_till_done()
    assert entry.options == changed
    assert type(entry.options["continuity_litres"]) is int
    assert listener.await_count == 1

    shown = await readings(lyon, entry)
    assert suggested(shown) == ELECTRICITY | WATER | changed
    await submit(lyon, shown, ELECTRICITY | WATER)
    assert entry.options.items() <= (ELECTRICITY | WATER).items()
    assert entry.options.keys() == changed.keys()


async def test_the_options_of_a_service_that_the_home_gave_up_are_kept(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)
    entry.add_to_hass(lyon)
    before = dict(entry.options)
    shown = await readings(lyon, entry)
    await submit(lyon, shown, {"electricity_overlap_days": 7})
    assert entry.options == before | {"electricity_overlap_days": 7}


@pytest.mark.parametrize(("field", "limits"), LIMITS.items())
async def test_a_number_beyond_its_limits_is_refused(
    lyon: HomeAssistant, entry: MockConfigEntry, field: str, limits: Sequence[int]
) -> None:
    lowest, highest = limits
    shown = await readings(lyon, entry)
    for wrong in (lowest - 1, highest + 1, "many"):
        with pytest.raises(InvalidData):
            await submit(lyon, shown, ELECTRICITY | WATER | {field: wrong})
    await submit(lyon, shown, ELECTRICITY | WATER | {field: highest})
    assert entry.options[field] == highest
