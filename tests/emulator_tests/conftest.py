from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import aiohttp
import pytest

from tests.emulator import Emulator, Home

from .asking import Asking

TODAY = date(2026, 3, 20)
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def home() -> Home:
    return Home(today=TODAY, contracts=2)


@pytest.fixture
async def emulator(home: Home, socket_enabled: None) -> AsyncIterator[Emulator]:
    emulator = Emulator(home, now=lambda: NOW)
    async with emulator.serve():
        yield emulator


@pytest.fixture
async def ask(emulator: Emulator) -> AsyncIterator[Asking]:
    async with aiohttp.ClientSession() as session:
        yield Asking(session, emulator)
