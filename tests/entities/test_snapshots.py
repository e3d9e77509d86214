"""Every entity and device of a home by each way, as Home Assistant shows them: what changes there is seen here."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from ..conftest import TODAY
from ..emulator import Emulator, Home
from ..emulator.solar import SolarMeter
from ..homes import (
    DATA,
    PARTNER,
    Ways,
    both_ways,
    contracts_of,
    home_entry,
    settled,
    start,
)
from .shown import described, entries

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def home(home: Home) -> Home:
    home.production = SolarMeter(home.seed, today=TODAY, beside=home.electricity)
    return home


async def started(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> MockConfigEntry:
    """A home that produces as well, all of it read."""
    electricity = {**DATA[ways[0]](emulator, home), "production": True}
    entry = home_entry(emulator, home, ways=ways, electricity=electricity)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


def devices(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, dict[str, Any]]:
    """All that the integration decides of each device."""
    found = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return {
        each.name or "": {
            "identifiers": sorted(each.identifiers),
            "manufacturer": each.manufacturer,
            "model": each.model,
            "serial_number": each.serial_number,
            "configuration_url": each.configuration_url,
            "entry_type": each.entry_type and each.entry_type.value,
        }
        for each in found
    }


@both_ways
async def test_every_entity_and_device(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    ways: Ways,
    snapshot: SnapshotAssertion,
) -> None:
    entry = await started(hass, emulator, home, ways)
    assert described(hass, entry) == snapshot(name="entities")
    assert devices(hass, entry) == snapshot(name="devices")
    # The registries hold whole numbers; what anybody sees has the last 4 digits.
    shown = [
        f"{one.entity_id}{one.name}{one.attributes}" for one in hass.states.async_all()
    ]
    shown += devices(hass, entry)
    numbers = (home.point_id, *contracts_of(home, ways))
    assert not [one for one in shown for number in numbers if number in one]


async def test_every_name_in_french(
    hass: HomeAssistant, emulator: Emulator, home: Home, snapshot: SnapshotAssertion
) -> None:
    hass.config.language = "fr"
    entry = await started(hass, emulator, home, PARTNER)
    names = [one.original_name for one in entries(hass, entry)]
    assert sorted(names, key=str) == snapshot
    assert list(devices(hass, entry)) == snapshot(name="devices")
