"""What a home draws from the network: the powers of a day depend on the seed and the day alone."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from math import cos, pi
from random import Random

from .localtime import half_hours_in

_STRONGEST_W = 7800
NIGHT = range(4, 10)
"""02:00 to 05:00: only what never stops runs, at a constant power."""

_WEEKDAY_W = (
    *(180,) * 12,
    *(260, 520, 640, 560, 420, 300),
    *(240, 230, 230, 240, 260, 300, 420, 520),
    *(330, 260, 240, 240, 250, 260, 300, 340, 420, 520),
    *(680, 900, 980, 860, 760, 640, 540, 460, 400, 320, 260, 220),
)
_WEEKEND_W = (
    *(180,) * 12,
    *(190, 210, 260, 340, 460, 560),
    *(620, 640, 600, 560, 560, 680, 980, 1040),
    *(820, 600, 480, 440, 420, 420, 440, 460, 500, 580),
    *(720, 900, 960, 860, 760, 660, 560, 480, 420, 340, 280, 230),
)
_WATER_HEATER = (45, 46, 47)
"""22:30 to 00:00, the first off-peak half-hours."""


def _wall_half_hours(day: date) -> Sequence[int]:
    """Return the number on the wall clock (0 to 47) of each half-hour of the day."""
    match half_hours_in(day):
        case 46:
            return (*range(4), *range(6, 48))
        case 50:
            return (*range(6), *range(4, 48))
        case _:
            return range(48)


@cache
def household_w(seed: int | str, day: date) -> tuple[int, ...]:
    """Return the mean power, W, of the half-hours of a day, all even numbers."""
    rng = Random(f"{seed}/electricity/{day}")
    season = cos(2 * pi * (day.timetuple().tm_yday - 20) / 365.25)
    outside = 12.5 - 8.5 * season + rng.gauss(0, 2.5)
    heating = max(0.0, 16.5 - outside) * 58
    profile = _WEEKEND_W if day.weekday() >= 5 else _WEEKDAY_W
    watts = []
    for wall in _wall_half_hours(day):
        power = profile[wall] + heating * (0.7 if wall < 12 else 1.05)
        if wall not in NIGHT:
            power *= 0.75 + 0.5 * rng.random()
        if wall in _WATER_HEATER:
            power += 2000
        watts.append(power)
    watts[rng.randrange(len(watts) - 14, len(watts) - 4)] += rng.uniform(600, 2600)
    return tuple(2 * round(min(power, _STRONGEST_W) / 2) for power in watts)
