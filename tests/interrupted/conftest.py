"""A home that is small enough to be imported often."""

from datetime import timedelta
from typing import Final

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.conftest import NOW, TODAY
from tests.effort import THOROUGH
from tests.emulator import Home

MOVED_IN: Final = TODAY - timedelta(days=28)


@pytest.fixture
def imports_as_core() -> bool:
    return THOROUGH


@pytest.fixture
def home() -> Home:
    """A home whose history, electricity and water, is of four weeks."""
    home = Home(seed=1, today=TODAY, commissioned=MOVED_IN)
    for meter in home.water.values():
        meter.first_day = MOVED_IN
    return home


@pytest.fixture
def at_ten_thirty(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock: half past ten local time of `TODAY`."""
    freezer.move_to(NOW)
