"""Where energy and load curve of a day do not go together, and one of them is a file's: the service's word stays.

Whichever of the two came first. Pure; days are local days (Europe/Paris).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from ..metering.calendar import DAY
from ..metering.electricity import (
    SEVERAL_DAYS,
    DayHours,
    DayQuality,
    DayReadings,
    EnergyDay,
    day_readings,
    project_days,
)
from ..sources.readings import CurvePoint, DailyEnergy
from .curve import points_of
from .electricity import ElectricityDay, ElectricityLedger, FromFile

type Additions = Mapping[date, tuple[DailyEnergy | None, Sequence[CurvePoint]]]
"""By local day, the energy and the points that a file adds to what is known of it."""

_AROUND: Final = range(1 - SEVERAL_DAYS, SEVERAL_DAYS)
"""An energy may stand for several days, so their curves decide with it."""


def contradicting_days(
    ledger: ElectricityLedger, additions: Additions, *, today: date
) -> set[date]:
    """Return the days on which what a file adds contradicts what is known, or on which no home can have used it."""
    projected = _projected(ledger, additions, additions, today)
    return {
        day
        for day, (energy, _) in additions.items()
        if (projected[day].quality is DayQuality.CONFLICT and day in ledger.days)
        or (projected[day].quality is DayQuality.HOLE and energy is not None)
    }


def give_way(
    ledger: ElectricityLedger, changed: Iterable[date], *, today: date
) -> set[date]:
    """Drop a file's energy or curve where what the service has told since contradicts it; return those days.

    `changed` are the days of which the service told something.
    """
    around = {day + DAY * number for day in changed for number in _AROUND}
    possible = {
        day: told
        for day in around
        if (known := ledger.days.get(day)) and (told := _told_with_service(known))
    }
    if not possible:
        return set()
    projected = _projected(ledger, {}, possible, today)
    return {
        day
        for day, told in possible.items()
        if projected[day].quality is DayQuality.CONFLICT
        and ledger.drop_from_file(day, told)
    }


def _told_with_service(known: ElectricityDay) -> FromFile | None:
    """Return what a file told of a day while the service told the other of energy and curve; None without both."""
    if known.energy_wh is None or not known.curve:
        return None
    of_file = known.from_file & {FromFile.ENERGY, FromFile.CURVE}
    return next(iter(of_file)) if len(of_file) == 1 else None


def _projected(
    ledger: ElectricityLedger,
    additions: Additions,
    days: Iterable[date],
    today: date,
) -> dict[date, DayHours]:
    """Return what days come to with what a file adds."""
    days = set(days)
    around = {day + DAY * number for day in days for number in _AROUND}
    return project_days(
        {day: _readings(ledger, additions, day) for day in around},
        today=today,
        subscribed_power_va=ledger.contract.subscribed_power_va,
        energy_day=EnergyDay.MIDNIGHT,
        only=days,
    )


def _readings(
    ledger: ElectricityLedger, additions: Additions, day: date
) -> DayReadings:
    known = ledger.days.get(day)
    energy, points = additions.get(day, (None, ()))
    energy_wh = known.energy_wh if known else None
    maximum = known.maximum_power if known else None
    return day_readings(
        day,
        energy_wh=energy.energy_wh if energy else energy_wh,
        curve=[*(points_of(known.curve) if known else ()), *points],
        maximum_power_va=maximum.power_va if maximum else None,
    )
