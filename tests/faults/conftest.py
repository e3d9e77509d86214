"""One process of services for all tests of the folder, and for each test a home of which nobody has read anything."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.const import TIME_ZONE
from tests.effort import THOROUGH
from tests.homes import PARTNER, Ways, home_entry

from .control import Control, serving
from .scene import EVENING, Scene

collect_ignore = [] if THOROUGH else ["test_thirty_seconds.py"]


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Measure without asyncio's debug mode, also in thorough runs: it keeps the stack of every callback."""
    asyncio.get_running_loop().set_debug(False)


@pytest.fixture(scope="package")
def ports() -> Iterator[dict[str, int]]:
    """Where each service is, and what controls them."""
    with serving() as ports:
        yield ports


@pytest.fixture
async def control(
    ports: dict[str, int], socket_enabled: None
) -> AsyncIterator[Control]:
    """The services, all well."""
    async with aiohttp.ClientSession() as session:
        control = Control(session, ports)
        await control.begin_anew(EVENING)
        yield control
        await control.behave()


@pytest.fixture
def ways() -> Ways:
    """By which ways the home is read; tests parametrize it."""
    return PARTNER


@pytest.fixture
async def scene(
    recorder_mock: Recorder,
    enable_custom_integrations: None,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    control: Control,
    ways: Ways,
) -> Scene:
    """The home before it is set up."""
    freezer.move_to(EVENING)
    await hass.config.async_set_time_zone(TIME_ZONE)
    told = control.told
    return Scene(
        hass=hass,
        control=control,
        freezer=freezer,
        ways=ways,
        entry=home_entry(told, told.home, ways=ways),
    )
