"""What takes long in working out costs holds nothing up."""

from collections.abc import Mapping
from datetime import date
import threading
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.coordinator.costs import electricity
from custom_components.grandlyon_energy.pricing import electricity as pricing

from .conftest import DAYS, ReadRows, ago
from .tariffs import add, peak_off_peak, windows

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


async def test_the_habits_of_the_past_are_learned_in_another_thread(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when a person, or a script, adds all of a tariff at once."""
    learn = pricing.habits_of
    learned: dict[str, int] = {}

    def habits_of(curves: Mapping[date, Any]) -> Mapping[date, Any]:
        thread = threading.current_thread()
        where = "loop" if thread is threading.main_thread() else "executor"
        learned[where] = learned.get(where, 0) + len(curves)
        return learn(curves)

    for module in (electricity, pricing):
        monkeypatch.setattr(module, "habits_of", habits_of)

    await add(
        hass,
        entry,
        windows(ago(DAYS), "22:30-06:30"),
        peak_off_peak(ago(DAYS), 0.3, 0.2),
    )

    assert learned.get("executor", 0) >= DAYS - 1
    assert "loop" not in learned
    assert await rows_of("cost_peak")
