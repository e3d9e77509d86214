"""The options about money: what each service has, what is kept of it, and a bill that cannot begin yet."""

from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import TODAY
from ..emulator import Emulator, Home
from ..homes import home_entry
from ..test_translations import LANGUAGES, texts
from .steps import Typed, fields, page, suggested

ELECTRICITY = [
    "electricity_standing_charge_included",
    "electricity_bill_since",
    "tempo_entity",
]
WATER = ["water_standing_charge_included", "water_bill_since"]
USUAL: Typed = {
    "electricity_standing_charge_included": True,
    "water_standing_charge_included": True,
}
CHANGED: Typed = {
    "electricity_standing_charge_included": False,
    "electricity_bill_since": "2026-10-05",
    "tempo_entity": "sensor.colour_of_today",
    "water_standing_charge_included": False,
    "water_bill_since": TODAY.isoformat(),
}


@pytest.fixture
def entry(lyon: HomeAssistant, emulator: Emulator, home: Home) -> MockConfigEntry:
    entry = home_entry(emulator, home)
    entry.add_to_hass(lyon)
    return entry


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, typed: Typed
) -> ConfigFlowResult:
    return await hass.config_entries.options.async_configure(shown["flow_id"], typed)


@pytest.mark.parametrize(
    ("lacking", "expected"),
    [(None, [*ELECTRICITY, *WATER]), ("water", ELECTRICITY), ("electricity", WATER)],
)
async def test_a_home_has_the_options_of_its_services(
    lyon: HomeAssistant,
    emulator: Emulator,
    home: Home,
    lacking: str | None,
    expected: list[str],
) -> None:
    without: dict[str, Any] = {lacking: None} if lacking else {}
    entry = home_entry(emulator, home, **without)
    entry.add_to_hass(lyon)
    assert fields(await page(lyon, entry, "costs")) == expected


async def test_nothing_starts_again_when_nothing_is_changed(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    listener = AsyncMock()
    entry.add_update_listener(listener)
    before = dict(entry.options)
    shown = await page(lyon, entry, "costs")
    assert suggested(shown) == USUAL
    done = await submit(lyon, shown, USUAL)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await lyon.async_block_till_done()
    assert entry.options == before
    assert listener.await_count == 0


async def test_what_is_changed_is_kept_and_what_is_emptied_is_not(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = dict(entry.options)
    await submit(lyon, await page(lyon, entry, "costs"), CHANGED)
    assert entry.options == before | CHANGED

    shown = await page(lyon, entry, "costs")
    assert suggested(shown) == CHANGED
    await submit(lyon, shown, USUAL)
    assert entry.options == before


async def test_the_options_of_a_service_that_the_home_gave_up_are_kept(
    lyon: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)
    entry.add_to_hass(lyon)
    of_water = {"water_bill_since": "2026-10-05"}
    lyon.config_entries.async_update_entry(entry, options=of_water)
    typed = {"electricity_standing_charge_included": False}
    await submit(lyon, await page(lyon, entry, "costs"), typed)
    assert entry.options == of_water | typed


async def test_the_pages_of_the_options_leave_each_other_alone(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    await submit(lyon, await page(lyon, entry, "costs"), CHANGED)
    readings = await page(lyon, entry, "readings")
    await submit(lyon, readings, suggested(readings) | {"continuity_days": 30})
    await submit(lyon, await page(lyon, entry, "costs"), CHANGED)
    assert entry.options.items() >= (CHANGED | {"continuity_days": 30}).items()


@pytest.mark.parametrize("bill", ["electricity_bill_since", "water_bill_since"])
async def test_a_bill_cannot_begin_in_the_future(
    lyon: HomeAssistant, entry: MockConfigEntry, bill: str
) -> None:
    before = dict(entry.options)
    ahead = CHANGED | {bill: (TODAY + timedelta(1)).isoformat()}
    shown = await submit(lyon, await page(lyon, entry, "costs"), ahead)
    assert shown["type"] is FlowResultType.FORM
    assert shown["errors"] == {bill: "bill_in_future"}
    for language in LANGUAGES:
        assert texts(language)["options"]["error"]["bill_in_future"]
    assert suggested(shown) == ahead
    assert entry.options == before

    await submit(lyon, shown, CHANGED)
    assert entry.options == before | CHANGED


@pytest.mark.parametrize("shows", ["21.5", "on", "tomorrow", "", "❓"])
async def test_an_entity_that_shows_something_else_than_a_colour_is_refused(
    lyon: HomeAssistant, entry: MockConfigEntry, shows: str
) -> None:
    before = dict(entry.options)
    lyon.states.async_set(CHANGED["tempo_entity"], shows)
    shown = await submit(lyon, await page(lyon, entry, "costs"), CHANGED)
    assert shown["type"] is FlowResultType.FORM
    assert shown["errors"] == {"tempo_entity": "not_a_colour"}
    for language in LANGUAGES:
        assert texts(language)["options"]["error"]["not_a_colour"]
    assert suggested(shown) == CHANGED
    assert entry.options == before

    # Without it, the rest can be kept.
    without = {key: value for key, value in CHANGED.items() if key != "tempo_entity"}
    await submit(lyon, shown, without)
    assert entry.options == before | without


@pytest.mark.parametrize("shows", ["Bleu", "TEMPO_ROUGE", "unknown", "unavailable"])
async def test_an_entity_that_shows_a_colour_or_nothing_yet_is_kept(
    lyon: HomeAssistant, entry: MockConfigEntry, shows: str
) -> None:
    lyon.states.async_set(CHANGED["tempo_entity"], shows)
    await submit(lyon, await page(lyon, entry, "costs"), CHANGED)
    assert entry.options["tempo_entity"] == CHANGED["tempo_entity"]


@pytest.mark.parametrize("shows", ["inconnu", "❓", "21.5"])
async def test_an_entity_that_is_kept_keeps_nothing_else_from_being_changed(
    lyon: HomeAssistant, entry: MockConfigEntry, shows: str
) -> None:
    """Some of those integrations show a word of their own while they know no colour."""
    lyon.states.async_set(CHANGED["tempo_entity"], "Bleu")
    await submit(lyon, await page(lyon, entry, "costs"), CHANGED)
    lyon.states.async_set(CHANGED["tempo_entity"], shows)
    changed = CHANGED | {"electricity_bill_since": TODAY.isoformat()}
    done = await submit(lyon, await page(lyon, entry, "costs"), changed)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["electricity_bill_since"] == TODAY.isoformat()


async def test_all_that_is_wrong_is_said_at_once(
    lyon: HomeAssistant, entry: MockConfigEntry
) -> None:
    lyon.states.async_set(CHANGED["tempo_entity"], "on")
    ahead = CHANGED | {"water_bill_since": (TODAY + timedelta(1)).isoformat()}
    shown = await submit(lyon, await page(lyon, entry, "costs"), ahead)
    assert shown["errors"] == {
        "tempo_entity": "not_a_colour",
        "water_bill_since": "bill_in_future",
    }


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("electricity_bill_since", "last month"),
        ("water_bill_since", "2026-02-30"),
        ("tempo_entity", "blue"),
        ("tempo_entity", "light.kitchen"),
    ],
)
async def test_what_cannot_be_meant_is_refused_by_the_page(
    lyon: HomeAssistant, entry: MockConfigEntry, field: str, wrong: str
) -> None:
    shown = await page(lyon, entry, "costs")
    with pytest.raises(InvalidData):
        await submit(lyon, shown, CHANGED | {field: wrong})
    await submit(lyon, shown, CHANGED)
    assert entry.options[field] == CHANGED[field]
