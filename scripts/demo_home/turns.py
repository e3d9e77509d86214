"""Keeping clear of the local hours at which what is true becomes something else."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from .expected import LOCAL
from .saying import Say

NEW_DAY = time()
PUBLISHED = time(8)
"""When the emulated services come out with another day of electricity."""


async def keep_clear(turns: Iterable[time], need: timedelta, say: Say) -> None:
    """Wait for a turn to be past if it comes sooner than is needed."""
    wait = until_clear(datetime.now(UTC), turns, need)
    if wait:
        say(f"Waiting {wait.total_seconds():.0f} s until the hour is past ...")
        await asyncio.sleep(wait.total_seconds())


def until_clear(now: datetime, turns: Iterable[time], need: timedelta) -> timedelta:
    """Return how long to wait at an aware time: to just past the next local turn, or not at all."""
    today = now.astimezone(LOCAL).date()
    left = min(
        datetime.combine(day, turn, LOCAL).astimezone(UTC) - now
        for day in (today, today + timedelta(days=1))
        for turn in turns
        if datetime.combine(day, turn, LOCAL) > now
    )
    return left + timedelta(seconds=1) if left < need else timedelta()
