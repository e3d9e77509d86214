"""Older days of water, from indexes or from volumes."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ...adoption.history import assert_without_a_step
from ...conftest import TODAY
from ...counting import counted
from ...emulator import Emulator, Home
from ...homes import (
    energy_id,
    later,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    water_id,
)
from ..conftest import Act
from .files import OLDER, curve_of_days, known_indexes, span, water_file

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


class TestWater:
    """A home of which only water is read."""

    @pytest.fixture
    def services(self) -> dict[str, Any]:
        return {"electricity": None}

    async def test_older_indexes_come_in_and_stay(
        self,
        hass: HomeAssistant,
        emulator: Emulator,
        home: Home,
        freezer: FrozenDateTimeFactory,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        before = await recorded_days(hass, water_id(home))
        known = known_indexes(entry)
        first = min(known)
        older = [first - timedelta(days=n) for n in range(400, 0, -1)]
        base = known[first] - 120 * len(older)
        assert base > 0
        # Its own gap is spread, and no reason to ask the service for what it never had.
        lines = [
            f"{day};{base + 120 * n}"
            for n, day in enumerate(older)
            if not 200 < n < 220
        ]
        same = [f"{day};{index_l}" for day, index_l in known.items()]
        (media / "eau.csv").write_text(water_file(*lines, *same))

        preview = await act("import_csv", file="eau.csv", preview=True)
        answer = await act("import_csv", file="eau.csv")
        await settled(hass, entry)

        assert answer == preview | {"written": True}
        assert answer | {"days_known": 0} == {
            "kind": "water_indexes",
            "statistic_id": water_id(home),
            "days": len(older),
            "first_day": older[0].isoformat(),
            "last_day": older[-1].isoformat(),
            "amount": 120.0 * len(older),
            "unit": "L",
            "days_known": 0,
            "days_left_out": 0,
            "written": True,
        }
        assert answer["days_known"] == len(known)
        after = await recorded_days(hass, water_id(home))
        assert {day: after[day] for day in older} == dict.fromkeys(older, 120)
        assert {day: after[day] for day in before} == before
        assert_without_a_step(await recorded(hass, water_id(home)))

        asked = len(emulator.calls)
        await later(hass, emulator, freezer, entry, days=1)
        starts = [call.start for call in emulator.calls[asked:] if call.start]
        assert starts
        assert min(starts) >= TODAY - timedelta(days=90)
        assert (await recorded_days(hass, water_id(home)))[older[0]] == 120

        with counted(emulator) as cost:
            again = await act("import_csv", file="eau.csv")
            await settled(hass, entry)
        assert (again["days"], again["written"]) == (0, False)
        assert cost.nothing

    async def test_volumes_are_counted_back_from_what_is_known(
        self,
        hass: HomeAssistant,
        home: Home,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        first = min(known_indexes(entry))
        used = [first - timedelta(days=n) for n in range(5, 0, -1)]
        lines = [f"{day:%d/%m/%Y};0,{100 + n}" for n, day in enumerate(used)]
        heading = "Date;Consommation (m3)"
        (media / "eau.csv").write_text(water_file(*lines, heading=heading))
        (media / "apart.csv").write_text(water_file(*lines[:-1], heading=heading))

        files = ledger_files(hass, entry)
        with pytest.raises(ServiceValidationError, match=f"lacks the day {used[-1]}"):
            await act("import_csv", file="apart.csv")
        assert ledger_files(hass, entry) == files
        answer = await act("import_csv", file="eau.csv")
        await settled(hass, entry)

        assert (answer["kind"], answer["days"]) == ("water_volumes", 5)
        days = await recorded_days(hass, water_id(home))
        assert [days[day] for day in used] == [100, 101, 102, 103, 104]
        assert_without_a_step(await recorded(hass, water_id(home)))

    async def test_another_meters_file_is_refused(
        self,
        hass: HomeAssistant,
        home: Home,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        older = [f"{day};{9_000_000 + n}" for n, day in enumerate(span(40, 30))]
        wrong: Sequence[tuple[str, str]] = [
            (water_file(*older), "do not fit those of this home"),
            (water_file(*older, contract="4242"), "a water contract that this home"),
            (curve_of_days(home, OLDER), "of electricity, which this home"),
        ]
        files = ledger_files(hass, entry)

        for content, message in wrong:
            (media / "a.csv").write_text(content)
            with pytest.raises(ServiceValidationError, match=message):
                await act("import_csv", file="a.csv")
        (media / "a.csv").write_text(wrong[0][0])
        with pytest.raises(ServiceValidationError, match="does not count what"):
            await act("import_csv", file="a.csv", statistic_id=energy_id(home))

        assert ledger_files(hass, entry) == files
