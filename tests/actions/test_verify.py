"""The recorder is compared with the ledger, and nothing is changed by it."""

import asyncio
from datetime import date, timedelta
from unittest.mock import patch

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from sqlalchemy.exc import OperationalError

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic

from ..conftest import TODAY
from ..emulator import Home
from ..homes import energy_id, ledger_files, recorded, water_id
from ..statistics.database import async_edit, change_amount, delete, insert
from ..statistics.test_queue import full_disk
from .conftest import YOUNG, Act

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def energy_of(entry: MockConfigEntry) -> Statistic:
    statistic: Statistic = entry.runtime_data.electricity.energy
    return statistic


async def test_a_home_that_nobody_touched_is_equal_in_every_statistic(
    hass: HomeAssistant, home: Home, act: Act
) -> None:
    answer = await act("verify")

    found = answer["statistics"]
    assert answer["equal"] is True
    assert {key: one["days_compared"] for key, one in found.items()} == {
        energy_id(home): YOUNG,
        f"grandlyon_energy:{home.point_id}_max_power": YOUNG,
        water_id(home): len(await recorded(hass, water_id(home))),
    }
    assert all(one["days_equal"] == one["days_compared"] for one in found.values())
    assert all(one["differences"] == [] for one in found.values())
    assert found[energy_id(home)]["qualities"] == {
        "exact": YOUNG - 1,
        # The day of the move, from noon on.
        "exact_total": 1,
        "conflict": 0,
        "flat": 0,
        "curve_only": 0,
        "incomplete": 0,
        "hole": 0,
    }
    assert "energy_day" not in found[energy_id(home)]
    assert found[water_id(home)]["qualities"]["real"] > 0


