"""A home moves from one way to another and back: the same meters, the same statistics, not one row written again."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import NOW, TODAY
from .counting import counted
from .emulator import Emulator, Home
from .homes import (
    CUSTOMER,
    PARTNER,
    Ways,
    assert_all_is_true,
    both_ways,
    contracts_of,
    energy_id,
    home_entry,
    later,
    recorded,
    settled,
    start,
    water_id,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

type Rows = dict[str, list[StatisticsRow]]

DAYS = 45
"""Enough for the anomalies and the wrong indexes that the water meter has, and for a day in October that repeats an hour."""


@pytest.fixture
def home() -> Home:
    home = Home(seed=1, today=TODAY, commissioned=TODAY - timedelta(days=DAYS))
    for meter in home.water.values():
        meter.first_day = TODAY - timedelta(days=DAYS)
    return home


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


def other(ways: Ways) -> Ways:
    return CUSTOMER if ways == PARTNER else PARTNER


def typed(emulator: Emulator, home: Home) -> dict[str, dict[str, Any]]:
    """What the holder types, by step."""
    log_in = {"login": home.water_login, "password": home.water_password}
    return {
        "conso_api": {
            "point_id": home.point_id,
            "token": home.conso_token,
            "load_curve": True,
            "production": False,
            "gateway": {"base_url": emulator.conso_url},
        },
        "electricity": {
            "point_id": home.point_id,
            "last_name": home.last_name,
            "first_name": home.first_name,
            "address": home.address,
            "postal_code": home.postal_code,
            "city": home.city,
            "consent_daily": True,
            "consent_curve": True,
            "api_key": home.api_key,
            "sge_login": home.sge_login,
            "production": False,
            "gateway": {"base_url": emulator.sge_url},
        },
        "portal": {**log_in, "gateway": {"base_url": emulator.portal_url}},
        "water": {
            **log_in,
            "auth_key": home.auth_key,
            "gateway": {"base_url": emulator.egl_url},
        },
    }


async def move(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    ways: Ways,
) -> None:
    """Move the home to other ways in the page's own dialogue, and wait until all is read by them."""
    flow = hass.config_entries.flow
    shown = await flow.async_init(
        entry.domain,
        context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id},
    )
    answers = typed(emulator, home)
    electricity, water = ways
    shown = await flow.async_configure(
        shown["flow_id"], {"electricity_way": electricity, "water_way": water}
    )
    while shown["type"] is FlowResultType.FORM:
        assert not shown["errors"], shown["step_id"]
        shown = await flow.async_configure(shown["flow_id"], answers[shown["step_id"]])
    assert shown["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    await settled(hass, entry)


async def all_rows(hass: HomeAssistant, home: Home, added_by: Ways) -> Rows:
    """Every row of the home's statistics."""
    ids = [
        energy_id(home),
        f"grandlyon_energy:{home.point_id}_max_power",
        water_id(home, added_by),
    ]
    return {each: await recorded(hass, each) for each in ids}


def assert_kept(before: Rows, after: Rows) -> None:
    """See that every row of before is there, unchanged to the last digit of its sum."""
    for statistic_id, rows in before.items():
        kept = {row["start"]: row for row in after[statistic_id]}
        assert [kept.get(row["start"]) for row in rows] == rows


@both_ways
async def test_moving_there_and_back_writes_nothing_and_goes_on(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    first = await all_rows(hass, home, ways)

    with counted(emulator) as there:
        await move(hass, emulator, home, entry, other(ways))

    assert entry.data["electricity"]["way"] == other(ways)[0]
    assert (there.rows, there.adjustments, there.removals) == ({}, 0, 0)
    assert await all_rows(hass, home, ways) == first

    # Days that only the second way ever read.
    for _ in range(4):
        await later(hass, emulator, freezer, entry, hours=24)
    second = await all_rows(hass, home, ways)
    assert_kept(first, second)
    assert all(len(second[each]) > len(first[each]) for each in first)

    with counted(emulator) as back:
        await move(hass, emulator, home, entry, ways)

    assert (back.rows, back.adjustments, back.removals) == ({}, 0, 0)
    for _ in range(2):
        await later(hass, emulator, freezer, entry, hours=24)
    last = await all_rows(hass, home, ways)
    assert_kept(second, last)
    assert len(last[energy_id(home)]) > len(second[energy_id(home)])
    await assert_all_is_true(hass, emulator, home, ways=ways)


async def test_the_numbers_of_the_first_way_stay(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    (contract,) = contracts_of(home, PARTNER)
    (reference,) = home.portal_references
    states = sorted(state.entity_id for state in hass.states.async_all("sensor"))

    await move(hass, emulator, home, entry, CUSTOMER)

    water = entry.data["water"]
    assert water["contracts"] == [contract]
    assert water["links"]["egl_portal"][contract]["number"] == reference
    assert water["links"]["egl"][contract]["number"] == contract
    assert await recorded(hass, water_id(home, CUSTOMER)) == []
    assert entry.unique_id == home.point_id
    assert states == sorted(
        state.entity_id for state in hass.states.async_all("sensor")
    )


async def test_nothing_of_the_way_that_is_left_is_kept(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    await move(hass, emulator, home, entry, CUSTOMER)

    kept = str(dict(entry.data))
    assert home.conso_token in kept
    for secret in (home.api_key, home.sge_login, home.auth_key):
        assert secret not in kept
