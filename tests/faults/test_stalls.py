"""The meter of stalls sees what holds up the loop, and only that."""

import asyncio
from collections.abc import Callable
from threading import Thread
import time

import pytest

from .stalls import LONGEST_S, stalls

LONG_S = 2 * LONGEST_S


def sleep() -> None:
    time.sleep(LONG_S)


def work() -> None:
    """More than the limit, on whatever machine."""
    until = time.thread_time() + LONG_S
    while time.thread_time() < until:
        pass


def wait_for_a_thread() -> None:
    thread = Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.parametrize("hold_up", [sleep, work, wait_for_a_thread])
async def test_a_callback_that_holds_up_the_loop_is_found(
    hold_up: Callable[[], None],
) -> None:
    async def culprit() -> None:
        await asyncio.sleep(0)
        hold_up()
        await asyncio.sleep(0)

    with stalls() as found:
        await culprit()

    assert found.longest_s > LONGEST_S
    assert "Task" in found.callback


async def test_waiting_in_the_loop_holds_up_nobody() -> None:
    with stalls() as found:
        await asyncio.sleep(LONG_S)
        await asyncio.get_running_loop().run_in_executor(None, sleep)

    assert found.callbacks > 1
    assert found.longest_s < LONGEST_S


async def test_what_comes_after_is_not_measured() -> None:
    with stalls() as found:
        await asyncio.sleep(0)
    sleep()
    await asyncio.sleep(0)

    assert found.longest_s < LONGEST_S
