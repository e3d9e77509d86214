from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from tests.emulator import Emulator, Home

TODAY = date(2026, 3, 20)


@pytest.fixture
def solar() -> bool:
    """Whether the home feeds something in; tests that want it parametrize it."""
    return False


@pytest.fixture
def home(solar: bool) -> Home:
    return Home(today=TODAY, solar=solar)


@pytest.fixture
async def emulator(home: Home, socket_enabled: None) -> AsyncIterator[Emulator]:
    emulator = Emulator(home, now=lambda: datetime(2026, 3, 20, 9, 30, tzinfo=UTC))
    async with emulator.serve():
        yield emulator
