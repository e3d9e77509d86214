"""Once in the log when a service goes away, once when it is back, and never whose home it is."""

import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from .conftest import INTEGRATION, NOW, TODAY
from .emulator import Emulator, Fault, Home
from .emulator.control import credentials
from .homes import (
    CUSTOMER,
    DATA,
    PARTNER,
    Ways,
    home_entry,
    later,
    settled,
    start,
    without_defects,
    young_home,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

OF_PRODUCTION = ("production_energy", "production_curve")


@pytest.fixture
def home() -> Home:
    moved_in = young_home(8).commissioned
    return without_defects(Home(seed=1, today=TODAY, commissioned=moved_in, solar=True))


@pytest.fixture(autouse=True)
def at_ten_thirty(
    freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    freezer.move_to(NOW)
    caplog.set_level(logging.INFO, INTEGRATION)


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """The level and the text of every line of ours about polls, in order."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == f"{INTEGRATION}.coordinator"
    ]


def assert_tells_nobody(text: str, emulator: Emulator, home: Home) -> None:
    for value in (*credentials(emulator).values(), home.meter_serial):
        for hidden in value if isinstance(value, list) else [value]:
            # The city is in the names of the services, and the addresses are no secret.
            known = hidden == home.city or hidden.startswith(emulator.url)
            assert known or hidden not in text


@pytest.mark.parametrize(
    ("service", "ways", "kinds", "what"),
    [
        ("sge", PARTNER, None, "electricity"),
        ("sge", PARTNER, OF_PRODUCTION, "production"),
        ("egl", PARTNER, None, "water"),
        ("conso", CUSTOMER, None, "electricity"),
        ("portal", CUSTOMER, None, "water"),
    ],
)
async def test_a_service_that_goes_away_and_comes_back_is_told_once_each(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    service: str,
    ways: Ways,
    kinds: tuple[str, ...] | None,
    what: str,
) -> None:
    electricity, water = (DATA[way](emulator, home) for way in ways)
    if what == "water":
        entry = home_entry(emulator, home, electricity=None, water=water)
    else:
        electricity["production"] = what == "production"
        entry = home_entry(emulator, home, electricity=electricity, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    assert told(caplog) == []

    emulator.set_fault(service, Fault.HTTP_503, kinds=kinds)
    for _ in range(3):
        await later(hass, emulator, freezer, entry, hours=36)
    # Another failure of the same service is no news either.
    emulator.clear_faults()
    emulator.set_fault(service, Fault.TRUNCATED, kinds=kinds)
    await later(hass, emulator, freezer, entry, hours=36)

    ((level, line),) = told(caplog)
    assert level == "ERROR"
    assert line.startswith(f"Error fetching Grand Lyon {what} data: ")
    assert "503" in line or "303001" in line

    emulator.clear_faults()
    for _ in range(2):
        await later(hass, emulator, freezer, entry, hours=36)

    assert told(caplog)[1:] == [("INFO", f"Fetching Grand Lyon {what} data recovered")]
    assert_tells_nobody(caplog.text, emulator, home)


@pytest.mark.parametrize("way", ["sge", "conso_api"])
async def test_what_the_user_withdrew_is_no_failure(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    way: str,
) -> None:
    electricity = DATA[way](emulator, home) | {"withdrawn_at": NOW.isoformat()}
    entry = home_entry(
        emulator, home, ways=(way, "egl"), electricity=electricity, water=None
    )
    await start(hass, entry)
    await settled(hass, entry)

    for _ in range(2):
        await later(hass, emulator, freezer, entry, hours=36)

    assert emulator.calls == []
    assert told(caplog) == []
