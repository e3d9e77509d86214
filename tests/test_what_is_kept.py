"""What a home leaves on the disk: no more than is needed."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from .conftest import NOW, TODAY
from .emulator import Emulator, Home
from .homes import home_entry, ledger_files, settled, start

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
def home() -> Home:
    """A home of a fortnight."""
    return Home(seed=1, today=TODAY, commissioned=TODAY.replace(month=11, day=20))


async def test_the_ledger_does_not_say_where_the_meter_is(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)

    assert await start(hass, entry)
    await settled(hass, entry)

    kept = b"".join(ledger_files(hass, entry).values()).decode()
    assert home.meter_serial in kept
    for place in (home.postal_code, home.insee_code, home.city):
        assert f'"{place}"' not in kept
