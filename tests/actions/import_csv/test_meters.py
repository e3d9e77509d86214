"""Which meter of a home a file is of: its number says it, else the caller."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.metering.calendar import days_between

from ...conftest import TODAY
from ...emulator import Emulator, Home
from ...homes import electricity_data, energy_id, recorded_days, settled
from ..conftest import Act
from .files import OLDER, ago, curve_of_days, sheet_of_days, true_kwh, water_file

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


class TestHomeThatProduces:
    """A file may be of what it draws or of what it feeds in."""

    @pytest.fixture
    def services(self, emulator: Emulator, home: Home) -> dict[str, Any]:
        return {
            "water": None,
            "electricity": {**electricity_data(emulator, home), "production": True},
        }

    async def test_the_file_says_it_or_the_caller_does(
        self,
        hass: HomeAssistant,
        home: Home,
        entry: MockConfigEntry,
        act: Act,
        media: Path,
    ) -> None:
        fed_in = energy_id(home).replace("consumption", "production")
        (media / "prod.csv").write_text(
            curve_of_days(home, OLDER, direction="Production")
        )
        (media / "unsaid.csv").write_text(sheet_of_days(home, OLDER, kind=""))

        with pytest.raises(ServiceValidationError, match="more than one meter"):
            await act("import_csv", file="unsaid.csv")
        for wanted in (energy_id(home), f"{energy_id(home)}_2"):
            with pytest.raises(ServiceValidationError, match="does not count what"):
                await act("import_csv", file="prod.csv", statistic_id=wanted)
        said = await act("import_csv", file="prod.csv")
        told = await act("import_csv", file="unsaid.csv", statistic_id=energy_id(home))
        await settled(hass, entry)

        assert said["statistic_id"] == fed_in
        assert told["statistic_id"] == energy_id(home)
        for statistic_id in (fed_in, energy_id(home)):
            days = await recorded_days(hass, statistic_id)
            assert {day: days[day] for day in OLDER} == (
                pytest.approx(true_kwh(home, OLDER))
            )


@pytest.mark.parametrize("contracts", [2])
class TestTwoContracts:
    """The number in the file tells, else the caller."""

    @pytest.fixture
    def services(self) -> dict[str, Any]:
        return {"electricity": None}

    @pytest.fixture
    def home(self, contracts: int) -> Home:
        home = Home(seed=1, today=TODAY, contracts=contracts)
        for meter in home.water.values():
            meter.first_day = ago(20)
        return home

    async def test_the_contract_is_told_by_its_number_or_the_statistic(
        self, home: Home, entry: MockConfigEntry, act: Act, media: Path
    ) -> None:
        second = entry.runtime_data.water.meters[1]
        days = days_between(TODAY - timedelta(days=9), TODAY)
        lines = [
            f"{day};{record.index_l}"
            for day in days
            if (record := second.ledger.days.get(day)) and record.index_l
        ]
        spaced = f"{second.contract_id[:3]} {second.contract_id[3:]}"
        (media / "named.csv").write_text(water_file(*lines, contract=spaced))
        (media / "unnamed.csv").write_text(water_file(*lines))

        with pytest.raises(ServiceValidationError, match="more than one meter"):
            await act("import_csv", file="unnamed.csv", preview=True)
        named = await act("import_csv", file="named.csv", preview=True)
        chosen = await act(
            "import_csv",
            file="unnamed.csv",
            statistic_id=second.statistic.statistic_id,
            preview=True,
        )

        assert named["statistic_id"] == second.statistic.statistic_id
        assert named == chosen
