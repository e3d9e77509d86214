"""What differs between cores is found out from the core itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import inspect
from typing import Any, override

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest

from custom_components.grandlyon_energy.compat import can_clear_range, clear_range

START = datetime(2026, 3, 29, 1, tzinfo=UTC)
END = START + timedelta(hours=3)


class Older(Recorder):
    """A recorder as cores before 2026.11 have it."""

    @override
    def async_clear_statistics(
        self, statistic_ids: list[str], *, on_done: Callable[[], None] | None = None
    ) -> None:
        raise NotImplementedError


class Newer(Recorder):
    """A recorder that can remove single rows; it remembers what it was asked."""

    asked: tuple[Any, ...] = ()

    @override
    def async_clear_statistics(
        self,
        statistic_ids: list[str],
        *,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> None:
        self.asked = (statistic_ids, start_time, end_time)


def without_a_thread[RecorderT: Recorder](kind: type[RecorderT]) -> RecorderT:
    return kind.__new__(kind)


def test_only_newer_cores_remove_single_rows() -> None:
    assert not can_clear_range(without_a_thread(Older))
    assert can_clear_range(without_a_thread(Newer))


def test_the_range_is_asked_for_with_its_end_excluded() -> None:
    instance = without_a_thread(Newer)

    clear_range(instance, "grandlyon_energy:1_max_power", START, END)

    assert instance.asked == (["grandlyon_energy:1_max_power"], START, END)


@pytest.mark.usefixtures("recorder_mock")
def test_the_recorder_of_this_core_is_judged_by_what_it_takes(
    hass: HomeAssistant,
) -> None:
    instance = get_instance(hass)

    taken = inspect.signature(Recorder.async_clear_statistics).parameters
    assert can_clear_range(instance) == ({"start_time", "end_time"} <= taken.keys())
