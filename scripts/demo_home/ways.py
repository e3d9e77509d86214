"""The two ways to connect the demo's home, and in what they differ.

The statistics of a home's water are called after the numbers of the way that it was connected by first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
import re

from . import changes
from .answers import customer_answers, partner_answers
from .flow import Answers
from .home_assistant import DOMAIN
from .services import Correction, Home

type WaterCorrection = Callable[[str, date], Correction]
"""Of a contract's reading of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterChange:
    """What happens to the newest water reading."""

    says: str
    """Follows "The water reading of ..."."""

    while_running: WaterCorrection
    while_stopped: WaterCorrection
    rows_go: bool
    """Whether what happens while Home Assistant runs takes a row away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a home is connected."""

    name: str
    answers: Callable[[Home], Answers]
    services: Mapping[str, str]
    """The emulated services that it is read from: electricity and water → the service's name."""

    numbers: str
    """The field of the home with the water service's numbers of its contracts."""

    water_change: WaterChange

    def water_statistics(self, home: Home) -> Mapping[str, str]:
        """Return each contract's number at the partner service, by the id of its statistic."""
        numbers = zip(home[self.numbers], home["contracts"], strict=True)
        return {statistic_id(number, "water"): contract for number, contract in numbers}


PARTNER = Way(
    name="partner",
    answers=partner_answers,
    services={"electricity": "sge", "water": "egl"},
    numbers="contracts",
    water_change=WaterChange(
        says="turns out to be an anomaly",
        while_running=lambda contract, day: changes.read_as("A", contract, day),
        while_stopped=lambda contract, day: changes.read_as("R", contract, day),
        rows_go=True,
    ),
)

# The portal knows no anomalies, and an index that it shows no more is kept.
CUSTOMER = Way(
    name="customer",
    answers=customer_answers,
    services={"electricity": "conso", "water": "portal"},
    numbers="portal_references",
    water_change=WaterChange(
        says="is corrected",
        while_running=changes.index_is_higher,
        while_stopped=changes.index_is_higher,
        rows_go=False,
    ),
)

WAYS = {way.name: way for way in (PARTNER, CUSTOMER)}


def statistic_id(number: str, what: str) -> str:
    """Return the id of a statistic of a usage point or water contract."""
    return f"{DOMAIN}:{re.sub('[^0-9a-z]+', '_', number.lower()).strip('_')}_{what}"
