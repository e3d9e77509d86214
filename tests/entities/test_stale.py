"""What a home no longer has is gone from its pages, and what it has stays."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..emulator import Emulator, Home
from ..homes import home_entry, linked, portal_data, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(5)


def unique_ids(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {each.unique_id for each in found}


async def test_a_way_that_cannot_tell_anomalies_has_no_sensor_for_them(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, electricity=None)
    await start(hass, entry)
    before = unique_ids(hass, entry)
    contract = home.contracts[0]

    moved = portal_data(emulator, home) | {
        "contracts": [contract],
        "links": {"egl_portal": linked([contract], home.portal_references)},
    }
    hass.config_entries.async_update_entry(entry, data={"water": moved})
    await hass.async_block_till_done()
    await settled(hass, entry)

    assert before - unique_ids(hass, entry) == {f"water_{contract}_anomaly"}
    assert unique_ids(hass, entry) <= before


async def test_what_a_home_feeds_in_goes_when_it_is_switched_off(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    without = unique_ids(hass, entry)
    electricity = entry.data["electricity"]

    for production, expected in ((True, False), (False, True)):
        hass.config_entries.async_update_entry(
            entry, data={"electricity": electricity | {"production": production}}
        )
        await hass.async_block_till_done()
        await settled(hass, entry)
        assert (unique_ids(hass, entry) == without) is expected
        assert unique_ids(hass, entry) >= without
