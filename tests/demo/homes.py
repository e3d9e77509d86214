"""What the demo's tests know of homes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from scripts.demo_home.bill import Bills
from scripts.demo_home.services import Energy, Truth


def energy(
    day_wh: Mapping[date, int] | None = None,
    *,
    hours_wh: Mapping[datetime, int] | None = None,
    flat: Iterable[date] = (),
) -> Energy:
    """Return what is known of one direction; nothing unless told."""
    return Energy(
        day_wh=day_wh or {}, hours_wh=hours_wh or {}, flat_days=frozenset(flat)
    )


def truth(
    *,
    consumption: Energy | None = None,
    production: Energy | None = None,
    max_power_va: Mapping[datetime, int] | None = None,
    water_l: Mapping[str, Mapping[date, int]] | None = None,
    unknowable: Mapping[str, str] | None = None,
    bills: Bills | None = None,
) -> Truth:
    """Return what is known of a home; nothing unless told."""
    return Truth(
        consumption=consumption or energy(),
        production=production or energy(),
        max_power_va=max_power_va or {},
        water_l=water_l or {},
        unknowable=unknowable or {},
        bills=bills or Bills(),
    )
