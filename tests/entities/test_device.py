"""The device of a usage point says which meter it is, also when that is learned late or changes."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntry
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..emulator import Emulator, Fault, Home
from ..homes import home_entry, later, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(3)


def device_of(hass: HomeAssistant, entry: MockConfigEntry) -> DeviceEntry:
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return device


async def test_the_meter_is_named_once_the_contract_is_read_and_when_it_is_changed(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503, kinds={"contract"})
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    device = device_of(hass, entry)
    assert device.serial_number is None
    assert device.model is None
    assert device.configuration_url

    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, hours=24)
    assert device_of(hass, entry).serial_number == home.meter_serial
    assert device_of(hass, entry).model == "Compteur communicant"

    home.meter_serial = "000000000042"
    await later(hass, emulator, freezer, entry, days=8)
    assert device_of(hass, entry).serial_number == "000000000042"
    assert device_of(hass, entry).id == device.id
