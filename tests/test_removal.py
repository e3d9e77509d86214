"""What stays and what goes: a home removed and added again, a service taken out, a consent withdrawn, a history deleted."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy import async_remove_config_entry_device
from custom_components.grandlyon_energy.const import TIME_ZONE
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .config_flow.steps import (
    begin,
    conclude,
    electricity,
    finish,
    reconfigure,
    submit,
    water,
)
from .conftest import NOW, TODAY
from .costs import tariffs
from .costs.tariffs import add, peak_off_peak, windows
from .counting import counted
from .emulator import Emulator, Fault, Home
from .homes import (
    CUSTOMER,
    PARTNER,
    SERVICE_OF,
    Ways,
    assert_all_is_true,
    both_ways,
    energy_id,
    home_entry,
    later,
    ledger_files,
    recorded,
    settled,
    start,
    water_id,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

LESS = {
    "everything": {},
    "fewer days": {"history_months": 1, "curve_months": 1},
    "fewer half-hours": {"curve_months": 1},
}
"""What the services keep of a home that is added again, by what is changed of their sources."""

LONG_AGO = TODAY - timedelta(days=400)

type Rows = dict[str, list[StatisticsRow]]


@pytest.fixture
def days() -> int:
    """How old the home is."""
    return 6


@pytest.fixture
def home(days: int) -> Home:
    return young_home(days)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


async def running(
    hass: HomeAssistant, emulator: Emulator, ways: Ways = PARTNER, **changes: Any
) -> MockConfigEntry:
    """Return the entry of a home that has read everything."""
    entry = home_entry(emulator, emulator.home, ways=ways, **changes)
    assert await start(hass, entry)
    await settled(hass, entry)
    return entry


async def all_rows(hass: HomeAssistant, home: Home, ways: Ways = PARTNER) -> Rows:
    ids = [
        energy_id(home),
        f"grandlyon_energy:{home.point_id}_max_power",
        water_id(home, ways),
    ]
    return {each: await recorded(hass, each) for each in ids}


def assert_no_step(rows: Rows) -> None:
    """See that every sum is the one before and the row's own amount, and that none falls."""
    for of_one in rows.values():
        for before, after in pairwise(of_one):
            if after.get("sum") is None:
                continue
            amount = after["state"] or 0
            assert amount >= 0
            assert after["sum"] == pytest.approx((before["sum"] or 0) + amount)


def entities(hass: HomeAssistant, entry: ConfigEntry, part: str) -> list[str]:
    """The unique ids of an entry's entities that have a part."""
    registry = er.async_get(hass)
    return [
        entity.unique_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if part in entity.unique_id
    ]


# A home that is removed and added again.


@pytest.mark.parametrize("days", [40])
@pytest.mark.parametrize("kept", LESS)
@both_ways
async def test_a_home_added_again_goes_on_without_a_step(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    ways: Ways,
    kept: str,
) -> None:
    await hass.config.async_set_time_zone(TIME_ZONE)
    entry = await running(hass, emulator, ways)
    before = await all_rows(hass, home, ways)
    await hass.config_entries.async_remove(entry.entry_id)
    assert ledger_files(hass, entry) == {}
    for name, months in LESS[kept].items():
        for source in (SgeSource, ConsoApiSource, EglSource, EglPortalSource):
            monkeypatch.setattr(source, name, months, raising=False)

    with counted(emulator) as again:
        shown = await begin(hass, *ways)
        shown = await submit(hass, shown, electricity(emulator, ways[0]))
        shown = await submit(hass, shown, water(emulator, ways[1]))
        added = (await finish(hass, shown))["result"]
        await hass.async_block_till_done()
        await settled(hass, added)

    assert await all_rows(hass, home, ways) == before
    assert (again.rows, again.adjustments, again.removals) == ({}, 0, 0)
    await later(hass, emulator, freezer, added, hours=24)
    await later(hass, emulator, freezer, added, hours=12)
    after = await all_rows(hass, home, ways)
    assert {each: rows[: len(before[each])] for each, rows in after.items()} == before
    assert len(after[energy_id(home)]) == len(before[energy_id(home)]) + 24
    assert_no_step(after)


# A service that is taken out.


