"""By which tariffs a home's costs are worked out, and how sure they are: no amount of them, no number of a contract."""

from typing import TYPE_CHECKING, Any

from ..const import (
    CONF_TEMPO_ENTITY,
    CONF_VALID_FROM,
    SUBENTRY_OFF_PEAK_HOURS,
    SUBENTRY_TEMPO_CALENDAR,
)
from .text import span

if TYPE_CHECKING:
    from ..coordinator import ElectricityCoordinator
    from ..coordinator.costs import ElectricityCosts
    from ..coordinator.water import WaterMeter


def electricity(
    coordinator: ElectricityCoordinator, costs: ElectricityCosts
) -> dict[str, Any]:
    """Return what prices a usage point, and how many of its days that is an estimate for."""
    entry, known = coordinator.config_entry, coordinator.ledger
    prices = costs.pricing.prices
    kept = entry.subentries.values()
    windows = [
        str(each.data[CONF_VALID_FROM])
        for each in kept
        if each.subentry_type == SUBENTRY_OFF_PEAK_HOURS
    ]
    calendars = [each.subentry_type for each in kept].count(SUBENTRY_TEMPO_CALENDAR)
    return {
        "tariffs": [
            {"valid_from": each.valid_from.isoformat(), "option": each.option.value}
            for each in prices.tariffs.items
        ],
        "windows": [{"valid_from": day} for day in sorted(windows)],
        "calendars": {"count": calendars, **span(prices.colours)},
        "tempo_entity": bool(entry.options.get(CONF_TEMPO_ENTITY)),
        "colours_seen": len(known.colours),
        "standing_included": prices.standing_included,
        "bill_date_set": prices.bill_since is not None,
        "uses_habits": known.uses_habits,
        "estimated_days": len(costs.pricing.estimated),
    }


def water(meter: WaterMeter) -> dict[str, Any]:
    """Return what prices a water contract."""
    prices = meter.costs.pricing.prices
    return {
        "tariffs": [
            {"valid_from": each.valid_from.isoformat(), "tier_basis": each.basis.value}
            for each in prices.tariffs.items
        ],
        "standing_included": prices.standing_included,
        "bill_date_set": prices.bill_since is not None,
    }
