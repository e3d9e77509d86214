"""What a person can have done: a period is read again from the services."""

import asyncio
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from ..conftest import NOW, TODAY
from ..counting import counted
from ..emulator import Emulator, Fault, Home
from ..homes import (
    assert_all_is_true,
    home_entry,
    ledger_files,
    settled,
    start,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    return young_home(25)


@pytest.fixture
async def entry(
    hass: HomeAssistant, emulator: Emulator, home: Home, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def fetch(
    hass: HomeAssistant, entry: MockConfigEntry, first: date, last: date, **more: Any
) -> None:
    await hass.services.async_call(
        DOMAIN,
        "fetch",
        {
            "config_entry_id": entry.entry_id,
            "start_date": first.isoformat(),
            "end_date": last.isoformat(),
        },
        blocking=True,
        **more,
    )
    await settled(hass, entry)


async def test_what_was_corrected_in_a_period_is_put_right(
    hass: HomeAssistant, emulator: Emulator, home: Home, entry: MockConfigEntry
) -> None:
    home.correct_energy(ago(20), home.true_day_wh(ago(20)) + 5000)
    home.correct_index(
        home.contracts[0], ago(12), home.water[home.contracts[0]].index_l(ago(12)) - 20
    )

    with counted(emulator) as cost:
        await fetch(hass, entry, ago(21), ago(9))

    # Thirteen days of half-hours are two calls.
    assert cost.calls == {
        "energy": 1,
        "max_power": 1,
        "load_curve": 2,
        "connect": 1,
        "indexes": 1,
    }
    assert cost.rows == {"consumption": 24, "max_power": 1, "water": 2}
    await assert_all_is_true(hass, emulator, home)


async def test_days_that_no_service_has_are_no_failure(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    with counted(emulator) as cost:
        await fetch(hass, entry, ago(4000), ago(3000))
        await fetch(hass, entry, ago(1), TODAY + timedelta(days=10))
        await fetch(hass, entry, ago(1), date.max)

    assert not cost.rows
    assert cost.calls["energy"] == 2


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (ago(1), ago(2), "Swap them"),
        (TODAY, TODAY, "before today"),
    ],
)
async def test_a_period_that_makes_no_sense_is_refused(
    hass: HomeAssistant,
    emulator: Emulator,
    entry: MockConfigEntry,
    first: date,
    last: date,
    message: str,
) -> None:
    calls = len(emulator.calls)

    with pytest.raises(ServiceValidationError, match=message):
        await fetch(hass, entry, first, last)

    assert len(emulator.calls) == calls


async def test_a_home_that_is_not_loaded_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)

    with pytest.raises(ServiceValidationError, match="not loaded"):
        await fetch(hass, entry, ago(2), ago(1))


async def test_a_service_that_fails_does_not_keep_the_other_from_being_read(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503)
    calls = len(emulator.calls)

    with pytest.raises(HomeAssistantError, match="electricity does not answer"):
        await fetch(hass, entry, ago(2), ago(1))

    kinds = [call.kind for call in emulator.calls[calls:] if call.service == "egl"]
    assert kinds == ["connect", "indexes"]


async def test_a_password_that_was_refused_is_not_sent_again(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    emulator.set_fault("egl", Fault.HTTP_401)
    await entry.runtime_data.water.async_refresh()
    emulator.clear_faults("egl")

    with (
        counted(emulator) as cost,
        pytest.raises(HomeAssistantError, match="no longer accepts the log-in"),
    ):
        await fetch(hass, entry, ago(2), ago(1))

    assert cost.calls["energy"] == 1
    assert "connect" not in cost.calls


async def test_without_the_users_agreement_only_water_is_read(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    electricity = {
        **entry.data["electricity"],
        "consents": [],
        "withdrawn_at": "2026-11-01T00:00:00+00:00",
    }
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "electricity": electricity}
    )
    await hass.async_block_till_done()
    await settled(hass, entry)

    with (
        counted(emulator) as cost,
        pytest.raises(ServiceValidationError, match="have not agreed"),
    ):
        await fetch(hass, entry, ago(2), ago(1))

    assert cost.calls == {"connect": 1, "indexes": 1}


async def test_only_an_administrator_may_have_it_done(
    hass: HomeAssistant, entry: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    with pytest.raises(Unauthorized):
        await fetch(
            hass, entry, ago(2), ago(1), context=Context(user_id=hass_read_only_user.id)
        )


async def test_a_service_that_wants_to_be_left_alone_is_so_from_then_on(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    emulator.set_fault("sge", Fault.HTTP_429_RETRY_AFTER, retry_after="7200")
    asked = len(emulator.calls)

    for _ in range(3):
        with pytest.raises(HomeAssistantError, match="left alone"):
            await fetch(hass, entry, ago(2), ago(1))

    calls = [call for call in emulator.calls[asked:] if call.service == "sge"]
    assert len(calls) == 1


async def test_what_is_being_read_ends_with_its_home(
    hass: HomeAssistant, emulator: Emulator, entry: MockConfigEntry
) -> None:
    """The calls stop, and no file of the ledger comes back."""
    reading, go_on = asyncio.Event(), asyncio.Event()
    read = SgeSource.read_daily_energy

    async def slow(self: SgeSource, start: date, end: date) -> object:
        reading.set()
        await go_on.wait()
        return await read(self, start, end)

    with patch.object(SgeSource, "read_daily_energy", slow):
        action = hass.async_create_task(
            hass.services.async_call(
                DOMAIN,
                "fetch",
                {
                    "config_entry_id": entry.entry_id,
                    "start_date": ago(2).isoformat(),
                    "end_date": ago(1).isoformat(),
                },
                blocking=True,
            )
        )
        await reading.wait()
        calls = len(emulator.calls)
        await hass.config_entries.async_remove(entry.entry_id)
        go_on.set()
        with pytest.raises(ServiceValidationError, match="not loaded"):
            await action
        await hass.async_block_till_done()

    assert len(emulator.calls) == calls
    assert ledger_files(hass, entry) == {}
