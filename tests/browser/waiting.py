"""Waiting for what a page comes to show."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

LIMIT_S: Final = 45
_PAUSE_S: Final = 0.2


async def until[T](
    read: Callable[[], Awaitable[T]],
    fits: Callable[[T], bool],
    what: str,
    *,
    limit_s: float = LIMIT_S,
) -> T:
    """Read again and again until it fits, and return it; a test fails that waits too long."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_s
    while not fits(shown := await read()):
        assert loop.time() < deadline, f"{what}; shown is {shown!r}"
        await asyncio.sleep(_PAUSE_S)
    return shown
