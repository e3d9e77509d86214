"""Keeping clear of midnight, when a run's services and its Home Assistant would have different days."""

import asyncio
from datetime import UTC, datetime, time, timedelta

from .expected import LOCAL
from .saying import Say


async def keep_clear(need: timedelta, say: Say) -> None:
    """Wait for the next local day if the present one ends sooner than is needed."""
    wait = until_clear(datetime.now(UTC), need)
    if wait:
        say(f"Waiting {wait.total_seconds():.0f} s until midnight is past ...")
        await asyncio.sleep(wait.total_seconds())


def until_clear(now: datetime, need: timedelta) -> timedelta:
    """Return how long to wait at an aware time: to just past local midnight, or not at all."""
    tomorrow = now.astimezone(LOCAL).date() + timedelta(days=1)
    left = datetime.combine(tomorrow, time(), LOCAL).astimezone(UTC) - now
    return left + timedelta(seconds=1) if left < need else timedelta()
