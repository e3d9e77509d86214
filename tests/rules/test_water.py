"""The design's chapter "Water", row by row and rule by rule: the service's replies to the rows at local midnight.

Replies are written one reading a day from 25 March 2026 on: type and index in litres, `-` for a day that is not in the
reply. Days are written from 25 March on: litres, `~` before an estimated day, `.` for a day without a row. Summer time
starts on the fifth of them.
"""

from datetime import date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.metering.water import (
    Attribution,
    DaySpan,
    VolumeQuality,
    looks_like_cubic_metres,
)
from tests.sources.egl import service

from .meters import WaterMeter
from .notation import Rows, thousandths, utc

ONE_DAY = timedelta(days=1)
FIRST = date(2026, 3, 25)
TODAY = date(2026, 7, 1)


def nth(n: int) -> date:
    return FIRST + ONE_DAY * n


def midnight(n: int) -> datetime:
    """The midnight that opens the n-th day: 23:00 UTC in winter, 22:00 from 30 March on."""
    return utc(f"{nth(n) - ONE_DAY} {23 if n < 5 else 22}:00")


def printed(n: int, word: str) -> dict[str, object]:
    """A row of the service: `R1000`, or the letter alone where it gives no value."""
    return service.row(
        f"{nth(n)}T00:00:00+{'01' if n < 5 else '02'}:00",
        word[0],
        int(word[1:]) if len(word) > 1 else None,
    )


def reply_rows(text: str) -> list[dict[str, object]]:
    return [printed(n, word) for n, word in enumerate(text.split()) if word != "-"]


def hears(meter: WaterMeter, text: str) -> set[date]:
    return meter.hears(service.rows(*reply_rows(text)), today=TODAY)


def written_rows(text: str) -> Rows:
    return {
        midnight(n): thousandths(word.removeprefix("~"))
        for n, word in enumerate(text.split())
        if word != "."
    }


def check(meter: WaterMeter, expected: str) -> None:
    """Compare rows and qualities with what is written."""
    assert meter.rows == written_rows(expected)
    estimated = {
        day
        for day, volume in meter.series.days.items()
        if volume.quality is VolumeQuality.ESTIMATED
    }
    words = expected.split()
    assert estimated == {nth(n) for n, word in enumerate(words) if word[0] == "~"}


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(nth(n) for n in numbers)


# --- TypeAgregat, and what is suspect: replies and the days that they give ---------------------------------------------

