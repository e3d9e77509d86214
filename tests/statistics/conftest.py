"""A ledger on disk, one statistic, and a real recorder."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from custom_components.grandlyon_energy.ids import CONSUMPTION, MAX_POWER, WATER
from custom_components.grandlyon_energy.ledger.base import Ledger
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.files import LedgerFiles
from custom_components.grandlyon_energy.ledger.store import LedgerStore
from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.statistics.catalog import make_statistic
from custom_components.grandlyon_energy.statistics.statistic import Statistic

from .ranged_clear import allow_ranged_clear

NAMES = {
    CONSUMPTION: "Home · Electricity",
    MAX_POWER: "Home · Power",
    WATER: "Home · Water",
}

type MakeStatistic = Callable[..., Statistic]


@pytest.fixture
def imports_as_core() -> bool:
    return True


@pytest.fixture
def make(recorder_mock: object, hass: HomeAssistant, tmp_path: Path) -> MakeStatistic:
    """Make a statistic over a ledger in a folder; the days it knows are given."""

    def _make(
        key: str = CONSUMPTION,
        *,
        meter: str = "12345678901234",
        knows: Iterable[date] = (),
        ledger: Ledger[object] | None = None,
    ) -> Statistic:
        known = set(knows)
        kept = ledger or ElectricityLedger()
        store = LedgerStore(hass, kept, LedgerFiles(tmp_path / meter))
        return make_statistic(
            store, key=key, meter=meter, names=NAMES, knows=known.__contains__
        )

    return _make


@pytest.fixture(params=["row by row", "as a whole"])
def removal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a core can remove rows."""
    if request.param == "row by row":
        allow_ranged_clear(monkeypatch)


def hourly(day: date, amount: int) -> DayAmounts:
    """Return the same amount for every hour of a day."""
    return tuple((start, amount) for start in day_hours(day))
