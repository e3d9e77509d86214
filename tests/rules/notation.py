"""How the tables are written: a stretch of hours is `6x2000 18x500`, six hours of 2000 and eighteen of 500."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from custom_components.grandlyon_energy.sources.readings import CurvePoint

HOUR = timedelta(hours=1)

type Rows = dict[datetime, int]
"""UTC starts of hours, and their mWh or mL."""


def utc(text: str) -> datetime:
    """Read `2026-01-13 23:00`, a UTC time."""
    return datetime.fromisoformat(f"{text}Z").astimezone(UTC)


def curve(opens: datetime, stretches: str, *, step: int = 30) -> list[CurvePoint]:
    """Return points of `step` minutes from an instant on: hours x watts, or hours x `-` of which nothing is known.

    A stretch has another step with `/60` behind it.
    """
    points = []
    start = opens
    for count, text in _stretches(stretches):
        watts, _, own_step = text.partition("/")
        length = timedelta(minutes=int(own_step or step))
        end = start + HOUR * float(count)
        while start < end:
            if watts != "-":
                points.append(
                    CurvePoint(start=start, end=start + length, power_w=int(watts))
                )
            start += length
        assert start == end
    return points


def rows(opens: datetime, stretches: str) -> Rows:
    """Return the rows of consecutive hours from an instant on: hours x Wh, or hours x `-` without a row."""
    amounts = [text for count, text in _stretches(stretches) for _ in range(int(count))]
    return {
        opens + HOUR * n: thousandths(text)
        for n, text in enumerate(amounts)
        if text != "-"
    }


def thousandths(text: str) -> int:
    """Read Wh as mWh, litres as mL."""
    amount = Decimal(text) * 1000
    assert amount == int(amount)
    return int(amount)


def _stretches(text: str) -> Iterator[tuple[Decimal, str]]:
    for stretch in text.split():
        count, _, amount = stretch.partition("x")
        yield Decimal(count), amount
