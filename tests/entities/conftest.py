"""Small homes: an entity's value is worked out elsewhere, here it is shown."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from ..conftest import NOW
from ..emulator import Home
from ..homes import young_home


@pytest.fixture
def keeps_states() -> bool:
    """Whatever an entity shows must be something that the recorder can keep."""
    return True


@pytest.fixture
def home() -> Home:
    return young_home(20)


@pytest.fixture(autouse=True)
def at_ten_thirty(request: pytest.FixtureRequest) -> None:
    """Let tests that have a clock begin at half past ten."""
    if "hass" in request.fixturenames:
        freezer: FrozenDateTimeFactory = request.getfixturevalue("freezer")
        freezer.move_to(NOW)
