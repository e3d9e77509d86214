"""What is looked at while something goes wrong: what comes of it, what is told, and what it costs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
import re
from time import thread_time
from typing import Any, Final
from unittest.mock import patch

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import (
    SourceError,
    ThrottledError,
    TransientError,
    http,
)
from tests.emulator import Fault, Home

from .meanings import Meaning
from .services import Services
from .ways import Reader, Way, make_reader, right

MOST_CALLS: Final = 12
"""Of a read of which one call goes wrong: it may log in again, and list the contracts again."""

_NEVER_ENDING: Final = (Fault.SILENCE, Fault.SLOW_DRIP)
_SHORT: Final = aiohttp.ClientTimeout(total=0.1)
_DRAWN: Final = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{40,}")
"""Tokens, codes, cookies and ids that a service draws: long, and never without a digit."""


async def struck(
    services: Services,
    reader: Reader,
    way: Way,
    kind: str,
    fault: Fault,
    code: str | None = None,
) -> Any:
    """What a read gives, readings or one of our errors, while one kind of call goes wrong."""
    patience = _SHORT if fault in _NEVER_ENDING else http.TOTAL_TIMEOUT
    await services.misbehave(way.service, fault, kind=kind, code=code)
    try:
        with patch.object(http, "TOTAL_TIMEOUT", patience):
            return await reader.read()
    except SourceError as err:
        return err
    finally:
        await services.behave()


async def healed(reader: Reader) -> Any:
    """What a read gives when nothing goes wrong any more.

    A log-in keeps the patience that it began with, which may be too short for a busy machine.
    """
    for _ in range(4):
        try:
            return await reader.read()
        except TransientError as err:
            if err.reason != "timeout":
                raise
    return await reader.read()


async def assert_passes(
    services: Services,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
    way: Way,
    kind: str,
    fault: Fault,
    code: str | None = None,
) -> Meaning | None:
    """Let a call go wrong, then well; return what the source made of it."""
    caplog.clear()
    reader = make_reader(session, services, way, kind)

    found = await struck(services, reader, way, kind, fault, code)

    calls = await services.new_calls()
    assert calls.total() <= MOST_CALLS
    if isinstance(found, SourceError):
        assert calls[kind] <= (1 if isinstance(found, ThrottledError) else 2)
        assert told(services.home, *said_by(found)) == []
    else:
        assert found == right(services.home, kind)
    if isinstance(found, ThrottledError):
        later = fault is Fault.HTTP_429_RETRY_AFTER
        assert found.retry_after == (timedelta(seconds=120) if later else None)
    assert await healed(reader) == right(services.home, kind)
    assert told(services.home, caplog.text) == []
    await services.new_calls()
    return meant(found)


def meant(found: Any) -> Meaning | None:
    """What came of a read: which of the five errors, None of readings."""
    if not isinstance(found, SourceError):
        return None
    [error] = [one for one in SourceError.__subclasses__() if isinstance(found, one)]
    return Meaning(error, found.reason)


def secrets(home: Home) -> tuple[str, ...]:
    """Everything of a home that nobody else may read."""
    return (
        home.point_id,
        home.api_key,
        home.sge_login,
        home.conso_token,
        home.last_name,
        home.address,
        home.registered_street,
        home.meter_serial,
        home.water_login,
        home.water_password,
        home.auth_key[:16],
        *home.contracts,
        *home.portal_references,
    )


def told(home: Home, *texts: str) -> list[str]:
    """Which secrets, those of the home or drawn for it, are told."""
    everything = "\n".join(texts)
    known = [secret for secret in secrets(home) if secret in everything]
    return [*known, *_DRAWN.findall(everything)]


def said_by(error: BaseException) -> Iterator[str]:
    """All that an error and those before it hold, also what a log would not print."""
    for one in _chain(error):
        yield f"{one} {one!r} {one.args!r} {vars(one)!r}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        yield error
        yield from _chain(error.__cause__)
        yield from _chain(error.__context__)


@asynccontextmanager
async def pulse() -> AsyncIterator[list[float]]:
    """Measure for how long at a time this thread keeps the loop from everything else, s of its own work."""
    held: list[float] = []

    async def beat() -> None:
        while True:
            before = thread_time()
            await asyncio.sleep(0.002)
            held.append(thread_time() - before)

    beating = asyncio.create_task(beat())
    await asyncio.sleep(0)
    try:
        yield held
        await asyncio.sleep(0.002)
    finally:
        beating.cancel()
