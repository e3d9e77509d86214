"""The home and its disk: damaged, newer, unreadable and full, at set-up and later."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import save_json
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.ledger.files import fingerprint, ledger_folder

from .conftest import NOW, TODAY
from .emulator import Emulator, Home
from .homes import assert_all_is_true, home_entry, later, ledger_files, settled, start

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

SAVE_JSON = "custom_components.grandlyon_energy.ledger.files.save_json"
THIS_YEAR = str(TODAY.year)
type Strike = Callable[[Path], None]


@pytest.fixture
def home() -> Home:
    return Home(seed=1, today=TODAY, commissioned=TODAY - timedelta(days=40))


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


@pytest.fixture
async def known(hass: HomeAssistant, emulator: Emulator, home: Home) -> MockConfigEntry:
    """A home whose history is on disk and in the recorder, unloaded."""
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    return entry


def ledger_paths(hass: HomeAssistant, entry: MockConfigEntry) -> list[Path]:
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    return [folder / name for name in ledger_files(hass, entry)]


def strike(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, blow: Strike
) -> None:
    """Do something to every ledger's file of this name."""
    for path in ledger_paths(hass, entry):
        if path.stem == name:
            blow(path)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def make_newer(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"version": 99}))


def make_unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "names",
    [(THIS_YEAR,), ("state",), (THIS_YEAR, "state")],
    ids=["year", "state", "all"],
)
async def test_a_damaged_ledger_is_rebuilt_at_the_next_start(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    known: MockConfigEntry,
    names: tuple[str, ...],
) -> None:
    before = ledger_files(hass, known)
    for name in names:
        strike(hass, known, name, truncate)
    emulator.calls.clear()

    assert await hass.config_entries.async_setup(known.entry_id)
    await settled(hass, known)

    assert known.state is ConfigEntryState.LOADED
    kinds = Counter(call.kind for call in emulator.calls)
    assert kinds["energy"] == kinds["max_power"] == kinds["indexes"] == 1
    # Hours kept meanwhile are explained again, also those of a day of which the service has a part.
    assert not known.runtime_data.electricity.energy.adopted
    after = ledger_files(hass, known)
    assert {name for name in after if "adopted" not in name} == before.keys()
    for name in (file for file in after if file.endswith(f"{THIS_YEAR}.json")):
        assert json.loads(after[name]) == json.loads(before[name])
    await assert_all_is_true(hass, emulator, home)


async def test_an_older_year_that_was_damaged_is_read_again(
    hass: HomeAssistant, emulator: Emulator, home: Home, known: MockConfigEntry
) -> None:
    """The water history reaches back years, the poll of a normal day only 90 days."""
    before = ledger_files(hass, known)
    last_year = f"water_{fingerprint(home.contracts[0])}/{TODAY.year - 1}.json"
    strike(hass, known, str(TODAY.year - 1), truncate)

    await hass.config_entries.async_setup(known.entry_id)
    await settled(hass, known)

    assert json.loads(ledger_files(hass, known)[last_year]) == json.loads(
        before[last_year]
    )
    await assert_all_is_true(hass, emulator, home)


@pytest.mark.parametrize("name", [THIS_YEAR, "state"])
async def test_a_ledger_of_a_newer_version_stops_set_up_and_is_left_alone(
    hass: HomeAssistant, emulator: Emulator, known: MockConfigEntry, name: str
) -> None:
    strike(hass, known, name, make_newer)
    before = ledger_files(hass, known)
    emulator.calls.clear()

    assert not await hass.config_entries.async_setup(known.entry_id)
    await hass.async_block_till_done()

    assert known.state is ConfigEntryState.SETUP_ERROR
    assert known.error_reason_translation_key == "ledger_too_new"
    assert known.reason is not None
    assert "newer version" in known.reason
    assert ledger_files(hass, known) == before
    assert emulator.calls == []


async def test_a_disk_that_cannot_be_read_is_tried_again(
    hass: HomeAssistant, known: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    paths = ledger_paths(hass, known)
    state = next(path for path in paths if path.parent.name.startswith("water"))
    content = state.read_bytes()
    make_unreadable(state)
    caplog.clear()

    assert not await hass.config_entries.async_setup(known.entry_id)

    assert known.state is ConfigEntryState.SETUP_RETRY
    assert known.error_reason_translation_key == "ledger_unreachable"
    assert state.parent.name.removeprefix("water_") not in caplog.text

    state.rmdir()
    state.write_bytes(content)
    assert await hass.config_entries.async_reload(known.entry_id)
    await settled(hass, known)


def disk_that_refuses(*names: str) -> Any:
    """A disk that takes some files and not these."""

    def save(path: str, *args: Any, **kwargs: Any) -> None:
        if Path(path).stem in names:
            raise OSError("No space left on device")
        save_json(path, *args, **kwargs)

    return patch(SAVE_JSON, side_effect=save)


async def test_a_history_that_never_reached_the_disk_is_asked_for_again(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    """The file that says that all was read fits on the disk, those with the readings do not."""
    entry = home_entry(emulator, home)
    years = [str(TODAY.year - back) for back in range(4)]
    with disk_that_refuses(*years):
        await start(hass, entry)
        # Switched off before there is room again.
        await hass.config_entries.async_unload(entry.entry_id)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    await assert_all_is_true(hass, emulator, home)


async def test_a_full_disk_is_told_and_everything_is_saved_once_there_is_room(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = ledger_files(hass, entry)
    runtime = entry.runtime_data

    with disk_that_refuses("state", THIS_YEAR):
        await later(hass, emulator, freezer, entry, hours=11)
        await later(hass, emulator, freezer, entry, hours=24)

        for coordinator in runtime.coordinators:
            assert not coordinator.last_update_success
            told = coordinator.last_exception
            assert getattr(told, "translation_key", None) == "ledger_not_saved"
        assert ledger_files(hass, entry) == before

    await later(hass, emulator, freezer, entry, hours=12)
    await later(hass, emulator, freezer, entry, hours=12)

    assert all(each.last_update_success for each in runtime.coordinators)
    assert ledger_files(hass, entry) != before
    await assert_all_is_true(hass, emulator, home)
