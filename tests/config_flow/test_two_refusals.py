"""Two services of one home refuse what they are given at once: core lets a home ask for one after the other only."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..homes import (
    PARTNER,
    Ways,
    both_ways,
    home_entry,
    later,
    settled,
    start,
    young_home,
)
from .steps import submit

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


async def open_page(hass: HomeAssistant) -> dict[str, Any]:
    (flow,) = asked(hass)
    shown: dict[str, Any] = dict(
        await hass.config_entries.flow.async_configure(flow["flow_id"])
    )
    return shown


async def refused_twice(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> MockConfigEntry:
    """Return a home both of whose services no longer accept what it has."""
    entry = home_entry(emulator, emulator.home, ways=ways)
    await start(hass, entry)
    await settled(hass, entry)
    emulator.home.api_key = "new key"
    emulator.home.conso_secret = "new"
    emulator.home.water_password = "new password"
    await later(hass, emulator, freezer, entry, hours=A_DAY_AND_AN_EVENING)
    assert all(each.waits_for_user for each in entry.runtime_data.coordinators)
    return entry


@both_ways
async def test_the_second_asks_when_the_first_is_settled(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    ways: Ways,
) -> None:
    entry = await refused_twice(hass, emulator, freezer, ways)
    home = emulator.home
    answers: dict[str, dict[str, Any]] = {
        "Enedis SGE": {"api_key": "new key", "sge_login": home.sge_login},
        "Conso API": {"token": home.sign_conso_token(expires=NEXT_YEAR)},
        "Eau du Grand Lyon": {"login": home.water_login, "password": "new password"},
    }
    services = []
    for _ in range(2):
        shown = await open_page(hass)
        services.append(shown["description_placeholders"]["service"])
        assert shown["errors"]
        done = await submit(hass, shown, answers[services[-1]])
        assert done.get("reason") == "reauth_successful", done.get("errors")
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED

    assert len(set(services)) == 2
    assert asked(hass) == []
    await later(hass, emulator, freezer, entry, hours=A_DAY_AND_AN_EVENING)
    assert [each.last_error for each in entry.runtime_data.coordinators] == [None, None]


async def test_a_change_of_options_does_not_silence_what_is_asked(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = await refused_twice(hass, emulator, freezer, PARTNER)
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
