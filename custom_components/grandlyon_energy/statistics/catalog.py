"""The statistics that exist, their ids, units and names."""

from collections.abc import Callable
from datetime import date
from typing import Final

from homeassistant.const import UnitOfApparentPower, UnitOfEnergy, UnitOfVolume
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.unit_conversion import (
    ApparentPowerConverter,
    EnergyConverter,
    VolumeConverter,
)

from ..const import DOMAIN
from ..ids import CONSUMPTION, MAX_POWER, PRODUCTION, WATER, statistic_id
from ..ledger.store import LedgerStore
from .statistic import Kind, Statistic

_KINDS: Final[dict[str, tuple[Kind, str, str | None, int]]] = {
    CONSUMPTION: (
        Kind.SUM,
        UnitOfEnergy.KILO_WATT_HOUR,
        EnergyConverter.UNIT_CLASS,
        1_000_000,
    ),
    PRODUCTION: (
        Kind.SUM,
        UnitOfEnergy.KILO_WATT_HOUR,
        EnergyConverter.UNIT_CLASS,
        1_000_000,
    ),
    MAX_POWER: (
        Kind.MEAN,
        UnitOfApparentPower.VOLT_AMPERE,
        ApparentPowerConverter.UNIT_CLASS,
        1,
    ),
    WATER: (Kind.SUM, UnitOfVolume.LITERS, VolumeConverter.UNIT_CLASS, 1_000),
}


async def async_statistic_names(hass: HomeAssistant) -> dict[str, str]:
    """Return what each kind of statistic of this home is called, in the language of Home Assistant."""
    translations = await async_get_translations(
        hass, hass.config.language, "selector", [DOMAIN]
    )
    prefix = f"component.{DOMAIN}.selector.statistic.options."
    home = hass.config.location_name
    return {
        key: f"{home} · {translations.get(f'{prefix}{key}', key)}" for key in _KINDS
    }


def make_statistic(
    store: LedgerStore,
    *,
    key: str,
    meter: str,
    names: dict[str, str],
    knows: Callable[[date], bool],
    tells: Callable[[date], bool] | None = None,
    tells_hours: Callable[[date], bool] | None = None,
) -> Statistic:
    """Return a meter's statistic; its name says which home and the last 4 digits of the meter's number."""
    kind, unit, unit_class, scale = _KINDS[key]
    return Statistic(
        key=key,
        name=f"{names[key]} ···{meter[-4:]}",
        kind=kind,
        unit=unit,
        unit_class=unit_class,
        scale=scale,
        store=store,
        state=store.ledger.statistic(key, statistic_id(meter, key)),
        knows=knows,
        tells=tells,
        tells_hours=tells_hours,
    )
