"""A way that knows a home's contracts by other numbers: what the ledger and the indexes tell, in a home that runs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import TODAY
from ..emulator import Emulator, Home
from ..emulator.water import PortalRow, WaterMeter
from ..homes import (
    contracts_of,
    home_entry,
    linked,
    recorded_days,
    settled,
    start,
    water_id,
)
from .steps import (
    SECRETS_OF,
    Typed,
    begin,
    numbers,
    placeholder,
    reconfigure,
    submit,
    suggested,
    two_contracts,
    water,
    without,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

DAY = timedelta(days=1)
DAYS = 20

MOVES = [("egl", "egl_portal"), ("egl_portal", "egl")]


@pytest.fixture
def home(contracts: int) -> Home:
    """A home with water of a few weeks."""
    home = Home(seed=1, today=TODAY, contracts=contracts)
    for meter in home.water.values():
        meter.first_day = TODAY - timedelta(days=DAYS)
    return home


async def running(
    hass: HomeAssistant, emulator: Emulator, way: str, **changes: Any
) -> MockConfigEntry:
    """Return the entry of a home that has read its water by a way."""
    ways = ("sge", way)
    entry = home_entry(emulator, emulator.home, ways=ways, electricity=None, **changes)
    assert await start(hass, entry)
    await settled(hass, entry)
    emulator.calls.clear()
    return entry


async def moved(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    shown: ConfigFlowResult,
    typed: Typed,
) -> None:
    """Submit the last form, see that it moves the home, and wait until it is read by the new way."""
    done = await submit(hass, shown, typed)
    if done.get("step_id") == "water_contracts":
        done = await submit(hass, done, suggested(done))
    assert done.get("reason") == "reconfigure_successful", done.get("errors")
    await hass.async_block_till_done()
    await settled(hass, entry)
    assert entry.state is ConfigEntryState.LOADED


def stand_still(home: Home, contract: str, index_l: int) -> None:
    """Have nobody use water since the home was added, and the meter show an index."""
    for days_ago in range(-1, DAYS + 2):
        home.correct_index(contract, TODAY - days_ago * DAY, index_l)


@pytest.mark.parametrize(("way", "to"), MOVES)
@two_contracts
async def test_each_contract_is_found_among_several_by_its_indexes(
    hass: HomeAssistant, emulator: Emulator, home: Home, way: str, to: str
) -> None:
    # The portal lists what has ended last.
    emulator.portal_rules.ended.add(home.portal_references[0])
    entry = await running(hass, emulator, way)
    frozen = list(contracts_of(home, ("sge", way)))

    shown = await reconfigure(hass, entry, water=to)
    await moved(hass, entry, shown, water(emulator, to))
    kept = entry.data["water"]
    assert (kept["way"], kept["contracts"]) == (to, frozen)
    assert kept["links"] == {
        way: linked(frozen),
        to: linked(frozen, numbers(emulator, to)),
    }


@pytest.mark.parametrize(("days", "known"), [(-1, DAYS), (1, DAYS), (-1, 3)])
async def test_an_index_that_the_new_way_prints_on_another_day_stays_on_its_day(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    known: int,
) -> None:
    (meter,) = home.water.values()
    meter.first_day = meter.last_real_day(TODAY) - (known - 1) * DAY
    entry = await running(hass, emulator, "egl")
    before = await recorded_days(hass, water_id(home))
    published = WaterMeter.portal_rows

    def portal_rows(meter: WaterMeter, *args: Any, **kwargs: Any) -> list[PortalRow]:
        rows = published(meter, *args, **kwargs)
        return [replace(row, day=row.day + days * DAY) for row in rows]

    monkeypatch.setattr(WaterMeter, "portal_rows", portal_rows)
    shown = await reconfigure(hass, entry, water="egl_portal")
    await moved(hass, entry, shown, water(emulator, "egl_portal"))
    (link,) = entry.data["water"]["links"]["egl_portal"].values()
    assert link == {"number": home.portal_references[0], "day_offset": -days}
    after = await recorded_days(hass, water_id(home))
    assert {day: after[day] for day in before} == before


@pytest.mark.parametrize(("way", "to"), MOVES)
async def test_an_account_that_reads_another_meter_is_refused(
    hass: HomeAssistant, emulator: Emulator, home: Home, way: str, to: str
) -> None:
    entry = await running(hass, emulator, way)
    before = dict(entry.data)
    (contract,) = home.contracts
    mine = home.water[contract]
    home.water[contract] = WaterMeter(7, 0, today=TODAY)
    shown = await reconfigure(hass, entry, water=to)
    shown = await submit(hass, shown, water(emulator, to))
    assert shown["errors"] == {"login": "contract_not_found"}
    (frozen,) = before["water"]["contracts"]
    assert placeholder(shown, "code") == frozen[-4:]
    assert entry.data == before

    home.water[contract] = mine
    # The password is kept.
    await moved(hass, entry, shown, without(water(emulator, to), *SECRETS_OF[to]))


async def test_a_meter_that_stands_still_is_known_where_there_is_no_other(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    (contract,) = home.contracts
    stand_still(home, contract, 500_000)
    entry = await running(hass, emulator, "egl")
    shown = await reconfigure(hass, entry, water="egl_portal")
    await moved(hass, entry, shown, water(emulator, "egl_portal"))
    assert entry.data["water"]["links"]["egl_portal"] == linked(
        [contract], home.portal_references
    )


@two_contracts
async def test_a_meter_that_stands_still_is_known_where_the_others_are(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    still, known = home.contracts
    stand_still(home, still, 500_000)
    link_of_still, link_of_known = home.portal_references
    data = water(emulator) | {
        "way": "egl",
        "contracts": [still, known],
        "links": {
            "egl": linked([still, known]),
            "egl_portal": linked([known], [link_of_known]),
        },
    }
    entry = await running(hass, emulator, "egl", water=data)
    shown = await reconfigure(hass, entry, water="egl_portal")
    await moved(hass, entry, shown, water(emulator, "egl_portal"))
    assert entry.data["water"]["links"]["egl_portal"] == linked(
        [still, known], [link_of_still, link_of_known]
    )


@two_contracts
async def test_a_meter_that_stands_still_is_not_guessed_among_others(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    mine, _ = home.contracts
    stand_still(home, mine, 500_000)
    data = water(emulator) | {
        "way": "egl",
        "contracts": [mine],
        "links": {"egl": linked([mine])},
    }
    entry = await running(hass, emulator, "egl", water=data)
    shown = await reconfigure(hass, entry, water="egl_portal")
    shown = await submit(hass, shown, water(emulator, "egl_portal"))
    assert shown["errors"] == {"login": "contract_not_found"}


def show_one_index(monkeypatch: pytest.MonkeyPatch, day: date, index_l: int) -> None:
    """Have the only contract of the account show the index of one day so far."""
    row = PortalRow(day=day, index_l=index_l, used_l=None)
    monkeypatch.setattr(WaterMeter, "portal_rows", lambda *_, **__: [row])


async def test_a_single_index_that_goes_on_where_the_last_was_is_the_same_meters(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (meter,) = home.water.values()
    last = meter.last_real_day(TODAY)
    entry = await running(hass, emulator, "egl")
    show_one_index(monkeypatch, last, meter.index_l(last))
    shown = await reconfigure(hass, entry, water="egl_portal")
    await moved(hass, entry, shown, water(emulator, "egl_portal"))


@pytest.mark.parametrize("more_l", [None, 3_001])
async def test_an_index_that_no_home_reaches_in_a_day_or_none_at_all_is_no_proof(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    more_l: int | None,
) -> None:
    (meter,) = home.water.values()
    last = meter.last_real_day(TODAY)
    entry = await running(hass, emulator, "egl")
    if more_l is None:
        monkeypatch.setattr(WaterMeter, "portal_rows", lambda *_, **__: [])
    else:
        show_one_index(monkeypatch, last + DAY, meter.index_l(last) + more_l)
    shown = await reconfigure(hass, entry, water="egl_portal")
    shown = await submit(hass, shown, water(emulator, "egl_portal"))
    assert shown["errors"] == {"login": "contract_not_found"}


@pytest.mark.parametrize(("way", "to"), MOVES)
async def test_a_meter_that_a_home_reads_by_one_way_is_not_added_by_another(
    hass: HomeAssistant, emulator: Emulator, home: Home, way: str, to: str
) -> None:
    await running(hass, emulator, way)

    shown = await begin(hass, "none", to)
    done = await submit(hass, shown, water(emulator, to))

    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "already_configured",
    )


async def test_a_single_index_below_what_was_known_before_is_another_meters(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (meter,) = home.water.values()
    last = meter.last_real_day(TODAY)
    entry = await running(hass, emulator, "egl")
    show_one_index(monkeypatch, last, meter.index_l(last - 2 * DAY))
    shown = await reconfigure(hass, entry, water="egl_portal")
    shown = await submit(hass, shown, water(emulator, "egl_portal"))
    assert shown["errors"] == {"login": "contract_not_found"}
