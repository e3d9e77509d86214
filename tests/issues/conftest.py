"""A core in the meters' own time zone, on the emulator's day."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.const import TIME_ZONE

from ..conftest import NOW


@pytest.fixture
async def in_lyon(
    recorder_mock: object,
    enable_custom_integrations: None,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.config.async_set_time_zone(TIME_ZONE)
    freezer.move_to(NOW)
