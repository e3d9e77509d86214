"""Writing in the background: after core has started, again after a failure, told once, and never lost."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
import threading
from typing import override
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.tasks import RecorderTask
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.json import save_json
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from sqlalchemy.exc import OperationalError

from custom_components.grandlyon_energy.ids import MAX_POWER
from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.series import Row
from custom_components.grandlyon_energy.statistics import recorder
from custom_components.grandlyon_energy.statistics.queue import TRY_AGAIN, WriteQueue
from custom_components.grandlyon_energy.statistics.recorder import import_rows
from custom_components.grandlyon_energy.statistics.statistic import Statistic

from .conftest import MakeStatistic, hourly
from .database import async_edit, delete

pytestmark = pytest.mark.usefixtures("recorder_mock")

PACKAGE = "custom_components.grandlyon_energy"
DAYS = [date(2026, 3, 28) + timedelta(days=n) for n in range(3)]
KWH = 1_000_000
TOLD = "Statistics could not be written"


@asynccontextmanager
async def running(hass: HomeAssistant, queue: WriteQueue) -> AsyncIterator[None]:
    """Run the queue as an entry does, and cancel it as core does when the entry is unloaded."""
    task = hass.async_create_background_task(queue.async_run(), "statistics")
    try:
        yield
    finally:
        task.cancel()
        await hass.async_block_till_done()


@dataclass(slots=True)
class Blockade(RecorderTask):
    """Keeps the recorder's thread busy until it is lifted, as a backup does."""

    lifted: threading.Event

    @override
    def run(self, instance: Recorder) -> None:
        self.lifted.wait(timeout=30)


@contextmanager
def silent_recorder(hass: HomeAssistant) -> Iterator[None]:
    """A recorder that works off nothing, and no patience."""
    blockade = Blockade(threading.Event())
    get_instance(hass).queue_task(blockade)
    try:
        with patch.object(recorder, "SILENCE", timedelta(0)):
            yield
    finally:
        blockade.lifted.set()


@contextmanager
def deaf_recorder(_hass: HomeAssistant) -> Iterator[None]:
    """A recorder that drops every import of energy."""

    def drop(hass: HomeAssistant, statistic: Statistic, rows: list[Row]) -> None:
        if statistic.key == MAX_POWER:
            import_rows(hass, statistic, rows)

    with (
        patch(f"{PACKAGE}.statistics.write_pass.import_rows", drop),
        patch(f"{PACKAGE}.statistics.write_pass.BACK_OFF", (0,)),
    ):
        yield


@contextmanager
def full_disk(_hass: HomeAssistant) -> Iterator[None]:
    with patch(
        f"{PACKAGE}.ledger.files.save_json", side_effect=OSError("No space left")
    ):
        yield


@contextmanager
def broken_database(_hass: HomeAssistant) -> Iterator[None]:
    with patch(
        f"{PACKAGE}.statistics.recorder.get_last_statistics",
        side_effect=OperationalError("SELECT", {}, Exception("database is locked")),
    ):
        yield


FAILURES = {
    "silent": silent_recorder,
    "deaf": deaf_recorder,
    "full": full_disk,
    "broken": broken_database,
}


async def rows(hass: HomeAssistant, statistic: Statistic) -> int:
    """How many hours of the three days the recorder holds."""
    first, last = day_hours(DAYS[0])[0], day_hours(DAYS[-1])[-1]
    found = await recorder.async_read_rows(
        hass, statistic, first, last + timedelta(hours=1)
    )
    return len(found)


@pytest.fixture
def consumption(make: MakeStatistic) -> Statistic:
    """Three days, one of them with 23 hours, that the recorder does not have."""
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    return statistic


async def test_nothing_is_written_before_core_has_started(
    hass: HomeAssistant, consumption: Statistic
) -> None:
    hass.set_state(CoreState.starting)
    queue = WriteQueue(hass)
    queue.add([consumption])

    async with running(hass, queue):
        queue.request()
        await hass.async_block_till_done()
        assert await rows(hass, consumption) == 0

        hass.set_state(CoreState.running)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await hass.async_block_till_done()
        await queue.async_wait_idle()
        assert await rows(hass, consumption) == 71