TABLE: dict[str, dict[str, tuple[str, str]]] = {
    # | R | real | volumes are differences between consecutive real readings |
    "R": {
        "differences, a true 0": ("R1000 R1070 R1070 R1071", "70 0 1"),
        "one is no volume": ("R1000", ""),
        "across the clock change": ("R0 R1 R3 R6 R10 R15 R21 R28", "1 2 3 4 5 6 7"),
        "without a value": ("R1000 R R1100", "~50 ~50"),
    },
    # | T | pending | the day is a hole |
    "T": {
        "a hole": ("R1000 R1070 T", "70"),
        "its index is not used": ("R1000 T1070", ""),
        "a gap once the next is real": ("R1000 T R1100", "~50 ~50"),
    },
    # | A | anomaly | kept, not used for volume; the meter is flagged |
    "A": {
        "not used": ("R1000 A1010 R1100", "~50 ~50"),
        "nor when newest": ("R1000 A1050", ""),
    },
    # | D | meter changed | three forms |
    "D": {
        "new: next R >= D": ("R5000 D0 R120 R200", ". 120 80"),
        "new: next R = D": ("R5000 D8 R8 R9", ". 0 1"),
        "new, above the old": ("R5000 D5100 R5300", ". 200"),
        "old: next R < D, D >= last R": ("R5000 D5100 R20 R50", "100 . 30"),
        "old: D = last R": ("R5000 D5000 R20 R50", "0 . 30"),
        "fits neither": ("R5000 D4999 R20 R50", ". . 30"),
        "without a value": ("R5000 D R20 R50", ". . 30"),
        "next R not known yet": ("R4900 R5000 D5100 T", "100"),
    },
    # | V, X, anything else | undocumented | kept, not used |
    "V, X, anything else": {
        "V": ("R1000 V1010 R1100", "~50 ~50"),
        "X": ("R1000 X1010 R1100", "~50 ~50"),
        "another letter": ("R1000 Z1010 R1100", "~50 ~50"),
    },
    # A gap is spread evenly and marked estimated; spreading stops at a meter change.
    "gap": {
        "spread evenly": ("R1000 - - R1100 R1110", "~33.334 ~33.333 ~33.333 10"),
        "without use": ("R1000 - R1000", "~0 ~0"),
        "across the clock change": ("R0 - - - - - R600", "~100 " * 6),
        "stops at a new meter": ("R5000 - D8 - R28", ". . ~10 ~10"),
        "stops at an old meter's last": ("R5000 - D5100 - R20 R50", "~50 ~50 . . 30"),
        "all types in it": ("R1000 A T V X - R1060 R1069", "~10 ~10 ~10 ~10 ~10 ~10 9"),
    },
    # A reading lower than the one before is suspect.
    "lower": {
        "not understood yet": ("R1000 R10", ""),
        "dropped: a later one returns": ("R1000 R10 R1100", "~50 ~50"),
        "dropped: exactly back": ("R1000 R10 R1000", "~0 ~0"),
        "dropped: it returns before three rise": ("R1000 R10 R20 R30 R1200", "~50 ~50 ~50 ~50"),
        "dropped: a little lower": ("R1000 R1100 R1090 R1200", "100 ~50 ~50"),
        "dropped: below 0": ("R1000 R-5 R1100", "~50 ~50"),
        "dropped: below 0, first of all": ("R-5 R1000 R1100", ". 100"),
        "two rise from it: not yet": ("R1000 R10 R20 R30", ""),
        "three rise from it: another meter": ("R1000 R10 R20 R30 R45", ". 10 10 15"),
        "standing still is no rise": ("R1000 R10 R10 R20 R20 R30", ""),
        "a D stands there": ("R1000 D R10 R20", ". . 10"),
        "the one before was the slip": ("R1000 R9000 R1200 R1300 R1400 R1500", "~100 ~100 100 100 100"),
        "the one before was impossible": ("R1000 R900000 R1200", "~100 ~100"),
        "roll-over at 10^8": ("R99999900 R50 R60 R70 R80 R100", "150 10 10 10 20"),
        "roll-over in a gap": ("R99999900 - R100 R110 R120 R130", "~100 ~100 10 10 10"),
        "too far from the end for one": ("R99000000 R50 R60 R70 R80", ". 10 10 10"),
    },
    # More than 75 m³ in a day is never written.
    "75 m³": {
        "in a day": ("R0 R75000", "75000"),
        "more": ("R0 R75001 R75011", ". 10"),
        "a day of a gap": ("R0 - R150000", "~75000 ~75000"),
        "more, a day of a gap": ("R0 - R150001 R150002", ". . 1"),
        "the first published as 0": ("R0 R562362 R562432", ". 70"),
    },
    # A day may be published as 0: as an index of 0 or an unchanged one.
    "published as 0": {
        "an index of 0": ("R1000 R1100 R0", "100"),
        "five of them": ("R1000 R1100 R0 R0 R0 R0 R0", "100"),
        "between real ones": ("R1000 R1100 R0 R1300", "100 ~100 ~100"),
        "an unchanged index": ("R1000 R1100 R1100", "100 0"),
        "on a new meter": ("R5000 D0 R0 R0 R20", ". 0 0 20"),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(*case, id=f"{rule}: {edge}")
        for rule, edges in TABLE.items()
        for edge, case in edges.items()
    ],
)
def test_replies_give_these_days(text: str, expected: str) -> None:
    at_once, one_by_one, pending_later = WaterMeter(), WaterMeter(), WaterMeter()

    hears(at_once, text)
    check(at_once, expected)

    for row in [*reversed(reply_rows(text)), *reply_rows(text)]:
        one_by_one.hears(service.rows(row), today=TODAY)
    check(one_by_one, expected)
    assert hears(one_by_one, text) == set()

    # A pending reading never replaces another, not even with an index.
    hears(pending_later, text)
    again = " ".join("-" if word == "-" else "T7" for word in text.split())
    assert hears(pending_later, again) == set()
    check(pending_later, expected)


