"""The blueprints look at the entities of a real home: what they read is there, and a new day is told once."""

from collections.abc import Mapping
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..entities.shown import states
from ..homes import home_entry, later, settled, young_home
from .conftest import BLUEPRINTS, Automate

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

LOOKED_AT = {
    "yesterdays_use_above_limit": ("electricity.new_day", "day"),
    "water_running_without_a_break": ("water.continuous_flow", "last_day"),
    "maximum_power_near_subscribed": ("electricity.power_share", "day"),
}
"""What each blueprint looks at, and the attribute that says of which day it speaks."""


@pytest.fixture
def home() -> Home:
    return young_home(8)


def inputs(shown: Mapping[str, State]) -> dict[str, dict[str, Any]]:
    """Return what has each blueprint act on any day."""
    day, water, share = (shown[key].entity_id for key, _ in LOOKED_AT.values())
    return {
        "yesterdays_use_above_limit": {"new_day": day, "limit": 0},
        "water_running_without_a_break": {"running": water},
        "maximum_power_near_subscribed": {
            "share_of_subscribed_power": share,
            "limit": 1,
        },
    }


def offered(blueprint: str) -> dict[str, str]:
    """Return which entities a blueprint lets its user choose from."""
    said = load_yaml_dict(str(BLUEPRINTS / f"{blueprint}.yaml"))["blueprint"]["input"]
    (only,) = (
        selector["entity"]["filter"]
        for selector in (each["selector"] for each in said["when"]["input"].values())
        if "entity" in selector
    )
    (wanted,) = only
    return dict(wanted)


def day_of(hass: HomeAssistant, entry: MockConfigEntry, blueprint: str) -> str | None:
    """Return the day that an entity speaks of, None where it speaks of none yet."""
    key, attribute = LOOKED_AT[blueprint]
    day: str | None = states(hass, entry)[key].attributes.get(attribute)
    return day


async def test_each_new_day_of_a_home_is_told_once(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    automate: Automate,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={"continuity_litres": 1, "continuity_days": 2}
    )
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)
    for blueprint, (key, _) in LOOKED_AT.items():
        shown = states(hass, entry)[key]
        wanted = offered(blueprint)
        assert wanted.pop("integration") == DOMAIN
        assert wanted.pop("domain") == shown.domain
        assert wanted.items() <= shown.attributes.items()
    told = await automate(**inputs(states(hass, entry)))

    days = {blueprint: [day_of(hass, entry, blueprint)] for blueprint in LOOKED_AT}
    for _ in range(3):
        await later(hass, emulator, freezer, entry, hours=24)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await settled(hass, entry)
        for blueprint, known in days.items():
            day = day_of(hass, entry, blueprint)
            # Water comes when it comes: two days at once, or none.
            if day != known[-1]:
                known.append(day)
            assert told(blueprint) == known[1:]
    assert all(len(known) > 1 for known in days.values())
