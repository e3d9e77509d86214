"""What somebody did to the recorder's rows is told once it is put right; what we know the reason of is not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    day_hours,
    day_start,
    days_between,
)
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.statistics.queue import (
    TRY_AGAIN,
    Repaired,
    WriteQueue,
)
from custom_components.grandlyon_energy.statistics.recorder import async_wait_for_queue
from custom_components.grandlyon_energy.statistics.statistic import Kind, Statistic
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import MakeStatistic
from .database import async_edit, change_amount, change_sums, delete, insert
from .test_writer import assert_recorder_equals

pytestmark = pytest.mark.usefixtures("recorder_mock")

DAYS = tuple(days_between(date(2026, 1, 20), date(2026, 3, 10)))
KWH = 1_000_000
ROWS_A_DAY = 2


def few_hours(day: date, amount: int = KWH) -> DayAmounts:
    return tuple((hour, amount) for hour in day_hours(day)[:ROWS_A_DAY])


@pytest.fixture
async def written(hass: HomeAssistant, make: MakeStatistic) -> Statistic:
    """Three calendar months that the recorder has."""
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS})
    await StatisticsWriter(hass).async_write([statistic])
    return statistic


@pytest.fixture(autouse=True)
def in_april(freezer: FrozenDateTimeFactory) -> None:
    """The day decides which month is audited first."""
    freezer.move_to(datetime(2026, 4, 1, 9, tzinfo=UTC))


@asynccontextmanager
async def running(
    hass: HomeAssistant, statistic: Statistic
) -> AsyncIterator[WriteQueue]:
    """A queue that has just started, and checked the statistic."""
    queue = WriteQueue(hass)
    queue.add([statistic])
    queue.request()
    task = hass.async_create_background_task(queue.async_run(), "statistics")
    await queue.async_wait_idle()
    try:
        yield queue
    finally:
        task.cancel()
        await hass.async_block_till_done()


async def poll(queue: WriteQueue, statistic: Statistic) -> None:
    """Have one more month audited, as every poll does."""
    queue.request(audit=[statistic])
    await queue.async_wait_idle()


async def clear(hass: HomeAssistant, statistic: Statistic) -> None:
    """Delete every row, as a user can in the developer tools."""
    get_instance(hass).async_clear_statistics([statistic.statistic_id])
    await async_wait_for_queue(hass)


def repaired_days(queue: WriteQueue) -> int | None:
    known = queue.repaired.get("grandlyon_energy:12345678901234_consumption")
    return known.days if known else None


@pytest.mark.parametrize("position", [0, len(DAYS) // 2, len(DAYS) - 1])
async def test_a_day_that_somebody_changed_is_told_once_it_is_right(
    hass: HomeAssistant, written: Statistic, position: int
) -> None:
    async with running(hass, written) as queue:
        await async_edit(hass, written, change_amount(position * ROWS_A_DAY, 5.0))
        before = dict(queue.repaired)
        for _ in range(3):
            await poll(queue, written)

        assert before == {}
        assert repaired_days(queue) == 1
        await assert_recorder_equals(hass, written)


async def test_what_was_cleared_is_back_whole_after_a_poll(
    hass: HomeAssistant, written: Statistic, freezer: FrozenDateTimeFactory
) -> None:
    async with running(hass, written) as queue:
        await clear(hass, written)
        freezer.tick(timedelta(hours=3))
        await poll(queue, written)

        assert queue.repaired == {
            written.statistic_id: Repaired(days=len(DAYS), at=dt_util.utcnow())
        }
        await assert_recorder_equals(hass, written)


async def test_what_was_cleared_while_home_assistant_was_down_is_told_at_the_start(
    hass: HomeAssistant, written: Statistic
) -> None:
    await clear(hass, written)
    # A reading that came late, too: what the journal explains is not counted.
    written.project({DAYS[-1]: few_hours(DAYS[-1], 2 * KWH)})

    async with running(hass, written) as queue:
        assert repaired_days(queue) == len(DAYS) - 1
        await assert_recorder_equals(hass, written)


async def test_an_older_database_is_told_at_the_start(
    hass: HomeAssistant, written: Statistic
) -> None:
    await async_edit(hass, written, delete((len(DAYS) - 5) * ROWS_A_DAY, 1_000))

    async with running(hass, written) as queue:
        assert repaired_days(queue) == 5


async def test_sums_that_were_shifted_are_wrong_on_every_day_from_there(
    hass: HomeAssistant, written: Statistic
) -> None:
    await async_edit(hass, written, change_sums(30 * ROWS_A_DAY, None, -7.0))

    async with running(hass, written) as queue:
        assert repaired_days(queue) == len(DAYS) - 30


async def test_days_add_up_until_the_user_has_seen_them(
    hass: HomeAssistant, written: Statistic
) -> None:
    async with running(hass, written) as queue:
        for position in (3, 40, 40):
            await async_edit(hass, written, change_amount(position * ROWS_A_DAY, 5.0))
            for _ in range(3):
                await poll(queue, written)
        seen = repaired_days(queue)

        queue.acknowledge_repairs()

        assert seen == 2
        assert queue.repaired == {}
        await async_edit(hass, written, change_amount(3 * ROWS_A_DAY, 5.0))
        for _ in range(3):
            await poll(queue, written)
        assert repaired_days(queue) == 1


async def test_nothing_is_told_of_a_first_import_or_of_new_and_corrected_days(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: few_hours(day) for day in DAYS[10:]})

    async with running(hass, statistic) as queue:
        statistic.project({DAYS[20]: few_hours(DAYS[20], 3 * KWH)})
        statistic.project({DAYS[0]: few_hours(DAYS[0])})
        for _ in range(4):
            await poll(queue, statistic)

        assert queue.repaired == {}
        await assert_recorder_equals(hass, statistic)


async def test_nothing_is_told_of_an_older_ledger(
    hass: HomeAssistant, written: Statistic, make: MakeStatistic
) -> None:
    """It comes from a backup: the recorder's newest day is kept, a correction is lost until it is read again."""
    ledger = written.store.ledger
    older = make(knows=DAYS[:-1], ledger=ledger)
    older.series.replace(
        {day: few_hours(day) for day in DAYS[:-1]} | {DAYS[5]: few_hours(DAYS[5], 1)}
    )

    async with running(hass, older) as queue:
        assert queue.repaired == {}
        await assert_recorder_equals(hass, older)


