"""A first import whose process is killed, again and again: at last it is as one that nobody disturbed.

Home Assistant is a process of its own, on a recorder's file. It is killed (SIGKILL) at random moments, drawn from the time
that an undisturbed import took just before, on this machine.
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from random import Random
import sqlite3
from time import monotonic
from typing import Final

import pytest
import pytest_socket

from tests.conftest import NOW
from tests.effort import SERVER, THOROUGH
from tests.emulator import Emulator, Home
from tests.homes import CUSTOMER, PARTNER, Ways, home_entry

from .process import Rows
from .starts import Start, journalled, ledgers, make_folder, started

pytestmark = pytest.mark.skipif(
    bool(SERVER),
    reason="The processes that are killed have a recorder's file of their own.",
)

HOMES: Final = 10 if THOROUGH else 2
WAYS: Final = (PARTNER, CUSTOMER)
"""In turn."""

KILLS: Final = 2
"""Of each home: one anywhere in its first import, one soon after the next start, on what the first left."""

SOON: Final = 1 / 3
"""The part of an undisturbed import in which the second kill comes."""


@pytest.fixture
def processes(socket_enabled: None) -> None:
    """Let processes be started: they are asked for over a socket in the file system."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.mark.usefixtures("processes")
async def test_a_first_import_killed_at_random_moments_ends_as_an_undisturbed_one(
    emulator: Emulator, home: Home, tmp_path: Path
) -> None:
    undisturbed = [
        await undisturbed_import(emulator, home, ways, tmp_path) for ways in WAYS
    ]
    in_the_middle = with_journal = 0

    for number, moments in enumerate(moments_to_kill()):
        ways = WAYS[number % len(WAYS)]
        expected, known, took_s = undisturbed[number % len(WAYS)]
        folder = make_folder(
            tmp_path / str(number), home_entry(emulator, home, ways=ways)
        )
        for kill, moment in enumerate(moments):
            async with started(folder, NOW) as start:
                if number < len(WAYS) and not kill:
                    # Of each way one while rows are being written, however fast the machine is.
                    await until_journalled(folder, start)
                else:
                    await asyncio.sleep(moment * took_s)
                in_the_middle += not start.is_done
            with_journal += bool(journalled(folder))

        async with started(folder, NOW) as start:
            rows = await start.rows()
            await start.stop()

        assert_same(rows, expected)
        assert rows_on_disk(folder) == sum(map(len, expected.values()))
        assert days_known(folder) == known
        assert not journalled(folder)

    # Kills that came too early or too late would prove nothing.
    assert in_the_middle > HOMES * KILLS / 4
    assert with_journal > HOMES * KILLS / 8


async def until_journalled(folder: Path, start: Start) -> None:
    """Return once a journal is on disk, or the import is done, or it takes too long."""
    for _ in range(10_000):
        if start.is_done or journalled(folder):
            return
        await asyncio.sleep(0.002)


async def undisturbed_import(
    emulator: Emulator, home: Home, ways: Ways, tmp_path: Path
) -> tuple[Rows, dict[str, dict[date, object]], float]:
    """Return the rows and the readings of a first import that nobody disturbs, and the seconds that it took."""
    entry = home_entry(emulator, home, ways=ways)
    folder = make_folder(tmp_path / ways[0], entry)
    async with started(folder, NOW) as start:
        began = monotonic()
        rows = await start.rows()
        took_s = monotonic() - began
        await start.stop()
    assert_true(rows, emulator, home)
    return rows, days_known(folder), took_s


def moments_to_kill() -> Iterator[list[float]]:
    """Return the moments for each home, as parts of an undisturbed import; the first ones cover all of it."""
    random = Random(1)
    for number in range(HOMES):
        yield [
            (number + random.random()) / HOMES,
            *(SOON * random.random() for _ in range(KILLS - 1)),
        ]


def days_known(folder: Path) -> dict[str, dict[date, object]]:
    """Return the readings of each ledger on disk."""
    return {name: ledger.days for name, ledger in ledgers(folder).items()}


def assert_same(found: Rows, expected: Rows) -> None:
    """Compare every row; the recorder adds floats."""
    assert found.keys() == expected.keys()
    for statistic_id, rows in expected.items():
        assert [row["start"] for row in found[statistic_id]] == [
            row["start"] for row in rows
        ]
        for column in ("state", "sum", "mean", "min", "max"):
            assert [row.get(column) for row in found[statistic_id]] == pytest.approx(
                [row.get(column) for row in rows], abs=1e-6
            )


def assert_true(rows: Rows, emulator: Emulator, home: Home) -> None:
    """Compare the hours of electricity with the truth: else all imports might be wrong alike."""
    hours = {
        row["start"]: (row.get("state") or 0) * 1000
        for row in rows[f"grandlyon_energy:{home.point_id}_consumption"]
    }
    known = {
        datetime.fromisoformat(hour).timestamp(): wh
        for hour, wh in emulator.truth()["hours_wh"].items()
    }
    assert {hour: hours[hour] for hour in known} == pytest.approx(known, abs=1)


def rows_on_disk(folder: Path) -> int:
    """Return how many rows there are at all, of whatever statistic."""
    with closing(sqlite3.connect(folder / "home-assistant_v2.db")) as database:
        (count,) = database.execute("SELECT COUNT(*) FROM statistics").fetchone()
    return int(count)
