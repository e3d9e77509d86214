"""By which number another way knows each water contract of a home, and on which day it prints an index.

Their indexes tell: numbers differ from way to way. Nothing is guessed; a contract that cannot be told is not moved.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ..const import CONF_NUMBER
from ..metering.calendar import DAY, oldest_day
from ..metering.water import MeterMatch, compare_ways, may_go_on
from ..sources import WaterSource
from ..sources.readings import IndexType, MeterIndex
from .calls import async_read_indexes, today
from .data import link

type Links = Mapping[str, Any]
"""By the number that a contract was added under: how a way knows it."""

type Readings = Mapping[str, Sequence[MeterIndex]]
"""By a contract's number, sorted."""

_COMPARED_DAYS: Final = 60
"""How many of the last known days decide."""


def links_that_hold(links: Links, listed: Sequence[str]) -> dict[str, Any]:
    """Return the links whose numbers are among those that a log-in lists."""
    return {
        contract: known
        for contract, known in links.items()
        if known[CONF_NUMBER] in listed
    }


async def async_link_contracts(
    source: WaterSource, way: str, known: Readings, numbers: Sequence[str]
) -> dict[str, Any]:
    """Return how a way knows the contracts whose readings are known; one that cannot be told is left away.

    Args:
        source: Logged in.
        way: Its name.
        known: What the ledger has, on the days of the first way.
        numbers: The contracts of the log-in that may be meant.

    Raises:
        FormError: the service refuses.

    """
    start = max(
        oldest_day(today(), source.history_months),
        min(_compared_from(readings) for readings in known.values()),
    )
    found = {
        number: await async_read_indexes(source, way, number, start)
        for number in numbers
    }
    links = _same_meters(known, found)
    linked = {each[CONF_NUMBER] for each in links.values()}
    left = [contract for contract in known if contract not in links]
    free = [number for number in numbers if number not in linked]
    if len(left) == len(free) == 1 and _may_be(known[left[0]], found[free[0]]):
        # Nothing to tell by, but nothing else to choose either.
        return links | {left[0]: link(free[0])}
    return links


def is_read_already(
    found: Sequence[MeterIndex], known: Iterable[Sequence[MeterIndex]]
) -> bool:
    """Return whether readings are those of a contract that is known already, maybe by another way and number."""
    return any(
        compare_ways(readings, found).match is MeterMatch.SAME for readings in known
    )


def _compared_from(readings: Sequence[MeterIndex]) -> date:
    """Return the first printed day to ask another way for: a day early, as it may print an index on the day before."""
    real = [reading.day for reading in readings if reading.type is IndexType.REAL]
    first = real[-_COMPARED_DAYS:][0] if real else today() - _COMPARED_DAYS * DAY
    return first - DAY


def _same_meters(known: Readings, found: Readings) -> dict[str, Any]:
    """Return the links of the contracts whose indexes are those of one found contract."""
    links: dict[str, Any] = {}
    free = dict(found)
    for contract, readings in known.items():
        matches = {number: compare_ways(readings, free[number]) for number in free}
        same = [number for number in free if matches[number].match is MeterMatch.SAME]
        if same:
            best = max(same, key=lambda number: matches[number].days)
            links[contract] = link(best, day_offset=matches[best].day_offset)
            del free[best]
    return links


def _may_be(known: Sequence[MeterIndex], found: Sequence[MeterIndex]) -> bool:
    """Whether a found contract may be the known one, although it is not seen to be: what is found must say so.

    Where nothing is known yet, nothing can be merged.
    """
    if not known:
        return True
    match = compare_ways(known, found).match
    return bool(found) and match is not MeterMatch.OTHER and may_go_on(known, found)
