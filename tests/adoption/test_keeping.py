"""What was adopted stays until a reading says better: over restarts, lost files, and a home that is added again."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import (
    assert_all_is_true,
    electricity_files,
    energy_id,
    home_entry,
    later,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    start,
    young_home,
)
from .conftest import YOUNG, Adopt, ago, span
from .foreign import hourly, whole_days, write
from .history import assert_without_a_step, by_hour

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

HOLE = ago(4)
OLD = span(12, 8)
ADOPTED_FILE = "adopted.json"


@pytest.fixture
def home() -> Home:
    """Its services lack a day amid those that they have."""
    home = young_home(YOUNG)
    home.electricity.without_energy.add(HOLE)
    home.electricity.without_curve.add(HOLE)
    return home


@pytest.fixture
async def adopted(hass: HomeAssistant, home: Home, adopt: Adopt) -> list[StatisticsRow]:
    """The rows of the home once it adopted a hole and days of before its services' time."""
    await write(hass, "linky:1", "Wh", hourly([*OLD, HOLE, ago(3)], 250))
    response = await adopt("linky:1")
    assert (response["days"], response["days_known"]) == (len(OLD) + 1, 1)
    return await recorded(hass, energy_id(home))


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)


async def test_a_hole_and_older_days_are_filled_without_a_step(
    hass: HomeAssistant, home: Home, adopted: list[StatisticsRow]
) -> None:
    assert_without_a_step(adopted)
    days = await recorded_days(hass, energy_id(home))
    assert {day: days[day] for day in (*OLD, HOLE)} == pytest.approx(
        dict.fromkeys((*OLD, HOLE), 6.0)
    )
    assert days[ago(3)] == pytest.approx(home.true_day_wh(ago(3)) / 1000)


async def test_adopting_again_finds_nothing_and_writes_nothing(
    hass: HomeAssistant,
    emulator: Emulator,
    entry: MockConfigEntry,
    adopt: Adopt,
    adopted: list[StatisticsRow],
) -> None:
    await write(hass, "myelectricaldata:1", "kWh", hourly([*OLD, HOLE], 99))
    files = ledger_files(hass, entry)

    with counted(emulator) as cost:
        again = await adopt("linky:1")
        other = await adopt("myelectricaldata:1")

    assert (again["days"], again["days_known"]) == (0, len(OLD) + 2)
    assert (again["first_day"], again["amount"], again["written"]) == (None, 0, False)
    assert other["days"] == 0
    assert cost.nothing
    assert ledger_files(hass, entry) == files


async def test_a_reading_that_comes_later_wins(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopted: list[StatisticsRow],
) -> None:
    home.electricity.without_energy.clear()
    home.electricity.without_curve.clear()

    with counted(emulator) as cost:
        await hass.services.async_call(
            DOMAIN,
            "fetch",
            {
                "config_entry_id": entry.entry_id,
                "start_date": HOLE.isoformat(),
                "end_date": HOLE.isoformat(),
            },
            blocking=True,
        )
        await settled(hass, entry)

    assert cost.rows["consumption"] == 24
    assert cost.adjustments == 1
    assert cost.files.count("adopted.json") == 1
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    days = await recorded_days(hass, energy_id(home))
    assert days[HOLE] == pytest.approx(home.true_day_wh(HOLE) / 1000)
    assert days[OLD[0]] == pytest.approx(6)
    await restart(hass, entry)
    assert await recorded(hass, energy_id(home)) == rows


@pytest.mark.parametrize("half_hours", [1, 47])
async def test_a_scrap_of_a_day_does_not_take_an_adopted_one_away(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    home: Home,
    entry: MockConfigEntry,
    adopted: list[StatisticsRow],
    half_hours: int,
) -> None:
    home.electricity.without_curve.clear()
    home.electricity.missing_half_hours[HOLE] = frozenset(range(half_hours, 48))

    await hass.services.async_call(
        DOMAIN,
        "fetch",
        {
            "config_entry_id": entry.entry_id,
            "start_date": HOLE.isoformat(),
            "end_date": HOLE.isoformat(),
        },
        blocking=True,
    )
    await settled(hass, entry)
    assert entry.runtime_data.electricity.ledger.days[HOLE].curve
    assert await recorded(hass, energy_id(home)) == adopted

    await restart(hass, entry)
    assert await recorded(hass, energy_id(home)) == adopted

    # By then a scrap would be all that is hoped for.
    await later(hass, emulator, freezer, entry, days=20)
    rows = await recorded(hass, energy_id(home))
    assert rows[: len(adopted)] == adopted
    assert len(rows) > len(adopted)


