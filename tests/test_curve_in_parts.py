"""The half-hours of a home's past come week by week, and are written and shown some weeks at a time."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.coordinator.electricity import (
    ElectricityCoordinator,
)
from custom_components.grandlyon_energy.coordinator.load_curve import (
    LoadCurveCoordinator,
)
from custom_components.grandlyon_energy.sources import ThrottledError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .conftest import NOW
from .emulator import Emulator, Home
from .homes import assert_all_is_true, home_entry, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

DAYS = 140


@pytest.fixture
def home() -> Home:
    return young_home(DAYS)


async def test_the_weeks_of_the_past_are_written_some_at_a_time(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)
    imports: list[int] = []
    importing = Recorder.async_import_statistics

    def count(self: Recorder, metadata: Any, rows: Any, table: Any) -> None:
        if metadata["statistic_id"].endswith("_consumption"):
            imports.append(len(rows))
        importing(self, metadata, rows, table)

    async def until_written(coordinator: LoadCurveCoordinator) -> None:
        """As at home, where the second between two calls is enough for that."""
        await coordinator.config_entry.runtime_data.queue.async_wait_idle()

    with (
        patch.object(Recorder, "async_import_statistics", count),
        patch.object(LoadCurveCoordinator, "_async_pause", until_written),
    ):
        await start(hass, entry)
        await settled(hass, entry)

    months, weeks = -(-DAYS // 31), -(-DAYS // 7)
    assert months < len(imports) <= months + weeks // 3
    # Four weeks, one of them with the hour that October has twice.
    assert max(imports[months:]) <= 4 * 7 * 24 + 1
    await assert_all_is_true(hass, emulator, home)


async def test_what_was_read_is_written_before_a_service_is_left_alone(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)
    read = SgeSource.read_load_curve
    asked = 0
    journals: list[int] = []
    """How many days are still to be written whenever the service is left alone."""

    async def throttled(self: SgeSource, *period: Any) -> Any:
        nonlocal asked
        asked += 1
        # The poll's own week and two more have come.
        if asked == 4:
            raise ThrottledError("throttled")
        return await read(self, *period)

    async def until_written(coordinator: ElectricityCoordinator) -> None:
        await coordinator.config_entry.runtime_data.queue.async_wait_idle()
        if coordinator.quiet_until is not None:
            journals.append(len(coordinator.energy.state.pending))
            freezer.move_to(coordinator.quiet_until)

    with (
        patch.object(SgeSource, "read_load_curve", throttled),
        patch.object(LoadCurveCoordinator, "_async_pause", until_written),
    ):
        await start(hass, entry)
        await settled(hass, entry)

    assert journals[0] == 0
    await assert_all_is_true(hass, emulator, home)
