"""How the services of a home are doing, and what is known of each of its meters."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ..coordinator import ElectricityCoordinator, WaterCoordinator
from ..coordinator.base import AnyCoordinator
from ..ledger.base import Ledger
from ..metering.calendar import DAY, days_between
from ..sources.readings import Contract, IndexType
from . import costs
from .text import counted, day_text, instant, masked, runs, span

if TYPE_CHECKING:
    from ..coordinator.water import WaterMeter


def service(coordinator: AnyCoordinator) -> dict[str, Any]:
    """Return when a service was and will be asked, and what it said last."""
    error = coordinator.last_error
    refusal = coordinator.refusal
    return {
        "last_error": error
        and {
            "meaning": type(error).__name__,
            "reason": error.reason,
            "code": masked(error.code),
        },
        "last_update_success": coordinator.last_update_success,
        "refusal": refusal and refusal.reason,
        "polled_at": instant(coordinator.polled_at),
        "next_poll": instant(coordinator.next_poll),
        "quiet_until": instant(coordinator.quiet_until),
        "first_history_read": coordinator.has_first_history,
    }


def electricity(coordinator: ElectricityCoordinator) -> dict[str, Any]:
    """Return what is known of what a usage point draws, or feeds in."""
    known, projection = coordinator.ledger, coordinator.projection
    days = known.days
    all_days = list(days_between(min(days), max(days) + DAY)) if days else []
    energies = {day for day in all_days if _has_energy(coordinator, day)}
    curves = {day for day in all_days if projection.has_complete_curve(day)}
    summary: Any = coordinator.data
    return {
        **service(coordinator),
        "ledger": _ledger(known),
        "consent": coordinator.consent.value,
        "contract": _contract(known.contract),
        "contract_read_on": day_text(known.contract_read_on),
        "contract_state_changed_on": day_text(known.state_changed_on),
        "meter_changed_on": day_text(known.meter_changed_on),
        "measures_version": known.learned,
        "curve": str(summary.progress.curve) if summary else None,
        "curve_refused": known.curve_refused,
        "history_progress": summary.progress.percent if summary else None,
        "energy_day": projection.energy_day.value,
        "qualities": counted(Counter(projection.qualities.values())),
        "newest_qualities": {
            day.isoformat(): projection.qualities[day].value
            for day in sorted(projection.qualities)[-14:]
        },
        "without_energy": runs(set(all_days) - energies),
        "without_complete_curve": runs(set(all_days) - curves),
        "newest_energy_day": day_text(known.newest_energy_day),
        "newest_maximum_day": day_text(known.newest_maximum_day),
        "costs": coordinator.costs
        and costs.electricity(coordinator, coordinator.costs),
    }


def water(coordinator: WaterCoordinator) -> dict[str, Any]:
    """Return how the water service is doing; its contracts come each on their own."""
    numbers = coordinator.new_numbers
    return {
        **service(coordinator),
        "index_closes": coordinator.attribution.value,
        "contracts": len(coordinator.meters),
        "contracts_not_known": len(numbers),
    }


def water_contract(meter: WaterMeter) -> dict[str, Any]:
    """Return what is known of a water contract."""
    readings, series = meter.ledger.days, meter.projection.series
    printed = list(days_between(min(readings), max(readings) + DAY)) if readings else []
    unread = {
        day
        for day in printed
        if day not in readings or readings[day].type is IndexType.PENDING
    }
    return {
        "ledger": _ledger(meter.ledger),
        "day_offset": meter.link.day_offset,
        "types": counted(Counter(each.type.value for each in readings.values())),
        "newest_types": {
            day.isoformat(): readings[day].type.value for day in sorted(readings)[-14:]
        },
        "sources": counted(Counter(each.source for each in readings.values())),
        "without_reading": runs(unread),
        "volumes": counted(Counter(day.quality for day in series.days.values())),
        "newest_volume_day": day_text(max(series.days, default=None)),
        "meter_changes": runs(series.meter_changes),
        "anomalies": runs(series.anomalies),
        "suspects": runs(series.suspects),
        "long_gaps": len(series.long_gaps),
        "implausible": len(series.implausible),
        "costs": costs.water(meter),
    }


def _ledger(ledger: Ledger[Any]) -> dict[str, Any]:
    """Return how much is known, and what was asked for in vain."""
    return {
        "way": ledger.way,
        **span(ledger.days),
        "read": {what: day.isoformat() for what, day in sorted(ledger.read.items())},
        "asked_in_vain": {
            what: span(asked.days) for what, asked in sorted(ledger.asked.items())
        },
        "lost": sorted(ledger.lost),
        "seen": {what: day.isoformat() for what, day in sorted(ledger.seen.items())},
    }


def _contract(contract: Contract) -> Mapping[str, Any]:
    """Return what a contract says of the power and the tariff; the meter's serial number is left out."""
    return {
        "segment": masked(contract.segment),
        "state": masked(contract.state),
        "subscribed_power_va": contract.subscribed_power_va,
        "tariff_option": masked(contract.tariff_option),
        "last_tariff_change": day_text(contract.last_tariff_change),
        "off_peak_hours": masked(contract.off_peak_hours),
        "meter_type": masked(contract.meter_type),
        "service_level": masked(contract.service_level),
    }


def _has_energy(coordinator: ElectricityCoordinator, day: date) -> bool:
    known = coordinator.ledger.days.get(day)
    return known is not None and known.energy_wh is not None
