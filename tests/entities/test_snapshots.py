"""Every entity and device of a home by each way, as Home Assistant shows them: what changes there is seen here."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from ..conftest import TODAY
from ..costs.tariffs import peak_off_peak, water, windows
from ..emulator import Emulator, Home
from ..emulator.solar import SolarMeter
from ..homes import DATA, PARTNER, Ways, both_ways, contracts_of, home_entry, settled
from .shown import described, entries

LONG_AGO = TODAY - timedelta(days=1200)
BILL = (TODAY - timedelta(days=40)).isoformat()

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
    """A home that produces as well, all of it read, with its tariffs and the days on which its next bills begin."""
    electricity = {**DATA[ways[0]](emulator, home), "production": True}
    entry = home_entry(emulator, home, ways=ways, electricity=electricity)
    entry.add_to_hass(hass)
    bills = {"electricity_bill_since": BILL, "water_bill_since": BILL}
    hass.config_entries.async_update_entry(entry, options={**entry.options, **bills})
    for each in (
        windows(LONG_AGO, "22:30-06:30"),
        peak_off_peak(LONG_AGO, 0.25, 0.2, standing=180.0),
        water(contracts_of(home, ways)[0], LONG_AGO, [(12, 0.0), (None, 3.5)]),
    ):
        hass.config_entries.async_add_subentry(entry, each)
    await hass.config_entries.async_setup(entry.entry_id)
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
