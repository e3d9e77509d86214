"""Which price is in force at an instant, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from ..calendar import DAY, day_start, local_day
from .dated import Timeline
from .options import ElectricityTariff, PriceClass
from .segments import ColourOf, segments_of
from .windows import OffPeakCalendar

_DAYS_AHEAD: Final = 2
"""Today and tomorrow: of later days nobody knows a colour, and few ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceNow:
    """A price of energy."""

    price_class: PriceClass
    micro_eur: int
    """µ€ per kWh, taxes included."""

    until: datetime | None
    """Until when it holds, aware UTC; None where no end of it is known today or tomorrow."""


def price_at(
    instant: datetime,
    tariffs: Timeline[ElectricityTariff],
    windows: OffPeakCalendar,
    colour_of: ColourOf,
) -> PriceNow | None:
    """Return the price of energy at an aware instant; None without a tariff, or while nobody knows the class."""
    pieces = (
        each
        for each in _pieces(local_day(instant), tariffs, windows, colour_of)
        if each[1] > instant
    )
    now = next(pieces, None)
    if now is None or now[2] is None:
        return None
    price = now[2:]
    return PriceNow(
        price_class=now[2],
        micro_eur=now[3],
        until=next((each[0] for each in pieces if each[2:] != price), None),
    )


type _Piece = tuple[datetime, datetime, PriceClass | None, int]
"""From when and until when which class has which price, µ€ per kWh."""


def _pieces(
    day: date,
    tariffs: Timeline[ElectricityTariff],
    windows: OffPeakCalendar,
    colour_of: ColourOf,
) -> Iterator[_Piece]:
    """Yield the classes of a day and of the next with their prices; a day without a tariff has one that nobody knows."""
    for number in range(_DAYS_AHEAD):
        local = day + DAY * number
        opens = day_start(local)
        tariff = tariffs.on(local)
        if tariff is None:
            yield opens, day_start(local + DAY), None, 0
            continue
        for start, end, price_class in segments_of(
            tariff.option, local, windows, colour_of
        ):
            yield (
                opens + timedelta(seconds=start),
                opens + timedelta(seconds=end),
                price_class,
                tariff.prices[price_class] if price_class else 0,
            )
