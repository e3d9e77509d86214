"""What a person sends to those who mend things: useful, small, and silent about whose home it is."""

from collections.abc import Iterator
from datetime import timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.grandlyon_energy.diagnosis.text import masked, runs

from .conftest import NOW, TODAY
from .costs.tariffs import add, base, calendar, peak_off_peak, water, windows
from .emulator import Emulator, Fault, Home
from .emulator.control import credentials
from .homes import Ways, both_ways, home_entry, ledger_files, settled, start, young_home

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

MOST_BYTES = 100_000
OPEN = {"point_id", "contracts", "portal_references"}
"""Of what identifies, that whose last digits would identify as well."""


@pytest.fixture
def home(contracts: int) -> Home:
    """A home of thirty days; of two water contracts one is older."""
    home = young_home(30)
    if contracts == 1:
        return home
    return Home(seed=1, today=TODAY, commissioned=home.commissioned, contracts=2)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


async def downloaded(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    device: dr.DeviceEntry | None = None,
) -> str:
    """The file as it is downloaded, with what core itself puts into it."""
    assert await async_setup_component(hass, "diagnostics", {})
    await hass.async_block_till_done()
    client = await hass_client()
    url = f"/api/diagnostics/config_entry/{entry.entry_id}"
    response = await client.get(f"{url}/device/{device.id}" if device else url)
    assert response.status == 200
    text: str = await response.text()
    return text


def secrets(emulator: Emulator, home: Home, entry: MockConfigEntry) -> Iterator[str]:
    """Everything that went in and must not come out."""
    for name, value in credentials(emulator).items():
        for text in value if isinstance(value, list) else [value]:
            yield text
            if name in OPEN:
                yield from (text[-digits:] for digits in (4, 5, 6))
    yield from (home.meter_serial, home.registered_street, home.insee_code)
    yield from (home.water_login.partition("@")[0], home.conso_token.split(".")[1])
    yield from (entry.title, str(entry.unique_id))
    yield from leaves(entry.data)


def leaves(kept: Any) -> Iterator[str]:
    """Every text of five or more characters that an entry keeps, but the words of the integration itself."""
    if isinstance(kept, dict):
        for key, value in kept.items():
            if key not in WORDS:
                yield from leaves(value)
    elif isinstance(kept, list):
        for value in kept:
            yield from leaves(value)
    elif isinstance(kept, str):
        yield kept


WORDS = {
    "way",
    "scope",
    "auth_header",
    "measures_version",
    "measures_route",
}
"""What a person chooses from a list."""


def ids(hass: HomeAssistant, entry: MockConfigEntry) -> Iterator[str]:
    """What core knows the home's things by."""
    for one in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        yield one.unique_id
        yield one.entity_id
    for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id):
        yield device.id
        yield from (identifier for _, identifier in device.identifiers)
    for statistic in entry.runtime_data.queue.statistics:
        yield from (statistic.statistic_id, statistic.name)


def assert_tells_nobody(file: str, hidden: Iterator[str]) -> None:
    """None of the texts is in the file, however it is written."""
    said = json.dumps(json.loads(file), ensure_ascii=False).casefold()
    found = {text for text in hidden if text and text.casefold() in said}
    assert not found


SICK = {
    "healthy": (),
    "refused": (
        ("sge", Fault.SGE_CODE, "SGT4K2"),
        ("egl", Fault.EGL_CODE, "-2"),
        ("conso", Fault.HTTP_401, None),
        ("portal", Fault.HTTP_401, None),
    ),
    "down": tuple(
        (service, Fault.HTTP_503, None) for service in ("sge", "egl", "conso", "portal")
    ),
}


@pytest.mark.parametrize("sickness", SICK)
@both_ways
async def test_nothing_in_it_tells_whose_home_it_is(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    hass_client: ClientSessionGenerator,
    ways: Ways,
    sickness: str,
) -> None:
    # The city that the services name would be found in the integration's own name.
    home.city = "Villeurbanne"
    home.off_peak_hours = f"HC {home.point_id}"
    for service, fault, code in SICK[sickness]:
        emulator.set_fault(service, fault, code=code)
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    loaded = entry.state is ConfigEntryState.LOADED
    if loaded:
        await settled(hass, entry)

    file = await downloaded(hass, hass_client, entry)

    assert len(file) < MOST_BYTES
    own = json.loads(file)["data"]
    assert own["home"]["electricity"]["way"] == ways[0]
    assert ("statistics" in own) is loaded
    assert_tells_nobody(file, secrets(emulator, home, entry))
    if loaded:
        assert_tells_nobody(json.dumps(own), ids(hass, entry))
        folders = {name.partition("/")[0] for name in ledger_files(hass, entry)}
        assert_tells_nobody(file, (name for name in folders if "_" in name))


async def test_it_says_what_a_service_said_and_what_came_of_it(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    hass_client: ClientSessionGenerator,
) -> None:
    emulator.set_fault("egl", Fault.EGL_CODE, code="-1")
    emulator.curve_collection = False
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    own = json.loads(await downloaded(hass, hass_client, entry))["data"]

    assert own["water"]["last_error"] == {
        "meaning": "CredentialsError",
        "reason": "invalid_auth_key",
        "code": "-1",
    }
    assert own["water"]["next_poll"] is None
    assert "water_key_refused" in own["repair_cards"]
    assert own["electricity"]["last_error"] is None
    assert own["electricity"]["polled_at"] == NOW.isoformat(timespec="seconds")
    assert own["electricity"]["next_poll"] == "2026-12-04T08:00:00+00:00"
    assert own["electricity"]["qualities"] == {"flat": 30}
    assert own["electricity"]["without_complete_curve"] == {
        "days": 30,
        "newest_runs": ["2026-11-03/2026-12-02"],
    }
    assert own["electricity"]["contract"]["subscribed_power_va"] == 9000
    assert {one["kind"]: one["days"] for one in own["statistics"]} == {
        "consumption": 30,
        "max_power": 30,
        "water": 0,
    }


