"""Two services of one home refuse what they are given at once: core lets a home ask for one after the other only."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.flow.home_forms import SERVICE_NAMES

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..homes import (
    CUSTOMER,
    PARTNER,
    Ways,
    home_entry,
    later,
    settled,
    start,
    young_home,
)
from .steps import placeholder, submit

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

A_DAY_AND_AN_EVENING = 34
"""Hours after which each way has been asked once more."""

NEXT_YEAR = NOW + timedelta(days=365)


@pytest.fixture
def home() -> Home:
    return young_home(3)


def asked(hass: HomeAssistant) -> list[dict[str, Any]]:
    """The dialogues in progress, as the page shows them."""
    return [
        {"step": flow["step_id"], "flow_id": flow["flow_id"]}
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    ]


async def open_page(hass: HomeAssistant) -> ConfigFlowResult:
    (flow,) = asked(hass)
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def refused_twice(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
    *services: str,
) -> MockConfigEntry:
    """Return a home both of whose services no longer accept what it has, one after the other."""
    entry = home_entry(emulator, emulator.home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    for service in services:
        if service == "water":
            emulator.home.water_password = "new password"
        else:
            emulator.home.api_key = "new key"
            emulator.home.conso_secret = "new"
        await later(hass, emulator, freezer, entry, hours=A_DAY_AND_AN_EVENING)
    assert all(each.waits_for_user for each in entry.runtime_data.coordinators)
    return entry


@pytest.mark.parametrize(
    ("ways", "first", "second"),
    [(PARTNER, "electricity", "water"), (CUSTOMER, "water", "electricity")],
)
async def test_the_second_asks_when_the_first_is_settled(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
    first: str,
    second: str,
) -> None:
    entry = await refused_twice(hass, emulator, freezer, ways, first, second)
    home = emulator.home
    names = {"water": "Eau du Grand Lyon", "electricity": SERVICE_NAMES[ways[0]]}
    answers: dict[str, dict[str, Any]] = {
        "sge": {"api_key": "new key", "sge_login": home.sge_login},
        "conso_api": {"token": home.sign_conso_token(expires=NEXT_YEAR)},
    }
    water = {"login": home.water_login, "password": "new password"}
    for service in (first, second):
        shown = await open_page(hass)
        assert placeholder(shown, "service") == names[service]
        assert shown["errors"]
        answer = water if service == "water" else answers[ways[0]]
        done = await submit(hass, shown, answer)
        assert done.get("reason") == "reauth_successful", done.get("errors")
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        await settled(hass, entry)

    assert asked(hass) == []
    await later(hass, emulator, freezer, entry, hours=A_DAY_AND_AN_EVENING)
    assert [each.last_error for each in entry.runtime_data.coordinators] == [None, None]


async def test_a_change_of_options_does_not_silence_what_is_asked(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = await refused_twice(
        hass, emulator, freezer, PARTNER, "water", "electricity"
    )
    before = await open_page(hass)
    calls = len(emulator.calls)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "continuity_days": 3}
    )
    await hass.async_block_till_done()
    after = await open_page(hass)
    # Core drops what was asked when a home is loaded again.
    assert after["flow_id"] != before["flow_id"]
    assert after["errors"]
    assert len(emulator.calls) == calls
    await settled(hass, entry)
