"""Daily energy and load curve become hours: the daily energy is the spine, the load curve is the shape.

Pure functions of the readings, today's date and the contract. Everything is a whole number: Wh as read, joules
inside, mWh at the door, so an exact day's hours add up to its energy to the last mWh.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from ..sources.readings import CurvePoint
from .calendar import DAY, day_hours
from .shape import DayShape, day_shape
from .shares import apportion

TOLERANCE_WH: Final = 26
"""The most that a day's energy and the sum of its curve differ by rounding: 1 W over 25 h, and 1 Wh."""

SETTLING_DAYS: Final = 14
"""For so many days after a day the service may still complete or correct it."""

SEVERAL_DAYS: Final = 7
"""The most days that one energy is taken to stand for."""

_J_PER_WH: Final = 3600
_MWH_PER_WH: Final = 1000


class DayQuality(StrEnum):
    """How a day's hours came to be."""

    EXACT = "exact"
    """Energy and complete curve agree: the curve, brought to the energy."""

    EXACT_TOTAL = "exact_total"
    """The total is the energy; what the curve does not know is spread evenly."""

    CONFLICT = "conflict"
    """Energy and curve contradict each other: only the curve is used."""

    FLAT = "flat"
    """Energy without a curve, spread evenly."""

    CURVE_ONLY = "curve_only"
    """A complete curve, and no energy that speaks of this day alone."""

    INCOMPLETE = "incomplete"
    """A part of the curve, no energy, and no more to be hoped for."""

    HOLE = "hole"
    """Nothing usable (yet): no rows."""


class EnergyDay(StrEnum):
    """When the day of the daily energy starts."""

    MIDNIGHT = "midnight"
    """At local midnight, as SGE guide 0497 says."""

    OTHER = "other"
    """At another hour: the energy says nothing exact about a local day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReadings:
    """What is known of one local day."""

    day: date

    energy_wh: int | None = None
    """The day's energy, Wh, as the service said it; None when it said nothing."""

    shape: DayShape
    """The day's load curve, summed up by hour."""

    maximum_power_va: int | None = None
    """The highest apparent power of the day, VA."""


