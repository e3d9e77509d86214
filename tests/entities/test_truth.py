"""What automations read is what the meters said: of the last day, the month, the index; also before any call."""

from datetime import UTC, date, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from ..conftest import TODAY
from ..emulator import Emulator, Fault, Home
from ..homes import home_entry, settled, start
from .shown import HEALTH, states, values

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

YESTERDAY = TODAY - timedelta(days=1)


async def test_what_the_meters_said_is_shown_again_while_the_services_are_down(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    shown = states(hass, entry)

    last = shown["electricity.energy_last_day"]
    assert float(last.state) * 1000 == pytest.approx(home.true_day_wh(YESTERDAY), abs=1)
    assert last.attributes["last_day"] == YESTERDAY.isoformat()
    assert float(shown["electricity.energy_month"].state) * 1000 == pytest.approx(
        sum(home.true_day_wh(day) for day in (date(2026, 12, 1), YESTERDAY)), abs=2
    )
    at, va = home.true_max_power(YESTERDAY)
    assert int(shown["electricity.maximum_power"].state) == va
    assert datetime.fromisoformat(
        shown["electricity.maximum_power_at"].state
    ) == at.astimezone(UTC)
    assert int(shown["electricity.subscribed_power"].state) == 9000
    volume = shown["water.volume_last_day"]
    day = date.fromisoformat(volume.attributes["last_day"])
    assert float(volume.state) == home.true_day_litres(home.contracts[0], day)
    # The reading that closes a day is printed on the next.
    assert shown["water.last_reading_day"].state == str(day + timedelta(days=1))

    before = values(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    assert set(values(hass, entry).values()) == {STATE_UNAVAILABLE}
    freezer.tick(timedelta(days=2))
    emulator.advance(timedelta(days=2))
    for service in ("sge", "egl"):
        emulator.set_fault(service, Fault.REFUSED)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    after = values(hass, entry)
    told = before.keys() - {
        f"{service}.{key}" for service in ("electricity", "water") for key in HEALTH
    }
    assert {key: after[key] for key in told} == {key: before[key] for key in told}
    assert after["electricity.data_age"] == "3"
    assert after["electricity.last_error"] == "connection_failed"
    assert after["electricity.last_poll"] == before["electricity.last_poll"]