async def test_it_says_by_which_tariffs_costs_are_worked_out(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    hass_client: ClientSessionGenerator,
) -> None:
    home.city = "Villeurbanne"
    emulator.curve_collection = False
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    contract = home.contracts[0]
    one, other = TODAY - timedelta(days=400), TODAY - timedelta(days=10)
    before = json.loads(await downloaded(hass, hass_client, entry))["data"]
    hass.config_entries.async_update_entry(
        entry,
        options={
            **entry.options,
            "electricity_bill_since": other.isoformat(),
            "electricity_standing_charge_included": False,
        },
    )
    await add(
        hass,
        entry,
        peak_off_peak(other, 0.2, 0.1, standing=150.5),
        base(one, 0.19),
        windows(other, "12:00-14:00"),
        windows(one, "22:30-06:30"),
        calendar({one: "blue", other: "red"}),
        water(contract, one, [(12, 0.0), (None, 2.5)], standing=50.66),
    )

    file = await downloaded(hass, hass_client, entry)
    own = json.loads(file)["data"]

    assert before["electricity"]["costs"] == {
        "tariffs": [],
        "windows": [],
        "calendars": {"count": 0, "days": 0, "first": None, "last": None},
        "tempo_entity": False,
        "colours_seen": 0,
        "standing_included": True,
        "bill_date_set": False,
        "uses_habits": True,
        "estimated_days": 0,
    }
    assert own["electricity"]["costs"] == {
        "tariffs": [
            {"valid_from": one.isoformat(), "option": "base"},
            {"valid_from": other.isoformat(), "option": "peak_off_peak"},
        ],
        "windows": [
            {"valid_from": one.isoformat()},
            {"valid_from": other.isoformat()},
        ],
        "calendars": {
            "count": 1,
            "days": 2,
            "first": one.isoformat(),
            "last": other.isoformat(),
        },
        "tempo_entity": False,
        "colours_seen": 0,
        "standing_included": False,
        "bill_date_set": True,
        "uses_habits": True,
        # Only their totals are known.
        "estimated_days": 10,
    }
    [told] = own["water_contracts"]
    assert told["costs"] == {
        "tariffs": [{"valid_from": one.isoformat(), "tier_basis": "calendar_year"}],
        "standing_included": True,
        "bill_date_set": False,
    }
    assert {each["kind"] for each in own["statistics"]} > {"cost", "water_cost"}
    assert len(file) < MOST_BYTES
    assert_tells_nobody(file, secrets(emulator, home, entry))
    assert_tells_nobody(json.dumps(own), ids(hass, entry))


@pytest.mark.parametrize("contracts", [2])
async def test_a_device_has_its_own_part(
    hass: HomeAssistant,
    emulator: Emulator,
    contracts: int,
    hass_client: ClientSessionGenerator,
) -> None:
    home = emulator.home
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    long_ago = TODAY - timedelta(days=400)
    await add(hass, entry, water(home.contracts[0], long_ago, [(None, 2.0)]))

    files = {
        identifier: await downloaded(hass, hass_client, entry, device)
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        for _, identifier in device.identifiers
    }

    parts = {
        identifier: (
            sorted(json.loads(file)["data"].keys() & {"electricity", "water"}),
            [one["kind"] for one in json.loads(file)["data"]["statistics"]],
        )
        for identifier, file in files.items()
    }
    assert parts == {
        f"electricity_{home.point_id}": (["electricity"], ["consumption", "max_power"]),
        f"water_{home.contracts[0]}": (
            ["water"],
            ["water", "water_cost", "water_standing_charge"],
        ),
        f"water_{home.contracts[1]}": (["water"], ["water"]),
    }
    for file in files.values():
        assert_tells_nobody(
            json.dumps(json.loads(file)["data"]), secrets(emulator, home, entry)
        )

    await hass.config_entries.async_unload(entry.entry_id)
    device = next(
        iter(dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id))
    )
    asleep = json.loads(await downloaded(hass, hass_client, entry, device))["data"]
    assert asleep["home"]["state"] == "not_loaded"
    assert "statistics" not in asleep


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, None),
        ("HC (22H30-6H30)", "HC (22H30-6H30)"),
        ("FC000015", "FC···"),
        ("PRM 09123456789012 x", "PRM ··· x"),
        ("ask elodie@home.example.com", "ask ···"),
        ("x" * 500, "x" * 100),
    ],
)
def test_what_a_service_wrote_is_masked(text: str | None, shown: str | None) -> None:
    assert masked(text) == shown


def test_no_home_makes_it_long() -> None:
    every_other_day = [TODAY - timedelta(days=2 * number) for number in range(900)]
    told = runs(every_other_day)
    assert told["days"] == 900
    assert len(told["newest_runs"]) == 30
    assert told["newest_runs"][-1] == f"{TODAY}/{TODAY}"