async def test_a_service_taken_out_leaves_its_history_and_goes_on_with_it_later(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator)
    before = await all_rows(hass, home)
    files = ledger_files(hass, entry)
    shown = await reconfigure(hass, entry, electricity="sge")
    emulator.calls.clear()
    await submit(hass, shown, {"delete_history": False})
    await hass.async_block_till_done()
    await settled(hass, entry)

    assert entry.runtime_data.water is None
    assert entities(hass, entry, "water_") == []
    assert entities(hass, entry, f"electricity_{home.point_id}_")
    assert not [
        state for state in hass.states.async_all() if "water" in state.entity_id
    ]
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert len(devices) == 1
    assert "egl" not in {call.service for call in emulator.calls}
    assert await all_rows(hass, home) == before
    assert ledger_files(hass, entry).keys() == files.keys()

    with counted(emulator) as again:
        shown = await reconfigure(hass, entry, electricity="sge", water="egl")
        await conclude(hass, await submit(hass, shown, water(emulator)))
        await hass.async_block_till_done()
        await settled(hass, entry)
    assert again.rows == {}
    assert entities(hass, entry, "water_")
    assert await all_rows(hass, home) == before


@pytest.mark.parametrize("service", ["electricity", "water"])
async def test_a_service_taken_out_with_its_history_leaves_nothing(
    hass: HomeAssistant, emulator: Emulator, home: Home, service: str
) -> None:
    entry = await running(hass, emulator)
    before = await all_rows(hass, home)
    files = ledger_files(hass, entry)
    other = {"electricity": {"water": "egl"}, "water": {"electricity": "sge"}}[service]
    shown = await reconfigure(hass, entry, give_consent=None, **other)
    await submit(hass, shown, {"delete_history": True})
    await hass.async_block_till_done()
    await settled(hass, entry)

    (stays,) = other
    left = ledger_files(hass, entry)
    assert left == {name: files[name] for name in files if name.startswith(stays)}
    for each, rows in (await all_rows(hass, home)).items():
        gone = each.endswith("_water") == (service == "water")
        assert rows == ([] if gone else before[each])
    assert entry.data.keys() == {stays}
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("service", ["electricity", "water"])
async def test_a_history_takes_what_it_cost_with_it(
    hass: HomeAssistant, emulator: Emulator, home: Home, service: str
) -> None:
    entry = await running(hass, emulator)
    await add(
        hass,
        entry,
        windows(LONG_AGO, "22:30-06:30"),
        peak_off_peak(LONG_AGO, 0.2, 0.1, standing=150),
        tariffs.water(home.contracts[0], LONG_AGO, [(None, 2.0)], standing=50),
    )
    owners = {
        statistic.statistic_id: home.point_id in statistic.statistic_id
        for statistic in entry.runtime_data.queue.statistics
    }
    before = {each: await recorded(hass, each) for each in owners}
    # Energy and maximum power, cost, standing charge and two classes with theirs; water with both.
    assert len(owners) == 2 + 2 + 4 + 3
    assert all(before.values())

    other = {"electricity": {"water": "egl"}, "water": {"electricity": "sge"}}[service]
    shown = await reconfigure(hass, entry, give_consent=None, **other)
    await submit(hass, shown, {"delete_history": True})
    await hass.async_block_till_done()
    await settled(hass, entry)

    for each, is_electricity in owners.items():
        gone = is_electricity == (service == "electricity")
        assert await recorded(hass, each) == ([] if gone else before[each])


async def test_a_history_that_the_disk_keeps_is_not_half_deleted(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator)
    before = await all_rows(hass, home)
    shown = await reconfigure(hass, entry, electricity="sge")
    with patch.object(LedgerFiles, "remove"):
        shown = await submit(hass, shown, {"delete_history": True})
    assert shown["errors"] == {"base": "history_not_deleted"}
    await hass.async_block_till_done()
    await settled(hass, entry)
    assert entry.data.keys() == {"electricity", "water"}
    assert await all_rows(hass, home) == before

    done = await submit(hass, shown, {"delete_history": False})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    await settled(hass, entry)
    assert await all_rows(hass, home) == before


