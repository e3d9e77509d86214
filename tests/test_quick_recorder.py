"""The quick recorder of the tests keeps the same rows as core's own, and keeps or drops an import as a whole as it does."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_add_external_statistics
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import session_scope
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from sqlalchemy import text

from .conftest import NOW
from .effort import SERVER
from .quick_recorder import quick_imports

pytestmark = pytest.mark.skipif(
    bool(SERVER),
    reason="The quick recorder speaks to SQLite by its own driver; on a server core's own code is used.",
)

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def imports_as_core() -> bool:
    """Each test says itself which way is used."""
    return True


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


IMPORTS: list[list[StatisticData]] = [
    [
        {"start": START + timedelta(hours=n), "state": n / 7, "sum": n / 3}
        for n in range(50)
    ],
    # Some hours again, some new, one of them twice.
    [
        {"start": START + timedelta(hours=n), "state": n / 11, "sum": n / 5}
        for n in (3, 49, 50, 51, 50)
    ],
    # Other figures for some, none for others.
    [
        {
            "start": START + timedelta(hours=7),
            "mean": 1.5,
            "min": 1.0,
            "max": 2.25,
            "last_reset": START,
        },
        {
            "start": START + timedelta(hours=70),
            "mean": 0.1,
            "mean_weight": 0.5,
            "min": 0.0,
            "max": 0.3,
            "last_reset": START,
        },
        {"start": START + timedelta(hours=8)},
    ],
]

NOT_A_NUMBER: list[StatisticData] = [
    {"start": START, "state": 12.0, "sum": 12.0},
    {"start": START + timedelta(hours=90), "state": 1.0, "sum": 1.0},
    {"start": START + timedelta(hours=91), "state": object()},  # type: ignore[typeddict-item]
]


def meta(name: str) -> StatisticMetaData:
    return {
        "mean_type": StatisticMeanType.NONE,
        "has_sum": True,
        "name": None,
        "source": "test",
        "statistic_id": f"test:{name}",
        "unit_class": "energy",
        "unit_of_measurement": "kWh",
    }


async def imported(
    hass: HomeAssistant, name: str, imports: list[list[StatisticData]]
) -> list[tuple[Any, ...]]:
    """Import one after the other and return every column of every row, but for its number."""
    for rows in imports:
        async_add_external_statistics(hass, meta(name), [row.copy() for row in rows])
        await async_wait_recording_done(hass)
    with session_scope(hass=hass, read_only=True) as session:
        found = session.execute(
            text(
                "SELECT s.* FROM statistics s JOIN statistics_meta m ON s.metadata_id = m.id "
                "WHERE m.statistic_id = :id ORDER BY s.start_ts"
            ),
            {"id": f"test:{name}"},
        )
        told = {"id", "metadata_id"}
        return [
            tuple(value for key, value in row.items() if key not in told)
            for row in found.mappings()
        ]


async def test_the_same_imports_leave_the_same_rows(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    own = await imported(hass, "core", IMPORTS)
    with quick_imports():
        quick = await imported(hass, "quick", IMPORTS)

    assert len(own) == 53
    assert quick == own


async def test_rows_of_one_are_found_by_the_other(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    with quick_imports():
        await imported(hass, "mixed", IMPORTS[:1])
    mixed = await imported(hass, "mixed", IMPORTS[1:])

    assert mixed == await imported(hass, "core", IMPORTS)


async def test_an_import_that_fails_half_way_leaves_nothing(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    before = await imported(hass, "quick", IMPORTS)

    with quick_imports():
        after = await imported(hass, "quick", [NOT_A_NUMBER])

    assert after == before
    assert await imported(hass, "quick", [NOT_A_NUMBER]) == before
