"""When the demo takes a step to be right."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, override

import aiohttp
import pytest

from scripts.demo_home import steps
from scripts.demo_home.home_assistant import HomeAssistant
from scripts.demo_home.judging import Judge
from scripts.demo_home.services import Correction, Services, Truth
from scripts.demo_home.steps import Run
from scripts.demo_home.ways import PARTNER

from .homes import truth

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
HOME = {"point_id": "1", "contracts": [], "portal_references": []}
MAX_POWER = "grandlyon_energy:1_max_power"


def reached(at: datetime) -> Truth:
    """Return a home of which one maximum is known."""
    return truth(max_power_va={at: 7000})


class Shown(HomeAssistant):
    """A Home Assistant that shows what it is told to, by hour."""

    maxima: Mapping[datetime, float]
    updated: Sequence[str] = ()

    @override
    async def entities(self, platform: str) -> dict[str, str]:
        return {
            "electricity_1_energy_last_day": "sensor.drawn",
            "electricity_1_energy_month": "sensor.month",
            "electricity_1_production_last_day": "sensor.fed_in",
            "water_2_last_reading_day": "sensor.reading",
            "water_2_volume_last_day": "sensor.used",
            "water_3_volume_last_day": "sensor.used_elsewhere",
        }

    @override
    async def act(self, action: str, **data: Any) -> None:
        assert action == "homeassistant.update_entity"
        self.updated = data["entity_id"]

    @override
    async def command(self, command: str, **content: object) -> Any:
        return {
            MAX_POWER: [
                {"start": start.timestamp() * 1000, "max": power}
                for start, power in self.maxima.items()
            ]
        }


class Published(Services):
    """Services that publish what a correction holds, and count its calls."""

    told = reached(NOON)

    @override
    async def correct(self, correction: Correction) -> None:
        self.told = reached(correction["at"])

    @override
    async def truth(self) -> Truth:
        return self.told

    @override
    async def calls(self) -> int:
        return 0


@pytest.fixture
async def shown() -> Shown:
    async with aiohttp.ClientSession() as session:
        home_assistant = Shown(session, "")
    home_assistant.maxima = {NOON: 7000}
    return home_assistant


@pytest.fixture
async def run(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a run whose waiting ends at once."""
    monkeypatch.setattr(steps, "PAUSE_S", 0)
    monkeypatch.setattr(steps, "QUIET_S", 0)
    async with aiohttp.ClientSession() as session:
        services = Published(session, "", read={})
    return Run(
        home_assistant=shown,
        services=services,
        judge=Judge(shown, PARTNER, HOME, services.told),
        say=lambda _: None,
    )


MOVED = NOON.replace(hour=18)


async def test_a_row_that_moves_is_right(run: Run, shown: Shown) -> None:
    async def read() -> None:
        shown.maxima = {MOVED: 7000}

    assert await run.step("", [{"at": MOVED}], read, rows_go=True)


async def test_a_row_that_stays_is_wrong(
    run: Run, shown: Shown, capsys: pytest.CaptureFixture[str]
) -> None:
    async def read() -> None:
        shown.maxima = {NOON: 7000, MOVED: 7000}

    assert not await run.step("", [{"at": MOVED}], read, rows_go=True)
    assert "2026-03-10 12:00: shown 7,000, truth none" in capsys.readouterr().out


async def test_a_change_that_shows_nowhere_is_wrong(run: Run) -> None:
    async def read() -> None: ...

    assert not await run.step("", [{"at": NOON}], read)


async def test_where_a_row_must_go_one_that_is_missing_is_not_enough(
    run: Run, shown: Shown
) -> None:
    async def read() -> None:
        shown.maxima = {NOON: 7000}

    shown.maxima = {}
    assert not await run.step("", [], read, rows_go=True)
    shown.maxima = {}
    assert await run.step("", [], read)


@pytest.mark.parametrize(
    ("service", "sensors"),
    [
        ("electricity", ["sensor.drawn", "sensor.fed_in"]),
        ("water", ["sensor.used", "sensor.used_elsewhere"]),
    ],
)
async def test_a_poll_asks_once_for_each_thing(
    run: Run, shown: Shown, service: str, sensors: list[str]
) -> None:
    await run.poll(service)
    assert shown.updated == sensors
