"""Days of which only the total is known are split by the home's habits once its half-hours are read, and not to and fro."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.holes import (
    CurveState,
    ElectricityHoles,
    Progress,
)
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ..conftest import NOW, TODAY
from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import electricity_data, home_entry, later, settled, start
from .conftest import ReadRows, ago, by_day
from .tariffs import add, peak_off_peak, windows

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

READ, READING = CurveState.READ, CurveState.BEING_READ
REFUSED, ABSENT = CurveState.REFUSED, CurveState.NOT_COLLECTED
NOT_AGREED = CurveState.NOT_AGREED


@pytest.mark.parametrize(
    ("seen", "used"),
    [
        ([(READING, 0), (READING, 60), (READ, 100)], [None, None, True]),
        ([(NOT_AGREED, 100)], [True]),
        ([(REFUSED, 3)], [True]),
        # After some days without Home Assistant a week is read.
        ([(READ, 100), (READING, 98), (READ, 100)], [True, True, True]),
        # The user agrees to the half-hours after all.
        (
            [(NOT_AGREED, 100), (READING, 1), (READING, 95), (READ, 100)],
            [True, False, False, True],
        ),
        # A refusal in the middle says nothing of what is still to come.
        (
            [(NOT_AGREED, 100), (READING, 1), (REFUSED, 40), (READING, 41)],
            [True, False, False, False],
        ),
        ([(NOT_AGREED, 100), (READING, 5), (ABSENT, 97)], [True, False, True]),
    ],
)
async def test_when_habits_count(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    seen: list[tuple[CurveState, int]],
    used: list[bool | None],
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    coordinator = entry.runtime_data.electricity
    ledger: ElectricityLedger = coordinator.ledger
    ledger.uses_habits = None
    found: list[bool | None] = []
    for curve, percent in seen:
        progress = Progress(curve=curve, percent=percent, reached=None)
        with patch.object(ElectricityHoles, "progress", return_value=progress):
            await coordinator.async_project_again(TODAY)
            await settled(hass, entry)
            found.append(ledger.uses_habits)
    assert found == used


async def test_half_hours_of_a_file_tell_habits_as_well(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
) -> None:
    """The user did not agree that the service's be read, and has 35 days in a file: all of them used at noon."""
    data: dict[str, Any] = electricity_data(emulator, home)
    data["consents"] = [each for each in data["consents"] if each["scope"] == "daily"]
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None, electricity=data)
    await start(hass, entry)
    await settled(hass, entry)
    coordinator = entry.runtime_data.electricity
    half_hour = timedelta(minutes=30)
    points = [
        CurvePoint(
            start=day_start(ago(n)) + number * half_hour,
            end=day_start(ago(n)) + (number + 1) * half_hour,
            power_w=2 * home.true_day_wh(ago(n)) if number == 24 else 0,
        )
        for n in range(3, 38)
        for number in range(48)
    ]
    coordinator.ledger.fill_from_file([], points, seen=TODAY)
    await coordinator.async_project_again(ago(60))
    await add(
        hass, entry, windows(ago(60), "22:30-06:30"), peak_off_peak(ago(60), 0.3, 0.1)
    )

    await later(hass, emulator, freezer, entry, days=1)

    day = ago(0)
    off_peak = by_day(await rows_of("consumption_off_peak"))[day]
    assert off_peak < by_day(await rows_of("consumption"))[day] * 0.01
    with counted(emulator) as cost:
        await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)
    assert cost.nothing
