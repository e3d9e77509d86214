"""What differs only because time passed is no news for the user."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from ..conftest import NOW, TODAY
from ..emulator import Emulator, Fault, Home
from ..homes import energy_id, home_entry, recorded_days, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(16)


async def test_a_day_given_up_while_home_assistant_was_down_gets_its_rows_quietly(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    day = TODAY - timedelta(days=14)
    home.electricity.without_energy.add(day)
    home.electricity.missing_half_hours[day] = frozenset({10, 11})
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    assert day not in await recorded_days(hass, energy_id(home))
    await hass.config_entries.async_unload(entry.entry_id)

    freezer.tick(timedelta(days=1))
    emulator.advance(timedelta(days=1))
    emulator.set_fault("sge", Fault.HTTP_503)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert day in await recorded_days(hass, energy_id(home))
    assert entry.runtime_data.queue.repaired == {}
