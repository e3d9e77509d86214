"""The ids under which Home Assistant's recorder knows a home's statistics."""

import re
from typing import Final

from .const import DOMAIN
from .metering.tariff.options import PriceClass

CONSUMPTION: Final = "consumption"
MAX_POWER: Final = "max_power"
PRODUCTION: Final = "production"
COST: Final = "cost"
STANDING_CHARGE: Final = "standing_charge"
WATER: Final = "water"

WATER_COST: Final = "water_cost"
WATER_STANDING_CHARGE: Final = "water_standing_charge"
"""What a ledger calls the costs of water, whose ids end as those of electricity."""

CLASSES: Final = tuple(each for each in PriceClass if each is not PriceClass.BASE)
"""The price classes that have statistics of their own."""


def consumption_of(price_class: PriceClass) -> str:
    """Return what the energy of a price class is called."""
    return f"{CONSUMPTION}_{price_class}"


def cost_of(price_class: PriceClass) -> str:
    """Return what the cost of a price class is called."""
    return f"{COST}_{price_class}"


ELECTRICITY_COSTS: Final = (
    COST,
    STANDING_CHARGE,
    *(consumption_of(each) for each in CLASSES),
    *(cost_of(each) for each in CLASSES),
)
"""What a usage point has of costs, by a home's tariffs."""

WATER_COSTS: Final = (COST, STANDING_CHARGE)
"""How the ids of what a water contract has of costs end."""

_REFUSED: Final = re.compile(r"[^0-9a-z]+")
"""The recorder takes lower case, digits and single underscores, none at the ends."""


def statistic_id(number: str, what: str) -> str:
    """Return the id that a statistic of a usage point or water contract gets when it is created."""
    return f"{DOMAIN}:{_REFUSED.sub('_', number.lower()).strip('_')}_{what}"
