"""Which price class holds when on a local day."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from ..calendar import DAY, day_seconds
from .options import TEMPO_OFF_PEAK, TEMPO_PEAK, Colour, PriceClass, TariffOption
from .windows import OffPeakCalendar, on_clock

type Segment = tuple[int, int, PriceClass | None]
"""From a second of the local day to another, excluded: its class, None where nobody knows it."""

type ColourOf = Callable[[date], Colour | None]
"""The colour of the Tempo day that begins at 06:00 of a local day, None where nobody knows it."""

_SIX: Final = 6 * 60
_TWENTY_TWO: Final = 22 * 60
_MIDNIGHT: Final = 24 * 60


def segments_of(
    option: TariffOption, day: date, windows: OffPeakCalendar, colour_of: ColourOf
) -> tuple[Segment, ...]:
    """Return the classes of a local day from its first second to its last, in time order and without a gap."""
    length = day_seconds(day)
    if option is TariffOption.BASE:
        return ((0, length, PriceClass.BASE),)
    if option is TariffOption.TEMPO:
        return _tempo(day, colour_of)
    intervals = windows.intervals(day)
    if intervals is None:
        return ((0, length, None),)
    return _filled(
        [(*each, PriceClass.OFF_PEAK) for each in on_clock(day, intervals)],
        PriceClass.PEAK,
        length,
    )


def _tempo(day: date, colour_of: ColourOf) -> tuple[Segment, ...]:
    """Return the classes of a day of Tempo: until 06:00 the colour is still the one before."""
    before, own = colour_of(day - DAY), colour_of(day)
    told = (
        (0, _SIX, TEMPO_OFF_PEAK[before] if before else None),
        (_SIX, _TWENTY_TWO, TEMPO_PEAK[own] if own else None),
        (_TWENTY_TWO, _MIDNIGHT, TEMPO_OFF_PEAK[own] if own else None),
    )
    return tuple(
        (start, end, price_class)
        for since, until, price_class in told
        for start, end in on_clock(day, [(since, until)])
    )


def _filled(
    told: Sequence[Segment], rest: PriceClass, length: int
) -> tuple[Segment, ...]:
    """Return segments with another class in all that they leave of a day."""
    whole: list[Segment] = []
    reached = 0
    for start, end, price_class in told:
        if reached < start:
            whole.append((reached, start, rest))
        whole.append((start, end, price_class))
        reached = end
    if reached < length:
        whole.append((reached, length, rest))
    return tuple(whole)
