"""Costs follow whatever they are derived from, without anybody asking: readings, adopted days, an interruption."""

from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.ledger.files import LedgerFiles, ledger_folder
from custom_components.grandlyon_energy.pricing import settings
from custom_components.grandlyon_energy.statistics.queue import WriteQueue

from ..adoption.foreign import whole_days, write
from ..conftest import NOW
from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import contracts_of, energy_id, home_entry, later, recorded, settled, start
from .conftest import ReadRows, Rows, ago, by_day, day_of, hour_of
from .tariffs import add, base, peak_off_peak, remove, water, windows

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

SPLIT = ("consumption_peak", "consumption_off_peak")


async def assert_costs(
    rows_of: ReadRows, price: float, *, first: int | None = None
) -> None:
    """Every hour with energy costs its energy at a price, and sums go on without a step."""
    energy = [
        row
        for row in await rows_of("consumption")
        if first is None or day_of(row) >= ago(first)
    ]
    costs = await rows_of("cost")
    assert {hour_of(row): row["state"] for row in costs} == pytest.approx(
        {hour_of(row): (row["state"] or 0) * price for row in energy}, abs=1e-6
    )
    assert_no_step(costs)


def assert_no_step(rows: Rows) -> None:
    for before, row in pairwise(rows):
        assert row["sum"] == pytest.approx(
            (before["sum"] or 0) + (row["state"] or 0), abs=1e-6
        )


async def test_a_late_day_and_a_correction_long_ago_cost_what_they_tell(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
) -> None:
    home.set_late(ago(1))
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    await add(hass, entry, base(ago(60), 0.2))
    assert ago(1) not in by_day(await rows_of("cost"))
    home.release(ago(1))
    home.correct_energy(ago(9), home.true_day_wh(ago(9)) + 4800)

    await later(hass, emulator, freezer, entry, hours=2)

    assert ago(1) in by_day(await rows_of("cost"))
    await assert_costs(rows_of, 0.2)


async def test_a_day_whose_half_hours_come_later_is_an_estimate_until_then(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
) -> None:
    home.set_silent_since(ago(3), of="curve")
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    await add(
        hass,
        entry,
        windows(ago(60), "22:30-06:30"),
        peak_off_peak(ago(60), 0.3, 0.1),
    )
    shown = cost_state(hass, "cost_of_the_last_day")
    assert shown.attributes["estimated_days"] == 1
    flat = by_day(await rows_of("consumption_off_peak"))[ago(2)]
    days = by_day(await rows_of("consumption"))
    # There are 37 exact days: their habits split the day, not its hours.
    assert flat != pytest.approx(days[ago(2)] / 3, rel=0.01)
    home.set_silent_since(None, of="curve")

    await later(hass, emulator, freezer, entry, hours=2)

    shown = cost_state(hass, "cost_of_the_last_day")
    assert shown.attributes["estimated_days"] == 0
    truth = home.true_hours_wh(ago(2))
    whole = [wh for hour, wh in truth.items() if 0 <= (hour.hour + 1) % 24 < 6]
    settled_now = by_day(await rows_of("consumption_off_peak"))[ago(2)]
    assert settled_now * 1000 > sum(whole)
    parts = [by_day(await rows_of(what)) for what in SPLIT]
    assert {day: parts[0][day] + parts[1][day] for day in days} == (
        pytest.approx(days, abs=1e-6)
    )


def cost_state(hass: HomeAssistant, name: str) -> Any:
    found = [
        state
        for state in hass.states.async_all("sensor")
        if state.entity_id.endswith(name)
    ]
    assert len(found) == 1
    return found[0]


async def test_a_restart_works_out_the_same_and_writes_nothing(
    hass: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    await add(
        hass,
        entry,
        base(ago(60), 0.2, standing=100.0),
        windows(ago(60), "22:30-06:30"),
        peak_off_peak(ago(20), 0.3, 0.1, standing=100.0),
        water(home.contracts[0], ago(400), [(12, 0.0), (None, 1.0)], standing=50.0),
    )

    with counted(emulator) as cost:
        await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)

    assert cost.nothing


