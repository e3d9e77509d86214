"""A core with the blueprints in its folder, and an automation made of one of them."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
import logging
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

ROOT = Path(__file__).parent.parent.parent
BLUEPRINTS = ROOT / "blueprints" / "automation" / "grandlyon_energy"

TELL = [
    {
        "event": "told",
        "event_data_template": {
            "by": "{{ this.attributes.id }}",
            "day": "{{ day }}",
        },
    }
]
"""What the automations of the tests do: say for which day they ran."""

type Inputs = Mapping[str, Any]
type Told = Callable[[str], list[str]]
"""The days for which the automation of a blueprint ran."""

type Automate = Callable[..., Awaitable[Told]]


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """A folder of the test's own, with the blueprints where a user's are."""
    shutil.copytree(
        BLUEPRINTS, tmp_path / "blueprints" / "automation" / BLUEPRINTS.name
    )
    return str(tmp_path)


@pytest.fixture(autouse=True)
def nothing_is_complained_of(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """See that no automation logs a warning, as it does where a template fails."""
    yield
    assert not [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and "automation" in record.name
    ]


@pytest.fixture
def automate(hass: HomeAssistant) -> Automate:
    """Make an automation of each of some blueprints, with its inputs."""

    async def make(*, own_action: bool = True, **blueprints: Inputs) -> Told:
        action = {"what_to_do": TELL} if own_action else {}
        automations = [
            {
                "id": blueprint,
                "alias": blueprint,
                "use_blueprint": {
                    "path": f"{BLUEPRINTS.name}/{blueprint}.yaml",
                    "input": {**inputs, **action},
                },
            }
            for blueprint, inputs in blueprints.items()
        ]
        assert await async_setup_component(
            hass, "automation", {"automation": automations}
        )
        await hass.async_block_till_done()
        for blueprint in blueprints:
            assert hass.states.is_state(f"automation.{blueprint}", "on")
        events = async_capture_events(hass, "told")
        return lambda blueprint: [
            event.data["day"] for event in events if event.data["by"] == blueprint
        ]

    return make
