"""How a usage point's series are read, whichever service prints their points: period by period, into readings."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from .enedis_points import PrintedPoint, load_curve
from .periods import read_history, read_weeks
from .readings import CurvePoint, DailyEnergy, MaximumPower
from .stamps import midnight

type AskPoints = Callable[[date, date], Awaitable[Sequence[PrintedPoint]]]
"""Ask once for the points from a first day, included, to a last one, excluded."""


async def read_days[Reading: (DailyEnergy, MaximumPower)](
    ask: AskPoints,
    understand: Callable[[Sequence[PrintedPoint]], list[Reading]],
    start: date,
    end: date,
    *,
    empty_hides: bool,
) -> list[Reading]:
    """Return the days from `start`, included, to `end`, excluded, sorted, each day once.

    `empty_hides` is that of `read_history`.

    Raises:
        SourceError: what `ask` and `understand` raise, but for a refused period.

    """

    async def days(first: date, last: date) -> list[Reading]:
        readings = understand(await ask(first, last))
        return [reading for reading in readings if first <= reading.day < last]

    if start >= end:
        return []
    found = await read_history(days, start, end, empty_hides=empty_hides)
    return sorted(found, key=lambda reading: reading.day)


async def read_curve(
    ask: AskPoints, start: date, end: date, *, days_per_call: int, empty_hides: bool
) -> list[CurvePoint]:
    """Return the intervals of the days from `start`, included, to `end`, excluded, sorted by end.

    An interval belongs to the day on which it ends, midnight counting for the day before, so that of two adjoining
    periods exactly one has it.

    Raises:
        SourceError: what `ask` and the points raise, but for a refused period.

    """

    async def week(first: date, last: date) -> list[CurvePoint]:
        curve = load_curve(await ask(first, last))
        opening, closing = midnight(first), midnight(last)
        return [point for point in curve if opening < point.end <= closing]

    curve = await read_weeks(
        week, start, end, days=days_per_call, empty_hides=empty_hides
    )
    return sorted(curve, key=lambda point: (point.end, point.start))
