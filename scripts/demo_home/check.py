"""What Home Assistant holds against the truth: pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from .statistics import Row

LOCAL = ZoneInfo("Europe/Paris")
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
    """The sum of all rows; the highest of them for maximum power."""

    truth: float
    differences: Sequence[Difference]

    @property
    def equal(self) -> bool:
        """Whether every day agrees."""
        return not self.differences


def judge_sum(
    statistic: str, unit: str, rows: Sequence[Row], truth: Mapping[date, float]
) -> Verdict:
    """Compare what each local day adds; a day that `truth` does not have must have no row.

    Days before its first are left out: whether the services still give the oldest depends on the minute they are asked.
    """
    days: dict[date, float] = {}
    first = min(truth, default=date.min)
    for row in rows:
        day = row.start.astimezone(LOCAL).date()
        if day >= first:
            days[day] = days.get(day, 0) + row.amount
    return _verdict(
        statistic,
        unit,
        rows,
        shown=sum(days.values()),
        truth=sum(truth.values()),
        found=differences(days, truth),
    )


def judge_hours(
    statistic: str, unit: str, rows: Sequence[Row], truth: Mapping[datetime, float]
) -> Verdict:
    """Compare what each hour adds that `truth` has, by its start (aware UTC); of other hours only the day is known."""
    known = [row for row in rows if row.start in truth]
    hours = {row.start: row.amount for row in known}
    return _verdict(
        statistic,
        unit,
        known,
        shown=sum(hours.values()),
        truth=sum(truth.values()),
        found=differences(hours, truth),
    )


def judge_maximum(
    statistic: str, unit: str, rows: Sequence[Row], truth: Mapping[datetime, float]
) -> Verdict:
    """Compare a day's one row, which must stand at the hour of the day's maximum: `truth` has its aware instant.

    Rows of days before the first are left out, as above.
    """
    first = min((at.astimezone(LOCAL).date() for at in truth), default=date.min)
    hours = {
        row.start: row.amount
        for row in rows
        if row.start.astimezone(LOCAL).date() >= first
    }
    expected = {
        at.astimezone(UTC).replace(minute=0, second=0, microsecond=0): power
        for at, power in truth.items()
    }
    return _verdict(
        statistic,
        unit,
        rows,
        shown=max(hours.values(), default=0),
        truth=max(expected.values(), default=0),
        found=differences(hours, expected),
    )


def differences[K: (date, datetime)](
    shown: Mapping[K, float], truth: Mapping[K, float]
) -> list[Difference]:
    """Return, oldest first, where the two are further apart than the tolerance, or where only one has a value."""
    return [
        Difference(at=key, shown=shown.get(key), truth=truth.get(key))
        for key in sorted(shown.keys() | truth.keys())
        if not _equal(shown.get(key), truth.get(key))
    ]


def _equal(shown: float | None, truth: float | None) -> bool:
    """Tell whether two amounts are equal, or both absent."""
    if shown is None or truth is None:
        return shown is truth
    return abs(shown - truth) <= TOLERANCE


def _verdict(
    statistic: str,
    unit: str,
    rows: Sequence[Row],
    *,
    shown: float,
    truth: float,
    found: Sequence[Difference],
) -> Verdict:
    """Put a verdict together."""
    return Verdict(
        statistic=statistic,
        unit=unit,
        rows=len(rows),
        first=rows[0].start if rows else None,
        last=rows[-1].start if rows else None,
        shown=shown,
        truth=truth,
        differences=found,
    )
