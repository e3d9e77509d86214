"""Daily energies of a file: printed as such, or as the index of each midnight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ..metering.calendar import DAY, local_day
from ..sources.readings import DailyEnergy
from ..sources.stamps import Stamp, resolve
from .errors import CsvFileError

MOST_WH: Final = 24_000_000
"""No home uses so much in a day: such a figure is in another unit than the file says."""

WATT_HOURS: Final = {"Wh": 1, "kWh": 1000}

_BEFORE_MIDNIGHT: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDay:
    """One line of daily energies."""

    line: int
    day: date
    value: Decimal | None
    unit: str
    """One of `WATT_HOURS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedIndex:
    """One line of a Linky's indexes."""

    line: int
    stamp: Stamp
    index_wh: int | None
    """The total of all registers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Energies:
    """The energies of one point in one direction."""

    days: tuple[DailyEnergy, ...]
    left_out: frozenset[date] = frozenset()
    """The days whose index no other follows on the next day, or a lower one."""


def daily_energies(printed: Sequence[PrintedDay]) -> Energies:
    """Return each day's energy, sorted.

    Raises:
        CsvFileError: two lines contradict each other, or a value is none of a home.

    """
    values: dict[date, int] = {}
    for each in printed:
        if each.value is None:
            continue
        energy_wh = round(each.value * WATT_HOURS[each.unit])
        if energy_wh > MOST_WH:
            raise CsvFileError("csv_line_value", line=each.line)
        if values.setdefault(each.day, energy_wh) != energy_wh:
            raise CsvFileError("csv_line_twice", line=each.line)
    return Energies(days=_readings(values))


def energies_between(printed: Sequence[PrintedIndex]) -> Energies:
    """Return the energy between the indexes of consecutive midnights: that printed for a day closes the one before.

    A gap is left a gap, and nothing is counted over an index that falls, as the meter was changed there.

    Raises:
        CsvFileError: two lines contradict each other.

    """
    indexes = _indexes(printed)
    energies: dict[date, int] = {}
    left_out = set()
    for (day, index_wh), (following, next_wh) in pairwise(sorted(indexes.items())):
        if following - day == DAY and 0 <= next_wh - index_wh <= MOST_WH:
            energies[day] = next_wh - index_wh
        else:
            left_out.add(day)
    return Energies(days=_readings(energies), left_out=frozenset(left_out))


def _indexes(printed: Sequence[PrintedIndex]) -> dict[date, int]:
    """Return the index of each day's midnight.

    Enedis prints the midnights of winter as 23:00, and a day is its printed date (design, Time). Where that puts two
    different indexes on one date, as at the end of summer time, the stamps are instants instead, those of the
    midnights that they are nearest to.
    """
    read = [each for each in printed if each.index_wh is not None]
    days = [each.stamp.day for each in read]
    if _contradiction(read, days) is not None:
        instants = resolve([each.stamp for each in read])
        days = [local_day(instant + _BEFORE_MIDNIGHT) for instant in instants]
        if (line := _contradiction(read, days)) is not None:
            raise CsvFileError("csv_line_twice", line=line)
    return {
        day: each.index_wh
        for day, each in zip(days, read, strict=True)
        if each.index_wh is not None
    }


def _contradiction(printed: Sequence[PrintedIndex], days: Sequence[date]) -> int | None:
    """Return the first line that says another index than one before it of the same day, None without any."""
    indexes: dict[date, int | None] = {}
    for each, day in zip(printed, days, strict=True):
        if indexes.setdefault(day, each.index_wh) != each.index_wh:
            return each.line
    return None


def _readings(energies: Mapping[date, int]) -> tuple[DailyEnergy, ...]:
    return tuple(
        DailyEnergy(day=day, energy_wh=energies[day]) for day in sorted(energies)
    )
