"""A home that comes from another integration keeps its past: the days that it lacks are taken over, each marked so."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from homeassistant.const import UnitOfEnergy, UnitOfVolume
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..metering.calendar import DAY, local_day
from ..metering.foreign import ForeignDays, amounts_by_day, energy_hours, water_row
from ..metering.series import DayAmounts
from .foreign import ForeignStatisticError, async_foreign_statistic
from .queue import WriteQueue
from .recorder import async_read_days, pieces
from .statistic import Kind, Statistic

type DayShape = Callable[[date, DayAmounts], DayAmounts | None]
"""A day as our own statistic has it, None when it cannot be."""

_SHAPES: Final[dict[str, DayShape]] = {
    UnitOfEnergy.KILO_WATT_HOUR: energy_hours,
    UnitOfVolume.LITERS: water_row,
}


@dataclass(slots=True, kw_only=True)
class Adoption:
    """The days of other integrations' statistics."""

    days: dict[date, DayAmounts] = field(default_factory=dict)
    """Those that this home lacks, as its own statistic has them."""

    known: int = 0
    """How many this home has itself."""

    left_out: int = 0
    """How many this home lacks, but whose rows make no sense."""


def statistic_to_adopt_into(queue: WriteQueue, statistic_id: str) -> Statistic:
    """Return a home's own statistic of this id, one that counts what others count, too.

    Raises:
        ForeignStatisticError: there is none.

    """
    for statistic in queue.statistics:
        if (
            statistic.statistic_id == statistic_id
            and statistic.kind is Kind.SUM
            and statistic.unit in _SHAPES
            and not statistic.derived
        ):
            return statistic
    raise ForeignStatisticError("adoption_no_target")


async def async_find(
    hass: HomeAssistant, statistic: Statistic, ids: Iterable[str]
) -> Adoption:
    """Return what a statistic can adopt of days that are over; several foreign ones are parts of one whole.

    Raises:
        ForeignStatisticError: one of them cannot be adopted.

    """
    foreign = [
        await async_foreign_statistic(hass, each, statistic)
        for each in dict.fromkeys(ids)
    ]
    found, yesterday = Adoption(), local_day(dt_util.utcnow()) - DAY
    spans = [span for each in foreign if (span := await each.async_span(yesterday))]
    if not spans:
        return found
    first_day, last_day = min(first for first, _ in spans), max(end for _, end in spans)
    sums: list[int | None] = [None] * len(foreign)
    for first, until in pieces(first_day, last_day):
        parts = []
        for number, each in enumerate(foreign):
            rows = await each.async_read(first, until)
            parts.append(amounts_by_day(rows, before=sums[number]))
            if rows:
                sums[number] = rows[-1].sum
        days = _added_up(parts)
        own = await _async_days_with_own_rows(hass, statistic, days)
        _choose(found, statistic, days, own)
    return found


async def async_adopt(
    queue: WriteQueue, statistic: Statistic, found: Adoption, *, source: str
) -> Adoption:
    """Keep what was found, and have it written; return what was taken of it, some of it being known by now.

    Raises:
        OSError: the ledger cannot be saved; it is tried again with the next save.

    """
    taken = statistic.take_over(found.days, source=source)
    try:
        await statistic.store.async_save()
    finally:
        queue.request()
    known = found.known + len(found.days) - len(taken)
    return Adoption(days=taken, known=known, left_out=found.left_out)


def _added_up(parts: Sequence[ForeignDays]) -> ForeignDays:
    """Return the amounts of several statistics together; one that makes no sense spoils its day."""
    whole: ForeignDays = {}
    for day in sorted({day for part in parts for day in part}):
        hours: Counter[datetime] = Counter()
        of_day = [part[day] for part in parts if day in part]
        for amounts in of_day:
            hours.update(dict(amounts or ()))
        whole[day] = None if None in of_day else tuple(sorted(hours.items()))
    return whole


async def _async_days_with_own_rows(
    hass: HomeAssistant, statistic: Statistic, days: ForeignDays
) -> set[date]:
    """Return the days of which the recorder has rows of ours, though the ledger may know nothing of them any more."""
    lacking = [day for day in days if not statistic.has(day)]
    if not lacking:
        return set()
    rows = await async_read_days(hass, statistic, lacking[0], lacking[-1])
    return {local_day(start) for start in rows}


def _choose(
    found: Adoption, statistic: Statistic, days: ForeignDays, own: set[date]
) -> None:
    """Sort a month's days into those to adopt, those that are there, and those that make no sense."""
    shape = _SHAPES[statistic.unit]
    for day, amounts in days.items():
        if statistic.has(day) or day in own:
            found.known += 1
        elif amounts is None or (shaped := shape(day, amounts)) is None:
            found.left_out += 1
        else:
            found.days[day] = shaped