async def test_a_request_is_worked_off_also_when_it_comes_while_writing(
    hass: HomeAssistant, make: MakeStatistic, consumption: Statistic
) -> None:
    maximum = make(MAX_POWER, knows=DAYS)
    maximum.project({day: ((day_hours(day)[19], 5000),) for day in DAYS})
    queue = WriteQueue(hass)
    queue.add([consumption, maximum])
    late = date(2026, 3, 31)

    def send(hass: HomeAssistant, statistic: Statistic, rows: list[Row]) -> None:
        import_rows(hass, statistic, rows)
        if statistic is maximum:
            # The energy, whose turn is over, is to have another day.
            consumption.project({late: hourly(late, 1)})
            queue.request()

    with patch(f"{PACKAGE}.statistics.write_pass.import_rows", send):
        async with running(hass, queue):
            queue.request()
            await queue.async_wait_idle()

    assert consumption.state.pending == set()
    found = await recorder.async_read_last_row(hass, consumption)
    assert found is not None
    assert found[0] == day_hours(late)[-1]


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
async def test_a_failure_keeps_the_journal_is_told_once_and_tried_again_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    consumption: Statistic,
    failure: Callable[[HomeAssistant], AbstractContextManager[None]],
) -> None:
    queue = WriteQueue(hass)
    queue.add([consumption])

    async def pass_time() -> None:
        freezer.tick(TRY_AGAIN)
        async_fire_time_changed(hass)
        await queue.async_wait_idle()

    with failure(hass):
        task = hass.async_create_background_task(queue.async_run(), "statistics")
        queue.request()
        await queue.async_wait_idle()
        await pass_time()
        await pass_time()
        assert consumption.state.pending == set(DAYS)
        assert caplog.text.count(TOLD) == 1
        assert "12345678901234" not in "".join(
            record.getMessage()
            for record in caplog.records
            if record.name.startswith(PACKAGE)
        )

    await pass_time()

    assert await rows(hass, consumption) == 71
    assert consumption.state.pending == set()
    assert not consumption.store.ledger.dirty
    assert caplog.text.count("Statistics can be written again") == 1
    task.cancel()


async def test_a_new_request_does_not_wait_for_the_time_after_a_failure(
    hass: HomeAssistant, consumption: Statistic
) -> None:
    queue = WriteQueue(hass)
    queue.add([consumption])

    async with running(hass, queue):
        with full_disk(hass):
            queue.request()
            await queue.async_wait_idle()
        queue.request()
        await queue.async_wait_idle()

    assert await rows(hass, consumption) == 71


async def test_a_statistic_that_cannot_be_written_holds_up_no_other(
    hass: HomeAssistant, make: MakeStatistic, consumption: Statistic
) -> None:
    maximum = make(MAX_POWER, knows=DAYS)
    maximum.project({day: ((day_hours(day)[19], 5000),) for day in DAYS})
    queue = WriteQueue(hass)
    queue.add([consumption, maximum])

    with deaf_recorder(hass):
        async with running(hass, queue):
            queue.request()
            await queue.async_wait_idle()

    assert (await rows(hass, consumption), await rows(hass, maximum)) == (0, 3)


async def test_while_the_recorder_is_silent_nothing_is_sent_twice_or_besides(
    hass: HomeAssistant, make: MakeStatistic, consumption: Statistic
) -> None:
    maximum = make(MAX_POWER, knows=DAYS)
    maximum.project({day: ((day_hours(day)[19], 5000),) for day in DAYS})
    queue = WriteQueue(hass)
    queue.add([consumption, maximum])
    sent: list[str] = []

    def send(hass: HomeAssistant, statistic: Statistic, rows: list[Row]) -> None:
        sent.append(statistic.key)
        import_rows(hass, statistic, rows)

    with patch(f"{PACKAGE}.statistics.write_pass.import_rows", send):
        async with running(hass, queue):
            with silent_recorder(hass):
                for _ in range(3):
                    queue.request()
                    await queue.async_wait_idle()
            assert sent == [consumption.key]

            queue.request()
            await queue.async_wait_idle()

    assert sent == [consumption.key, MAX_POWER]
    assert (await rows(hass, consumption), await rows(hass, maximum)) == (71, 3)


async def test_nothing_is_tried_again_once_the_entry_is_unloaded(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, consumption: Statistic
) -> None:
    queue = WriteQueue(hass)
    queue.add([consumption])
    with full_disk(hass):
        async with running(hass, queue):
            queue.request()
            await queue.async_wait_idle()

    with patch(f"{PACKAGE}.ledger.files.save_json", wraps=save_json) as save:
        freezer.tick(TRY_AGAIN)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()

    assert not save.called
    assert await rows(hass, consumption) == 0


async def test_a_month_is_audited_when_asked_for_and_what_it_finds_is_written(
    hass: HomeAssistant, consumption: Statistic
) -> None:
    queue = WriteQueue(hass)
    queue.add([consumption])
    async with running(hass, queue):
        queue.request()
        await queue.async_wait_idle()
        await async_edit(hass, consumption, delete(30, 1))

        queue.request()
        await queue.async_wait_idle()
        assert await rows(hass, consumption) == 70

        queue.request(audit=[consumption])
        await queue.async_wait_idle()
        assert await rows(hass, consumption) == 71


async def test_an_audit_that_fails_is_told_and_made_up_for(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, consumption: Statistic
) -> None:
    queue = WriteQueue(hass)
    queue.add([consumption])
    async with running(hass, queue):
        queue.request()
        await queue.async_wait_idle()
        await async_edit(hass, consumption, delete(30, 1))
        with broken_database(hass):
            queue.request(audit=[consumption])
            await queue.async_wait_idle()
        assert TOLD in caplog.text

        queue.request()
        await queue.async_wait_idle()

    assert await rows(hass, consumption) == 71
