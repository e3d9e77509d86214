"""A young home, and the action by which it gets a past."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import NOW, TODAY
from ..emulator import Emulator, Home
from ..homes import energy_id, home_entry, settled, start, young_home

type Adopt = Callable[..., Awaitable[dict[str, Any]]]

YOUNG = 6
"""Days that the services have, of electricity: yesterday is the newest."""


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def span(first: int, last: int) -> list[date]:
    """The days from so many days ago to so many days ago, both included."""
    return [ago(number) for number in range(first, last - 1, -1)]


@pytest.fixture
def home() -> Home:
    return young_home(YOUNG)


@pytest.fixture
def services() -> dict[str, None]:
    """The services that the home does without: what a test does not look at costs time."""
    return {"water": None}


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
def adopt(hass: HomeAssistant, home: Home, entry: MockConfigEntry) -> Adopt:
    """Call the action, and wait until what it wants written is written."""

    async def call(source: str | list[str], **data: Any) -> dict[str, Any]:
        response = await hass.services.async_call(
            DOMAIN,
            "adopt_statistics",
            {
                "config_entry_id": entry.entry_id,
                "from_statistic_id": source,
                "to_statistic_id": energy_id(home),
                "preview": False,
            }
            | data,
            blocking=True,
            return_response=True,
        )
        await settled(hass, entry)
        return response or {}

    return call
