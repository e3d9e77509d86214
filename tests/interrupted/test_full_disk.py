"""A disk that is full while a ledger is saved: the recorder is told nothing that is not on disk, and nothing is lost."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import TODAY
from tests.emulator import Emulator, Home
from tests.homes import (
    assert_all_is_true,
    home_entry,
    later,
    ledger_files,
    settled,
    start,
)

from .mishaps import every_row, full_disk, journals

pytestmark = pytest.mark.usefixtures(
    "recorder_mock", "enable_custom_integrations", "at_ten_thirty"
)

DAYS = str(TODAY.year)
REFUSED = pytest.mark.parametrize(
    "refused", [("state", DAYS), ("state",), (DAYS,)], ids=["all", "state", "days"]
)


@REFUSED
@pytest.mark.parametrize("power_lost", [False, True])
async def test_a_disk_that_is_full_at_set_up(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    refused: tuple[str, ...],
    power_lost: bool,
) -> None:
    entry = home_entry(emulator, home)
    with full_disk(*refused):
        await start(hass, entry)
        await settled(hass, entry)
        assert not any((await every_row(hass, home)).values())
        if power_lost:
            await hass.config_entries.async_unload(entry.entry_id)

    if power_lost:
        await hass.config_entries.async_setup(entry.entry_id)
        await settled(hass, entry)
    else:
        await later(hass, emulator, freezer, entry, hours=2)
        await later(hass, emulator, freezer, entry, hours=2)

    assert not journals(hass, entry)
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)


@REFUSED
@pytest.mark.parametrize("power_lost", [False, True])
async def test_a_disk_that_is_full_at_a_poll(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    refused: tuple[str, ...],
    power_lost: bool,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = await every_row(hass, home)

    with full_disk(*refused):
        await later(hass, emulator, freezer, entry, hours=11)
        await later(hass, emulator, freezer, entry, days=1)
        assert await every_row(hass, home) == before
        if power_lost:
            await hass.config_entries.async_unload(entry.entry_id)

    if power_lost:
        await hass.config_entries.async_setup(entry.entry_id)
        await settled(hass, entry)
    await later(hass, emulator, freezer, entry, days=1)

    assert not journals(hass, entry)
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)


@REFUSED
@pytest.mark.parametrize("power_lost", [False, True])
async def test_a_disk_that_fills_up_while_the_load_curve_is_read(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    refused: tuple[str, ...],
    power_lost: bool,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    # What the first poll brought is on disk; the older weeks are being read behind it.
    with full_disk(*refused):
        await settled(hass, entry)
        files = ledger_files(hass, entry)
        if power_lost:
            await hass.config_entries.async_unload(entry.entry_id)
    assert files

    if power_lost:
        await hass.config_entries.async_setup(entry.entry_id)
        await settled(hass, entry)
    await later(hass, emulator, freezer, entry, hours=11)
    await later(hass, emulator, freezer, entry, days=1)

    assert not journals(hass, entry)
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)
