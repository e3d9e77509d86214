"""A real core with a recorder on a SQLite file, in this process; no test plugin is there, and of it only the resolver of names is another."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
import logging
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from aiohttp.resolver import ThreadedResolver
from homeassistant import bootstrap, loader
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.helpers import aiohttp_client, recorder
from homeassistant.setup import async_setup_component
from homeassistant.util.executor import InterruptibleThreadPoolExecutor

DATABASE: Final = "home-assistant_v2.db"

_THREADS: Final = 64
"""As many as core's own start gives its executor."""

_COMPONENTS: Final = (
    "homeassistant",
    "persistent_notification",
    "recorder",
    "binary_sensor",
    "event",
    "sensor",
)
"""Every home has them."""

_ROOT: Final = Path(__file__).parent.parent


def run[Result](main: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in a loop with an executor as core's own; return what came out."""
    logging.basicConfig(level=logging.ERROR)
    with asyncio.Runner() as runner:
        executor = InterruptibleThreadPoolExecutor(
            thread_name_prefix="SyncWorker", max_workers=_THREADS
        )
        runner.get_loop().set_default_executor(executor)
        return runner.run(main)


def make_folder(folder: Path) -> None:
    """Make a config folder in which core finds the integration of this checkout."""
    components = folder / "custom_components"
    components.mkdir(parents=True)
    (components / "grandlyon_energy").symlink_to(
        _ROOT / "custom_components" / "grandlyon_energy"
    )


@asynccontextmanager
async def prepared_core(folder: Path) -> AsyncIterator[HomeAssistant]:
    """Have a core with its recorder set up, but not started: the block starts it. Stop it at the end."""
    hass = HomeAssistant(str(folder))
    loader.async_setup(hass)
    hass.config.skip_pip = True
    hass.config_entries = ConfigEntries(hass, {})
    await loader.async_get_custom_components(hass)
    if not await bootstrap.async_load_base_functionality(hass):
        raise RuntimeError("Core does not load.")
    await hass.config.async_update(
        time_zone="Europe/Paris", currency="EUR", language="fr", country="FR"
    )
    recorder.async_initialize_recorder(hass)
    for component in _COMPONENTS:
        if not await async_setup_component(hass, component, {}):
            raise RuntimeError(f"Core does not set {component} up.")
    with patch.object(aiohttp_client, "_async_make_resolver", _Resolver):
        aiohttp_client.async_get_clientsession(hass)
    try:
        yield hass
    finally:
        with suppress(TimeoutError):
            await hass.async_stop(force=True)


@asynccontextmanager
async def running_core(folder: Path) -> AsyncIterator[HomeAssistant]:
    """Have a core that runs."""
    async with prepared_core(folder) as hass:
        await hass.async_start()
        yield hass


class _Resolver(ThreadedResolver):
    """Finds hosts without asking the local network for them; none but this machine is asked for."""

    def __init__(self, _hass: HomeAssistant) -> None:
        super().__init__()

    async def real_close(self) -> None:
        """Core's name for it."""
        await super().close()