async def test_a_restart_changes_nothing(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopted: list[StatisticsRow],
) -> None:
    with counted(emulator) as cost:
        await restart(hass, entry)

    assert not cost.rows
    assert not cost.adjustments
    assert await recorded(hass, energy_id(home)) == adopted
    kept = entry.runtime_data.electricity.energy.adopted
    assert {day: each.source for day, each in kept.items()} == dict.fromkeys(
        (*OLD, HOLE), "linky"
    )


@pytest.mark.parametrize("damage", [b"{", None], ids=["damaged", "gone"])
async def test_without_their_file_the_rows_stay_as_the_home_s_own(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopted: list[StatisticsRow],
    damage: bytes | None,
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    path = electricity_files(hass, entry) / ADOPTED_FILE
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)

    with counted(emulator) as cost:
        await hass.config_entries.async_setup(entry.entry_id)
        await settled(hass, entry)

    assert not cost.rows
    assert not cost.adjustments
    assert not cost.removals
    assert await recorded(hass, energy_id(home)) == adopted
    kept = entry.runtime_data.electricity.energy.adopted
    assert {day: each.source for day, each in kept.items()} == dict.fromkeys(
        (*OLD, HOLE), "recorder"
    )


async def test_a_home_added_again_counts_nothing_twice(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopted: list[StatisticsRow],
    services: dict[str, Any],
) -> None:
    """Its own old rows are the baseline until something older is adopted."""
    await hass.config_entries.async_remove(entry.entry_id)
    assert ledger_files(hass, entry) == {}
    again = home_entry(emulator, home, **services)
    await start(hass, again)
    await settled(hass, again)
    assert await recorded(hass, energy_id(home)) == adopted
    older = span(20, 15)
    await write(
        hass,
        "myelectricaldata:1",
        "kWh",
        whole_days(dict.fromkeys([*older, *OLD, HOLE], 7)),
    )

    with counted(emulator) as cost:
        response = await hass.services.async_call(
            DOMAIN,
            "adopt_statistics",
            {
                "config_entry_id": again.entry_id,
                "from_statistic_id": "myelectricaldata:1",
                "to_statistic_id": energy_id(home),
                "preview": False,
            },
            blocking=True,
            return_response=True,
        )
        await settled(hass, again)

    assert response
    assert (response["days"], response["days_known"]) == (len(older), len(OLD) + 1)
    assert cost.rows == {"consumption": 24 * len(older)}
    assert cost.adjustments == 1
    rows = await recorded(hass, energy_id(home))
    assert_without_a_step(rows)
    assert by_hour(rows[24 * len(older) :]) == by_hour(adopted)


async def test_a_full_disk_is_told_and_mended_later(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    adopt: Adopt,
) -> None:
    await write(hass, "linky:1", "Wh", hourly(OLD, 250))
    before = await recorded(hass, energy_id(home))
    full = OSError("No space left on /config/.storage/12345678901234")

    with patch(
        "custom_components.grandlyon_energy.ledger.files.save_json", side_effect=full
    ):
        with pytest.raises(HomeAssistantError, match="Make room") as raised:
            await adopt("linky:1")
        await settled(hass, entry)
        assert await recorded(hass, energy_id(home)) == before

    assert raised.value.__suppress_context__
    entry.runtime_data.queue.request()
    await settled(hass, entry)
    days = await recorded_days(hass, energy_id(home))
    assert days[OLD[0]] == pytest.approx(6)
    await restart(hass, entry)
    assert (await recorded_days(hass, energy_id(home))) == days
    await assert_all_is_true(hass, emulator, home, water=False)
