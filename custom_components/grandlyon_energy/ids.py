"""The ids under which Home Assistant's recorder knows a home's statistics."""

import re
from typing import Final

from .const import DOMAIN

CONSUMPTION: Final = "consumption"
MAX_POWER: Final = "max_power"
PRODUCTION: Final = "production"
WATER: Final = "water"

_REFUSED: Final = re.compile(r"[^0-9a-z]+")
"""The recorder takes lower case, digits and single underscores, none at the ends."""


def statistic_id(number: str, what: str) -> str:
    """Return the id that a statistic of a usage point or water contract gets when it is created."""
    return f"{DOMAIN}:{_REFUSED.sub('_', number.lower()).strip('_')}_{what}"
