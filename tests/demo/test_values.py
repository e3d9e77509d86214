"""Which entities the demo finds to have no value."""

from collections.abc import Mapping
from datetime import date
import json
from pathlib import Path
from typing import Any, override

import aiohttp
import pytest

from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.values import (
    COMPARED,
    OF_THE_MONTH,
    OF_THE_YEAR,
    Calendar,
    look,
    said,
    without_value,
)

INTEGRATION = Path(__file__).parents[2] / "custom_components/grandlyon_energy"
TODAY = date(2026, 12, 15)
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
    assert said(3, [], 1).endswith("nothing is known yet (1).")


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
                "unique_id": f"electricity_1_{entity}",
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
    calendar = Calendar(today=TODAY, electricity=TODAY, water=TODAY)
    async with aiohttp.ClientSession() as session:
        found, text = await look(Registered(session, index=index), calendar)
    assert (found, "sensor.index" in text) == (right, not right)


async def test_only_the_integrations_own_entities_are_enabled() -> None:
    async with aiohttp.ClientSession() as session:
        home_assistant = Registered(session, index="1")
        await home_assistant.enable_entities("grandlyon_energy")
    assert home_assistant.enabled == ["sensor.segment"]


@pytest.mark.parametrize(
    ("today", "electricity", "water", "open_ones"),
    [
        ("2026-12-15", "2026-12-14", "2026-12-13", ""),
        ("2026-12-02", "2026-12-01", "2026-11-30", "volume_month"),
        ("2026-12-01", "2026-11-30", "2026-11-29", "energy_month volume_month"),
        (
            "2027-01-02",
            "2026-12-31",
            "2026-12-31",
            "energy_change energy_month energy_previous_year_to_date energy_year volume_change volume_month volume_year",
        ),
        ("2027-01-08", "2027-01-07", "2027-01-06", "energy_change volume_change"),
        ("2027-01-15", "2027-01-14", "2027-01-13", ""),
    ],
)
def test_a_period_that_has_only_begun_may_have_no_value(
    today: str, electricity: str, water: str, open_ones: str
) -> None:
    calendar = Calendar(
        today=date.fromisoformat(today),
        electricity=date.fromisoformat(electricity),
        water=date.fromisoformat(water),
    )
    unique_ids = [
        "electricity_1_energy_month",
        "electricity_1_energy_previous_month",
        "electricity_1_energy_year",
        "electricity_1_energy_previous_year_to_date",
        "electricity_1_energy_change",
        "electricity_1_energy_last_day",
        "water_2_volume_month",
        "water_2_volume_year",
        "water_2_volume_change",
        "water_2_index",
    ]
    found = [each for each in unique_ids if calendar.leaves_open(each)]
    assert " ".join(sorted(each.split("_", 2)[2] for each in found)) == open_ones


def test_every_name_that_is_left_open_is_a_sensors() -> None:
    texts = json.loads(
        (INTEGRATION / "translations/en.json").read_text(encoding="utf-8")
    )
    assert {*OF_THE_MONTH, *OF_THE_YEAR, *COMPARED} <= texts["entity"]["sensor"].keys()
