"""A home that gave its usage point up gets another one: the readings of the two are never one history."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.ledger.files import ledger_folder

from .config_flow.steps import conclude, electricity, reconfigure, submit
from .conftest import NOW, TODAY
from .emulator import Emulator, Home
from .homes import (
    electricity_files,
    energy_id,
    home_entry,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    start,
    without_defects,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(6)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


async def test_another_usage_point_begins_anew_and_the_first_goes_on_when_it_is_back(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = await recorded(hass, energy_id(home))
    moved_in = TODAY - timedelta(days=4)
    elsewhere = Home(seed=7, today=TODAY, commissioned=moved_in)
    other = Emulator(without_defects(elsewhere))
    other.set_now(NOW)

    async def give_up() -> None:
        shown = await reconfigure(hass, entry, water="egl")
        await submit(hass, shown, {"delete_history": False})
        await hass.async_block_till_done()

    async def get(point: Emulator) -> None:
        shown = await reconfigure(hass, entry, electricity="sge", water="egl")
        await conclude(hass, await submit(hass, shown, electricity(point)))
        await hass.async_block_till_done()
        await settled(hass, entry)

    async with other.serve():
        await give_up()
        await get(other)
        assert set(await recorded_days(hass, energy_id(elsewhere))) == {
            TODAY - timedelta(days=ago) for ago in range(1, 5)
        }
        assert await recorded(hass, energy_id(home)) == before

        await give_up()
        emulator.calls.clear()
        await get(emulator)
    assert await recorded(hass, energy_id(home)) == before
    # Its own history was still there: it was not asked for again.
    assert not {call.kind for call in emulator.calls} & {"energy", "max_power"}


async def test_readings_kept_where_a_home_had_one_meter_for_good_are_found(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    files = ledger_files(hass, entry)
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    electricity_files(hass, entry).rename(folder / "electricity")
    emulator.calls.clear()

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert ledger_files(hass, entry).keys() == files.keys()
    assert emulator.calls == []
