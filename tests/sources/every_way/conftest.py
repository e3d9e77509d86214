"""One process of services for the whole suite, without faults when a test begins."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from .services import Services, serving, synthetic_home


@pytest.fixture(scope="package")
def served() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
async def services(served: str, socket_enabled: None) -> AsyncIterator[Services]:
    # Debugging has the loop keep the whole stack of every callback, which takes longer than all the rest.
    asyncio.get_running_loop().set_debug(False)
    async with aiohttp.ClientSession() as session:
        services = Services(session, served, synthetic_home())
        await services.set_now()
        await services.behave()
        await services.new_calls()
        yield services


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session that the sources share."""
    async with aiohttp.ClientSession() as session:
        yield session
