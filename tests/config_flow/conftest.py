"""A core for the dialogues."""

from collections.abc import AsyncIterator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.const import TIME_ZONE

from ..conftest import INTEGRATION, NOW


@pytest.fixture(autouse=True)
def today(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock on the emulator's day."""
    freezer.move_to(NOW)


@pytest.fixture
async def lyon(
    enable_custom_integrations: None, hass: HomeAssistant
) -> AsyncIterator[HomeAssistant]:
    """A core in Lyon's time zone that adds entries without setting them up, so it needs no recorder."""
    await hass.config.async_set_time_zone(TIME_ZONE)
    hass.config.components.add("recorder")
    with (
        patch(f"{INTEGRATION}.async_setup_entry", return_value=True),
        patch(f"{INTEGRATION}.async_unload_entry", return_value=True),
    ):
        yield hass
        # A dialogue that changed a home has it start again, which core cannot be stopped in the middle of.
        await hass.async_block_till_done()
