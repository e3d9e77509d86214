"""A home with both services that has no tariff yet."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ...emulator import Emulator, Home
from ...homes import home_entry


@pytest.fixture
def entry(lyon: HomeAssistant, emulator: Emulator, home: Home) -> MockConfigEntry:
    """A home, not set up."""
    entry = home_entry(emulator, home)
    entry.add_to_hass(lyon)
    return entry
