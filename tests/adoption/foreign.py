"""Statistics written by hand as other integrations write them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_add_external_statistics
from homeassistant.core import HomeAssistant

from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.statistics.recorder import async_wait_for_queue

UNIT_CLASSES = {
    "Wh": "energy",
    "kWh": "energy",
    "MWh": "energy",
    "L": "volume",
    "m³": "volume",
    "gal": "volume",
    "EUR": None,
}

type Amounts = Mapping[datetime, float]
"""What was used from each hour on."""


def whole_days(days: Mapping[date, float]) -> Amounts:
    """One row a day at local midnight, as ha-linky keeps older days."""
    return {day_start(day): amount for day, amount in days.items()}


def hourly(days: Iterable[date], amount: float) -> Amounts:
    """The same in every hour."""
    return {hour: amount for day in days for hour in day_hours(day)}


def utc_days(days: Mapping[date, float]) -> Amounts:
    """One row a day at 00:00 UTC and none for a day without water, as egl_water keeps them."""
    return {
        datetime.combine(day, time.min, UTC): amount
        for day, amount in days.items()
        if amount
    }


async def write(
    hass: HomeAssistant,
    statistic_id: str,
    unit: str,
    amounts: Amounts,
    *,
    before: float = 0,
    with_state: bool = True,
    begins_anew: Iterable[datetime] = (),
) -> None:
    """Write rows with their running sum, which falls to 0 at the hours at which it begins anew."""
    anew = set(begins_anew)
    rows, total = [], before
    for start, amount in sorted(amounts.items()):
        total = amount if start in anew else total + amount
        row = StatisticData(start=start, sum=total)
        if with_state:
            row["state"] = amount
        rows.append(row)
    await write_rows(hass, statistic_id, unit, rows)


async def write_rows(
    hass: HomeAssistant,
    statistic_id: str,
    unit: str,
    rows: list[StatisticData],
    *,
    has_sum: bool = True,
) -> None:
    """Write rows as they are, and wait until they are there."""
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.NONE if has_sum else StatisticMeanType.ARITHMETIC,
        has_sum=has_sum,
        name=None,
        source=statistic_id.partition(":")[0],
        statistic_id=statistic_id,
        unit_class=UNIT_CLASSES[unit],
        unit_of_measurement=unit,
    )
    async_add_external_statistics(hass, metadata, rows)
    await async_wait_for_queue(hass)
