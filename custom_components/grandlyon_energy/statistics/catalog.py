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
from ..ids import (
    CLASSES,
    CONSUMPTION,
    COST,
    MAX_POWER,
    PRODUCTION,
    STANDING_CHARGE,
    WATER,
    WATER_COST,
    WATER_STANDING_CHARGE,
    consumption_of,
    cost_of,
    statistic_id,
)
from ..ledger.store import LedgerStore
from ..metering.tariff.money import PICO_EUR
from .statistic import Kind, Statistic, WorkingOut

CURRENCY_EURO: Final = "EUR"
"""ISO 4217; core's own constant is the sign."""

type _Form = tuple[Kind, str, str | None, int]
"""Kind, unit, unit class, and the series' integers in one unit."""

_ENERGY: Final[_Form] = (
    Kind.SUM,
    UnitOfEnergy.KILO_WATT_HOUR,
    EnergyConverter.UNIT_CLASS,
    1_000_000,
)

# Always euros, whatever the currency of Home Assistant: that is what is paid.
_MONEY: Final[_Form] = (Kind.SUM, CURRENCY_EURO, None, PICO_EUR)

_KINDS: Final[dict[str, _Form]] = {
    CONSUMPTION: _ENERGY,
    PRODUCTION: _ENERGY,
    MAX_POWER: (
        Kind.MEAN,
        UnitOfApparentPower.VOLT_AMPERE,
        ApparentPowerConverter.UNIT_CLASS,
        1,
    ),
    WATER: (Kind.SUM, UnitOfVolume.LITERS, VolumeConverter.UNIT_CLASS, 1_000),
    **dict.fromkeys((COST, STANDING_CHARGE, WATER_COST, WATER_STANDING_CHARGE), _MONEY),
    **dict.fromkeys(map(consumption_of, CLASSES), _ENERGY),
    **dict.fromkeys(map(cost_of, CLASSES), _MONEY),
}

_SUFFIXES: Final = {WATER_COST: COST, WATER_STANDING_CHARGE: STANDING_CHARGE}
"""How ids end, where they do not end with the key: a contract has a number of its own."""


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
    derived: bool = False,
    working_out: WorkingOut | None = None,
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
        state=store.ledger.statistic(key, statistic_id(meter, _SUFFIXES.get(key, key))),
        knows=knows,
        tells=tells,
        tells_hours=tells_hours,
        derived=derived,
        working_out=working_out,
    )
