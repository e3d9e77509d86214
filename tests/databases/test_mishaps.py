"""A server ends connections, is away for a while, or has its rows locked: nothing is lost, and all is right again soon."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from time import sleep
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy import Connection

from custom_components.grandlyon_energy.statistics.recorder import (
    SILENCE,
    async_wait_for_queue,
)

from ..conftest import TODAY
from ..emulator import Emulator, Home
from ..homes import assert_all_is_true, home_entry, later, settled, start, young_home
from ..interrupted.mishaps import every_row, journals
from .server import (
    CLEAR,
    INSERT,
    SHIFT,
    Relay,
    at_statement,
    end_connection,
    impatient,
    locked_rows,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

STATISTICS = "custom_components.grandlyon_energy.statistics"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def home() -> Home:
    return young_home(6)


@pytest.fixture(autouse=True)
def nobody_waits_long() -> Iterator[None]:
    """The clock stands still, also for who waits."""
    with patch(f"{STATISTICS}.write_pass.BACK_OFF", (0, 0, 0)):
        yield


@pytest.fixture
def recorder_config(recorder_config: dict[str, Any]) -> dict[str, Any]:
    return recorder_config | {"db_retry_wait": 0}


async def settled_or_silent(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
) -> None:
    """Wait until everything is written; when the recorder has nothing to do any more and has not said so, give it up."""
    waiting = asyncio.create_task(settled(hass, entry))
    idle = 0
    while not waiting.done():
        await hass.async_add_executor_job(sleep, 0.02)
        idle = 0 if get_instance(hass).backlog else idle + 1
        if idle and idle % 25 == 0:
            freezer.tick(SILENCE)
            emulator.advance(SILENCE)
    await waiting


@pytest.mark.parametrize(
    ("begins", "number"),
    [(INSERT, 0), (INSERT, 20), (CLEAR, 0)],
    ids=["with the first row", "amid rows", "after rows"],
)
async def test_a_connection_that_ends_during_the_first_import(
    hass: HomeAssistant,
    recorder_mock: Recorder,
    recorder_db_url: str,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    begins: str,
    number: int,
) -> None:
    entry = home_entry(emulator, home)
    with at_statement(
        recorder_mock,
        begins,
        number,
        lambda conn: end_connection(recorder_db_url, conn),
    ) as seen:
        await start(hass, entry)
        await settled_or_silent(hass, emulator, freezer, entry)
    assert len(seen) > number
    asked = len(emulator.calls)
    if journals(hass, entry):
        await later(hass, emulator, freezer, entry, minutes=16)

    assert not journals(hass, entry)
    assert len(emulator.calls) == asked
    assert entry.runtime_data.queue.failing_since is None
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)


async def test_a_connection_that_ends_while_sums_are_shifted(
    hass: HomeAssistant,
    recorder_mock: Recorder,
    recorder_db_url: str,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    entry = home_entry(emulator, home)
    await start(hass, entry)
    await settled(hass, entry)
    home.correct_energy(ago(5), home.true_day_wh(ago(5)) + 3000)

    with at_statement(
        recorder_mock, SHIFT, 0, lambda conn: end_connection(recorder_db_url, conn)
    ) as seen:
        await later(hass, emulator, freezer, entry, days=1)

    assert len(seen) > 1
    assert not journals(hass, entry)
    await assert_all_is_true(hass, emulator, home)
    await every_row(hass, home)


class TestAServerThatIsAway:
    """It refuses connections and has dropped those that there were."""

    @pytest.fixture
    def relay(self, recorder_db_url: str, socket_enabled: None) -> Iterator[Relay]:
        relay = Relay(recorder_db_url)
        yield relay
        relay.close()

    @pytest.fixture
    def recorder_config(
        self, recorder_config: dict[str, Any], relay: Relay
    ) -> dict[str, Any]:
        return recorder_config | {"db_url": relay.url}

    async def test_in_the_middle_of_the_first_import(
        self,
        hass: HomeAssistant,
        recorder_mock: Recorder,
        emulator: Emulator,
        home: Home,
        relay: Relay,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        entry = home_entry(emulator, home)
        with at_statement(recorder_mock, INSERT, 20, lambda _: relay.cut()):
            await start(hass, entry)
            await settled_or_silent(hass, emulator, freezer, entry)
        assert entry.runtime_data.queue.failing_since
        assert journals(hass, entry)
        asked = len(emulator.calls)

        relay.restore()
        await later(hass, emulator, freezer, entry, minutes=16)

        assert not journals(hass, entry)
        assert entry.runtime_data.queue.failing_since is None
        assert len(emulator.calls) == asked
        await assert_all_is_true(hass, emulator, home)

    async def test_while_a_day_comes(
        self,
        hass: HomeAssistant,
        emulator: Emulator,
        home: Home,
        relay: Relay,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        entry = home_entry(emulator, home)
        await start(hass, entry)
        await settled(hass, entry)
        before = await every_row(hass, home)

        relay.cut()
        await later(hass, emulator, freezer, entry, days=1)
        assert entry.runtime_data.queue.failing_since
        assert journals(hass, entry)
        relay.restore()
        await later(hass, emulator, freezer, entry, minutes=16)

        assert not journals(hass, entry)
        await assert_all_is_true(hass, emulator, home)
        after = await every_row(hass, home)
        assert all(after[each][: len(rows)] == rows for each, rows in before.items())


class TestRowsThatSomebodyLocks:
    """The recorder waits for them a while, then gives up, or tries again by itself: that is the database's affair."""

    @pytest.fixture
    def recorder_config(
        self, recorder_config: dict[str, Any], recorder_db_url: str
    ) -> dict[str, Any]:
        return recorder_config | {"db_url": impatient(recorder_db_url)}

    async def test_while_a_day_comes_and_another_is_corrected(
        self,
        hass: HomeAssistant,
        recorder_db_url: str,
        emulator: Emulator,
        home: Home,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        entry = home_entry(emulator, home)
        await start(hass, entry)
        await settled(hass, entry)
        before = await every_row(hass, home)
        home.correct_energy(ago(5), home.true_day_wh(ago(5)) + 3000)

        with locked_rows(recorder_db_url):
            await later(hass, emulator, freezer, entry, days=1)
            assert entry.runtime_data.queue.failing_since
            assert journals(hass, entry)
            assert await every_row(hass, home) == before
        await later(hass, emulator, freezer, entry, minutes=16)

        assert not journals(hass, entry)
        assert entry.runtime_data.queue.failing_since is None
        await assert_all_is_true(hass, emulator, home)
        await every_row(hass, home)

    async def test_a_shift_that_is_refused_twice_is_done_once(
        self,
        hass: HomeAssistant,
        recorder_mock: Recorder,
        recorder_db_url: str,
        emulator: Emulator,
        home: Home,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        """Core leaves out what is refused; would it try again by itself, it would do so behind what it was sent meanwhile."""
        entry = home_entry(emulator, home)
        await start(hass, entry)
        await settled(hass, entry)
        home.correct_energy(ago(5), home.true_day_wh(ago(5)) + 3000)
        with ExitStack() as locks:

            def lock(_connection: Connection) -> None:
                locks.enter_context(locked_rows(recorder_db_url))

            def wait_for_more(_connection: Connection) -> None:
                """Take as long as a database waits for a lock: whoever sends more has done so."""
                for _ in range(200):
                    if recorder_mock.backlog:
                        break
                    sleep(0.01)

            def unlock(_connection: Connection) -> None:
                locks.close()

            with (
                at_statement(recorder_mock, SHIFT, 0, lock) as seen,
                at_statement(recorder_mock, SHIFT, 1, wait_for_more),
                at_statement(recorder_mock, SHIFT, 2, unlock),
            ):
                await later(hass, emulator, freezer, entry, days=1)
                # What core has queued again would run before this ends.
                await async_wait_for_queue(hass)

        assert len(seen) == 3
        assert not journals(hass, entry)
        await assert_all_is_true(hass, emulator, home)
        await every_row(hass, home)
