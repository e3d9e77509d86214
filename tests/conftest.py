"""What several tests stand on: a synthetic home, its two services on the loopback interface, a core that finds the integration."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
import logging
import re
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
import pytest

# Core finds the integration only when it was imported before the core of a test starts.
import custom_components.grandlyon_energy as integration
from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.coordinator.base import ServiceCoordinator

from .databases.making import empty_database, make_database
from .effort import SERVER, THOROUGH
from .emulator import Emulator, Home
from .quick_recorder import quick_imports

# The test plugin has every SQL statement logged, which takes longer than executing it.
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)

OWN_PLATFORMS = ["binary_sensor", "event", "sensor"]
START_EVENTS = [
    "component_loaded",
    "device_registry_updated",
    "entity_registry_updated",
    "service_registered",
]

SQLITE = "sqlite://"

TODAY = date(2026, 12, 3)
INTEGRATION = integration.__name__
NOW = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def server_url() -> str | None:
    """Where the recorder's database is in this process, made empty; None where it is SQLite's."""
    return make_database(SERVER) if SERVER else None


@pytest.fixture
def recorder_db_url(recorder_db_url: str, server_url: str | None) -> str:
    """Where the recorder's database is, with no row in it: to make a new one on a server takes longer than most tests."""
    if server_url is None:
        return recorder_db_url
    empty_database(server_url)
    return server_url


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Leave asyncio's debug mode to thorough runs: it keeps the stack of every callback, which takes half the time."""
    asyncio.get_running_loop().set_debug(THOROUGH)


@pytest.fixture(autouse=True)
def nine_oclock_is_drawn() -> Iterator[None]:
    """Have electricity asked for at 09:00, then at 09:30 and every two hours; water at 07:00 and 15:00."""
    with patch.object(ServiceCoordinator, "draw_second", return_value=3600):
        yield


@pytest.fixture
def imports_as_core() -> bool:
    """Whether the recorder imports rows by core's own slow code: tests of the writing itself and of a whole home say so."""
    return False


@pytest.fixture
def keeps_states() -> bool:
    """Whether the recorder keeps what the entities show: next to nothing reads it back, and it takes a quarter of the time."""
    return THOROUGH


@pytest.fixture
def recorder_config(*, keeps_states: bool) -> dict[str, Any] | None:
    """What the recorder is told; None leaves it at the test plugin's own."""
    if keeps_states:
        return None
    unwatched = {"domains": OWN_PLATFORMS, "event_types": START_EVENTS}
    return {"commit_interval": 0, "exclude": unwatched}


@pytest.fixture
async def recorder_mock(
    recorder_mock: Recorder, hass: HomeAssistant, *, imports_as_core: bool
) -> AsyncIterator[Recorder]:
    """A recorder in memory, which nobody reads any more when it ends: SQLite does not survive that."""
    as_core = imports_as_core or recorder_mock.db_url != SQLITE
    with nullcontext() if as_core else quick_imports():
        yield recorder_mock
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)
    # What the homes have asked for is read by its one thread before this.
    await recorder_mock.async_add_executor_job(_nothing)


def _nothing() -> None:
    """Take a place in a queue."""


@pytest.fixture
def contracts() -> int:
    """How many water contracts the home has; tests that want more parametrize it."""
    return 1


@pytest.fixture
def home(contracts: int) -> Home:
    """A synthetic home."""
    return Home(seed=1, today=TODAY, contracts=contracts)


@pytest.fixture
async def emulator(home: Home, socket_enabled: None) -> AsyncIterator[Emulator]:
    """Both services of the home, at half past ten local time of `TODAY`."""
    emulator = Emulator(home)
    emulator.set_now(NOW)
    async with emulator.serve():
        yield emulator


class _Detected(logging.Handler):
    """Collects what core says of an integration that uses what is to end."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if "grandlyon_energy" in said and re.search("deprecated|Detected that", said):
            self.said.append(said)


@pytest.fixture(autouse=True, scope="session")
def nothing_waits_for_the_disk() -> Iterator[None]:
    """Leave it to the system when files reach the disk: no test pulls the plug of the machine."""
    with patch("atomicwrites._proper_fsync", lambda _fd: None):
        yield


@pytest.fixture(autouse=True)
def nothing_deprecated_is_used() -> Iterator[None]:
    """Fail when core tells us of something that a next version takes away."""
    detected = _Detected()
    logger = logging.getLogger("homeassistant")
    logger.addHandler(detected)
    yield
    logger.removeHandler(detected)
    assert detected.said == []
