"""How a long period is asked: in one call when the service takes it, else in as few as find everything.

An answer is a list of readings. Every search below ends after a bounded number of calls, however the service answers.
With `empty_hides`, an empty answer may mean that the period begins before the first day that the service knows, and
is searched; a service that refuses such a period with `PeriodTooEarlyError` is taken at its word instead.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from . import ConsentError

type Ask[T] = Callable[[date, date], Awaitable[list[T]]]
"""Ask for the days from a first one, included, to a last one, excluded."""

_PIECES_MONTHS: Final = (12, 1)
_SHORT: Final = timedelta(days=31)
"""Not worth a search when it is empty."""


class PeriodRefusedError(ConsentError):
    """The period is too long or goes back too far; asking for less of it helps."""


class PeriodTooEarlyError(PeriodRefusedError):
    """The period begins before the first day that the service knows; asking for a shorter one that does, too, does not help."""


async def read_history[T](
    ask: Ask[T], start: date, end: date, *, empty_hides: bool
) -> list[T]:
    """Return what the service has, asking for all of it at once.

    Refused as too early, the earliest start is searched that is not. Refused as too long, it is asked in years, newest
    first, and in months where a year is refused. A month still refused is where the service's memory ends: only the
    days of it that can be had are searched for, and nothing older.

    Raises:
        SourceError: what `ask` raises, but for a refused period.

    """
    found, _ = await _read(ask, start, end, _PIECES_MONTHS, empty_hides=empty_hides)
    return found


async def read_weeks[T](
    ask: Ask[T], start: date, end: date, *, days: int, empty_hides: bool
) -> list[T]:
    """Return what the service has, never asking for more than `days` at once.

    Raises:
        SourceError: what `ask` raises, but for a refused period.

    """
    found: list[T] = []
    first = start
    while first < end:
        last = min(first + timedelta(days=days), end)
        try:
            found += await ask(first, last)
        except PeriodRefusedError:
            found += await _search(ask, first, last, empty_hides=empty_hides)
        first = last
    return found


async def _read[T](
    ask: Ask[T], start: date, end: date, lengths: Sequence[int], *, empty_hides: bool
) -> tuple[list[T], bool]:
    """Return what a period has, and whether the service's memory ends in it.

    `lengths` are the months of the pieces to try where it is too long.
    """
    try:
        found = await ask(start, end)
    except PeriodTooEarlyError:
        return await _search(ask, start, end, empty_hides=empty_hides), True
    except PeriodRefusedError:
        return await _split(ask, start, end, lengths, empty_hides=empty_hides)
    if empty_hides and not found and end - start > _SHORT:
        found = await _search(ask, start, end, empty_hides=True)
    return found, False


async def _split[T](
    ask: Ask[T], start: date, end: date, lengths: Sequence[int], *, empty_hides: bool
) -> tuple[list[T], bool]:
    """Return what the pieces of a refused period have, and whether the service's memory ends among them."""
    if not lengths:
        return await _search(ask, start, end, empty_hides=empty_hides), True
    months, *shorter = lengths
    found: list[T] = []
    for first, last in _pieces(start, end, months=months):
        if (first, last) == (start, end):
            return await _split(ask, start, end, shorter, empty_hides=empty_hides)
        answered, ended = await _read(
            ask, first, last, shorter, empty_hides=empty_hides
        )
        found += answered
        if ended:
            return found, True
    return found, False


async def _search[T](
    ask: Ask[T], start: date, end: date, *, empty_hides: bool
) -> list[T]:
    """Return the answer to the earliest start that the service answers, known that it does not answer `start`.

    Always up to `end`: a stretch without data before the newest day cannot hide what is older.
    """
    silent, answering = start, end
    found: list[T] = []
    while answering - silent > timedelta(days=1):
        middle = silent + (answering - silent) // 2
        try:
            answer = await ask(middle, end)
        except PeriodRefusedError:
            silent = middle
            continue
        if answer or not empty_hides:
            found, answering = answer, middle
        else:
            silent = middle
    return found


def _pieces(start: date, end: date, *, months: int) -> Iterator[tuple[date, date]]:
    """Yield pieces of at most that many months, newest first."""
    last = end
    while last > start:
        first = max(start, _months_before(last, months))
        yield first, last
        last = first


def _months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier; where it may not exist, the next first of a month."""
    index = day.year * 12 + day.month - 1 - months
    if day.day > 28:
        return date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return date(index // 12, index % 12 + 1, day.day)
