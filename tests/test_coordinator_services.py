"""What the coordinators do on days that are not normal: throttled, refused, empty, changed by the user."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.sources import ThrottledError, TransientError
from custom_components.grandlyon_energy.sources.readings import CurvePoint
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .conftest import NOW
from .emulator import Emulator, Fault, Home
from .homes import (
    assert_all_is_true,
    electricity_data,
    home_entry,
    home_of,
    later,
    recorded_days,
    settled,
    start,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home(contracts: int) -> Home:
    return home_of(63, contracts=contracts)


@pytest.fixture(autouse=True)
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


@pytest.fixture
def pauses(freezer: FrozenDateTimeFactory) -> Iterator[list[float]]:
    """The pauses that the coordinator makes between two calls, s; the frozen clock goes on by them."""
    seconds: list[float] = []
    sleep = asyncio.sleep

    async def pause(delay: float) -> None:
        if delay:
            seconds.append(delay)
            freezer.tick(delay)
        await sleep(0)

    with patch("asyncio.sleep", pause):
        yield seconds


def kinds(emulator: Emulator) -> Counter[str]:
    return Counter(call.kind for call in emulator.calls)


async def days_recorded(hass: HomeAssistant, contract: str) -> int:
    return len(await recorded_days(hass, f"grandlyon_energy:{contract}_water"))


async def test_a_throttled_load_curve_waits_as_told_and_goes_on(
    hass: HomeAssistant, emulator: Emulator, home: Home, pauses: list[float]
) -> None:
    entry = home_entry(emulator, home)
    read = SgeSource.read_load_curve
    answers = iter(
        (
            None,
            ThrottledError("throttled", retry_after=timedelta(seconds=90)),
            ThrottledError("throttled"),
        )
    )

    async def throttled(self: SgeSource, *period: object) -> object:
        if (refusal := next(answers, None)) is not None:
            raise refusal
        return await read(self, *period)  # type: ignore[arg-type]

    with patch.object(SgeSource, "read_load_curve", throttled):
        await start(hass, entry)
        await settled(hass, entry)

    # Somewhat longer than told: not all homes may come back at once.
    assert [90 <= pauses[0] <= 99, 3600 <= pauses[1] <= 3960] == [True, True]
    assert len(pauses) == 2
    assert entry.runtime_data.electricity.last_update_success
    await assert_all_is_true(hass, emulator, home)


async def test_the_load_curve_is_asked_for_once_a_second(
    hass: HomeAssistant, emulator: Emulator, home: Home, pauses: list[float]
) -> None:
    entry = home_entry(emulator, home)
    polite = SgeSource.__init__

    def elsewhere(self: SgeSource, *args: object, **kwargs: object) -> None:
        polite(self, *args, **kwargs)  # type: ignore[arg-type]
        self.seconds_between_calls = 1.0

    with patch.object(SgeSource, "__init__", elsewhere):
        await start(hass, entry)
        await settled(hass, entry)

    # The newest week came with the poll.
    assert pauses == [1.0] * (kinds(emulator)["load_curve"] - 1)


async def test_a_load_curve_that_fails_is_put_off_and_no_failure_of_the_rest(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home)
    read = SgeSource.read_load_curve
    asked = 0

    async def failing(self: SgeSource, *period: object) -> object:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise TransientError("cannot_connect")
        return await read(self, *period)  # type: ignore[arg-type]

    with patch.object(SgeSource, "read_load_curve", failing):
        await start(hass, entry)
        await settled(hass, entry)
    assert 1 < asked < 5
    assert entry.runtime_data.electricity.last_update_success

    await later(hass, emulator, freezer, entry, hours=11)
    await later(hass, emulator, freezer, entry, hours=24)

    await assert_all_is_true(hass, emulator, home)


async def test_a_load_curve_that_nobody_collects_is_not_asked_for_to_the_end(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home, water=None)

    async def nothing(self: SgeSource, *period: date) -> list[CurvePoint]:
        weeks.append(period)
        return []

    weeks: list[tuple[date, ...]] = []
    with patch.object(SgeSource, "read_load_curve", nothing):
        await start(hass, entry)
        await settled(hass, entry)

    # One with the poll, four empty weeks behind it, and the first one of the quarter: of the nine that there are.
    assert len(weeks) == 6
    assert weeks[-1] == (date(2026, 10, 1), date(2026, 10, 8))
    assert entry.runtime_data.electricity.last_update_success


async def test_no_data_is_no_failure(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    emulator.set_fault("sge", Fault.SGE_CODE, code="SGT589", kinds={"energy"})
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)

    electricity = entry.runtime_data.electricity
    assert electricity.last_update_success
    assert electricity.last_error is None
    # That there are no energies is no reason not to read the rest.
    assert kinds(emulator)["max_power"] == 1
    assert electricity.ledger.newest_energy_day is None

    emulator.clear_faults()
    await later(hass, emulator, freezer, entry, hours=12)
    await later(hass, emulator, freezer, entry, hours=24)

    await assert_all_is_true(hass, emulator, home)


async def test_a_poll_that_is_under_way_is_not_doubled(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = kinds(emulator)["indexes"]

    water = entry.runtime_data.water
    polls = {water.refresh_in_background() for _ in range(3)}
    await settled(hass, entry)

    assert len(polls) == 1
    assert kinds(emulator)["indexes"] == before + 1


async def test_days_that_were_missed_while_switched_off_are_asked_for_at_the_start(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    holidays = timedelta(days=20)
    freezer.tick(holidays)
    emulator.advance(holidays)

    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)

    await assert_all_is_true(hass, emulator, home)


@pytest.mark.parametrize("contracts", [2])
async def test_a_contract_that_is_refused_does_not_keep_the_other_from_being_read(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    # One refusal is answered with a new token, a second one is final.
    emulator.set_fault("egl", Fault.EGL_CODE, code="999", kinds={"indexes"}, times=2)
    entry = home_entry(emulator, home, electricity=None)

    await start(hass, entry)
    await settled(hass, entry)

    assert [await days_recorded(hass, each) > 30 for each in home.contracts] == [
        False,
        True,
    ]
    assert not entry.runtime_data.water.last_update_success

    await later(hass, emulator, freezer, entry, hours=12)

    assert entry.runtime_data.water.last_update_success
    assert [await days_recorded(hass, each) > 30 for each in home.contracts] == [
        True,
        True,
    ]


async def test_new_settings_are_taken_over_at_once(
    hass: HomeAssistant, emulator: Emulator, home: Home
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    before = entry.runtime_data

    settings = electricity_data(emulator, home) | {"api_key": "another"}
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "electricity": settings}
    )
    await hass.async_block_till_done()
    await settled(hass, entry)

    assert entry.runtime_data is not before


@pytest.mark.parametrize(
    ("left_out", "sensors"),
    [({"electricity": None}, {"water"}), ({"water": None}, {"electricity"})],
    ids=["water", "electricity"],
)
async def test_a_home_may_have_one_service_alone(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    left_out: dict[str, Any],
    sensors: set[str],
) -> None:
    entry = home_entry(emulator, home, **left_out)

    assert await start(hass, entry)
    await settled(hass, entry)

    found = {state.entity_id.split(".")[1] for state in hass.states.async_all("sensor")}
    assert {entity.split("_")[0] for entity in found} == sensors
