"""What comes between two steps of the writer, and what somebody else did to the database: the sums stay right."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest

from custom_components.grandlyon_energy.compat import clear_range
from custom_components.grandlyon_energy.ids import MAX_POWER
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.statistics.recorder import async_wait_for_queue
from custom_components.grandlyon_energy.statistics.writer import StatisticsWriter

from .conftest import MakeStatistic, hourly
from .ranged_clear import allow_ranged_clear
from .test_writer import (
    DAYS,
    HOURS,
    KWH,
    assert_recorder_equals,
    counted_writes,
    recorded,
)

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_an_older_day_that_changes_while_a_newer_one_is_written(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    waits = 0

    async def wait_and_learn(core: HomeAssistant) -> None:
        nonlocal waits
        await async_wait_for_queue(core)
        waits += 1
        if waits == 1:
            statistic.project({DAYS[2]: hourly(DAYS[2], 2 * KWH)})

    with patch(
        "custom_components.grandlyon_energy.statistics.write_pass.async_wait_for_queue",
        wait_and_learn,
    ):
        statistic.project({DAYS[12]: hourly(DAYS[12], 3 * KWH)})
        await writer.async_write([statistic])

    assert not statistic.state.pending
    await assert_recorder_equals(hass, statistic)


@pytest.mark.usefixtures("removal")
async def test_the_first_day_goes_while_all_others_change(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project({DAYS[0]: ()} | {day: hourly(day, 2 * KWH) for day in DAYS[1:]})
    await writer.async_write([statistic])

    rows = await recorded(hass, statistic)
    assert {row["change"] for row in rows} == {2.0}
    assert rows[0]["sum"] == 2.0
    await assert_recorder_equals(hass, statistic)


@pytest.mark.usefixtures("removal")
async def test_the_first_day_goes_alone(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project({DAYS[0]: ()})
    await writer.async_write([statistic])

    rows = await recorded(hass, statistic)
    assert len(rows) == HOURS - 24
    assert rows[0]["change"] == pytest.approx(1.0)
    await assert_recorder_equals(hass, statistic)


@pytest.mark.usefixtures("removal")
async def test_every_row_goes(hass: HomeAssistant, make: MakeStatistic) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS[:2]})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project(dict.fromkeys(DAYS[:2], ()))
    await writer.async_write([statistic])

    assert await recorded(hass, statistic) == []
    assert not statistic.state.pending


@pytest.mark.usefixtures("removal")
async def test_a_row_in_the_middle_goes_and_older_rows_stay(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    before = make(knows=DAYS)
    before.project({day: hourly(day, KWH) for day in DAYS[:5]})
    await StatisticsWriter(hass).async_write([before])
    later = make(knows=DAYS[5:])
    later.project({day: hourly(day, KWH) for day in DAYS[5:]})
    writer = StatisticsWriter(hass)
    await writer.async_write([later])

    later.project({DAYS[7]: ()})
    await writer.async_write([later])

    rows = await recorded(hass, later)
    assert len(rows) == HOURS - 24
    assert {row["change"] for row in rows} == {1.0}


async def test_a_removed_row_after_the_window_is_written_again(
    hass: HomeAssistant, make: MakeStatistic, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_ranged_clear(monkeypatch)
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    start = day_start(DAYS[6])
    instance = get_instance(hass)
    clear_range(instance, statistic.statistic_id, start, start + timedelta(hours=1))
    await async_wait_for_queue(hass)

    statistic.project({DAYS[5]: hourly(DAYS[5], 3 * KWH)})
    await writer.async_write([statistic])

    await assert_recorder_equals(hass, statistic)


async def test_a_maximum_that_is_as_expected_is_not_compared_whole(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(MAX_POWER, knows=DAYS)
    statistic.project({day: ((day_hours(day)[19], 5000),) for day in DAYS})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    await writer.async_check([statistic])

    assert not statistic.state.pending


async def test_a_restored_series_is_not_written_again(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    days = {day: hourly(day, KWH) for day in DAYS}
    statistic.project(days)
    await StatisticsWriter(hass).async_write([statistic])
    kept = make(knows=DAYS)
    await kept.store.async_load()

    restarted = make(knows=DAYS, ledger=kept.store.ledger)
    restarted.restore(days)
    writer = StatisticsWriter(hass)
    await writer.async_check([restarted])

    assert not restarted.state.pending
    with counted_writes() as counts:
        await writer.async_write([restarted])
    assert counts == {"rows": 0, "adjustments": 0, "removals": 0}


async def test_nothing_is_sent_while_the_ledger_is_still_being_saved(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    statistic = make(knows=DAYS)
    statistic.project({day: hourly(day, KWH) for day in DAYS[:2]})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])
    statistic.project({DAYS[1]: hourly(DAYS[1], 2 * KWH)})
    released = threading.Event()
    save = LedgerFiles.save
    attempts = 0

    def slow_then_full(self: LedgerFiles, files: Mapping[str, Any]) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            released.wait(10)
            raise OSError("No space left on device")
        save(self, files)

    with (
        patch.object(LedgerFiles, "save", slow_then_full),
        counted_writes() as counts,
    ):
        saving = hass.async_create_task(statistic.store.async_save())
        await asyncio.sleep(0)
        writing = hass.async_create_task(writer.async_write([statistic]))
        # Time enough for all that the writer reads before it sends.
        for _ in range(10):
            await recorded(hass, statistic)
        assert counts["rows"] == 0
        released.set()
        with pytest.raises(OSError, match="No space"):
            await saving
        await writing

    # What the disk refused was saved before anything was sent.
    assert attempts >= 2
    await assert_recorder_equals(hass, statistic)


@pytest.mark.usefixtures("removal")
async def test_a_maximum_leaves_no_row_on_a_day_that_no_reading_decides(
    hass: HomeAssistant, make: MakeStatistic
) -> None:
    """It was reached at the midnight that ends its day, so its row stood on the next."""
    statistic = make(MAX_POWER, knows=DAYS[:1])
    statistic.project({DAYS[1]: ((day_start(DAYS[1]), 5000),)})
    writer = StatisticsWriter(hass)
    await writer.async_write([statistic])

    statistic.project({DAYS[0]: ((day_start(DAYS[0]), 6000),), DAYS[1]: ()})
    await writer.async_write([statistic])

    assert statistic.series.days == DAYS[:1]
    await assert_recorder_equals(hass, statistic)
