"""What cannot be adopted is said so, and nothing changes."""

from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.models import StatisticData
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from sqlalchemy.exc import OperationalError

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.statistics import foreign

from ..counting import counted
from ..emulator import Emulator, Home
from ..homes import energy_id, ledger_files
from .conftest import Adopt, ago
from .foreign import whole_days, write, write_rows

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

SOME_DAYS = whole_days({ago(20): 1.0, ago(19): 2.0})


async def test_a_statistic_that_cannot_be_adopted_is_refused(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    adopt: Adopt,
) -> None:
    own = energy_id(home)
    for source, unit in (("linky:1", "Wh"), ("linky:1_cost", "EUR"), ("egl:1", "L")):
        await write(hass, source, unit, SOME_DAYS)
    mean = StatisticData(start=day_start(ago(20)), mean=1, min=1, max=1)
    await write_rows(hass, "other:mean", "kWh", [mean], has_sum=False)
    files = ledger_files(hass, entry)
    refusals: list[tuple[str | list[str], dict[str, str], str]] = [
        ("sensor.linky_energy", {}, "colon after the integration"),
        ("Linky:1", {}, "colon after the integration"),
        (own, {}, "belongs to this integration"),
        ("linky:999", {}, "no such statistic. Choose one that it lists"),
        ("other:mean", {}, "adds nothing up"),
        ("egl:1", {}, "in kWh there, and the other statistic in L"),
        ("linky:1_cost", {}, "the other statistic in EUR"),
        (["linky:1", "egl:1"], {}, "the other statistic in L"),
        ("linky:1", {"to_statistic_id": f"{own}_2"}, "This home has no such"),
        ("linky:1", {"to_statistic_id": "linky:1"}, "This home has no such"),
        (
            "linky:1",
            {"to_statistic_id": own.replace("consumption", "max_power")},
            "This home has no such",
        ),
        ("linky:1", {"config_entry_id": "another"}, "not loaded"),
    ]

    with counted(emulator) as cost:
        for sources, data, message in refusals:
            for preview in (True, False):
                with pytest.raises(ServiceValidationError, match=message) as raised:
                    await adopt(sources, preview=preview, **data)
                assert home.point_id not in str(raised.value)

    assert cost.nothing
    assert ledger_files(hass, entry) == files


async def test_a_preview_that_nobody_hears_is_refused(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry
) -> None:
    data = {
        "config_entry_id": entry.entry_id,
        "from_statistic_id": "linky:1",
        "to_statistic_id": energy_id(home),
    }

    with pytest.raises(ServiceValidationError, match="Ask for the response"):
        await hass.services.async_call(DOMAIN, "adopt_statistics", data, blocking=True)


async def test_only_an_administrator_may_adopt(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    data: dict[str, Any] = {
        "config_entry_id": entry.entry_id,
        "from_statistic_id": "linky:1",
        "to_statistic_id": energy_id(home),
    }

    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "adopt_statistics",
            data,
            blocking=True,
            return_response=True,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_a_home_that_is_not_loaded_adopts_nothing(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    data = {
        "config_entry_id": entry.entry_id,
        "from_statistic_id": "linky:1",
        "to_statistic_id": energy_id(home),
        "preview": False,
    }

    with pytest.raises(ServiceValidationError, match="not loaded"):
        await hass.services.async_call(DOMAIN, "adopt_statistics", data, blocking=True)


async def test_a_database_that_fails_is_told_without_its_words(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    adopt: Adopt,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await write(hass, "linky:1", "Wh", SOME_DAYS)
    failure = OperationalError("SELECT linky:1", None, Exception("locked"))

    with (
        patch(f"{foreign.__name__}.get_last_statistics", side_effect=failure),
        pytest.raises(HomeAssistantError, match="cannot be read now") as raised,
    ):
        await adopt("linky:1")

    assert raised.value.__suppress_context__
    assert "SELECT linky:1" not in caplog.text
