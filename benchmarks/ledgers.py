"""Ledgers of any number of years, as a home that has been there for so long would have them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from homeassistant.config_entries import ConfigEntry

from custom_components.grandlyon_energy.holes import CURVE, ENERGY, MAX_POWER
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.files import (
    LedgerFiles,
    electricity_folder,
    ledger_folder,
)
from custom_components.grandlyon_energy.sources.readings import (
    CurvePoint,
    DailyEnergy,
    MaximumPower,
)
from tests.emulator import Home


def write_ledger(
    folder: Path, entry: ConfigEntry, home: Home, *, first: date, today: date
) -> None:
    """Write what a home had read of its electricity when it was polled last, the day before.

    That is all of every day from a first one on, but for yesterday, which was still to come.
    """
    ledger = ElectricityLedger()
    ledger.start_way("sge")
    yesterday = today - timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((yesterday - first).days)]
    meter = home.electricity
    ledger.add_daily_energy(
        [DailyEnergy(day=day, energy_wh=meter.metered_wh(day)) for day in days],
        seen=yesterday,
    )
    ledger.add_maximum_power([_maximum(home, day) for day in days], seen=yesterday)
    for day in days:
        ledger.add_load_curve(_curve(home, day), seen=yesterday)
    for what in (ENERGY, MAX_POWER, CURVE):
        ledger.mark_read(what, on=yesterday)
    ledger.set_polled_at(datetime.now(UTC) - timedelta(days=1))
    point = entry.data["electricity"]["point_id"]
    files = electricity_folder(ledger_folder(str(folder), entry.entry_id), point)
    LedgerFiles(files).save(ledger.changes())


def _maximum(home: Home, day: date) -> MaximumPower:
    at, power_va = home.electricity.true_maximum_power(day)
    return MaximumPower(day=day, at=at, power_va=power_va)


def _curve(home: Home, day: date) -> list[CurvePoint]:
    return [
        CurvePoint(start=point.end - point.step, end=point.end, power_w=point.power_w)
        for point in home.electricity.curve(day)
        if point.power_w is not None
    ]
