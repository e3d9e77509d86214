"""A service that refuses what the home has is taken out, is no longer wanted, or is refused while another dialogue is open."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..emulator import Emulator, Home
from ..homes import (
    PARTNER,
    Ways,
    both_ways,
    home_entry,
    later,
    settled,
    start,
    young_home,
)
from .steps import reconfigure, submit

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

A_DAY_AND_AN_EVENING = 34
"""Hours after which each way has been asked once more."""


@pytest.fixture
def home() -> Home:
    return young_home(3)


async def running(
    hass: HomeAssistant, emulator: Emulator, ways: Ways = PARTNER
) -> MockConfigEntry:
    entry = home_entry(emulator, emulator.home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


async def refuse(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
) -> None:
    """Have the service of electricity no longer accept what the home has."""
    emulator.home.api_key = "new key"
    emulator.home.conso_secret = "new"
    await later(hass, emulator, freezer, entry, hours=A_DAY_AND_AN_EVENING)
    assert entry.runtime_data.electricity.waits_for_user


def sources(hass: HomeAssistant) -> list[str]:
    """What started the dialogues in progress."""
    return [
        flow["context"]["source"]
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    ]


@both_ways
async def test_a_service_that_is_taken_out_asks_for_nothing_more(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    ways: Ways,
) -> None:
    entry = await running(hass, emulator, ways)
    await refuse(hass, emulator, freezer, entry)
    shown = await reconfigure(hass, entry, water=ways[1])
    done = await submit(hass, shown, {"delete_history": False})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert sources(hass) == []
    assert "KeyError" not in caplog.text
    await settled(hass, entry)


async def test_a_service_that_is_no_longer_wanted_asks_for_nothing_more(
    hass: HomeAssistant, emulator: Emulator, freezer: FrozenDateTimeFactory
) -> None:
    entry = await running(hass, emulator)
    await refuse(hass, emulator, freezer, entry)
    assert sources(hass) == [SOURCE_REAUTH]
    options = hass.config_entries.options
    shown = await options.async_init(entry.entry_id)
    shown = await options.async_configure(shown["flow_id"], {"next_step_id": "consent"})
    typed = {"withdraw": "all", "delete_history": False}
    await options.async_configure(shown["flow_id"], typed)
    await hass.async_block_till_done()
    assert sources(hass) == []
    await settled(hass, entry)


async def test_what_core_does_not_ask_while_another_dialogue_is_open_is_asked_the_next_day(
    hass: HomeAssistant, emulator: Emulator, freezer: FrozenDateTimeFactory
) -> None:
    entry = await running(hass, emulator)
    shown = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    await refuse(hass, emulator, freezer, entry)
    assert sources(hass) == [SOURCE_RECONFIGURE]
    hass.config_entries.flow.async_abort(shown["flow_id"])
    calls = len(emulator.calls)

    await later(hass, emulator, freezer, entry, hours=5)

    assert sources(hass) == [SOURCE_REAUTH]
    assert len(emulator.calls) == calls
