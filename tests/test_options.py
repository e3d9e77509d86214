"""Which day a water index closes is an option: changing it moves every row, and back again leaves no trace."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import NOW
from .emulator import Emulator, Home
from .homes import (
    assert_all_is_true,
    home_entry,
    recorded,
    recorded_days,
    settled,
    start,
    water_id,
    young_home,
)
from .statistics.ranged_clear import allow_ranged_clear

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

DAY = timedelta(days=1)

USUAL = {
    "electricity_overlap_days": 14,
    "continuity_litres": 500,
    "continuity_days": 7,
    "water_overlap_days": 90,
}


@pytest.fixture
def home() -> Home:
    return young_home(20)


@pytest.fixture
async def entry(
    hass: HomeAssistant, emulator: Emulator, home: Home, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


async def choose(hass: HomeAssistant, entry: MockConfigEntry, attribution: str) -> None:
    options = hass.config_entries.options
    shown = await options.async_init(entry.entry_id)
    shown = await options.async_configure(
        shown["flow_id"], {"next_step_id": "readings"}
    )
    done = await options.async_configure(
        shown["flow_id"], USUAL | {"water_attribution": attribution}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await settled(hass, entry)


@pytest.fixture(params=["ranged", "whole"])
def removal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which cores remove rows."""
    if request.param == "ranged":
        allow_ranged_clear(monkeypatch)


@pytest.mark.usefixtures("removal")
async def test_every_day_moves_and_none_stays_behind(
    hass: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    before = await recorded_days(hass, water_id(home))
    calls = len(emulator.calls)

    await choose(hass, entry, "same_day")

    moved = {
        day - DAY: litres
        for day, litres in (await recorded_days(hass, water_id(home))).items()
    }
    assert moved == pytest.approx(before)
    assert len(emulator.calls) == calls


@pytest.mark.usefixtures("removal")
async def test_there_and_back_again_leaves_no_trace(
    hass: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    before = await recorded(hass, water_id(home))

    await choose(hass, entry, "same_day")
    await choose(hass, entry, "previous_day")

    assert await recorded(hass, water_id(home)) == before
    await assert_all_is_true(hass, emulator, home)


async def test_a_crash_in_the_middle_is_made_good_at_the_next_start(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = await recorded_days(hass, water_id(home))
    allow_ranged_clear(monkeypatch)
    with monkeypatch.context() as nothing_is_written:
        nothing_is_written.setattr(
            "custom_components.grandlyon_energy.statistics.queue.WriteQueue.request",
            lambda *_, **__: None,
        )
        await choose(hass, entry, "same_day")
        meter = entry.runtime_data.water.meters[0]
        await meter.store.async_save()
        assert meter.statistic.state.pending

    await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)

    moved = await recorded_days(hass, water_id(home))
    assert {day - DAY: litres for day, litres in moved.items()} == pytest.approx(before)
