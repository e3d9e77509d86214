"""What a solar roof feeds into the network, and what the home's meter publishes of it."""

from datetime import date, datetime, timedelta
from math import cos, pi, sin
from random import Random
from typing import Final, override

from .electricity import ElectricityMeter
from .localtime import HALF_HOUR, half_hours_in, midnight

_PEAK_W: Final = 3000
_USED_AT_HOME_W: Final = 250
_LATITUDE: Final = 45.75 * pi / 180
_NOON_UTC_HOURS: Final = 11.7
"""When the sun stands highest over Lyon."""


class SolarMeter(ElectricityMeter):
    """The other direction of the home's Linky: what is left of the roof's power once the home has taken its own.

    Zero at night, and on the darkest days from morning to evening. It has no maximum power.
    """

    def __init__(self, seed: int, *, today: date, beside: ElectricityMeter) -> None:
        """Count in the same meter as `beside`, with its commissioning and its steps."""
        super().__init__(f"{seed}/solar", today=today, commissioned=beside.commissioned)
        self.step_change = beside.step_change

    @override
    def maximum_power(self, day: date) -> tuple[datetime, int] | None:
        return None

    @override
    def _draw(self, day: date) -> tuple[int, ...]:
        sky = Random(f"{self._seed}/{day}").uniform(0.1, 1)
        middle = midnight(day) + HALF_HOUR / 2
        return tuple(
            _fed_in_w(middle + HALF_HOUR * n, sky) for n in range(half_hours_in(day))
        )

    @override
    def _rounding(self, day: date) -> int:
        return super()._rounding(day) if self.curve_wh(day) else 0

    @override
    def _place_defects(self, today: date) -> None:
        place = self._placing(today)
        nothing, one_point, no_energy = place(61), place(86), place(111)
        self.defects = {
            "nothing published": nothing,
            "one curve point missing": one_point,
            "no energy": no_energy,
        }
        self.missing_half_hours = {one_point: frozenset({26})}
        self.without_energy = {nothing, no_energy}
        self.without_curve = {nothing}


def _fed_in_w(instant: datetime, sky: float) -> int:
    """Return the power, W, an even number, that is left at an instant under a sky between 0 and 1."""
    days = instant.timetuple().tm_yday + 10
    declination = -23.44 * pi / 180 * cos(2 * pi * days / 365.25)
    hours = (instant - _start_of_utc_day(instant)) / timedelta(hours=1)
    angle = (hours - _NOON_UTC_HOURS) * pi / 12
    sine_of_height = sin(_LATITUDE) * sin(declination) + cos(_LATITUDE) * cos(
        declination
    ) * cos(angle)
    left = _PEAK_W * sky * max(0.0, sine_of_height) - _USED_AT_HOME_W
    return 2 * round(max(0.0, left) / 2)


def _start_of_utc_day(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)