async def test_tariffs_that_change_while_the_home_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows
) -> None:
    kept = base(ago(30), 0.2)
    await add(hass, entry, kept)
    await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_remove_subentry(entry, kept.subentry_id)
    hass.config_entries.async_add_subentry(entry, base(ago(10), 0.4))

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    await assert_costs(rows_of, 0.4, first=10)
    assert min(by_day(await rows_of("cost"))) == ago(10)


async def test_an_edit_that_is_interrupted_is_finished_at_the_next_start(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows
) -> None:
    kept = base(ago(60), 0.2)
    await add(hass, entry, kept)

    async def never(self: WriteQueue) -> None:
        """Home Assistant ends before the recorder has heard of anything."""

    with patch.object(WriteQueue, "_async_write", never):
        there = entry.subentries[kept.subentry_id]
        hass.config_entries.async_update_subentry(
            entry, there, data={**there.data, "prices": {"base": 0.5}}
        )
        await settled(hass, entry)
        await assert_costs(rows_of, 0.2)
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    await assert_costs(rows_of, 0.5)
    assert not entry.runtime_data.queue.repaired


async def test_other_rules_of_a_later_version_are_no_reason_for_a_card(
    hass: HomeAssistant,
    emulator: Emulator,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add(hass, entry, base(ago(60), 0.2))
    await hass.config_entries.async_unload(entry.entry_id)
    monkeypatch.setattr(settings, "RULES", settings.RULES + 1)
    monkeypatch.setattr(settings, "micro_euros", lambda amount: int(amount * 2_000_000))

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    await assert_costs(rows_of, 0.4)
    assert not entry.runtime_data.queue.repaired


async def test_days_taken_over_from_another_integration_cost_something(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows, home: Home
) -> None:
    await add(
        hass,
        entry,
        windows(ago(90), "22:00-06:00"),
        peak_off_peak(ago(90), 0.3, 0.1, standing=0.0),
    )
    await write(
        hass, "linky:1", "Wh", whole_days({ago(n): 24_000 for n in range(50, 45, -1)})
    )
    await hass.services.async_call(
        DOMAIN,
        "adopt_statistics",
        {
            "config_entry_id": entry.entry_id,
            "from_statistic_id": "linky:1",
            "to_statistic_id": energy_id(home),
            "preview": False,
        },
        blocking=True,
    )
    await hass.async_block_till_done()
    await settled(hass, entry)

    costs = by_day(await rows_of("cost"))
    assert ago(50) in costs
    assert 24 * 0.1 < costs[ago(50)] < 24 * 0.3
    assert_no_step(await rows_of("cost"))


async def test_nothing_of_others_is_taken_into_what_follows_from_tariffs(
    hass: HomeAssistant, entry: MockConfigEntry, home: Home
) -> None:
    await add(
        hass,
        entry,
        windows(ago(60), "22:30-06:30"),
        peak_off_peak(ago(60), 0.3, 0.1),
    )
    await write(hass, "linky:1", "Wh", whole_days({ago(50): 24_000}))
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            DOMAIN,
            "adopt_statistics",
            {
                "config_entry_id": entry.entry_id,
                "from_statistic_id": "linky:1",
                "to_statistic_id": f"{energy_id(home)}_peak",
                "preview": False,
            },
            blocking=True,
        )
    assert refused.value.translation_key == "adoption_no_target"


async def test_a_home_that_is_added_again_goes_on_without_a_step(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    rows_of: ReadRows,
) -> None:
    kept = base(ago(60), 0.2)
    await add(hass, entry, kept)
    before = await rows_of("cost")
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()

    again = home_entry(emulator, home)
    await start(hass, again)
    await settled(hass, again)
    assert await rows_of("cost") == before
    await add(hass, again, base(ago(60), 0.3))

    await assert_costs(rows_of, 0.3)


