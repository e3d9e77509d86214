"""The action that answers what a home's last 12 months would have cost at the tariffs that are offered today."""

import asyncio
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from .. import offers
from ..compat import vol
from ..const import ATTR_CONFIG_ENTRY_ID
from ..coordinator import ElectricityCoordinator
from ..coordinator.costs import ElectricityCosts
from ..metering.calendar import DAY, days_between, local_day
from ..metering.tariff.options import TariffOption
from ..metering.tariff.power import SUBSCRIBED_KVA
from ..pricing.compare import (
    Comparison,
    last_12_months,
    offer_on,
    power_advice,
    printed_windows,
)
from ..statistics.audit import months_of
from .common import loaded_entry, refusal
from .compared import Scene, answer, power_answer

if TYPE_CHECKING:
    from .. import RuntimeData

ATTR_SUBSCRIBED_POWER: Final = "subscribed_power"

COMPARE_TARIFFS: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_SUBSCRIBED_POWER): vol.All(
            vol.Coerce(int), vol.In(SUBSCRIBED_KVA)
        ),
    }
)


async def async_compare_tariffs(
    hass: HomeAssistant, call: ServiceCall
) -> ServiceResponse:
    """Answer what the last 12 months that are known would have cost, by option, and which power they need.

    Raises:
        ServiceValidationError: no such home, no electricity or energy in it, or a subscribed power that nobody knows.

    """
    entry = loaded_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    runtime: RuntimeData = entry.runtime_data
    electricity = runtime.electricity
    if electricity is None or (costs := electricity.costs) is None:
        raise refusal("compare_no_electricity")
    scene = _scene(electricity, costs, call.data.get(ATTR_SUBSCRIBED_POWER))
    comparison = Comparison(
        costs.pricing, electricity.energy.series, scene.tariffs, scene.printed
    )
    # A year at several tariffs at once would hold everybody else up.
    for first, last in months_of(scene.first, scene.last):
        comparison.add(days_between(first, last + DAY))
        await asyncio.sleep(0)
    days = electricity.ledger.days.values()
    maxima = (day.maximum_power for day in days if day.maximum_power)
    advice = power_advice(maxima, scene.first, scene.last)
    return {
        **answer(scene, comparison.bills),
        "power": power_answer(scene, comparison.bills, advice),
    }


def _scene(
    electricity: ElectricityCoordinator, costs: ElectricityCosts, kva: int | None
) -> Scene:
    """Return what there is to compare, for the contract's power or another one.

    Raises:
        ServiceValidationError: no energy is known, or no subscribed power.

    """
    series = electricity.energy.series
    if not series.days:
        raise refusal("compare_no_readings")
    subscribed_va = electricity.ledger.contract.subscribed_power_va
    if kva is not None:
        subscribed_va = kva * 1000
    if not subscribed_va:
        raise refusal("compare_no_power")
    kva = round(subscribed_va / 1000)
    first, last = last_12_months(series.days)
    today = local_day(dt_util.utcnow())
    return Scene(
        first=first,
        last=last,
        known_days=len(series.known(first, last)[0]),
        today=today,
        subscribed_va=subscribed_va,
        kva=kva,
        offered={
            option: offer_on(today, option, kva, offers.ELECTRICITY_OFFERS)
            for option in TariffOption
        },
        own=costs.pricing.prices.tariffs.on(today),
        printed=printed_windows(electricity.ledger.off_peak_seen),
    )
