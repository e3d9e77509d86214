"""A young home, all of whose readings are in the recorder, and a way to have something done there."""

from collections.abc import Awaitable, Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..homes import home_entry, settled, start, young_home

type Act = Callable[..., Awaitable[dict[str, Any]]]

YOUNG = 6
"""Days that the services have; yesterday is the newest of electricity."""


@pytest.fixture
def home() -> Home:
    return young_home(YOUNG)


@pytest.fixture
def services() -> dict[str, Any]:
    """The services that the home does without: what a test does not look at costs time."""
    return {}


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    services: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> MockConfigEntry:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, **services)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


@pytest.fixture
def act(hass: HomeAssistant, entry: MockConfigEntry) -> Act:
    """Call an action of the integration for the home, and return its answer."""

    async def call(action: str, *, context: Any = None, **data: Any) -> dict[str, Any]:
        answer = await hass.services.async_call(
            DOMAIN,
            action,
            {"config_entry_id": entry.entry_id} | data,
            blocking=True,
            context=context,
            return_response=True,
        )
        return answer or {}

    return call