async def test_files_of_the_ledger_that_are_lost_leave_the_costs_as_they_are(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    water_rows_of: ReadRows,
    home: Home,
) -> None:
    await add(
        hass,
        entry,
        base(ago(60), 0.2, standing=100.0),
        water(home.contracts[0], ago(400), [(None, 3.0)]),
    )
    before = [await rows_of("cost"), await water_rows_of("cost")]
    await hass.config_entries.async_unload(entry.entry_id)
    LedgerFiles(Path(ledger_folder(hass.config.config_dir, entry.entry_id))).remove()

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    assert [await rows_of("cost"), await water_rows_of("cost")] == before


async def test_the_standing_charge_is_part_of_the_cost_only_if_wanted(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    water_rows_of: ReadRows,
) -> None:
    contract = contracts_of(home, ("sge", "egl"))[0]
    await add(
        hass,
        entry,
        base(ago(60), 0.2, standing=365.0),
        water(contract, ago(400), [(None, 0.0)], standing=365.0),
    )
    with_charge = by_day(await rows_of("cost"))
    assert set(by_day(await water_rows_of("cost")).values()) == {1.0}

    hass.config_entries.async_update_entry(
        entry,
        options={
            **entry.options,
            "electricity_standing_charge_included": False,
            "water_standing_charge_included": False,
        },
    )
    await hass.async_block_till_done()
    await settled(hass, entry)

    without = by_day(await rows_of("cost"))
    assert with_charge == pytest.approx(
        {day: euros + 1 for day, euros in without.items()}
    )
    charges = by_day(await rows_of("standing_charge"))
    assert charges == pytest.approx(dict.fromkeys(charges, 1.0))
    assert set(by_day(await water_rows_of("cost")).values()) == {0.0}


async def test_rebuilding_puts_right_whatever_happened_to_costs(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows, home: Home
) -> None:
    await add(hass, entry, base(ago(60), 0.2))
    before = await rows_of("cost")
    await write(
        hass,
        f"grandlyon_energy:{home.point_id}_cost",
        "EUR",
        {hour_of(row): 7.0 for row in before[50:60]},
    )
    assert await rows_of("cost") != before

    await hass.services.async_call(
        DOMAIN,
        "rebuild_statistics",
        {"config_entry_id": entry.entry_id},
        blocking=True,
    )

    assert [row["sum"] for row in await rows_of("cost")] == pytest.approx(
        [row["sum"] for row in before]
    )
    found = await hass.services.async_call(
        DOMAIN,
        "verify",
        {"config_entry_id": entry.entry_id},
        blocking=True,
        return_response=True,
    )
    assert found is not None
    assert found["equal"] is True


async def test_removing_all_while_water_and_electricity_go_on(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
) -> None:
    kept = base(ago(60), 0.2)
    await add(hass, entry, kept)
    await remove(hass, entry, kept)

    await later(hass, emulator, freezer, entry, days=1)

    assert await rows_of("cost") == []
    assert ago(0) in by_day(await recorded(hass, energy_id(home)))


async def test_a_new_day_costs_what_it_does_and_writes_no_row_of_the_past(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    # A poll of water could have the day written before its half-hours are there.
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    await add(
        hass,
        entry,
        base(ago(60), 0.2, standing=100.0),
        windows(ago(60), "22:30-06:30"),
        peak_off_peak(ago(30), 0.3, 0.1, standing=100.0),
    )

    with counted(emulator) as cost:
        await later(hass, emulator, freezer, entry, days=1)

    of_costs = {
        what: rows
        for what, rows in cost.rows.items()
        if what.startswith(("cost", "st"))
    }
    assert of_costs == dict.fromkeys(
        ("cost", "standing_charge", "cost_peak", "cost_off_peak"), 24
    )
    assert cost.rows["consumption_peak"] == cost.rows["consumption"] == 24
