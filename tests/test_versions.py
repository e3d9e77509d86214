"""Entries of other versions, and backups of other ages."""

from pathlib import Path
import re
import shutil

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN, ENTRY_MINOR_VERSION
from custom_components.grandlyon_energy.ledger.files import ledger_folder

from .conftest import NOW
from .emulator import Emulator, Home
from .homes import (
    assert_all_is_true,
    electricity_data,
    energy_id,
    home_entry,
    later,
    recorded,
    settled,
    start,
    water_data,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(20)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


def entry_of(
    emulator: Emulator, home: Home, version: int, minor_version: int
) -> MockConfigEntry:
    return MockConfigEntry(
        domain=DOMAIN,
        title="Grand Lyon ···2522",
        version=version,
        minor_version=minor_version,
        data={
            "electricity": electricity_data(emulator, home),
            "water": water_data(emulator, home),
        },
    )


async def test_an_entry_of_the_first_version_is_brought_up(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = entry_of(emulator, home, 1, 1)
    data = dict(entry.data)

    assert await start(hass, entry)
    await settled(hass, entry)

    assert entry.minor_version == ENTRY_MINOR_VERSION
    assert entry.options == {"water_attribution": "previous_day"}
    assert entry.data == data
    await assert_all_is_true(hass, emulator, home)


async def test_an_entry_of_a_later_minor_version_still_works(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = entry_of(emulator, home, 1, 99)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={"water_attribution": "previous_day", "unknown_yet": 1}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert entry.minor_version == 99
    assert entry.options["unknown_yet"] == 1


async def test_an_entry_of_a_newer_version_is_left_alone_and_said_so(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = entry_of(emulator, home, 2, 1)
    data = dict(entry.data)

    assert not await start(hass, entry)

    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert (entry.version, dict(entry.data), dict(entry.options)) == (2, data, {})
    assert emulator.calls == []
    said = "newer version of this integration|higher than the current version"
    assert re.search(said, caplog.text)
    assert home.point_id not in caplog.text


@pytest.fixture
async def with_backup(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> tuple[MockConfigEntry, Path]:
    """A home, and a copy of its ledger that is five days old."""
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    backup = tmp_path / "backup"
    ledger = ledger_folder(hass.config.config_dir, entry.entry_id)
    shutil.copytree(ledger, backup)
    await later(hass, emulator, freezer, entry, hours=11)
    for _ in range(5):
        await later(hass, emulator, freezer, entry, days=1)
    return entry, backup


def put_back(backup: Path, ledger: Path, names: tuple[str, ...]) -> None:
    """Put files of the backup in place of the ledger's, all of them when none is named."""
    for old in backup.rglob("*.json"):
        if not names or old.stem in names:
            shutil.copy(old, ledger / old.relative_to(backup))


async def restore(
    hass: HomeAssistant, entry: MockConfigEntry, backup: Path, *names: str
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    put_back(backup, ledger_folder(hass.config.config_dir, entry.entry_id), names)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)


@pytest.mark.parametrize(
    "names", [(), ("state",), ("2026",)], ids=["whole", "state only", "days only"]
)
async def test_an_older_ledger_takes_no_row_away_and_catches_up(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    with_backup: tuple[MockConfigEntry, Path],
    names: tuple[str, ...],
) -> None:
    entry, backup = with_backup
    before = await recorded(hass, energy_id(home))

    await restore(hass, entry, backup, *names)

    assert await recorded(hass, energy_id(home)) == before
    await later(hass, emulator, freezer, entry, days=1)
    await assert_all_is_true(hass, emulator, home)
