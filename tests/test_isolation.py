"""One service dead, refusing or babbling, at set-up and later: the other goes on, nothing is lost, all heals."""

from collections import defaultdict
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.coordinator.base import AnyCoordinator

from .conftest import NOW
from .emulator import Emulator, Fault, Home
from .homes import (
    CUSTOMER,
    PARTNER,
    SERVICE_OF,
    Ways,
    assert_all_is_true,
    both_ways,
    electricity_data,
    energy_id,
    home_entry,
    later,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    start,
    water_id,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

AT_SET_UP = [Fault.REFUSED, Fault.HTTP_401, Fault.HTTP_403]
LATER = [Fault.TRUNCATED, Fault.HTTP_401, Fault.HTTP_429_RETRY_AFTER]
"""Of each kind one; what a source makes of any fault is proven where the sources are."""

HEALTH = {"data_age", "history_progress", "last_error", "last_poll"}
"""What the sensors tell also of a service of which nothing is known."""

each_service = pytest.mark.parametrize(
    ("service", "other", "ways"),
    [
        ("sge", "egl", PARTNER),
        ("egl", "sge", PARTNER),
        ("conso", "portal", CUSTOMER),
        ("portal", "conso", CUSTOMER),
    ],
    ids=["sge", "egl", "conso", "portal"],
)


@pytest.fixture
def home() -> Home:
    return young_home(16)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


def coordinator_of(entry: MockConfigEntry, service: str) -> AnyCoordinator:
    runtime = entry.runtime_data
    coordinator: AnyCoordinator = (
        runtime.electricity if is_electricity(service) else runtime.water
    )
    return coordinator


def is_electricity(service: str) -> bool:
    return service in ("sge", "conso")


def available(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, set[bool]]:
    """Whether the entities of each service, its health aside, are available."""
    found = defaultdict(set)
    registry = er.async_get(hass)
    for one in er.async_entries_for_config_entry(registry, entry.entry_id):
        state = hass.states.get(one.entity_id)
        if state and one.translation_key not in HEALTH:
            service, _, _ = one.unique_id.partition("_")
            found[service].add(state.state != STATE_UNAVAILABLE)
    return found


@pytest.mark.parametrize("fault", AT_SET_UP)
@each_service
async def test_a_service_that_fails_at_set_up_leaves_the_other_alone(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    service: str,
    other: str,
    ways: Ways,
    fault: Fault,
) -> None:
    emulator.set_fault(service, fault)
    entry = home_entry(emulator, home, ways=ways)

    assert await start(hass, entry)
    await settled(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    failing = coordinator_of(entry, service)
    assert not failing.has_history
    assert failing.last_error is not None
    energy, water = energy_id(home), water_id(home, ways)
    failed, read = (energy, water) if is_electricity(service) else (water, energy)
    assert await recorded(hass, failed) == []
    assert len(await recorded_days(hass, read)) > 14
    working = coordinator_of(entry, other)
    assert available(hass, entry) == {failing.service: {False}, working.service: {True}}


@pytest.mark.parametrize("fault", LATER)
@each_service
async def test_a_service_that_fails_later_changes_nothing_and_heals(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    service: str,
    other: str,
    ways: Ways,
    fault: Fault,
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    await later(hass, emulator, freezer, entry, hours=11)
    folder = "electricity" if is_electricity(service) else "water"

    def ledger() -> dict[str, dict[str, Any]]:
        """The readings, the journals and all else, but until when to leave the service alone."""
        files = ledger_files(hass, entry)
        return {
            name: json.loads(files[name]) | {"quiet_until": None}
            for name in files
            if name.startswith(folder)
        }

    before = ledger()
    emulator.set_fault(service, fault)

    await later(hass, emulator, freezer, entry, hours=24)

    assert ledger() == before
    failing = coordinator_of(entry, service)
    assert failing.last_error is not None
    assert not failing.last_update_success
    assert coordinator_of(entry, other).last_update_success
    assert available(hass, entry) == {"electricity": {True}, "water": {True}}

    emulator.clear_faults()
    await hass.config_entries.async_reload(entry.entry_id)
    await later(hass, emulator, freezer, entry, hours=24)

    assert coordinator_of(entry, service).last_error is None
    await assert_all_is_true(hass, emulator, home, ways=ways)


@each_service
async def test_refused_credentials_are_asked_for_once_and_polling_stops(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    service: str,
    other: str,
    ways: Ways,
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    emulator.set_fault(service, Fault.HTTP_401)

    for _ in range(3):
        await later(hass, emulator, freezer, entry, hours=24)

    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]
    refused = [
        call
        for call in emulator.calls
        if call.service == service and call.outcome == "401"
    ]
    assert len(refused) == 1


async def test_a_consent_that_has_ended_is_asked_for_and_looked_for_once_a_day(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home, ways=CUSTOMER, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    emulator.conso_rules.consent_expired = True
    before = len(emulator.calls)

    # Each evening, three days after today's.
    for _ in range(7):
        await later(hass, emulator, freezer, entry, hours=12)

    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == "reauth"
    assert {call.outcome for call in emulator.calls[before:]} == {"ADAM-DC-0008"}
    assert len(emulator.calls) - before == 3


@both_ways
async def test_without_a_ledger_and_with_every_service_down_set_up_is_tried_again(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    emulator.set_fault(SERVICE_OF[ways[0]], Fault.HTTP_503)
    emulator.set_fault(SERVICE_OF[ways[1]], Fault.REFUSED)
    entry = home_entry(emulator, home, ways=ways)

    await start(hass, entry)

    # A service that wants one poll a day is not to be asked by core every minute.
    asked_by_core = ways == PARTNER
    assert entry.state is (
        ConfigEntryState.SETUP_RETRY if asked_by_core else ConfigEntryState.LOADED
    )
    if not asked_by_core:
        emulator.clear_faults()
        await later(hass, emulator, freezer, entry, minutes=16)
        await assert_all_is_true(hass, emulator, home, ways=ways)


@both_ways
async def test_with_a_ledger_set_up_waits_for_no_service(
    hass: HomeAssistant, emulator: Emulator, home: Home, ways: Ways
) -> None:
    entry = home_entry(emulator, home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    for way in ways:
        emulator.set_fault(SERVICE_OF[way], Fault.REFUSED)

    assert await hass.config_entries.async_reload(entry.entry_id)
    await settled(hass, entry)

    assert available(hass, entry) == {"electricity": {True}, "water": {True}}


async def test_without_consent_for_the_curve_none_is_ever_asked_for(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    settings = electricity_data(emulator, home)
    settings["consents"] = settings["consents"][:1]
    entry = home_entry(emulator, home, electricity=settings)

    await start(hass, entry)
    await settled(hass, entry)

    assert "load_curve" not in {call.kind for call in emulator.calls}
    assert len(await recorded_days(hass, energy_id(home))) > 14