def day_readings(
    day: date,
    *,
    energy_wh: int | None = None,
    curve: Iterable[CurvePoint] = (),
    maximum_power_va: int | None = None,
) -> DayReadings:
    """Return what is known of a day from its readings; the points are those of the day (`split_by_day`).

    They come in any order, may overlap and reach beyond the day. Raises ValueError for a point of another day.
    """
    return DayReadings(
        day=day,
        energy_wh=energy_wh,
        shape=day_shape(day, curve),
        maximum_power_va=maximum_power_va,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """The rows of one local day."""

    quality: DayQuality

    hours: tuple[tuple[datetime, int], ...] = ()
    """UTC start and energy in mWh of each hour that has a row, in time order."""

    @property
    def total_mwh(self) -> int | None:
        """The energy of the day's rows, mWh; None when there is none."""
        return sum(energy for _, energy in self.hours) if self.hours else None


_HOLE: Final = DayHours(quality=DayQuality.HOLE)


def project_days(
    days: Mapping[date, DayReadings],
    *,
    today: date,
    subscribed_power_va: int | None,
    energy_day: EnergyDay,
    only: Iterable[date] | None = None,
) -> dict[date, DayHours]:
    """Return the hours of the days in `only`, of all days of `days` when it is None; an unknown day is a hole.

    A day's result may depend on the days around it, so `days` holds those too, whatever is in `only`:
    `affected_days` says which results a change may touch. `today` is the local day of now.
    """
    known = _Known(days)
    projected = {}
    for day in days if only is None else only:
        readings = known.readings(day)
        shape = known.shape(day)
        if shape.empty:
            projected[day] = _flat(readings, _limit_w(readings, subscribed_power_va))
        elif readings.energy_wh is None or energy_day is EnergyDay.OTHER:
            projected[day] = _curve_alone(day, shape, today)
        elif shape.complete:
            projected[day] = _with_complete_curve(day, readings.energy_wh, known)
        else:
            projected[day] = _with_partial_curve(
                day,
                readings.energy_wh,
                shape,
                _limit_w(readings, subscribed_power_va),
            )
    return projected


def affected_days(
    changed: Iterable[date], days: Mapping[date, DayReadings]
) -> set[date]:
    """Return the days whose result may differ once the readings of `changed` days have.

    One energy may stand for up to `SEVERAL_DAYS` days, so a day reaches that far less one, both ways, among the
    days that have readings. A change of `today`, of the subscribed power or of the energy day is another matter.
    """
    reach = range(1 - SEVERAL_DAYS, SEVERAL_DAYS)
    affected = set(changed)
    around = {day + DAY * n for day in affected for n in reach}
    return affected | {day for day in around if day in days}


class _Known:
    """The readings of all days, which may say nothing of some."""

    def __init__(self, days: Mapping[date, DayReadings]) -> None:
        self._days = days

    def readings(self, day: date) -> DayReadings:
        """Return what is known of a day, which may be nothing."""
        return self._days.get(day) or day_readings(day)

    def shape(self, day: date) -> DayShape:
        """Return the day's curve by hour."""
        return self.readings(day).shape

    def may_follow(self, day: date) -> bool:
        """Whether an energy printed on an earlier day may speak of this one: it has a curve and none of its own."""
        return not self.readings(day).energy_wh and self.shape(day).complete

    def days_in_energy(self, day: date) -> int:
        """Return for how many days the energy printed on a day with a complete curve stands: 0 when it fits none.

        It equals the curve of this day and of following days without an energy, or with 0 (the meter was out of
        reach, and its next index closed them all).
        """
        energy_wh = self.readings(day).energy_wh
        if not energy_wh or not self.shape(day).complete:
            return 0
        curve_j = 0
        for n in range(SEVERAL_DAYS):
            if n and not self.may_follow(day + DAY * n):
                break
            curve_j += self.shape(day + DAY * n).total_j
            if _agree(energy_wh, curve_j):
                return n + 1
        return 0

    def in_earlier_energy(self, day: date) -> bool:
        """Whether the last energy before a day stands for it too."""
        for n in range(1, SEVERAL_DAYS):
            if not self.may_follow(day - DAY * n):
                return self.days_in_energy(day - DAY * n) > n
        return False


def _agree(energy_wh: int, curve_j: int) -> bool:
    """Whether an energy and a sum of curve differ by no more than rounding; a negative energy never agrees."""
    return energy_wh >= 0 and (
        abs(energy_wh * _J_PER_WH - curve_j) <= TOLERANCE_WH * _J_PER_WH
    )


def _limit_w(readings: DayReadings, subscribed_power_va: int | None) -> int | None:
    """Return the most the home can have drawn that day, W; None when nothing bounds it.

    Apparent power bounds active power; a Linky lets 20 % above the subscribed power pass for a while.
    """
    if readings.maximum_power_va is not None:
        return readings.maximum_power_va
    if subscribed_power_va is not None:
        return subscribed_power_va * 6 // 5
    return None


def _flat(readings: DayReadings, limit_w: int | None) -> DayHours:
    """Spread an energy without a curve evenly, unless no home can have used it."""
    energy_wh = readings.energy_wh
    if energy_wh is None or energy_wh < 0:
        return _HOLE
    hours = day_hours(readings.day)
    if limit_w is not None and energy_wh > limit_w * len(hours):
        return _HOLE
    shares = apportion(energy_wh * _MWH_PER_WH, [1] * len(hours))
    return _rows(DayQuality.FLAT, hours, shares)


def _curve_alone(day: date, shape: DayShape, today: date) -> DayHours:
    """Take the curve of a day without an energy; a part of one only once nothing more is to be hoped for."""
    if shape.complete:
        return _known_hours(DayQuality.CURVE_ONLY, day, shape)
    if (today - day).days <= SETTLING_DAYS:
        return _HOLE
    return _known_hours(DayQuality.INCOMPLETE, day, shape)


def _with_complete_curve(day: date, energy_wh: int, known: _Known) -> DayHours:
    """Bring the curve to the energy if they agree; the curve stands alone if they do not."""
    shape = known.shape(day)
    if _agree(energy_wh, shape.total_j):
        shares = apportion(energy_wh * _MWH_PER_WH, shape.joules)
        return _rows(DayQuality.EXACT, day_hours(day), shares)
    if known.days_in_energy(day) or known.in_earlier_energy(day):
        return _known_hours(DayQuality.CURVE_ONLY, day, shape)
    return _known_hours(DayQuality.CONFLICT, day, shape)


def _with_partial_curve(
    day: date, energy_wh: int, shape: DayShape, limit_w: int | None
) -> DayHours:
    """Spread what the curve leaves of the energy over what the curve leaves of the day.

    A curve that is above the energy by no more than rounding is brought down to it.
    """
    rest_j = energy_wh * _J_PER_WH - shape.total_j
    above = limit_w is not None and rest_j > limit_w * shape.missing_s
    if energy_wh < 0 or rest_j < -TOLERANCE_WH * _J_PER_WH or above:
        return _known_hours(DayQuality.CONFLICT, day, shape)
    spread_j = max(0, rest_j)
    # An hour's weight is its known joules and its part of the spread ones, times the missing seconds to stay whole.
    weights = [
        joules * shape.missing_s + spread_j * (3600 - known_s)
        for joules, known_s in zip(shape.joules, shape.known_s, strict=True)
    ]
    shares = apportion(energy_wh * _MWH_PER_WH, weights)
    return _rows(DayQuality.EXACT_TOTAL, day_hours(day), shares)


def _known_hours(quality: DayQuality, day: date, shape: DayShape) -> DayHours:
    """Take the curve as it is, without a row for an hour of which nothing is known."""
    total_mwh = (shape.total_j * 5 + 9) // 18  # 3.6 J are a mWh; rounded once a day.
    hours = [n for n, known_s in enumerate(shape.known_s) if known_s]
    starts = day_hours(day)
    shares = apportion(total_mwh, [shape.joules[n] for n in hours])
    return _rows(quality, [starts[n] for n in hours], shares)


def _rows(
    quality: DayQuality, hours: Sequence[datetime], shares: Sequence[int]
) -> DayHours:
    return DayHours(quality=quality, hours=tuple(zip(hours, shares, strict=True)))
