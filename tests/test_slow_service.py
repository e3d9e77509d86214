"""A service that says nothing, or a byte now and then: set-up and the other service do not wait for it.

On the real clock, since a frozen one never runs out of time.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import aiohttp
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.metering.calendar import local_day

from .emulator import Emulator, Fault, Home
from .homes import (
    assert_all_is_true,
    energy_id,
    home_entry,
    recorded,
    recorded_days,
    settled,
    start,
    water_id,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

PACKAGE = "custom_components.grandlyon_energy"


@pytest.fixture
def home() -> Home:
    today = local_day(datetime.now(UTC))
    return Home(seed=1, today=today, commissioned=today - timedelta(days=16))


@pytest.fixture
async def emulator(home: Home, socket_enabled: None) -> AsyncIterator[Emulator]:
    emulator = Emulator(home)
    # Publication hours passing during the test are not what it is about.
    emulator.set_now(datetime.now(UTC))
    async with emulator.serve():
        yield emulator


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.SLOW_DRIP])
@pytest.mark.parametrize("service", ["sge", "egl"])
async def test_a_slow_service_holds_up_nobody(
    hass: HomeAssistant, emulator: Emulator, home: Home, service: str, fault: Fault
) -> None:
    emulator.set_fault(service, fault)
    entry = home_entry(emulator, home)
    ids = {"sge": energy_id(home), "egl": water_id(home)}
    slow = ids.pop(service)
    (quick,) = ids.values()

    with (
        patch(f"{PACKAGE}.FIRST_REFRESH_S", 0.3),
        patch(
            f"{PACKAGE}.sources.http.TOTAL_TIMEOUT", aiohttp.ClientTimeout(total=1.5)
        ),
    ):
        before = hass.loop.time()
        assert await start(hass, entry)
        assert hass.loop.time() - before < 1.4
        assert entry.state is ConfigEntryState.LOADED
        await settled(hass, entry)

    assert await recorded(hass, slow) == []
    assert len(await recorded_days(hass, quick)) > 14
    errors = {
        one.last_error.reason
        for one in entry.runtime_data.coordinators
        if one.last_error
    }
    assert errors == {"timeout"}

    emulator.clear_faults()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)
    await assert_all_is_true(hass, emulator, home)
