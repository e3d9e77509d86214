"""How a service is doing is told whatever is known of the home, and at the moment when it changes."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from ..conftest import NOW, TODAY
from ..emulator import Emulator, Fault, Home
from ..homes import electricity_data, home_entry, later, settled, start, young_home
from .shown import states, values

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(3)


async def test_it_is_told_before_anything_else_is_known_and_with_each_failure_anew(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    shown = states(hass, entry)
    assert shown["electricity.last_error"].state == "gateway_down"
    assert shown["electricity.last_error"].attributes["code"] == "303001"
    for key in ("data_age", "history_progress", "last_poll"):
        assert shown[f"electricity.{key}"].state == STATE_UNKNOWN
    assert shown["electricity.energy_last_day"].state == STATE_UNAVAILABLE
    assert shown["water.last_error"].state == "none"
    assert shown["water.last_poll"].state == NOW.isoformat()

    emulator.clear_faults()
    emulator.set_fault("sge", Fault.TRUNCATED)
    await later(hass, emulator, freezer, entry, hours=1)
    error = states(hass, entry)["electricity.last_error"]
    assert error.state == "bad_reply"
    assert "code" not in error.attributes

    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, hours=2)
    shown = states(hass, entry)
    assert shown["electricity.last_error"].state == "none"
    assert shown["electricity.last_poll"].state == "2026-12-03T12:30:00+00:00"
    assert shown["electricity.data_age"].state == "1"
    # The first history is no news.
    assert shown["electricity.new_day"].state == STATE_UNKNOWN


async def test_it_moves_on_without_any_news(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    assert values(hass, entry)["electricity.data_age"] == "1"

    # A second before midnight at the meters, and a second after.
    calls = len(emulator.calls)
    await later(hass, emulator, freezer, entry, hours=13, minutes=29, seconds=59)
    assert values(hass, entry)["electricity.data_age"] == "1"
    await later(hass, emulator, freezer, entry, seconds=2)
    assert values(hass, entry)["electricity.data_age"] == "2"
    assert len(emulator.calls) == calls

    home.set_late(TODAY)
    await later(hass, emulator, freezer, entry, hours=11)
    shown = values(hass, entry)
    assert len(emulator.calls) > calls
    assert shown["electricity.last_poll"] == "2026-12-04T10:00:01+00:00"
    assert shown["electricity.last_day"] == "2026-12-02"
    assert shown["electricity.new_day"] == STATE_UNKNOWN


async def test_that_the_user_withdrew_the_consent_is_told_at_once(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    data = electricity_data(emulator, home)
    withdrawn = {**data, "consents": [], "withdrawn_at": NOW.isoformat()}
    entry = home_entry(emulator, home, electricity=withdrawn, water=None)
    await start(hass, entry)
    await settled(hass, entry)

    assert values(hass, entry)["electricity.last_error"] == "consent_withdrawn"
    assert not emulator.calls
