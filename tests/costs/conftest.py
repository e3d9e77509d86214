"""A young home in a running core, both services, all of its history read."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.metering.calendar import local_day

from ..conftest import NOW, TODAY
from ..emulator import Emulator, Home
from ..homes import home_entry, recorded, settled, start, young_home

DAYS = 40

type Rows = list[StatisticsRow]
type ReadRows = Callable[[str], Awaitable[Rows]]
"""Every row of a statistic of the usage point, by how its id ends."""


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def hour_of(row: StatisticsRow) -> datetime:
    return datetime.fromtimestamp(row["start"], UTC)


def day_of(row: StatisticsRow) -> date:
    return local_day(hour_of(row))


def by_day(rows: Rows) -> dict[date, float]:
    days: dict[date, float] = {}
    for row in rows:
        days[day_of(row)] = days.get(day_of(row), 0) + (row["state"] or 0)
    return days


def states(rows: Rows) -> dict[datetime, float]:
    return {hour_of(row): row["state"] or 0 for row in rows}


@pytest.fixture
def home() -> Home:
    return young_home(DAYS)


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> MockConfigEntry:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


@pytest.fixture
def rows_of(hass: HomeAssistant, home: Home) -> ReadRows:
    async def read(what: str) -> Rows:
        return await recorded(hass, f"grandlyon_energy:{home.point_id}_{what}")

    return read


@pytest.fixture
def water_rows_of(hass: HomeAssistant, home: Home) -> ReadRows:
    async def read(what: str) -> Rows:
        return await recorded(hass, f"grandlyon_energy:{home.contracts[0]}_{what}")

    return read
