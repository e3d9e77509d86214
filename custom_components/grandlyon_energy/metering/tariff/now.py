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
"""A price that does not change by then is not said to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceNow:
    """A price of energy."""

    price_class: PriceClass
    micro_eur: int
    """µ€ per kWh, taxes included."""

    since: datetime
    until: datetime
    """From when and until when it holds, aware UTC, as far as that is looked for."""


def price_at(
    instant: datetime,
    tariffs: Timeline[ElectricityTariff],
    windows: OffPeakCalendar,
    colour_of: ColourOf,
) -> PriceNow | None:
    """Return the price of energy at an aware instant; None without a tariff, or while nobody knows the class."""
    found: PriceNow | None = None
    for piece in _pieces(local_day(instant), tariffs, windows, colour_of):
        since, until, price_class, price = piece
        if until <= instant:
            continue
        if since <= instant:
            if price_class is None:
                return None
            found = PriceNow(
                price_class=price_class, micro_eur=price, since=since, until=until
            )
        elif found and (price_class, price) == (found.price_class, found.micro_eur):
            found = PriceNow(
                price_class=found.price_class,
                micro_eur=found.micro_eur,
                since=found.since,
                until=until,
            )
        else:
            break
    return found


type _Piece = tuple[datetime, datetime, PriceClass | None, int]


def _pieces(
    day: date,
    tariffs: Timeline[ElectricityTariff],
    windows: OffPeakCalendar,
    colour_of: ColourOf,
) -> Iterator[_Piece]:
    """Yield the classes of a day and the next ones with their prices, until a day without a tariff."""
    for number in range(_DAYS_AHEAD):
        local = day + DAY * number
        tariff = tariffs.on(local)
        if tariff is None:
            return
        opens = day_start(local)
        for start, end, price_class in segments_of(
            tariff.option, local, windows, colour_of
        ):
            yield (
                opens + timedelta(seconds=start),
                opens + timedelta(seconds=end),
                price_class,
                tariff.prices[price_class] if price_class else 0,
            )