# --- what is odd is known as such --------------------------------------------------------------------------------------


def test_what_is_not_used_is_kept() -> None:
    meter = WaterMeter()
    hears(meter, "R1000 T A5 V6 X7 Z8 R1100")

    kept = [
        (reading.type.value, reading.index_l) for reading in meter.ledger.readings()
    ]
    assert kept == [("R", 1000), ("T", None), ("A", 5), ("V", 6), ("X", 7), ("?", 8), ("R", 1100)]  # fmt: skip
    assert meter.series.anomalies == days(2)


@pytest.mark.parametrize(
    ("text", "suspects", "changes", "implausible"),
    [
        pytest.param("R1000 R10", days(1), (), (), id="suspect, not understood yet"),
        pytest.param("R1000 R10 R1100", days(1), (), (), id="a slip downwards"),
        pytest.param("R1000 R10 R20 R30 R45", (), days(1), (), id="three rise"),
        pytest.param("R1000 R9000 R1200 R1300 R1400 R1500", days(1), (), (), id="a slip upwards"),
        pytest.param("R5000 D0 R120", (), days(1), (), id="D"),
        pytest.param("R99999900 R50 R60 R70 R80", (), days(1), (), id="roll-over"),
        pytest.param("R99000000 R50 R60 R70 R80", (), days(1), (), id="no roll-over"),
        pytest.param("R0 - R150001 R150002", (), (), days(0, 1), id="over 75 m³ a day"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(
    text: str,
    suspects: tuple[date, ...],
    changes: tuple[date, ...],
    implausible: tuple[date, ...],
) -> None:
    meter = WaterMeter()
    hears(meter, text)

    assert meter.series.suspects == suspects
    assert meter.series.meter_changes == changes
    spans = [(span.first, span.last) for span in meter.series.implausible]
    assert spans == ([(implausible[0], implausible[-1])] if implausible else [])


@pytest.mark.parametrize(("gap_days", "flagged"), [(7, False), (8, True)])
def test_a_gap_of_more_than_seven_days_is_flagged(
    gap_days: int, *, flagged: bool
) -> None:
    meter = WaterMeter()
    hears(meter, f"R1000 {'- ' * (gap_days - 1)}R{1000 + 12 * gap_days}")

    check(meter, "~12 " * gap_days)
    span = DaySpan(first=nth(0), last=nth(gap_days - 1))
    assert meter.series.long_gaps == ((span,) if flagged else ())


# --- one answer after the other: late, corrected, back to 0 -----------------------------------------------------------

STORIES: dict[str, list[tuple[str, str]]] = {
    "published as an index of 0, filled 5 days later, corrected downwards, back to 0": [
        ("R1000 R1100", "100"),
        ("R1000 R1100 R0", "100"),
        ("R1000 R1100 R0 R0 R0 R0 R0", "100"),
        ("R1000 R1100 R0 R0 R0 R0 R0 R1700", "100 ~100 ~100 ~100 ~100 ~100 ~100"),
        ("R1000 R1100 R1220 R0 R0 R0 R0 R1700", "100 120 ~96 ~96 ~96 ~96 ~96"),
        ("R1000 R1100 R1220 R1280 R1400 R1500 R1580 R1700", "100 120 60 120 100 80 120"),
        ("R1000 R1100 R1190 R1280 R1400 R1500 R1580 R1700", "100 90 90 120 100 80 120"),
        ("R1000 R1100 R0 R1280 R1400 R1500 R1580 R1700", "100 ~90 ~90 120 100 80 120"),
    ],
    "published as an unchanged index, filled 5 days later, corrected downwards, back to 0": [
        ("R1000 R1100 R1100", "100 0"),
        ("R1000 R1100 R1100 R1100 R1100 R1100 R1100", "100 0 0 0 0 0"),
        ("R1000 R1100 R1100 R1100 R1100 R1100 R1100 R1700", "100 0 0 0 0 0 600"),
        ("R1000 R1100 R1220 R1280 R1400 R1500 R1580 R1700", "100 120 60 120 100 80 120"),
        ("R1000 R1100 R1190 R1280 R1400 R1500 R1580 R1700", "100 90 90 120 100 80 120"),
        ("R1000 R1100 R1100 R1280 R1400 R1500 R1580 R1700", "100 0 180 120 100 80 120"),
    ],
    "the newest day, filled and back to an index of 0: its row goes": [
        ("R1000 R1100 R1220", "100 120"),
        ("R1000 R1100 R0", "100"),
    ],
    "pending, late, together": [
        ("R1000 R1100 T T T", "100"),
        ("R1000 R1100 T T R1400", "100 ~100 ~100 ~100"),
        ("R1000 R1100 T R1250 R1400", "100 ~75 ~75 150"),
        ("R1000 R1100 R1130 R1250 R1400", "100 30 120 150"),
    ],
    "a lower reading that turns out to be a slip, then is corrected": [
        ("R1000 R1100 R10", "100"),
        ("R1000 R1100 R10 R20", "100"),
        ("R1000 R1100 R10 R20 R1400", "100 ~100 ~100 ~100"),
        ("- - R1150 R1250 -", "100 50 100 150"),
    ],
    "a lower reading from which three rise, until the service says D": [
        ("R5000 R5100 R8 R58 R68", "100"),
        ("R5000 R5100 R8 R58 R68 R78", "100 . 50 10 10"),
        ("- - D8 - - -", "100 . 50 10 10"),
        ("- - D5150 - - -", "100 50 . 10 10"),
    ],
    "roll-over": [
        ("R99999900 R99999990 R50 R60 R70", "90"),
        ("- - - - - R80", "90 60 10 10 10"),
        ("- - - - - - R100", "90 60 10 10 10 20"),
    ],
    "a real reading becomes an anomaly, and real again": [
        ("R1000 R1100 R1250 R1300", "100 150 50"),
        ("- - A1250 -", "100 ~100 ~100"),
        ("- - R1250 -", "100 150 50"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_each_answer_leaves_what_is_known_then(story: list[tuple[str, str]]) -> None:
    meter = WaterMeter()
    for text, expected in story:
        assert hears(meter, text)
        check(meter, expected)
        # The same again, as every poll of the last 90 days has it.
        assert hears(meter, text) == set()
        check(meter, expected)


# --- which day an index closes -----------------------------------------------------------------------------------------


def test_the_reading_of_a_day_closes_the_day_before_or_by_option_its_own() -> None:
    by_default, flipped = WaterMeter(), WaterMeter(Attribution.SAME_DAY)
    for meter in (by_default, flipped):
        hears(meter, "R0 R1 R3 R6 - R16 R22")

    assert by_default.rows == written_rows("1 2 3 5 5 6")
    assert flipped.rows == written_rows(". 1 2 3 5 5 6")


def test_in_october_the_rows_stand_at_local_midnight() -> None:
    meter = WaterMeter()
    meter.hears(
        service.rows(
            service.row("2026-10-24T00:00:00+02:00", "R", 1000),
            service.row("2026-10-25T00:00:00+02:00", "R", 1010),
            service.row("2026-10-26T00:00:00+01:00", "R", 1030),
            service.row("2026-10-27T00:00:00+01:00", "R", 1060),
        ),
        today=TODAY,
    )

    assert meter.rows == {
        utc("2026-10-23 22:00"): 10_000,
        utc("2026-10-24 22:00"): 20_000,
        utc("2026-10-25 23:00"): 30_000,
    }


# --- units are never guessed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        pytest.param([0, 1] * 15, True, id="m³"),
        pytest.param([1] * 15 + [5] * 14, True, id="30 readings, median 1, largest 5"),
        pytest.param([1] * 15 + [5] * 13, False, id="29 readings"),
        pytest.param([1] * 28 + [6], False, id="largest 6"),
        pytest.param([1] * 14 + [2] * 15, False, id="median 2"),
        pytest.param([120, 250] * 15, False, id="litres"),
    ],
)
def test_readings_that_look_like_cubic_metres_are_refused(
    steps: list[int], *, refused: bool
) -> None:
    indexes = [562 + sum(steps[:n]) for n in range(len(steps) + 1)]
    meter = WaterMeter()
    hears(meter, " ".join(f"R{index}" for index in indexes))

    assert looks_like_cubic_metres(meter.ledger.readings()) is refused
