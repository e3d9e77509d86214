"""The action that compares what the recorder has of a home with what its ledgers say, and changes nothing."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..compat import vol
from ..const import ATTR_CONFIG_ENTRY_ID
from ..coordinator import ElectricityCoordinator
from ..coordinator.water import WaterMeter
from ..metering.calendar import days_between, local_day
from ..metering.electricity import DayQuality, EnergyDay
from ..metering.water import VolumeQuality
from ..statistics.audit import Finding
from ..statistics.queue import WriteQueue
from ..statistics.statistic import Statistic
from .common import async_run_with_recorder, loaded_entry

if TYPE_CHECKING:
    from .. import RuntimeData

VERIFY: Final = vol.Schema({vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string})

MOST_DIFFERENCES: Final = 100
MOST_DAYS: Final = 31
"""How many days an answer names; it counts all of them."""


async def async_verify(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Answer how the recorder's rows differ from the series, and how well the days behind them are known.

    Raises:
        ServiceValidationError: no such home.
        HomeAssistantError: the recorder cannot be read, or is busy for too long.

    """
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    runtime: RuntimeData = entry.runtime_data
    findings = await async_run_with_recorder(
        hass, entry, _async_look(runtime.queue), "Grand Lyon verification"
    )
    qualities = _qualities_of(runtime)
    statistics: dict[str, Any] = {
        statistic.statistic_id: _compared(statistic, findings[statistic.statistic_id])
        | qualities.get(statistic.statistic_id, {})
        for statistic in runtime.queue.statistics
    }
    return {
        "equal": not any(finding.differences for finding in findings.values()),
        "statistics": statistics,
    }


async def _async_look(queue: WriteQueue) -> dict[str, Finding]:
    return {
        statistic.statistic_id: await queue.async_look(statistic)
        for statistic in queue.statistics
    }


def _compared(statistic: Statistic, finding: Finding) -> dict[str, Any]:
    """Return what an answer says of any statistic."""
    differences = finding.differences
    return {
        "days_compared": finding.compared,
        "days_equal": finding.compared - len(differences),
        "days_different": len(differences),
        "differences": [
            {
                "day": day.isoformat(),
                "missing": found.missing,
                "wrong": found.wrong,
                "surplus": found.surplus,
            }
            for day, found in islice(differences.items(), MOST_DIFFERENCES)
        ],
        # They differ because they could not be written yet.
        "days_waiting": len(statistic.state.pending),
        "adopted_days": dict(Counter(day.source for day in statistic.adopted.values())),
    }


def _qualities_of(runtime: RuntimeData) -> dict[str, dict[str, Any]]:
    """Return how well the days are known, by the id of the statistic that counts them."""
    qualities = {
        coordinator.energy.statistic_id: _of_energy(coordinator)
        for coordinator in (runtime.electricity, runtime.production)
        if coordinator is not None
    }
    for meter in runtime.water.meters if runtime.water else ():
        qualities[meter.statistic.statistic_id] = _of_volumes(meter)
    return qualities


def _of_energy(coordinator: ElectricityCoordinator) -> dict[str, Any]:
    """Count the days by quality, from the first one known to yesterday; adopted ones are told apart."""
    projection, adopted = coordinator.projection, coordinator.energy.adopted
    today = local_day(dt_util.utcnow())
    first = coordinator.ledger.first_day or today
    days = {
        day: projection.qualities.get(day, DayQuality.HOLE)
        for day in days_between(first, today)
        if day not in adopted
    }
    counts = Counter(days.values())
    answer: dict[str, Any] = {
        "qualities": {quality.value: counts[quality] for quality in DayQuality},
        "conflict_days": _newest(
            day for day, quality in days.items() if quality is DayQuality.CONFLICT
        ),
    }
    if projection.energy_day is not EnergyDay.MIDNIGHT:
        answer["energy_day"] = projection.energy_day.value
    return answer


def _of_volumes(meter: WaterMeter) -> dict[str, Any]:
    """Count the days by quality, and the readings that are not believed by the day printed on them."""
    series = meter.projection.series
    counts = Counter(volume.quality for volume in series.days.values())
    estimated = (
        day
        for day, volume in series.days.items()
        if volume.quality is VolumeQuality.ESTIMATED
    )
    return {
        "qualities": {quality.value: counts[quality] for quality in VolumeQuality},
        "estimated_days": _newest(estimated),
        "suspect_readings": len(series.suspects),
        "suspect_reading_days": _newest(series.suspects),
    }


def _newest(days: Iterable[date]) -> list[str]:
    """Return the newest days, sorted."""
    return [day.isoformat() for day in sorted(days)[-MOST_DAYS:]]
