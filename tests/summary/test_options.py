"""The options that say when water runs without a break reach what is shown."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..homes import CUSTOMER, PARTNER, Ways, home_entry, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(20)


@pytest.mark.parametrize(
    ("ways", "anomaly"), [(PARTNER, False), (CUSTOMER, None)], ids=["told", "not told"]
)
async def test_the_set_volume_and_days_decide_whether_water_runs(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
    anomaly: bool | None,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, ways=ways, electricity=None)
    await start(hass, entry)
    await settled(hass, entry)
    (summary,) = entry.runtime_data.water.data.values()
    by_default = summary.continuity
    assert by_default.last - by_default.first == timedelta(days=6)
    assert not by_default.runs
    assert (summary.anomaly, summary.percent) == (anomaly, 100)

    options = {**entry.options, "continuity_litres": 1, "continuity_days": 3}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()
    await settled(hass, entry)

    (summary,) = entry.runtime_data.water.data.values()
    assert summary.continuity.last - summary.continuity.first == timedelta(days=2)
    assert summary.continuity.runs
