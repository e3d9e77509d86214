"""What befalls a whole home, whichever ways it is read by: its clock, its disk, its recorder, its settings."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
import sqlite3
from threading import Event
from typing import Final

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.tasks import RecorderTask
from homeassistant.helpers.recorder import get_instance

from custom_components.grandlyon_energy.const import TIME_ZONE
from tests.homes import start
from tests.interrupted.mishaps import back_up, full_disk, put_back_rows, restore
from tests.issues.cards import cards

from .scene import Rows, Scene, turns
from .seen import seen
from .table import WELL, Seen

type Act = Callable[[Scene, Path], Awaitable[None]]
"""What befalls a home of which nothing is known yet, and how that ends; the folder is for what it needs."""

WRONG_BY: Final = timedelta(days=2)
SILENCE: Final = timedelta(minutes=11)
"""Longer than the recorder is waited for."""


async def _known(scene: Scene) -> dict[str, Rows]:
    """Have the home's history read; return what the recorder has of it, by way."""
    await scene.add()
    await _assert_true(scene)
    return await _rows(scene)


async def _assert_true(scene: Scene) -> None:
    for way in scene.ways:
        await scene.assert_true(way)


async def _rows(scene: Scene) -> dict[str, Rows]:
    return {way: await scene.rows(way) for way in scene.ways}


async def _assert_kept(scene: Scene, before: dict[str, Rows]) -> None:
    """Every row of before is there as it was, and no day is wrong."""
    for way in scene.ways:
        await scene.assert_no_day_wrong(way)
        for statistic_id, rows in (await scene.rows(way)).items():
            kept = before[way][statistic_id]
            assert rows[: len(kept)] == kept


async def clock_ahead(scene: Scene, _folder: Path) -> None:
    """Home Assistant's clock is two days ahead of everybody's, for a day; then it is put right."""
    before = await _known(scene)

    await scene.later(days=1, clock=WRONG_BY)

    await _assert_kept(scene, before)
    # It asks for a day that has not been.
    told = await seen(scene, scene.ways[0])
    assert (told.reason, told.card) == ("service_refused", "service_refused")
    await scene.later(days=1, clock=-WRONG_BY)


async def clock_behind(scene: Scene, _folder: Path) -> None:
    """Home Assistant's clock is two days behind everybody's, for a day; then it is put right."""
    before = await _known(scene)

    await scene.later(days=1, clock=-WRONG_BY)

    await _assert_kept(scene, before)
    for way in scene.ways:
        assert await seen(scene, way) == WELL
    await scene.later(days=1, clock=WRONG_BY)


async def disk_full(scene: Scene, _folder: Path) -> None:
    """No ledger can be saved on the day; then there is room again."""
    before = await _known(scene)

    with full_disk():
        await scene.later(days=1)

        assert await _rows(scene) == before
        for way in scene.ways:
            assert await seen(scene, way, alone=False) == Seen(
                reason="ledger_not_saved"
            )
    for way in scene.ways:
        await scene.at_next_poll(way)


@dataclass(slots=True)
class _Hold(RecorderTask):
    """Keeps the recorder's one thread from everything else."""

    released: Event

    def run(self, instance: Recorder) -> None:
        self.released.wait()


@contextmanager
def _held(recorder: Recorder) -> Iterator[None]:
    """Keep the recorder from everything else; it does not end before it is let go."""
    released = Event()
    recorder.queue_task(_Hold(released))
    try:
        yield
    finally:
        released.set()


async def _assert_not_written(scene: Scene, before: dict[str, Rows]) -> None:
    """Let the new day come and go: nothing of it is written, which is said."""
    await scene.later(days=1, patience=SILENCE)
    for _ in range(3):
        await scene.later(minutes=16, patience=SILENCE)

    assert await _rows(scene) == before
    assert cards(scene.hass).keys() == {"statistics_not_written"}


async def recorder_stopped(scene: Scene, _folder: Path) -> None:
    """The recorder works off nothing on the day, as in a backup that does not end; then it goes on."""
    before = await _known(scene)

    with _held(get_instance(scene.hass)):
        await _assert_not_written(scene, before)
    await scene.later(minutes=16)


async def database_locked(scene: Scene, folder: Path) -> None:
    """Another program keeps the database for itself on the day; then it lets go."""
    before = await _known(scene)

    with _locked(folder / DATABASE):
        await _assert_not_written(scene, before)
    await scene.later(minutes=16)


DATABASE: Final = "recorder.db"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep everybody else from writing to a database."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


async def unloaded_while_it_is_read(scene: Scene, _folder: Path) -> None:
    """The home is unloaded again and again while its history comes in, each time a little later."""
    async with scene.watched():
        assert await start(scene.hass, scene.entry)
        for steps in (0, 5, 20, 80, 200):
            await turns(steps)
            await scene.stop()
            assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.later(seconds=1)


async def reloaded_while_it_is_read(scene: Scene, _folder: Path) -> None:
    """The home is reloaded again and again while its history comes in."""
    async with scene.watched():
        assert await start(scene.hass, scene.entry)
        for steps in (0, 10, 40, 150):
            await turns(steps)
            assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
    await scene.later(seconds=1)


def time_zone(name: str) -> Act:
    async def act(scene: Scene, _folder: Path) -> None:
        """Home Assistant is in another part of the world from the beginning; then it is told that it is not."""
        await scene.hass.config.async_update(time_zone=name)
        await _known(scene)
        await scene.later(days=1)

        await _assert_true(scene)
        assert cards(scene.hass).keys() == {"time_zone"}
        await scene.hass.config.async_update(time_zone=TIME_ZONE)
        await scene.hass.async_block_till_done()

    return act


def backup_restored(*, ledger: bool, database: bool) -> Act:
    async def act(scene: Scene, folder: Path) -> None:
        """Three days later what was there before them is put back."""
        before = await _known(scene)
        back_up(scene.hass, scene.entry, folder / "backup")
        for _ in range(3):
            await scene.later(days=1)
        await scene.stop()
        if ledger:
            restore(scene.hass, scene.entry, folder / "backup")
        if database:
            for rows_of in before.values():
                for statistic_id, rows in rows_of.items():
                    await put_back_rows(scene.hass, statistic_id, rows)
        await scene.start_again()
        if database and not ledger:
            # Somebody else may have taken the rows away: the home says for a week that they are there again.
            assert cards(scene.hass).keys() == {"statistics_repaired"}
            await scene.later(days=8)
        await scene.later(days=1)

    return act


WHOLE_HOME: Final[dict[str, Act]] = {
    "clock ahead": clock_ahead,
    "clock behind": clock_behind,
    "disk full": disk_full,
    "recorder stopped": recorder_stopped,
    "database locked": database_locked,
    "unloaded while it is read": unloaded_while_it_is_read,
    "reloaded while it is read": reloaded_while_it_is_read,
    "time zone west": time_zone("America/Los_Angeles"),
    "time zone east": time_zone("Pacific/Auckland"),
    "older ledger": backup_restored(ledger=True, database=False),
    "older database": backup_restored(ledger=False, database=True),
    "older ledger and database": backup_restored(ledger=True, database=True),
}
