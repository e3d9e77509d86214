"""What automations read: the last day, the month, the index, each with the day it speaks of; unknown is never 0."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import NOW, TODAY
from ..emulator import Emulator, Home
from ..homes import home_entry, settled, start

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def home() -> Home:
    return Home(seed=1, today=TODAY, commissioned=TODAY - timedelta(days=20))


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


@pytest.fixture
async def entry(hass: HomeAssistant, emulator: Emulator, home: Home) -> MockConfigEntry:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


def states_by_key(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """The state of each sensor by the last part of its unique id."""
    registry = er.async_get(hass)
    return {
        f"{one.unique_id.split('_')[0]}.{one.translation_key}": hass.states.get(
            one.entity_id
        )
        for one in er.async_entries_for_config_entry(registry, entry.entry_id)
        if not one.disabled
    }


async def test_electricity_says_what_the_meter_said(
    hass: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    states = states_by_key(hass, entry)

    last = states["electricity.energy_last_day"]
    assert float(last.state) * 1000 == pytest.approx(home.true_day_wh(YESTERDAY), abs=1)
    assert last.attributes["last_day"] == YESTERDAY.isoformat()
    assert last.attributes["unit_of_measurement"] == "kWh"
    month = states["electricity.energy_month"]
    days = [date(2026, 12, 1), YESTERDAY]
    assert float(month.state) * 1000 == pytest.approx(
        sum(home.true_day_wh(day) for day in days), abs=2
    )
    assert month.attributes["first_day"] == "2026-12-01"
    at, va = home.true_max_power(YESTERDAY)
    assert int(states["electricity.maximum_power"].state) == va
    assert datetime.fromisoformat(
        states["electricity.maximum_power_at"].state
    ) == at.astimezone(UTC)
    assert int(states["electricity.subscribed_power"].state) == 9000
    assert states["electricity.last_tariff_change"].state == (
        home.last_tariff_change.isoformat()
    )
    assert states["electricity.last_day"].state == YESTERDAY.isoformat()


async def test_water_says_what_the_meter_said(
    hass: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    states = states_by_key(hass, entry)

    last = states["water.volume_last_day"]
    day = date.fromisoformat(last.attributes["last_day"])
    assert TODAY - day <= timedelta(days=4)
    litres = home.true_day_litres(home.contracts[0], day)
    assert float(last.state) == pytest.approx(litres)
    # The reading that closes a day is printed on the next.
    assert states["water.last_reading_day"].state == (
        (day + timedelta(days=1)).isoformat()
    )
    assert states["water.index"].attributes["unit_of_measurement"] == "m³"


async def test_a_month_of_which_nothing_is_known_is_unknown(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    first = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    freezer.move_to(first)
    emulator.set_now(first)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    states = states_by_key(hass, entry)
    assert states["electricity.energy_month"].state == STATE_UNKNOWN
    assert states["water.volume_month"].state == STATE_UNKNOWN


async def test_no_sensor_has_a_state_class(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    states = states_by_key(hass, entry)
    assert len(states) > 13
    assert not [one for one in states.values() if "state_class" in one.attributes]


async def test_values_are_there_after_a_restart_before_any_call(
    hass: HomeAssistant, entry: MockConfigEntry, emulator: Emulator
) -> None:
    before = {key: one.state for key, one in states_by_key(hass, entry).items()}
    calls = len(emulator.calls)

    await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)

    after = {key: one.state for key, one in states_by_key(hass, entry).items()}
    assert after == before
    assert len(emulator.calls) == calls


@pytest.mark.parametrize(
    ("language", "device", "name"),
    [
        ("en", "Electricity", "Energy of the last day"),
        ("fr", "Électricité", "Énergie du dernier jour"),
    ],
)
async def test_names_are_in_the_users_language_and_show_four_digits_at_most(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    language: str,
    device: str,
    name: str,
) -> None:
    hass.config.language = language
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    digits = home.point_id[-4:]
    state = states_by_key(hass, entry)["electricity.energy_last_day"]
    assert state.name == f"{device} ···{digits} {name}"
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert home.meter_serial in {one.serial_number for one in devices}
    assert not [
        one
        for one in hass.states.async_all()
        if home.point_id in f"{one.entity_id}{one.attributes}"
    ]
