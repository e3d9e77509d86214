"""What Home Assistant holds against the truth: pure functions."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .expected import LOCAL
from .statistics import Row

# 1 Wh, 1 L or 1 VA, and what floating point makes of it.
TOLERANCE = 1 + 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A local day, or an hour (aware UTC), on which a statistic and the truth differ."""

    at: date
    shown: float | None
    """None without a row."""

    truth: float | None
    """None where nothing can be known, so that there must be no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A statistic beside its truth."""

    statistic: str
    unit: str
    rows: int
    first: datetime | None
    """The first and the last hour with a row, aware UTC."""

    last: datetime | None

    shown: float
    """The sum of what is judged; the highest for maximum power."""

    truth: float
    most: float | None = None
    """The most that the truth can be, where nobody knows it exactly; None where it is what it is."""

    differences: Sequence[Difference]

    @property
    def equal(self) -> bool:
        """Whether every day, or every hour, agrees."""
        return not self.differences

    @property
    def too_many(self) -> int:
        """How many days or hours have a row that must not be there."""
        return sum(one.truth is None for one in self.differences)


def judge_sum(
    statistic: str, unit: str, rows: Sequence[Row], truth: Mapping[date, float]
) -> Verdict:
    """Compare what each local day adds; a day that `truth` does not have must have no row.

    The day before its first is left out: whether the services still give it depends on the minute they are asked.
    """
    days: dict[date, float] = {}
    first = min(truth, default=date.min)
    for row in rows:
        day = local_day(row.start)
        if not _is_eve(day, first):
            days[day] = days.get(day, 0) + row.amount
    return verdict_of(
        statistic,
        unit,
        rows,
        shown=sum(days.values()),
        truth=sum(truth.values()),
        found=differences(days, truth),
    )


def judge_hours(
    statistic: str,
    unit: str,
    rows: Sequence[Row],
    truth: Mapping[datetime, float],
    *,
    open_hours: Container[datetime] = (),
    total: Callable[[Iterable[float]], float] = sum,
) -> Verdict:
    """Compare each hour's amount, by its start (aware UTC); an hour that `truth` does not have must have no row.

    Left out are the `open_hours`, of which only the day is known, and the day before the first, as above. `total` is
    shown for all hours: their sum, or the highest.
    """
    first = local_day(min(truth)) if truth else date.min
    hours = {
        row.start: row.amount
        for row in rows
        if row.start not in open_hours and not _is_eve(local_day(row.start), first)
    }
    return verdict_of(
        statistic,
        unit,
        rows,
        shown=total(hours.values()) if hours else 0,
        truth=total(truth.values()) if truth else 0,
        found=differences(hours, truth),
    )


def changed_rows(
    before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]
) -> int:
    """Return how many hours of any statistic have come, gone or another amount."""
    return sum(
        len({row.start for row in set(before[statistic]) ^ set(after[statistic])})
        for statistic in before
    )


def differences[K: (date, datetime)](
    shown: Mapping[K, float],
    truth: Mapping[K, float],
    *,
    tolerance: float = TOLERANCE,
) -> list[Difference]:
    """Return, oldest first, where the two are further apart than the tolerance, or where only one has a value."""
    return [
        Difference(at=key, shown=shown.get(key), truth=truth.get(key))
        for key in sorted(shown.keys() | truth.keys())
        if not _equal(shown.get(key), truth.get(key), tolerance)
    ]


def local_day(hour: datetime) -> date:
    """Return the local day of an hour."""
    return hour.astimezone(LOCAL).date()


def _is_eve(day: date, first: date) -> bool:
    """Tell whether a day is the one before the first that is known."""
    return day < first and day + timedelta(days=1) == first


def _equal(shown: float | None, truth: float | None, tolerance: float) -> bool:
    """Tell whether two amounts are equal, or both absent."""
    if shown is None or truth is None:
        return shown is truth
    return abs(shown - truth) <= tolerance


def verdict_of(
    statistic: str,
    unit: str,
    rows: Sequence[Row],
    *,
    shown: float,
    truth: float,
    found: Sequence[Difference],
    most: float | None = None,
) -> Verdict:
    """Put a verdict together, of a statistic's rows, its total and the truth's, and where they differ."""
    return Verdict(
        statistic=statistic,
        unit=unit,
        rows=len(rows),
        first=rows[0].start if rows else None,
        last=rows[-1].start if rows else None,
        shown=shown,
        truth=truth,
        most=most,
        differences=found,
    )
