"""How many of the last days every poll reads again is an option: corrections of that age are seen the same day."""

from datetime import date, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from .conftest import NOW, TODAY
from .emulator import Emulator, Home
from .homes import (
    DAILY,
    electricity_data,
    home_entry,
    later,
    settled,
    start,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def home() -> Home:
    return young_home(150)


def first_asked(emulator: Emulator, service: str, kind: str, since: int) -> date:
    """The first day that the calls of one kind asked for."""
    return min(
        call.start
        for call in emulator.calls[since:]
        if call.service == service and call.kind == kind and call.start
    )


@pytest.mark.parametrize(
    ("chosen", "electricity_days", "water_days"),
    [
        ({}, 14, 90),
        ({"electricity_overlap_days": 45, "water_overlap_days": 120}, 45, 120),
    ],
    ids=["usual", "more"],
)
async def test_every_poll_reads_so_many_of_the_last_days_again(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    chosen: dict[str, int],
    electricity_days: int,
    water_days: int,
) -> None:
    freezer.move_to(NOW)
    electricity = electricity_data(emulator, home) | {"consents": [DAILY]}
    entry = home_entry(emulator, home, electricity=electricity)
    await start(hass, entry)
    await settled(hass, entry)
    hass.config_entries.async_update_entry(entry, options={**entry.options, **chosen})
    await hass.async_block_till_done()
    await settled(hass, entry)
    # The first holes are asked for once more on the second day.
    await later(hass, emulator, freezer, entry, days=1)
    before = len(emulator.calls)

    await later(hass, emulator, freezer, entry, days=1)

    today = TOMORROW + timedelta(days=1)
    energy_from = first_asked(emulator, "sge", "energy", before)
    assert today - energy_from == timedelta(days=electricity_days)
    water_from = first_asked(emulator, "egl", "indexes", before)
    # Today's index counts as one of them.
    assert today - water_from == timedelta(days=water_days - 1)
