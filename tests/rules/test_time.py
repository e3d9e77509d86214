"""The design's chapter "Time", rule by rule: what SGE prints, in v2 and v3, and the hours that it means.

A curve without an energy shows its known hours once its day is old, so most cases look at a few points of an old day.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations

import pytest

from custom_components.grandlyon_energy.metering.electricity import DayQuality
from custom_components.grandlyon_energy.sources.http import Reply
from custom_components.grandlyon_energy.sources.sge import contract
from custom_components.grandlyon_energy.sources.sge.soap import read_response
from tests.sources.sge import replies

from .meters import ElectricityMeter
from .notation import Rows, rows, thousandths, utc

DAY = date(2026, 1, 14)
MARCH = date(2026, 3, 29)
OCTOBER = date(2026, 10, 25)
YEARS_LATER = date(2028, 1, 1)

type Point = tuple[str, int, str]
"""Stamp, W and step as printed."""


def old_meter() -> ElectricityMeter:
    return ElectricityMeter(today=YEARS_LATER)


def version_of(stamp: str) -> str:
    return "v2" if "T" in stamp else "v3"


def hears(meter: ElectricityMeter, points: Sequence[Point]) -> None:
    meter.hears_curve(replies.curve(*points, version=version_of(points[0][0])))


def wh(**hours: str) -> Rows:
    """Rows of 14 January 2026 by their UTC hour: `h05="100"`."""
    return {
        utc(f"2026-01-14 {hour.removeprefix('h')}:00"): thousandths(text)
        for hour, text in hours.items()
    }


# --- a day's stamp is its printed calendar date; its hour is ignored, never rounded ------------------------------------


@pytest.mark.parametrize(
    ("stamp", "day", "opens"),
    [
        ("2026-01-14T00:00:00.000+01:00", DAY, "2026-01-13 23:00"),
        ("2026-01-14 00:00:00", DAY, "2026-01-13 23:00"),
        ("2026-01-14", DAY, "2026-01-13 23:00"),
        ("2026-01-14T23:00:00.000+01:00", DAY, "2026-01-13 23:00"),
        ("2026-01-14T23:00:00.000Z", DAY, "2026-01-13 23:00"),
        ("2026-07-14T00:00:00.000+01:00", date(2026, 7, 14), "2026-07-13 22:00"),
        ("2026-07-14T22:00:00.000Z", date(2026, 7, 14), "2026-07-13 22:00"),
    ],
)
def test_a_day_is_its_printed_date(stamp: str, day: date, opens: str) -> None:
    meter = old_meter()
    meter.hears_energy(replies.energy((stamp, 12_000), version=version_of(stamp)))

    assert meter.quality(day) is DayQuality.FLAT
    assert meter.rows == rows(utc(opens), "24x500")


# --- a point stamped d with step p covers [d - p, d) ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param([("2026-01-14T06:00:00.000+01:00", 100, "PT60M")], wh(h04="100"), id="v2"),
        pytest.param([("2026-01-14 06:00:00", 100, "PT60M")], wh(h04="100"), id="v3"),
        pytest.param([("2026-01-14T06:00:00.000+02:00", 100, "PT60M")], wh(h03="100"), id="its own offset counts"),
        pytest.param([("2026-01-14 06:20:00", 600, "PT10M")], wh(h05="100"), id="ten minutes"),
        pytest.param([("2026-01-15 00:00:00", 200, "PT30M")], wh(h22="100"), id="midnight ends the day before"),
        pytest.param([("2026-01-14 24:00:00", 200, "PT30M")], wh(h22="100"), id="midnight as 24:00"),
        pytest.param([("2026-01-14 06:30:00", 400, "PT60M")], wh(h04="200", h05="200"), id="across two hours"),
        pytest.param([("2026-01-15 00:15:00", 400, "PT60M")], wh(h22="300", h23="100"), id="across midnight: pro rata"),
    ],
)  # fmt: skip
def test_a_stamp_is_the_end_of_its_interval(
    points: list[Point], expected: Rows
) -> None:
    meter = old_meter()
    hears(meter, points)

    assert meter.rows == expected


# --- steps may change; of overlapping steps the finer wins, the coarser fills what it leaves uncovered -----------------


def tellings(points: list[Point]) -> Iterator[ElectricityMeter]:
    """Meters that heard the points in every order, in one reply or in one reply each."""
    for order in permutations(points):
        together, apart = old_meter(), old_meter()
        hears(together, order)
        for point in order:
            hears(apart, [point])
        yield from (together, apart)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param(
            [("2026-01-14 06:00:00", 600, "PT60M"), ("2026-01-14 06:30:00", 400, "PT30M"), ("2026-01-14 06:40:00", 60, "PT10M")],
            wh(h04="600", h05="210"),
            id="a change within an hour",
        ),
        pytest.param(
            [("2026-01-14 06:00:00", 600, "PT60M"), ("2026-01-14 06:00:00", 300, "PT30M"), ("2026-01-14 06:00:00", 60, "PT10M")],
            wh(h04="410"),
            id="all end together",
        ),
        pytest.param(
            [("2026-01-14 06:00:00", 600, "PT60M"), ("2026-01-14 05:30:00", 200, "PT30M"), ("2026-01-14 06:00:00", 300, "PT30M")],
            wh(h04="250"),
            id="the coarser is covered",
        ),
        pytest.param(
            [("2026-01-15 00:30:00", 1000, "PT60M"), ("2026-01-15 00:00:00", 120, "PT10M")],
            wh(h22="353.333", h23="500"),
            id="the coarser crosses midnight",
        ),
        pytest.param(
            [("2026-01-15 00:30:00", 1000, "PT60M"), ("2026-01-15 00:00:00", 200, "PT30M"), ("2026-01-15 00:30:00", 400, "PT30M")],
            wh(h22="100", h23="200"),
            id="the coarser crosses midnight and is covered",
        ),
    ],
)  # fmt: skip
def test_the_finer_wins_in_whatever_order_they_come(
    points: list[Point], expected: Rows
) -> None:
    for meter in tellings(points):
        assert meter.rows == expected


# --- a repeated stamp is a duplicate ----------------------------------------------------------------------------------


def test_a_repeated_stamp_counts_once_and_the_last_word_counts() -> None:
    meter = old_meter()
    hears(meter, [("2026-01-14 06:00:00", 100, "PT60M")] * 2)
    assert meter.rows == wh(h04="100")

    hears(meter, [("2026-01-14 06:00:00", watts, "PT60M") for watts in (300, 200)])
    assert meter.rows == wh(h04="200")

    hears(meter, [("2026-01-14T06:00:00.000+01:00", 250, "PT60M")])
    assert meter.rows == wh(h04="250")


# --- except in the hour that October has twice ------------------------------------------------------------------------


def walls(step: int, first: int, last: int) -> list[str]:
    """Times of day every `step` minutes, from and to a minute of the day."""
    return [f"{n // 60:02}:{n % 60:02}" for n in range(first, last + 1, step)]


def october(step: int, *offsets: str) -> list[str]:
    """The stamps that end the steps of 25 October 2026.

    `offsets` are those before 02:00 (+02:00 in truth), of the first (+02:00) and the second copy (+01:00) of 02:00 to
    02:59, and after it (+01:00); none for v3.
    """
    before, first, second, after = offsets or ("",) * 4
    separator = "T" if offsets else " "
    repeated = walls(step, 120, 179)
    stamps = [
        *(wall + before for wall in walls(step, step, 119)),
        *(wall + first for wall in repeated),
        *(wall + second for wall in repeated),
        *(wall + after for wall in walls(step, 180, 1439)),
    ]
    midnight = f"2026-10-26{separator}00:00{after}"
    return [*(f"2026-10-25{separator}{stamp}" for stamp in stamps), midnight]


IN_TRUTH = ("+02:00", "+02:00", "+01:00", "+01:00")
WINTER_TWICE = ("+02:00", "+01:00", "+01:00", "+01:00")
SUMMER_TWICE = ("+02:00", "+02:00", "+02:00", "+01:00")


@pytest.mark.parametrize("step", [60, 30, 15, 10])
@pytest.mark.parametrize(
    "offsets",
    [
        pytest.param(IN_TRUTH, id="v2"),
        pytest.param(WINTER_TWICE, id="v2's defect, winter's offset twice"),
        pytest.param(SUMMER_TWICE, id="v2's defect, summer's offset twice"),
        pytest.param((), id="v3, no offset"),
    ],
)
def test_october_has_its_25_true_hours(step: int, offsets: tuple[str, ...]) -> None:
    stamps = october(step, *offsets)
    assert len(stamps) == 25 * 60 // step
    # 100 W in the first hour, 200 W in the second ...
    points = [
        (stamp, 100 + n * step // 60 * 100, f"PT{step}M")
        for n, stamp in enumerate(stamps)
    ]
    meter = old_meter()
    hears(meter, points)
    assert meter.quality(OCTOBER) is DayQuality.CURVE_ONLY
    meter.used(OCTOBER, 32_500)
    hears(meter, points)

    assert meter.quality(OCTOBER) is DayQuality.EXACT
    hours = " ".join(f"1x{n}" for n in range(100, 2600, 100))
    assert meter.rows == rows(utc("2026-10-24 22:00"), hours)


def test_copies_with_different_offsets_are_told_apart_by_them() -> None:
    """Not by their order: here the whole document is printed backwards."""
    stamps = october(30, *IN_TRUTH)
    points = [(stamp, 100 + n // 2 * 100, "PT30M") for n, stamp in enumerate(stamps)]
    meter = old_meter()
    hears(meter, points[::-1])

    hours = " ".join(f"1x{n}" for n in range(100, 2600, 100))
    assert meter.rows == rows(utc("2026-10-24 22:00"), hours)


@pytest.mark.parametrize(
    ("offsets", "copy", "known"),
    [
        pytest.param((), 0, "2x1000 2x500 21x1000", id="v3: taken as the first"),
        pytest.param(IN_TRUTH, 0, "2x1000 2x500 21x1000", id="v2: by its offset, the first"),
        pytest.param(IN_TRUTH, 1, "1x1000 2x500 22x1000", id="v2: by its offset, the second"),
    ],
)  # fmt: skip
def test_if_only_one_copy_came_the_other_is_missing(
    offsets: tuple[str, ...], copy: int, known: str
) -> None:
    stamps = october(30, *offsets)
    # The copies of 02:00 and 02:30 are the fourth to the seventh.
    missing = (5, 6) if copy == 0 else (3, 4)
    meter = old_meter()
    hears(
        meter,
        [(stamp, 1000, "PT30M") for n, stamp in enumerate(stamps) if n not in missing],
    )
    assert meter.quality(OCTOBER) is DayQuality.INCOMPLETE
    assert meter.rows == rows(utc("2026-10-24 22:00"), known)

    meter.used(OCTOBER, 24_250)
    completed = rows(utc("2026-10-24 22:00"), known.replace("2x500", "2x625"))
    assert meter.quality(OCTOBER) is DayQuality.EXACT_TOTAL
    assert meter.rows == completed

    hears(
        meter,
        [
            (stamp, 250 if n in missing else 1000, "PT30M")
            for n, stamp in enumerate(stamps)
        ],
    )
    assert meter.quality(OCTOBER) is DayQuality.EXACT
    assert meter.rows == completed


# --- UTC before the step is taken off: March -------------------------------------------------------------------------


@pytest.mark.parametrize("step", [60, 30, 10])
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_march_has_its_23_true_hours(step: int, version: str) -> None:
    winter, summer = ("+01:00", "+02:00") if version == "v2" else ("", "")
    separator = "T" if version == "v2" else " "
    # The interval before 03:00 began before 02:00: there is no time of day between.
    stamps = [
        *(f"2026-03-29{separator}{wall}{winter}" for wall in walls(step, step, 119)),
        *(f"2026-03-29{separator}{wall}{summer}" for wall in walls(step, 180, 1439)),
        f"2026-03-30{separator}00:00{summer}",
    ]
    assert len(stamps) == 23 * 60 // step
    meter = old_meter()
    meter.used(MARCH, 27_600)
    hears(
        meter,
        [
            (stamp, 100 + n * step // 60 * 100, f"PT{step}M")
            for n, stamp in enumerate(stamps)
        ],
    )

    assert meter.quality(MARCH) is DayQuality.EXACT
    hours = " ".join(f"1x{n}" for n in range(100, 2400, 100))
    assert meter.rows == rows(utc("2026-03-28 23:00"), hours)


# --- end stamps hold for C5 and P4; C1 to C4 stamp the start ----------------------------------------------------------


@pytest.mark.parametrize(
    ("segment", "understood"),
    [("C5", True), ("P4", True), *((f"C{n}", False) for n in range(1, 5))],
)
def test_segments_that_stamp_the_start_are_refused(
    segment: str, *, understood: bool
) -> None:
    body = replies.contract(
        f'<donneesGenerales><segment code="{segment}"/></donneesGenerales>'
    )
    reply = Reply(status=200, content_type="", body=body.encode())
    read = contract.read_contract(
        read_response(reply, contract.RESPONSE), replies.POINT_ID
    )

    assert contract.is_supported_segment(read.segment) is understood
