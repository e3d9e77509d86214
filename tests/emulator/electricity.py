"""The home's electricity, and what its communicating meter publishes of it.

The home itself is `half_hours_w`: the true mean power of every half-hour. Everything else is what Enedis would say:
daily energies, load curve and maximum powers, with the defects that real ones have. The draw of a day depends
on the seed and the day alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from .household import NIGHT, household_w
from .localtime import (
    HALF_HOUR,
    ONE_DAY,
    changes_clock,
    half_hours_in,
    midnight,
    months_before,
)

_NOON = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """A point of the load curve: mean power of the `step` that ends at `end` (aware UTC)."""

    end: datetime
    step: timedelta
    power_w: int | None
    """None where Enedis prints an empty value."""


class ElectricityMeter:
    """A Linky: true use and published readings of every local day since it was commissioned.

    `today` only says where the defects lie: days after it exist as well, for a clock that is moved.
    """

    def __init__(
        self, seed: int | str, *, today: date, commissioned: date | None
    ) -> None:
        self._seed = seed
        self.commissioned = commissioned or months_before(today, 40)
        self._watts: dict[date, tuple[int, ...]] = {}
        self._metered_wh: dict[date, int] = {}
        self._corrected_w: dict[date, tuple[int, ...]] = {}
        self.energy_says: dict[date, int] = {}
        """Days whose published energy is not the metered one, Wh."""
        self.without_energy: set[date] = set()
        self.without_curve: set[date] = set()
        self.without_maximum_power: set[date] = set()
        self.missing_half_hours: dict[date, frozenset[int]] = {}
        """Numbers of the half-hours, from midnight, that the curve lacks."""
        self.empty_half_hours: dict[date, frozenset[int]] = {}
        """Those that are printed, but with an empty value."""
        self.late: set[date] = set()
        """Days not published at all until released."""
        self.silent_since: date | None = None
        """The first day of which nothing is published any more."""
        self.curve_silent_since: date | None = None
        """The first day whose half-hours are not collected any more."""
        self._place_defects(today)

    # What the home really uses.

    def half_hours_w(self, day: date) -> tuple[int, ...]:
        """Return the true mean power, W, of the day's 46, 48 or 50 half-hours.

        Powers are even, so that a half-hour is a whole number of Wh: real ones are too.
        """
        if day in self._corrected_w:
            return self._corrected_w[day]
        if day not in self._watts:
            watts = self._draw(day)
            if day == self.commissioned:
                watts = (*(0,) * _NOON, *watts[_NOON:])
            elif day < self.commissioned:
                watts = (0,) * len(watts)
            self._watts[day] = watts
        return self._watts[day]

    def metered_wh(self, day: date) -> int:
        """Return the day's true energy, Wh: the sum of its half-hours, give or take the 1 Wh of rounding."""
        if day not in self._metered_wh:
            self._metered_wh[day] = self.curve_wh(day) + self._rounding(day)
        return self._metered_wh[day]

    def curve_wh(self, day: date) -> int:
        """Return the sum of the day's half-hours, Wh."""
        return sum(self.half_hours_w(day)) // 2

    def hours_wh(self, day: date) -> dict[datetime, int]:
        """Return the true energy of each hour of the local day, by its start in UTC."""
        start = midnight(day)
        watts = self.half_hours_w(day)
        return {
            start + HALF_HOUR * n: (watts[n] + watts[n + 1]) // 2
            for n in range(0, len(watts), 2)
        }

    def true_maximum_power(self, day: date) -> tuple[datetime, int]:
        """Return the second (aware UTC) and the apparent power, VA, of the day's maximum."""
        watts = self.half_hours_w(day)
        strongest = max(watts)
        number = watts.index(strongest)
        rng = Random(f"{self._seed}/maximum power/{day}")
        at = (
            midnight(day) + HALF_HOUR * number + timedelta(seconds=rng.randint(1, 1799))
        )
        return at, max(strongest, min(int(strongest * rng.uniform(1.08, 1.5)), 9200))

    # What Enedis publishes.

    def exists(self, day: date) -> bool:
        """Tell whether the meter was there and its day is out."""
        return day >= self.commissioned and not self.holds_back(day)

    def holds_back(self, day: date) -> bool:
        """Tell whether a day is not published at all for now."""
        return day in self.late or _is_since(self.silent_since, day)

    def energy_wh(self, day: date) -> int | None:
        """Return the published energy of the day, Wh; None when there is none."""
        if not self.exists(day) or day in self.without_energy:
            return None
        return self.energy_says.get(day, self.metered_wh(day))

    def maximum_power(self, day: date) -> tuple[datetime, int] | None:
        """Return the published maximum, None when there is none."""
        if not self.exists(day) or day in self.without_maximum_power:
            return None
        return self.true_maximum_power(day)

    def publishes_curve(self, day: date) -> bool:
        """Tell whether there are points of the day at all."""
        collected = not _is_since(self.curve_silent_since, day)
        return self.exists(day) and collected and day not in self.without_curve

    def curve(self, day: date) -> list[CurvePoint]:
        """Return the published points of the day, in order."""
        if not self.publishes_curve(day):
            return []
        watts = self.half_hours_w(day)
        missing = self.missing_half_hours.get(day, frozenset())
        empty = self.empty_half_hours.get(day, frozenset())
        start = midnight(day)
        points = []
        number = _NOON if day == self.commissioned else 0
        while number < len(watts):
            width = self._step(start + HALF_HOUR * number) // HALF_HOUR
            covered = range(number, number + width)
            number += width
            if missing.isdisjoint(covered):
                points.append(
                    CurvePoint(
                        end=start + HALF_HOUR * number,
                        step=HALF_HOUR * width,
                        power_w=sum(watts[n] for n in covered) // width
                        if empty.isdisjoint(covered)
                        else None,
                    )
                )
        return points

    def unknown_half_hours(self, day: date) -> set[int]:
        """Return the half-hours of the day that the published curve does not tell."""
        if self.publishes_curve(day) and day not in {
            *self.missing_half_hours,
            *self.empty_half_hours,
        }:
            return set()
        told: set[int] = set(range(_NOON)) if day == self.commissioned else set()
        start = midnight(day)
        for point in self.curve(day):
            if point.power_w is not None:
                first = (point.end - point.step - start) // HALF_HOUR
                told.update(range(first, first + point.step // HALF_HOUR))
        return set(range(half_hours_in(day))) - told

    # What changes afterwards.

    def correct_energy(self, day: date, energy_wh: int, *, curve: bool = True) -> None:
        """Publish another energy, Wh, for a day; its curve follows unless told otherwise."""
        if not curve:
            self.energy_says[day] = energy_wh
            return
        watts = self.half_hours_w(day)
        total = sum(watts) // 2
        half_hours_wh = [w // 2 * energy_wh // total for w in watts]
        half_hours_wh[-1] += energy_wh - sum(half_hours_wh)
        self.correct_curve(day, [2 * wh for wh in half_hours_wh])

    def correct_curve(self, day: date, half_hours_w: Sequence[int]) -> None:
        """Give a day other half-hours, W (even numbers); its energy follows."""
        if len(half_hours_w) != half_hours_in(day) or any(w % 2 for w in half_hours_w):
            raise ValueError(f"{day} needs {half_hours_in(day)} even powers")
        self._corrected_w[day] = tuple(half_hours_w)
        self._metered_wh[day] = sum(half_hours_w) // 2

    def _draw(self, day: date) -> tuple[int, ...]:
        return household_w(self._seed, day)

    # Where the defects lie.

    def _placing(self, today: date) -> Callable[[int], date]:
        """Return what finds a day, about as many days ago as it is told, when no clock changes."""
        rng = Random(f"{self._seed}/defects")

        def place(days_ago: int) -> date:
            day = today - timedelta(days=days_ago + rng.randrange(4))
            while any(changes_clock(day + ONE_DAY * n) for n in (-1, 0, 1)):
                day -= ONE_DAY
            return day

        return place

    def _place_defects(self, today: date) -> None:
        place = self._placing(today)
        step_change = place(487)
        self.step_change = midnight(step_change) + timedelta(hours=12)
        """Hourly points before, half-hourly points from then on."""
        one_point, two_points, night = place(33), place(120), place(250)
        nothing, no_energy, zero, first_of_two = (
            place(47),
            place(75),
            place(101),
            place(140),
        )
        self.defects = {
            "one curve point missing": one_point,
            "one curve hour missing, a point of it empty": two_points,
            "the night of the curve missing": night,
            "nothing published": nothing,
            "no energy": no_energy,
            "energy 0": zero,
            "energy of two days": first_of_two,
            "step changes at noon": step_change,
        }
        self.missing_half_hours = {
            one_point: frozenset({37}),
            two_points: frozenset({25}),
            night: frozenset(NIGHT),
        }
        self.empty_half_hours = {two_points: frozenset({24})}
        self.without_energy = {nothing, no_energy, first_of_two + ONE_DAY}
        self.without_curve = {nothing}
        self.without_maximum_power = {nothing}
        self.energy_says = {zero: 0, first_of_two: self._both(first_of_two)}

    def _both(self, first: date) -> int:
        return self.metered_wh(first) + self.metered_wh(first + ONE_DAY)

    def _rounding(self, day: date) -> int:
        """One day in twenty, energy and curve differ by 1 Wh, as real ones do."""
        if day <= self.commissioned or day in self.without_energy:
            return 0
        if day in self.defects.values():
            return 0
        return Random(f"{self._seed}/rounding/{day}").choice((*(0,) * 19, 1))

    def _step(self, instant: datetime) -> timedelta:
        return HALF_HOUR if instant >= self.step_change else HALF_HOUR * 2


def _is_since(first: date | None, day: date) -> bool:
    return first is not None and day >= first
