"""A home of the table, in a core in the meters' own time zone, on the emulator's day."""

from collections.abc import AsyncIterator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import TIME_ZONE

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..homes import DATA, home_entry, linked, settled, start
from .scene import Scene, home_of
from .table import NO_WRITING, Case


@pytest.fixture
async def in_lyon(
    recorder_mock: object,
    enable_custom_integrations: None,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.config.async_set_time_zone(TIME_ZONE)
    freezer.move_to(NOW)


@pytest.fixture
def home(case: Case) -> Home:
    """The home of a case: tests name it as parameter `case`."""
    return home_of(case.days, contracts=case.contracts)


@pytest.fixture
async def scene(
    in_lyon: None,
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    case: Case,
) -> AsyncIterator[Scene]:
    """The home as it is before anything happens."""
    case.before(emulator, home)
    entry = entry_of(case, emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    yield Scene(hass=hass, emulator=emulator, home=home, freezer=freezer, entry=entry)
    NO_WRITING.stop()


def entry_of(case: Case, emulator: Emulator, home: Home) -> MockConfigEntry:
    """The home by the ways of the case; of several water contracts it has the first."""
    electricity, water = (DATA[way](emulator, home) for way in case.ways)
    if case.contracts > 1:
        first = water["contracts"][:1]
        water |= {"contracts": first, "links": {case.ways[1]: linked(first)}}
    services: dict[str, Any] = {"electricity": electricity | case.kept, "water": water}
    if case.only:
        services |= dict.fromkeys(services.keys() - {case.only})
    return home_entry(emulator, home, ways=case.ways, **services)
