"""The options of an electricity contract, and the classes of hours that each of them prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from .standing import StandingCharge


class TariffOption(StrEnum):
    """How a contract prices energy."""

    BASE = "base"
    """One price at any hour."""

    PEAK_OFF_PEAK = "peak_off_peak"
    """Heures pleines, heures creuses: the home's own windows say which."""

    TEMPO = "tempo"
    """Six prices: the colour of the day, and 22:00 to 06:00 or not."""


class Colour(StrEnum):
    """The colour of a Tempo day, which runs from 06:00 to 06:00 local time."""

    BLUE = "blue"
    WHITE = "white"
    RED = "red"


class PriceClass(StrEnum):
    """Hours of one price."""

    BASE = "base"
    PEAK = "peak"
    OFF_PEAK = "off_peak"
    BLUE_PEAK = "blue_peak"
    BLUE_OFF_PEAK = "blue_off_peak"
    WHITE_PEAK = "white_peak"
    WHITE_OFF_PEAK = "white_off_peak"
    RED_PEAK = "red_peak"
    RED_OFF_PEAK = "red_off_peak"


TEMPO_PEAK: Final[Mapping[Colour, PriceClass]] = {
    Colour.BLUE: PriceClass.BLUE_PEAK,
    Colour.WHITE: PriceClass.WHITE_PEAK,
    Colour.RED: PriceClass.RED_PEAK,
}
TEMPO_OFF_PEAK: Final[Mapping[Colour, PriceClass]] = {
    Colour.BLUE: PriceClass.BLUE_OFF_PEAK,
    Colour.WHITE: PriceClass.WHITE_OFF_PEAK,
    Colour.RED: PriceClass.RED_OFF_PEAK,
}

CLASSES: Final[Mapping[TariffOption, tuple[PriceClass, ...]]] = {
    TariffOption.BASE: (PriceClass.BASE,),
    TariffOption.PEAK_OFF_PEAK: (PriceClass.PEAK, PriceClass.OFF_PEAK),
    TariffOption.TEMPO: tuple(
        each
        for colour in Colour
        for each in (TEMPO_PEAK[colour], TEMPO_OFF_PEAK[colour])
    ),
}
"""Which prices an option has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityTariff:
    """What a usage point's energy costs from a day on."""

    valid_from: date
    option: TariffOption

    prices: Mapping[PriceClass, int]
    """µ€ per kWh, taxes included, of each class of the option."""

    standing: StandingCharge