async def test_nothing_is_told_where_our_sums_only_go_on_from_others(
    hass: HomeAssistant, written: Statistic
) -> None:
    """Rows from before the first day are not ours: somebody may import some, or delete them."""
    before = day_start(DAYS[0] - 10 * DAY)
    await async_edit(hass, written, insert(Kind.SUM, before, 5.0, 5.0))

    async with running(hass, written) as queue:
        at_start = dict(queue.repaired)
        await async_edit(hass, written, change_sums(0, 1, 2.0))
        for _ in range(3):
            await poll(queue, written)

        assert at_start == {}
        assert queue.repaired == {}
        assert written.state.baseline == 7 * KWH
        await assert_recorder_equals(hass, written)


@pytest.mark.usefixtures("removal")
async def test_a_row_on_the_day_without_any_that_opens_a_rebuilt_period_goes(
    hass: HomeAssistant, written: Statistic
) -> None:
    written.project({DAYS[10]: ()})
    async with running(hass, written) as queue:
        start = day_start(DAYS[10])
        await async_edit(hass, written, insert(Kind.SUM, start, 5.0, 5.0))

        found = await queue.async_rebuild(DAYS[10])

        assert list(found[written.statistic_id].differences) == [DAYS[10]]
        await assert_recorder_equals(hass, written)


async def test_listeners_hear_of_every_pass_until_they_have_heard_enough(
    hass: HomeAssistant, written: Statistic
) -> None:
    heard: list[int | None] = []
    async with running(hass, written) as queue:
        stop = queue.async_add_listener(lambda: heard.append(repaired_days(queue)))
        await poll(queue, written)
        await clear(hass, written)
        await poll(queue, written)
        queue.acknowledge_repairs()
        stop()
        await poll(queue, written)

    assert heard == [None, len(DAYS), None]


async def test_since_when_writing_fails_is_known_until_it_works_again(
    hass: HomeAssistant, written: Statistic, freezer: FrozenDateTimeFactory
) -> None:
    heard = []
    async with running(hass, written) as queue:
        queue.async_add_listener(lambda: heard.append(queue.failing_since))
        assert queue.failing_since is None
        written.project({DAYS[-1]: few_hours(DAYS[-1], 2 * KWH)})
        since = dt_util.utcnow()
        with patch(
            "custom_components.grandlyon_energy.ledger.files.save_json",
            side_effect=OSError("No space left"),
        ):
            freezer.move_to(since)
            queue.request()
            await queue.async_wait_idle()
            freezer.tick(TRY_AGAIN)
            async_fire_time_changed(hass)
            await queue.async_wait_idle()
        freezer.tick(TRY_AGAIN)
        async_fire_time_changed(hass)
        await queue.async_wait_idle()

    assert heard == [since, since, None]
