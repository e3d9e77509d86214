"""The recorder is made to hold what the ledger says, whatever the journal thinks, and no service is asked."""

from datetime import date, timedelta
from unittest.mock import patch

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic

from ..conftest import TODAY
from ..emulator import Emulator, Home
from ..homes import assert_all_is_true, energy_id, recorded, recorded_days, water_id
from ..statistics.database import async_edit, change_amount, delete, insert
from ..statistics.test_queue import deaf_recorder, full_disk
from .conftest import YOUNG, Act

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

without_water = pytest.mark.parametrize("services", [{"water": None}])


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def energy_of(entry: MockConfigEntry) -> Statistic:
    statistic: Statistic = entry.runtime_data.electricity.energy
    return statistic


async def test_every_row_that_differs_is_right_again_and_nothing_was_asked(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
) -> None:
    statistic = energy_of(entry)
    maximum = entry.runtime_data.electricity.maximum_power
    water = entry.runtime_data.water.meters[0].statistic
    await async_edit(hass, statistic, change_amount(30, 5.0))
    await async_edit(hass, statistic, delete(50, 4))
    surplus = day_hours(ago(2))[3]
    await async_edit(hass, maximum, insert(Kind.MEAN, surplus, 9.0, 0.0))
    await async_edit(hass, water, delete(0, 1_000))
    volumes = len(water.series.days)
    calls = len(emulator.calls)

    answer = await act("rebuild_statistics")

    assert answer["statistics"] == {
        energy_id(home): {
            "days_compared": YOUNG,
            "days_repaired": 2,
            "rows_added": 4,
            "rows_corrected": 1,
            "rows_removed": 0,
        },
        maximum.statistic_id: {
            "days_compared": YOUNG,
            "days_repaired": 1,
            "rows_added": 0,
            "rows_corrected": 0,
            "rows_removed": 1,
        },
        water_id(home): {
            "days_compared": volumes,
            "days_repaired": volumes,
            "rows_added": volumes,
            "rows_corrected": 0,
            "rows_removed": 0,
        },
    }
    assert len(emulator.calls) == calls
    await assert_all_is_true(hass, emulator, home)
    # The user asked for it: no card tells them.
    assert entry.runtime_data.queue.repaired == {}


@without_water
async def test_what_only_waits_to_be_written_is_nothing_to_repair(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    """Days were just taken over, and the writer has not come by yet."""
    days = {
        ago(n): tuple((hour, 1_000_000) for hour in day_hours(ago(n)))
        for n in range(20, 15, -1)
    }
    statistic = energy_of(entry)
    statistic.followers.clear()
    statistic.take_over(days, source="linky")

    answer = await act("rebuild_statistics")

    told = answer["statistics"][energy_id(home)]
    assert (told["days_compared"], told["days_repaired"]) == (YOUNG + 5, 0)
    assert (await recorded_days(hass, energy_id(home)))[ago(20)] == pytest.approx(24)


@without_water
async def test_from_a_day_on_the_days_before_it_are_left(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    statistic = energy_of(entry)
    first_rows = len(statistic.series.amounts(ago(YOUNG)))
    await async_edit(hass, statistic, change_amount(0, 5.0))
    await async_edit(hass, statistic, change_amount(first_rows + 24, 5.0))

    answer = await act("rebuild_statistics", start_date=ago(YOUNG - 2).isoformat())

    assert answer["statistics"][energy_id(home)]["days_repaired"] == 1
    amounts = [row["state"] or 0 for row in await recorded(hass, energy_id(home))]
    assert amounts[0] >= 5
    assert amounts[first_rows + 24] < 5


@without_water
async def test_days_before_the_first_of_the_ledger_are_left(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    older = day_hours(ago(YOUNG + 9))[5]
    await async_edit(hass, energy_of(entry), insert(Kind.SUM, older, 2.0, 2.0))

    await act("rebuild_statistics")

    days = await recorded_days(hass, energy_id(home))
    assert days[ago(YOUNG + 9)] == 2.0
    assert days[ago(1)] == pytest.approx(home.true_day_wh(ago(1)) / 1000)
    assert min(days.values()) >= 0


@without_water
async def test_what_is_projected_comes_from_the_ledger_not_from_memory(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
) -> None:
    statistic = energy_of(entry)
    statistic.project({ago(3): ()})
    await entry.runtime_data.queue.async_wait_idle()

    await act("rebuild_statistics", start_date=ago(3).isoformat())

    await assert_all_is_true(hass, emulator, home, water=False)


@without_water
async def test_nobody_needs_to_want_the_answer(
    hass: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    await async_edit(hass, energy_of(entry), delete(0, 1_000))

    await hass.services.async_call(
        DOMAIN,
        "rebuild_statistics",
        {"config_entry_id": entry.entry_id},
        blocking=True,
    )

    await assert_all_is_true(hass, emulator, home, water=False)


@without_water
async def test_rows_that_cannot_be_written_are_told_and_tried_again(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
) -> None:
    await async_edit(hass, energy_of(entry), delete(0, 10))
    with (
        deaf_recorder(hass),
        pytest.raises(HomeAssistantError, match="tried again by itself"),
    ):
        await act("rebuild_statistics")

    queue = entry.runtime_data.queue
    queue.request()
    await queue.async_wait_idle()
    await assert_all_is_true(hass, emulator, home, water=False)


@without_water
async def test_a_full_disk_is_told_and_nothing_is_written(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    await async_edit(hass, energy_of(entry), delete(0, 10))
    rows = await recorded(hass, energy_id(home))

    with (
        full_disk(hass),
        pytest.raises(HomeAssistantError, match="could not be saved"),
    ):
        await act("rebuild_statistics")

    assert await recorded(hass, energy_id(home)) == rows


@without_water
async def test_a_busy_recorder_is_not_waited_for_without_end(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    act: Act,
) -> None:
    await async_edit(hass, energy_of(entry), delete(0, 10))
    waited = "custom_components.grandlyon_energy.services.common.LONGEST_WAIT"
    queue = entry.runtime_data.queue

    async def never() -> None:
        await hass.loop.create_future()

    with (
        patch.object(queue, "async_rebuild", side_effect=lambda _since: never()),
        patch(waited, timedelta(0)),
        pytest.raises(HomeAssistantError, match="busy"),
    ):
        await act("rebuild_statistics")


@without_water
async def test_a_day_that_is_not_over_is_refused(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    await async_edit(hass, energy_of(entry), delete(0, 10))
    rows = await recorded(hass, energy_id(home))

    for start in (TODAY, TODAY + timedelta(days=3)):
        with pytest.raises(ServiceValidationError, match="before today"):
            await act("rebuild_statistics", start_date=start.isoformat())

    assert await recorded(hass, energy_id(home)) == rows


@without_water
async def test_only_an_administrator_may_have_it_done(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    act: Act,
    hass_read_only_user: MockUser,
) -> None:
    with pytest.raises(Unauthorized):
        await act("rebuild_statistics", context=Context(user_id=hass_read_only_user.id))
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match="not loaded"):
        await act("rebuild_statistics")
