"""The load curve: where an interval lies, clock changes first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.sources import TransientError
from custom_components.grandlyon_energy.sources.readings import CurvePoint
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import END, START, Gateway
from .replies import Point, curve, quantity


def ends(points: list[CurvePoint]) -> list[str]:
    return [f"{point.end:%d %H:%M}" for point in points]


async def curve_of(
    source: SgeSource, start: date = START, end: date = END
) -> list[CurvePoint]:
    return list(await source.read_load_curve(start, end))


async def test_a_stamp_is_the_end_of_its_interval(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(
        curve(
            ("2026-01-05T00:30:00.000+01:00", 430, "PT30M"),
            ("2026-01-08T00:00:00.000+01:00", 362, "PT30M"),
        )
    )

    assert await curve_of(source) == [
        CurvePoint(
            start=datetime(2026, 1, 4, 23, tzinfo=UTC),
            end=datetime(2026, 1, 4, 23, 30, tzinfo=UTC),
            power_w=430,
        ),
        CurvePoint(
            start=datetime(2026, 1, 7, 22, 30, tzinfo=UTC),
            end=datetime(2026, 1, 7, 23, tzinfo=UTC),
            power_w=362,
        ),
    ]


async def test_a_step_belongs_to_its_point_and_those_that_end_together_stay(
    source: SgeSource, gateway: Gateway
) -> None:
    printed = ["PT60M", "PT30M", "PT15M", "PT10M", "PT5M", "PT1H"]
    gateway.answers(
        curve(*(("2026-01-05 12:00:00", n, step) for n, step in enumerate(printed)))
    )

    found = await curve_of(source)

    minutes = [int((point.end - point.start).total_seconds() / 60) for point in found]
    assert minutes == [60, 30, 15, 10, 5]
    assert [point.power_w for point in found] == [5, 1, 2, 3, 4]


@pytest.mark.parametrize("step", ["PT0M", "PT20M", "P1D", "30", "", None])
async def test_a_missing_or_unknown_step_refuses_the_reply(
    source: SgeSource, gateway: Gateway, step: str | None
) -> None:
    point = Point(v=1, d="2026-01-05 12:00:00", p=step)
    gateway.answers(replies.measures(quantity([point], physical="PA", unit="W")))

    with pytest.raises(TransientError, match=r"^bad_reply$"):
        await curve_of(source)


async def test_a_curve_is_sorted_and_a_repeated_point_counts_once(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(
        curve(
            ("2026-01-05 02:00:00", 4, "PT30M"),
            ("2026-01-05 01:00:00", 2, "PT30M"),
            ("2026-01-05 01:30:00", 3, "PT30M"),
            ("2026-01-05 01:00:00", 9, "PT30M"),
            ("2026-01-05 01:00:00", "null", "PT30M"),
        )
    )

    found = await curve_of(source)

    assert [point.power_w for point in found] == [9, 3, 4]
    assert ends(found) == ["05 00:00", "05 00:30", "05 01:00"]


async def test_an_interval_belongs_to_one_of_two_adjoining_periods(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(
        curve(
            ("2026-01-05 23:30:00", 1, "PT60M"),
            ("2026-01-06 00:00:00", 2, "PT30M"),
            ("2026-01-06 00:30:00", 3, "PT60M"),
            ("2026-01-07 00:00:00", 4, "PT30M"),
        )
    )

    monday = await curve_of(source, date(2026, 1, 5), date(2026, 1, 6))
    tuesday = await curve_of(source, date(2026, 1, 6), date(2026, 1, 7))

    assert [point.power_w for point in monday] == [1, 2]
    assert [point.power_w for point in tuesday] == [3, 4]


@pytest.mark.parametrize(
    ("nature", "estimated"),
    [
        ("B", False),
        ("C", False),
        ("S", False),
        (None, False),
        ("E", True),
        ("H", True),
        ("P", True),
    ],
)
async def test_estimated_intervals_are_marked(
    source: SgeSource, gateway: Gateway, nature: str | None, estimated: bool
) -> None:
    point = Point(v=1, d="2026-01-05 12:00:00", p="PT30M", n=nature)
    gateway.answers(replies.measures(quantity([point], physical="PA", unit="W")))

    [found] = await curve_of(source)

    assert found.estimated is estimated


def clock(day: str, *times: str, step: str = "PT30M") -> str:
    """A curve of which every point has its place as its value; `-` marks a point without value."""
    return curve(
        *(
            (f"{day}T{time.removeprefix('-')}", "null" if time[0] == "-" else n, step)
            for n, time in enumerate(times)
        )
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param(
            ["02:00+01:00", "02:30+01:00", "02:00+01:00", "02:30+01:00"],
            ["0 23:30-00:00", "1 00:00-00:30", "2 00:30-01:00", "3 01:00-01:30"],
            id="v2's defect",
        ),
        pytest.param(
            ["02:00", "02:30", "02:00", "02:30", "03:00"],
            [
                "0 23:30-00:00",
                "1 00:00-00:30",
                "2 00:30-01:00",
                "3 01:00-01:30",
                "4 01:30-02:00",
            ],
            id="v3",
        ),
        pytest.param(
            ["-02:00", "02:30", "02:00", "-02:30"],
            ["1 00:00-00:30", "2 00:30-01:00"],
            id="a copy without value keeps its place",
        ),
    ],
)
async def test_october_has_fifty_half_hours(
    source: SgeSource, gateway: Gateway, times: list[str], expected: list[str]
) -> None:
    gateway.answers(clock("2025-10-26", *times))

    found = await curve_of(source, date(2025, 10, 26), date(2025, 10, 27))

    assert [
        f"{point.power_w} {point.start:%H:%M}-{point.end:%H:%M}" for point in found
    ] == expected


async def test_steps_have_copies_of_their_own_in_october(
    source: SgeSource, gateway: Gateway
) -> None:
    day = "2025-10-26 02:00:00"
    gateway.answers(
        curve(
            (day, 1, "PT60M"), (day, 2, "PT30M"), (day, 3, "PT60M"), (day, 4, "PT30M")
        )
    )

    found = await curve_of(source, date(2025, 10, 26), date(2025, 10, 27))

    assert [(point.power_w, f"{point.end:%H:%M}") for point in found] == [
        (1, "00:00"),
        (2, "00:00"),
        (3, "01:00"),
        (4, "01:00"),
    ]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["01:30", "03:00", "03:30"], ["0 00:30", "1 01:00", "2 01:30"]),
        (["01:30", "02:00", "03:30"], ["0 00:30", "1 01:00", "2 01:30"]),
        pytest.param(
            ["01:30", "02:00", "02:30", "03:00", "03:30"],
            ["0 00:30", "3 01:00", "4 01:30"],
            id="what clocks showed has the last word",
        ),
        pytest.param(
            ["03:00", "03:30", "02:00", "02:30"],
            ["0 01:00", "1 01:30"],
            id="in whatever order",
        ),
    ],
)
async def test_march_has_no_hour_from_two_to_three(
    source: SgeSource, gateway: Gateway, times: list[str], expected: list[str]
) -> None:
    gateway.answers(clock("2025-03-30", *times))

    found = await curve_of(source, date(2025, 3, 30), date(2025, 3, 31))

    assert [f"{point.power_w} {point.end:%H:%M}" for point in found] == expected


@pytest.mark.parametrize(
    ("day", "half_hours"),
    [(date(2025, 3, 30), 46), (date(2025, 10, 26), 50), (date(2025, 10, 27), 48)],
)
@pytest.mark.parametrize("form", ["offset", "plain"])
async def test_whole_days_have_no_gap_and_no_overlap(
    source: SgeSource,
    gateway: Gateway,
    day: date,
    half_hours: int,
    form: str,
) -> None:
    opening = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(
        hours=1 if day.month == 3 else 2
    )
    if day == date(2025, 10, 27):
        opening += timedelta(hours=1)
    stamps = [opening + timedelta(minutes=30 * n) for n in range(1, half_hours + 1)]
    gateway.answers(
        curve(*((paris(stamp, form), n, "PT30M") for n, stamp in enumerate(stamps)))
    )

    found = await curve_of(source, day, day + timedelta(days=1))

    assert [point.end for point in found] == stamps
    assert [point.power_w for point in found] == list(range(half_hours))


def paris(instant: datetime, form: str) -> str:
    """Print an instant of 2025 as v2 (with its offset) or v3 does, by the law's own dates."""
    summer = (
        datetime(2025, 3, 30, 1, tzinfo=UTC)
        <= instant
        < datetime(2025, 10, 26, 1, tzinfo=UTC)
    )
    wall = instant + timedelta(hours=2 if summer else 1)
    if form == "plain":
        return f"{wall:%Y-%m-%d %H:%M:%S}"
    return f"{wall:%Y-%m-%dT%H:%M:%S.000}{'+02:00' if summer else '+01:00'}"
