"""What a home no longer has is gone from its pages, and what it has stays."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import TODAY
from ..costs.tariffs import add, base, remove, water
from ..emulator import Emulator, Home
from ..homes import home_entry, linked, portal_data, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(5)


def unique_ids(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {each.unique_id for each in found}


async def test_a_way_that_cannot_tell_anomalies_has_no_sensor_for_them(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, electricity=None)
    await start(hass, entry)
    before = unique_ids(hass, entry)
    contract = home.contracts[0]

    moved = portal_data(emulator, home) | {
        "contracts": [contract],
        "links": {"egl_portal": linked([contract], home.portal_references)},
    }
    hass.config_entries.async_update_entry(entry, data={"water": moved})
    await hass.async_block_till_done()
    await settled(hass, entry)

    assert before - unique_ids(hass, entry) == {f"water_{contract}_anomaly"}
    assert unique_ids(hass, entry) <= before


async def test_what_a_home_feeds_in_goes_when_it_is_switched_off(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    without = unique_ids(hass, entry)
    electricity = entry.data["electricity"]

    for production, expected in ((True, False), (False, True)):
        hass.config_entries.async_update_entry(
            entry, data={"electricity": electricity | {"production": production}}
        )
        await hass.async_block_till_done()
        await settled(hass, entry)
        assert (unique_ids(hass, entry) == without) is expected
        assert unique_ids(hass, entry) >= without


LONG_AGO = TODAY - timedelta(days=400)
COSTS = {"cost_last_day", "cost_month", "cost_previous_month", "cost_year", "price_now"}
BILLS = {
    f"{service}_bill_since": (TODAY - timedelta(days=3)).isoformat()
    for service in ("electricity", "water")
}


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)


async def test_costs_go_with_the_last_tariff_at_the_next_start(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    without = unique_ids(hass, entry)
    contract = home.contracts[0]
    earlier, later = base(LONG_AGO, 0.2), base(TODAY, 0.3)
    of_water = water(contract, LONG_AGO, [(None, 2.0)])
    hass.config_entries.async_update_entry(entry, options={**entry.options, **BILLS})
    await add(hass, entry, earlier, later, of_water)
    point = f"electricity_{home.point_id}"
    electricity = {f"{point}_{key}" for key in (*COSTS, "bill_so_far")}
    both = electricity | {f"water_{contract}_{key}" for key in (*COSTS, "bill_so_far")}
    assert unique_ids(hass, entry) - without == both

    await remove(hass, entry, later, of_water)
    assert unique_ids(hass, entry) - without == both
    await reload(hass, entry)
    assert unique_ids(hass, entry) - without == electricity

    await remove(hass, entry, earlier)
    await reload(hass, entry)
    assert unique_ids(hass, entry) == without


async def test_a_bill_goes_when_nobody_counts_it_any_more(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    contract = home.contracts[0]
    options = entry.options
    hass.config_entries.async_update_entry(entry, options={**options, **BILLS})
    await add(
        hass,
        entry,
        base(LONG_AGO, 0.2),
        water(contract, LONG_AGO, [(None, 2.0)]),
    )
    before = unique_ids(hass, entry)
    bills = {
        "electricity": f"electricity_{home.point_id}_bill_so_far",
        "water": f"water_{contract}_bill_so_far",
    }
    assert before >= set(bills.values())

    for service, bill in bills.items():
        kept = {key: each for key, each in BILLS.items() if not key.startswith(service)}
        hass.config_entries.async_update_entry(entry, options={**options, **kept})
        await hass.async_block_till_done()
        await settled(hass, entry)
        assert before - unique_ids(hass, entry) == {bill}


async def test_a_contract_keeps_its_costs_when_another_one_loses_its_tariff(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    home.set_contracts(2)
    entry = home_entry(emulator, home, electricity=None)
    await start(hass, entry)
    one, other = (
        water(contract, LONG_AGO, [(None, 2.0)]) for contract in home.contracts
    )
    await add(hass, entry, one, other)
    before = unique_ids(hass, entry)

    await remove(hass, entry, other)
    await reload(hass, entry)

    gone = {f"water_{home.contracts[1]}_{key}" for key in COSTS}
    assert before - unique_ids(hass, entry) == gone
