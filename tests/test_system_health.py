"""What Home Assistant's page about itself shows of the integration, without asking a service."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import NOW
from .emulator import Emulator, Home
from .homes import CUSTOMER, home_entry, settled, start, young_home
from .test_translations import texts

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(5)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


async def shown(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> dict[str, Any]:
    """Our part of the page."""
    assert await async_setup_component(hass, "system_health", {})
    # Core looks for the integrations' parts of the page behind the set-up.
    await hass.async_block_till_done()
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "system_health/info"})
    assert (await client.receive_json())["success"]
    data = (await client.receive_json())["event"]["data"][DOMAIN]
    assert data["manage_url"] == f"/config/integrations/integration/{DOMAIN}"
    info: dict[str, Any] = data["info"]
    for language in ("en", "fr"):
        assert texts(language)["system_health"]["info"].keys() == info.keys()
    return info


async def test_two_homes_are_shown_together_and_no_service_is_asked(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    hass_ws_client: WebSocketGenerator,
) -> None:
    partner = home_entry(emulator, home)
    await start(hass, partner)
    await settled(hass, partner)
    home_entry(emulator, home, ways=CUSTOMER, water=None).add_to_hass(hass)
    calls = len(emulator.calls)

    info = await shown(hass, hass_ws_client)

    assert len(emulator.calls) == calls
    polled_at = {"type": "date", "value": NOW.isoformat()}
    size = info.pop("ledger_size")
    assert size.endswith(" MB")
    assert info == {
        "homes": "1/2",
        "ways": "Enedis SGE, Eau du Grand Lyon | Conso API",
        "measures_version": "v2",
        "electricity_polled_at": polled_at,
        "water_polled_at": polled_at,
        "statistics": 3,
        "recorder_writes": True,
    }


async def test_what_fails_and_what_was_never_read_is_shown(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    hass_ws_client: WebSocketGenerator,
) -> None:
    entry = home_entry(emulator, home, electricity=None)
    with patch.object(StatisticsWriter, "async_check", side_effect=OSError):
        await start(hass, entry)
        await settled(hass, entry)

    with patch.object(LedgerFiles, "size", side_effect=OSError):
        info = await shown(hass, hass_ws_client)

    assert info["ledger_size"] == ""
    assert info["recorder_writes"] is False
    assert info["electricity_polled_at"] == info["measures_version"] == ""
    assert info["ways"] == "Eau du Grand Lyon"
