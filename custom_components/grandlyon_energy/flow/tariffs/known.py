"""What a home that runs has read of its electricity contract, for forms to start with."""

from datetime import date
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState

from ...ledger.electricity import ElectricityLedger
from ...metering.tariff.windows_text import format_windows, parse_windows

if TYPE_CHECKING:
    from ... import GrandLyonConfigEntry


def subscribed_kva(home: GrandLyonConfigEntry) -> int | None:
    """Return the subscribed power in whole kVA, None while it is not known."""
    ledger = _ledger(home)
    power_va = ledger and ledger.contract.subscribed_power_va
    return round(power_va / 1000) if power_va else None


def newest_windows(home: GrandLyonConfigEntry) -> tuple[date, str] | None:
    """Return the off-peak windows that the contract prints, and the local day on which they were first seen.

    None while there are none, or none that can be read.
    """
    ledger = _ledger(home)
    if ledger is None or not ledger.off_peak_seen:
        return None
    day, printed = ledger.off_peak_seen[-1]
    try:
        return day, format_windows(parse_windows(printed))
    except ValueError:
        return None


def _ledger(home: GrandLyonConfigEntry) -> ElectricityLedger | None:
    if home.state is not ConfigEntryState.LOADED:
        return None
    electricity = home.runtime_data.electricity
    return electricity.ledger if electricity else None
