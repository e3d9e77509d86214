from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from custom_components.grandlyon_energy.metering.intervals import (
    resolve_overlaps,
    split_by_day,
)
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from .curves import clock, curve

DAY = date(2026, 1, 14)
NEXT_DAY = date(2026, 1, 15)


def point(start: str, end: str, power_w: int, *, estimated: bool = False) -> CurvePoint:
    """A point of 14 January 2026, from and to a UTC wall time."""
    return CurvePoint(
        start=at(start), end=at(end), power_w=power_w, estimated=estimated
    )


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-14T{time}:00Z").astimezone(UTC)


def test_points_are_sorted_into_their_local_days() -> None:
    today, tomorrow = curve(DAY, 100, 200), curve(NEXT_DAY, 300)

    assert split_by_day([*reversed(tomorrow), *today]) == {
        DAY: today,
        NEXT_DAY: tomorrow,
    }


def test_a_point_that_ends_at_midnight_belongs_to_the_day_it_ends() -> None:
    last = point("22:30", "23:00", 100)

    assert split_by_day([last]) == {DAY: (last,)}


def test_a_point_across_midnight_is_whole_in_both_days() -> None:
    crossing = point("22:40", "23:10", 600, estimated=True)

    assert split_by_day([crossing]) == {DAY: (crossing,), NEXT_DAY: (crossing,)}


def test_nothing_splits_into_nothing() -> None:
    assert split_by_day([]) == {}


@pytest.mark.parametrize(
    ("points", "resolved"),
    [
        pytest.param(
            [point("10:00", "11:00", 600), point("11:00", "11:30", 100)],
            [point("10:00", "11:00", 600), point("11:00", "11:30", 100)],
            id="neighbours do not overlap",
        ),
        pytest.param(
            [point("10:00", "11:00", 600), point("10:00", "10:30", 100)],
            [point("10:00", "10:30", 100), point("10:30", "11:00", 600)],
            id="the coarser keeps its end",
        ),
        pytest.param(
            [point("10:00", "11:00", 600), point("10:30", "11:00", 100)],
            [point("10:00", "10:30", 600), point("10:30", "11:00", 100)],
            id="the coarser keeps its start",
        ),
        pytest.param(
            [
                point("10:00", "11:00", 600),
                point("10:10", "10:20", 10),
                point("10:40", "10:50", 20),
            ],
            [
                point("10:00", "10:10", 600),
                point("10:10", "10:20", 10),
                point("10:20", "10:40", 600),
                point("10:40", "10:50", 20),
                point("10:50", "11:00", 600),
            ],
            id="the coarser fills the gaps between the finer",
        ),
        pytest.param(
            [
                point("10:00", "11:00", 600),
                point("10:00", "10:30", 100),
                point("10:30", "11:00", 200),
            ],
            [point("10:00", "10:30", 100), point("10:30", "11:00", 200)],
            id="a coarser that is covered is gone",
        ),
        pytest.param(
            [
                point("10:00", "12:00", 1),
                point("10:30", "11:30", 2),
                point("10:50", "11:10", 3),
            ],
            [
                point("10:00", "10:30", 1),
                point("10:30", "10:50", 2),
                point("10:50", "11:10", 3),
                point("11:10", "11:30", 2),
                point("11:30", "12:00", 1),
            ],
            id="three steps nested",
        ),
        pytest.param(
            [point("10:00", "10:30", 100), point("10:15", "10:45", 200)],
            [point("10:00", "10:30", 100), point("10:30", "10:45", 200)],
            id="of equal steps the earlier wins",
        ),
        pytest.param(
            [
                point("10:00", "10:30", 900, estimated=True),
                point("10:00", "10:30", 100),
            ],
            [point("10:00", "10:30", 100)],
            id="measured wins over estimated",
        ),
        pytest.param(
            [
                point("10:00", "11:00", 900),
                point("10:00", "10:30", 100, estimated=True),
            ],
            [
                point("10:00", "10:30", 100, estimated=True),
                point("10:30", "11:00", 900),
            ],
            id="the finer wins even if estimated",
        ),
        pytest.param(
            [point("10:00", "10:30", 100), point("10:00", "10:30", 200)],
            [point("10:00", "10:30", 200)],
            id="two values for one interval: the larger",
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_the_finer_step_wins_whatever_the_order(
    points: list[CurvePoint], resolved: list[CurvePoint]
) -> None:
    for shuffled in permutations(points):
        assert resolve_overlaps(shuffled) == tuple(resolved)


def test_a_day_of_hours_gives_way_to_ten_minutes_and_half_hours() -> None:
    points = [
        *curve(DAY, 100, step=60),
        *curve(DAY, 200, step=30, since=clock(6), until=clock(12)),
        *curve(DAY, 300, step=10, since=clock(11), until=clock(13)),
    ]

    resolved = resolve_overlaps(points)

    assert [(p.start, p.end) for p in resolved[6:16]] == [
        (p.start, p.end) for p in curve(DAY, 0, since=clock(6), until=clock(11))
    ]
    assert {p.power_w for p in resolved[:6]} == {100}
    assert {p.power_w for p in resolved[16:28]} == {300}
    assert len(resolved) == 6 + 10 + 12 + 11