async def test_only_a_meter_that_the_home_no_longer_has_can_be_removed_by_hand(
    hass: HomeAssistant, emulator: Emulator
) -> None:
    entry = await running(hass, emulator, electricity=None)
    registry = dr.async_get(hass)
    (present,) = dr.async_entries_for_config_entry(registry, entry.entry_id)
    gone = registry.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(entry.domain, "water_7654321")}
    )
    assert not await async_remove_config_entry_device(hass, entry, present)
    assert await async_remove_config_entry_device(hass, entry, gone)

    await hass.config_entries.async_reload(entry.entry_id)
    assert registry.async_get(gone.id) is None
    assert registry.async_get(present.id) is not None
    await settled(hass, entry)


async def test_production_that_is_no_longer_read_has_no_sensors_any_more(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator, CUSTOMER, water=None)
    part = f"electricity_{home.point_id}_production_"
    assert entities(hass, entry, part) == []
    shown = await reconfigure(hass, entry, electricity="conso_api")
    typed = electricity(emulator, "conso_api", production=True)
    await conclude(hass, await submit(hass, shown, typed))
    await hass.async_block_till_done()
    await settled(hass, entry)
    assert entities(hass, entry, part)
    others = set(entities(hass, entry, "")) - set(entities(hass, entry, part))

    shown = await reconfigure(hass, entry, electricity="conso_api")
    await submit(hass, shown, electricity(emulator, "conso_api"))
    await hass.async_block_till_done()
    await settled(hass, entry)
    assert set(entities(hass, entry, "")) == others


# A consent that is withdrawn.


async def withdraw(
    hass: HomeAssistant, entry: ConfigEntry, what: str, *, delete: bool
) -> None:
    options = hass.config_entries.options
    shown = await options.async_init(entry.entry_id)
    shown = await options.async_configure(shown["flow_id"], {"next_step_id": "consent"})
    typed = {"withdraw": what, "delete_history": delete}
    done = await options.async_configure(shown["flow_id"], typed)
    assert done["type"] is FlowResultType.ABORT
    await hass.async_block_till_done()
    await settled(hass, entry)


@pytest.mark.parametrize("days", [40])
@both_ways
async def test_not_one_call_is_made_after_a_withdrawal(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    by_electricity, by_water = (SERVICE_OF[way] for way in ways)
    assert await start(hass, entry)
    # The first history is still being read, and the service keeps it waiting.
    emulator.set_fault(by_electricity, Fault.SILENCE, kinds=["load_curve"])
    await hass.async_block_till_done()
    assert "curve" not in entry.runtime_data.electricity.ledger.read
    await withdraw(hass, entry, "all", delete=False)
    rows = await all_rows(hass, home, ways)
    emulator.clear_faults()
    emulator.calls.clear()

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    for _ in range(2):
        await later(hass, emulator, freezer, entry, hours=24)
    called = {call.service for call in emulator.calls}
    assert called == {by_water}
    after = await all_rows(hass, home, ways)
    assert after[energy_id(home)] == rows[energy_id(home)]


async def test_a_withdrawal_with_deletion_leaves_the_water_and_a_way_back(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator)
    before = await all_rows(hass, home)
    await withdraw(hass, entry, "all", delete=True)
    after = await all_rows(hass, home)
    assert after == {each: [] for each in before} | {
        water_id(home): before[water_id(home)]
    }
    # What the home has to remember of itself, and not one reading.
    kept = [name for name in ledger_files(hass, entry) if "electricity" in name]
    assert [name.rpartition("/")[2] for name in kept] == ["state.json"]

    shown = await reconfigure(
        hass, entry, electricity="sge", water="egl", give_consent=True
    )
    await submit(hass, shown, electricity(emulator))
    await hass.async_block_till_done()
    await settled(hass, entry)
    assert await all_rows(hass, home) == before
    await assert_all_is_true(hass, emulator, home)


async def test_without_half_hours_what_is_deleted_is_read_again_by_the_day(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = await running(hass, emulator, water=None)
    emulator.calls.clear()
    await withdraw(hass, entry, "curve", delete=True)
    kinds = {call.kind for call in emulator.calls}
    assert "energy" in kinds
    assert "curve" not in "".join(kinds)
    rows = await recorded(hass, energy_id(home))
    flat = {row["state"] for row in rows[-24:]}
    assert len(flat) <= 2
