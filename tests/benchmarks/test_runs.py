"""How several runs become one, and how stalls of the event loop are seen."""

import asyncio
from pathlib import Path
import sys
import time

from homeassistant.const import __version__
import pytest

from benchmarks.pulse import measured, peak_memory, pulse
from benchmarks.runs import BenchmarkError, Python, medians


def test_several_runs_become_the_median_of_each_figure() -> None:
    runs = [
        {"s": 3.0, "day": {"sent": 25}},
        {"s": 1.0, "day": {"sent": 25}},
        {"s": 9.0, "day": {"sent": 26}},
    ]

    assert medians(runs) == {"s": 3.0, "day": {"sent": 25}}


def test_a_core_says_its_version() -> None:
    assert Python.at(sys.executable).core == __version__


def test_a_run_that_fails_says_so(tmp_path: Path) -> None:
    python = Python(path=sys.executable, core="")

    with pytest.raises(BenchmarkError, match="KeyError: 'nothing'"):
        python.measure("nothing", tmp_path / "new")


def test_a_run_does_not_go_on_from_what_another_left(tmp_path: Path) -> None:
    python = Python(path=sys.executable, core="")

    with pytest.raises(BenchmarkError, match="there already"):
        python.measure("first_import", tmp_path)


async def test_a_stall_of_the_event_loop_is_seen() -> None:
    with pulse() as found:
        await asyncio.sleep(0.02)
        _hold_the_loop_up(0.1)
        await asyncio.sleep(0.02)

    assert 0.05 < found.longest_s < 5


async def test_waiting_is_no_stall_but_takes_time() -> None:
    async with measured() as took:
        await asyncio.sleep(0.1)

    assert took.s >= 0.1
    assert took.cpu_s < took.s
    assert took.stall_s < took.s
    assert took.told["memory"] == peak_memory() > 1_000_000


def _hold_the_loop_up(seconds: float) -> None:
    """Work on, as long as this thread takes for it, whatever else the machine does."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
