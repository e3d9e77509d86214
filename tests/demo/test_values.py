"""Which entities the demo finds to have no value."""

from collections.abc import Mapping
from typing import Any, override

import aiohttp
import pytest

from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.values import look, said, without_value

ENTITIES = {"electricity_1_energy": "sensor.energy", "water_1_index": "sensor.index"}


@pytest.mark.parametrize(
    ("states", "missing"),
    [
        ({"sensor.energy": "0", "sensor.index": "off"}, []),
        ({"sensor.energy": "12.3", "sensor.index": "unknown"}, ["sensor.index"]),
        ({"sensor.energy": "unavailable", "sensor.index": "1"}, ["sensor.energy"]),
        ({"sensor.other": "1"}, ["sensor.energy", "sensor.index"]),
    ],
)
def test_an_entity_needs_a_state_that_says_something(
    states: Mapping[str, str], missing: list[str]
) -> None:
    assert without_value(ENTITIES, states) == missing


def test_what_has_no_value_is_named() -> None:
    assert said(2, []) == "All 2 entities have a value."
    assert said(2, ["sensor.index"]) == ("1 of 2 entities have no value: sensor.index")


class Registered(HomeAssistant):
    """A Home Assistant with some entities, of ours and of others, enabled and not."""

    def __init__(self, session: aiohttp.ClientSession, *, index: str) -> None:
        super().__init__(session, "")
        self.index = index
        self.enabled: list[object] = []

    @override
    async def command(self, command: str, **content: object) -> Any:
        match command:
            case "config/entity_registry/update":
                assert content["disabled_by"] is None
                self.enabled.append(content["entity_id"])
                return {}
            case "get_states":
                return [
                    {"entity_id": "sensor.index", "state": self.index},
                    {"entity_id": "sensor.other", "state": "unknown"},
                ]
        return [
            {
                "unique_id": entity,
                "entity_id": f"sensor.{entity}",
                "platform": platform,
                "disabled_by": disabled_by,
            }
            for entity, platform, disabled_by in (
                ("index", "grandlyon_energy", None),
                ("segment", "grandlyon_energy", "integration"),
                ("other", "sun", None),
                ("rising", "sun", "integration"),
            )
        ]


@pytest.mark.parametrize(("index", "right"), [("12", True), ("unknown", False)])
async def test_only_enabled_entities_of_the_integration_count(
    index: str, right: bool
) -> None:
    async with aiohttp.ClientSession() as session:
        found, text = await look(Registered(session, index=index))
    assert (found, "sensor.index" in text) == (right, not right)


async def test_only_the_integrations_own_entities_are_enabled() -> None:
    async with aiohttp.ClientSession() as session:
        home_assistant = Registered(session, index="1")
        await home_assistant.enable_entities("grandlyon_energy")
    assert home_assistant.enabled == ["sensor.segment"]
