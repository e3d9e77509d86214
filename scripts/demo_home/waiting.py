"""Waiting until the statistics are what they must be."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from .check import Verdict


async def wait_until_equal(
    judge: Callable[[], Awaitable[Sequence[Verdict]]],
    say: Callable[[str], None],
    *,
    limit_s: float,
    quiet_s: float,
    pause_s: float,
) -> Sequence[Verdict]:
    """Judge again and again, with pauses; return the last verdicts.

    That is when all are equal, when `limit_s` is over, or when nothing changed for `quiet_s`.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_s
    before: Sequence[Verdict] = ()
    changed = loop.time()
    while True:
        verdicts = await judge()
        now = loop.time()
        if verdicts != before:
            before, changed = verdicts, now
            say(f"  {progress(verdicts)}")
        if (
            all(verdict.equal for verdict in verdicts)
            or now >= deadline
            or now - changed >= quiet_s
        ):
            return verdicts
        await asyncio.sleep(pause_s)


def progress(verdicts: Sequence[Verdict]) -> str:
    """Say how far the statistics are."""
    rows = sum(verdict.rows for verdict in verdicts)
    left = sum(len(verdict.differences) for verdict in verdicts)
    return f"{rows} rows, {left} days and hours still differ"