async def test_what_differs_is_told_by_day_and_left_as_it_is(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    statistic = energy_of(entry)
    await async_edit(hass, statistic, change_amount(0, 5.0))
    await async_edit(hass, statistic, delete(24, 3))
    later = day_hours(TODAY)[2]
    await async_edit(hass, statistic, insert(Kind.SUM, later, 1.0, 0.0))
    rows, files = await recorded(hass, energy_id(home)), ledger_files(hass, entry)

    answer = await act("verify")

    assert answer["equal"] is False
    found = answer["statistics"][energy_id(home)]
    assert found["differences"] == [
        {"day": ago(6).isoformat(), "missing": 0, "wrong": 1, "surplus": 0},
        {"day": ago(5).isoformat(), "missing": 3, "wrong": 0, "surplus": 0},
        # No reading decides today: the row would be kept, and its sum put right.
        {"day": TODAY.isoformat(), "missing": 0, "wrong": 1, "surplus": 0},
    ]
    assert found["days_different"] == 3
    assert found["days_equal"] == found["days_compared"] - 3
    assert await recorded(hass, energy_id(home)) == rows
    assert ledger_files(hass, entry) == files
    assert not statistic.state.pending
    assert not statistic.store.ledger.dirty
    assert not statistic.adopted
    assert entry.runtime_data.queue.repaired == {}


async def test_no_more_days_are_listed_than_one_can_read(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    await async_edit(hass, energy_of(entry), delete(0, 1_000))

    with patch(
        "custom_components.grandlyon_energy.services.verify.MOST_DIFFERENCES", 2
    ):
        answer = await act("verify")

    found = answer["statistics"][energy_id(home)]
    assert [each["day"] for each in found["differences"]] == [
        ago(6).isoformat(),
        ago(5).isoformat(),
    ]
    assert found["days_different"] == YOUNG


@pytest.mark.parametrize("services", [{"water": None}])
async def test_how_well_each_day_is_known_is_counted(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    coordinator = entry.runtime_data.electricity
    home.correct_energy(ago(3), home.true_day_wh(ago(3)) + 5000, curve=False)
    home.correct_energy(ago(2), home.true_day_wh(ago(2)) + 5000, curve=False)
    await coordinator.async_fetch(ago(3), ago(2))
    await entry.runtime_data.queue.async_wait_idle()

    found = (await act("verify"))["statistics"][energy_id(home)]

    assert found["qualities"]["conflict"] == 2
    assert found["qualities"]["exact"] == YOUNG - 3
    assert found["conflict_days"] == [ago(3).isoformat(), ago(2).isoformat()]
    with patch("custom_components.grandlyon_energy.services.verify.MOST_DAYS", 1):
        found = (await act("verify"))["statistics"][energy_id(home)]
    assert found["conflict_days"] == [ago(2).isoformat()]


async def test_water_says_what_is_estimated_and_what_is_not_believed(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    contract = home.contracts[0]
    true_l = home.water[contract].index_l
    home.correct_index(contract, ago(2), true_l(ago(4)) - 50)
    await entry.runtime_data.water.async_fetch(ago(YOUNG), ago(1))
    await entry.runtime_data.queue.async_wait_idle()

    found = (await act("verify"))["statistics"][water_id(home)]

    assert found["suspect_readings"] == 1
    assert found["suspect_reading_days"] == [ago(2).isoformat()]
    assert found["qualities"]["estimated"] == len(found["estimated_days"]) > 0


@pytest.mark.parametrize("services", [{"water": None}])
async def test_days_that_could_not_be_written_yet_are_told(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, act: Act
) -> None:
    home.correct_energy(ago(3), home.true_day_wh(ago(3)) + 3)
    queue = entry.runtime_data.queue
    with full_disk(hass):
        with pytest.raises(OSError, match="No space"):
            await entry.runtime_data.electricity.async_fetch(ago(3), ago(3))
        await queue.async_wait_idle()

        found = (await act("verify"))["statistics"][energy_id(home)]

    assert found["days_waiting"] == 1
    assert found["days_different"] > 0


@pytest.fixture
def hole(home: Home) -> date:
    """A day that is not published."""
    home.set_late(ago(3))
    return ago(3)


@pytest.mark.parametrize("services", [{"water": None}])
async def test_adopted_days_are_counted_by_where_they_come_from(
    hass: HomeAssistant, home: Home, hole: date, entry: MockConfigEntry, act: Act
) -> None:
    before = (await act("verify"))["statistics"][energy_id(home)]
    statistic = energy_of(entry)
    days = {day: tuple((hour, 1) for hour in day_hours(day)) for day in (ago(20), hole)}
    statistic.take_over(days, source="linky")
    entry.runtime_data.queue.request()
    await entry.runtime_data.queue.async_wait_idle()

    found = (await act("verify"))["statistics"][energy_id(home)]

    assert before["adopted_days"] == {}
    assert before["qualities"]["hole"] == 1
    assert found["adopted_days"] == {"linky": 2}
    assert found["days_equal"] == found["days_compared"] == YOUNG - 1 + 2
    # They are no holes, and the days before the first reading are none of ours.
    assert found["qualities"]["hole"] == 0


@pytest.mark.parametrize("services", [{"water": None}])
async def test_anybody_may_ask_and_a_home_that_is_not_loaded_is_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    act: Act,
    hass_read_only_user: MockUser,
) -> None:
    assert await act("verify", context=Context(user_id=hass_read_only_user.id))
    await hass.config_entries.async_unload(entry.entry_id)

    with pytest.raises(ServiceValidationError, match="not loaded"):
        await act("verify")


@pytest.mark.parametrize("services", [{"water": None}])
async def test_a_database_that_cannot_be_read_or_is_busy_is_told_without_its_words(
    hass: HomeAssistant, home: Home, act: Act
) -> None:
    broken = OperationalError("SELECT", {}, Exception(home.point_id))
    looked = "custom_components.grandlyon_energy.statistics.audit.async_read_days"

    with (
        patch(looked, side_effect=broken),
        pytest.raises(HomeAssistantError, match="cannot be read now") as raised,
    ):
        await act("verify")
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None

    with (
        patch(looked, lambda *_: asyncio.Event().wait()),
        patch(
            "custom_components.grandlyon_energy.services.common.LONGEST_WAIT",
            timedelta(0),
        ),
        pytest.raises(HomeAssistantError, match="busy"),
    ):
        await act("verify")
