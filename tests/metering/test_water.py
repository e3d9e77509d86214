"""Every rule about water, as tables of printed readings and the days that they give, and as properties.

Readings are written one a day from 1 March on: type and index in litres, `-` for a day without a row. Days are written
from the day that the first reading opens: litres, `~` before an estimated day, `.` for a hole.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.grandlyon_energy.metering.water import (
    Attribution,
    DaySpan,
    NewestReading,
    VolumeQuality,
    WaterSeries,
    closes_day,
    daily_volumes,
    looks_like_cubic_metres,
    newest_reading,
)
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex

FIRST = date(2026, 3, 1)
ONE_DAY = timedelta(days=1)
PREVIOUS_DAY = Attribution.PREVIOUS_DAY
SAME_DAY = Attribution.SAME_DAY


def nth(number: int) -> date:
    """The printed day of the n-th reading, from 0."""
    return FIRST + ONE_DAY * number


def meter(text: str) -> list[MeterIndex]:
    return [
        MeterIndex(
            day=nth(number),
            type=IndexType(word[0]),
            index_l=int(word[1:]) if len(word) > 1 else None,
        )
        for number, word in enumerate(text.split())
        if word != "-"
    ]


def volumes(readings: list[MeterIndex]) -> WaterSeries:
    return daily_volumes(readings, attribution=PREVIOUS_DAY)


def written(series: WaterSeries) -> str:
    """Write a series' days, from the first of March to the last day with a volume."""
    words = []
    day = FIRST
    while series.days and day <= max(series.days):
        volume = series.days.get(day)
        if volume is None:
            words.append(".")
        else:
            mark = "~" if volume.quality is VolumeQuality.ESTIMATED else ""
            litres, millilitres = divmod(volume.volume_ml, 1000)
            rest = f".{millilitres:03}" if millilitres else ""
            words.append(f"{mark}{litres}{rest}")
        day += ONE_DAY
    return " ".join(words)


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(nth(number) for number in numbers)


# --- which day an index closes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attribution", "closed"),
    [
        (PREVIOUS_DAY, date(2026, 10, 24)),
        (SAME_DAY, date(2026, 10, 25)),
    ],
)
def test_one_function_says_which_day_an_index_closes(
    attribution: Attribution, closed: date
) -> None:
    assert closes_day(date(2026, 10, 25), attribution) == closed


def test_the_attribution_moves_days_and_changes_nothing_else() -> None:
    readings = meter("R1000 R1100 - R1300 D5 R25 R20 R30 - - - - - - - - R99 A1")
    by_default = daily_volumes(readings, attribution=PREVIOUS_DAY)
    flipped = daily_volumes(readings, attribution=SAME_DAY)
    assert flipped.days == {
        day + ONE_DAY: volume for day, volume in by_default.days.items()
    }
    assert flipped.long_gaps == tuple(
        DaySpan(first=span.first + ONE_DAY, last=span.last + ONE_DAY)
        for span in by_default.long_gaps
    )
    # Readings keep the day that is printed on them.
    assert flipped.meter_changes == by_default.meter_changes
    assert flipped.suspects == by_default.suspects
    assert flipped.anomalies == by_default.anomalies


# --- the table of types ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("R1000", "", id="one reading is no volume"),
        pytest.param("R1000 R1070 R1070", "70 0", id="R: differences, a true 0"),
        pytest.param("R1000 R1070 T", "70", id="T: a hole"),
        pytest.param("R1000 T1070", "", id="T: its index is not used"),
        pytest.param("T R1000 R1010", ". 10", id="T: first of all"),
        pytest.param("R1000 T R1100", "~50 ~50", id="T: then known"),
        pytest.param("R1000 A9999 R1100", "~50 ~50", id="A: not used"),
        pytest.param("R1000 A1050", "", id="A: newest"),
        pytest.param("R1000 V1010 R1100", "~50 ~50", id="V: not used"),
        pytest.param("R1000 X1010 R1100", "~50 ~50", id="X: not used"),
        pytest.param("R1000 ?1010 R1100", "~50 ~50", id="unknown: not used"),
        pytest.param("R1000 R R1100", "~50 ~50", id="R without index"),
        pytest.param("R1000 - - R1100", "~33.334 ~33.333 ~33.333", id="gap"),
        pytest.param("R1000 - R1000", "~0 ~0", id="gap without use"),
        pytest.param("R1000 A T V X - R1007 R1009", "~1.167 " + "~1.167 " * 3 + "~1.166 ~1.166 2", id="all at once"),
    ],
)  # fmt: skip
def test_each_type_has_its_rule(readings: str, expected: str) -> None:
    assert written(volumes(meter(readings))) == expected


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        # The next R is not below D: D is the new meter's first index.
        pytest.param("R5000 D0 R120 R200", ". 120 80", id="new at 0"),
        pytest.param("R5000 D8 R8", ". 0", id="new, not yet used"),
        pytest.param("R5000 - D8 - R28", ". . ~10 ~10", id="new, gaps around"),
        pytest.param("R5000 D5100 R5300", ". 200", id="new, higher than the old"),
        pytest.param("D8 R28", "20", id="new, nothing before"),
        # The next R is lower, and D goes on from the last R: D is the old meter's last index.
        pytest.param("R5000 D5100 R20 R50", "100 . 30", id="old"),
        pytest.param("R5000 D5000 R20", "0", id="old, not used"),
        pytest.param("R5000 - D5100 - R20 R50", "~50 ~50 . . 30", id="old, gaps around"),
        pytest.param("R4900 R5000 R0 D5100 R20", "100 ~50 ~50", id="old, a slip before"),
        # Else nothing across it.
        pytest.param("R5000 D4000 R20 R50", ". . 30", id="neither"),
        pytest.param("D4000 R20 R50", ". 30", id="neither, nothing before"),
        pytest.param("R5000 D8 R0 R50", ". . 50", id="neither, the next at 0"),
        pytest.param("R5000 D R20 R50", ". . 30", id="without index"),
        pytest.param("R5000 D R5100 R5150", ". . 50", id="without index, higher"),
        pytest.param("R5000 D-1 R20 R50", ". . 30", id="negative index"),
        # Not before the next R is known.
        pytest.param("R4900 R5000 D5100", "100", id="newest"),
        pytest.param("R4900 R5000 D5100 T A7", "100", id="newest but pending"),
        pytest.param("R5000 D8 R-1 R28", ". ~10 ~10", id="a slip after it"),
        # Several rows D for one change.
        pytest.param("R5000 D5100 D0 R20", "100 . 20", id="old and new"),
        pytest.param("R5000 D0 D5100 R20", "", id="new and old make no sense"),
        pytest.param("R5000 D0 D0 R20", ". . 20", id="twice"),
    ],
)  # fmt: skip
def test_a_meter_change_says_on_which_side_its_index_counts(
    readings: str, expected: str
) -> None:
    series = volumes(meter(readings))
    assert written(series) == expected
    assert series.meter_changes == tuple(
        nth(n) for n, word in enumerate(readings.split()) if word[0] == "D"
    )


# --- readings that do not fit ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "expected", "suspects", "changes"),
    [
        # A slip downwards: dropped when a later reading returns to the old level.
        pytest.param("R1000 R10", "", (1,), (), id="low, not yet understood"),
        pytest.param("R1000 R10 R1100", "~50 ~50", (1,), (), id="low"),
        pytest.param("R1000 R10 R1000", "~0 ~0", (1,), (), id="low, exactly back"),
        pytest.param("R1000 R10 R11 R1200", "~66.667 ~66.667 ~66.666", (1, 2), (), id="low twice"),
        pytest.param("R1000 R1100 R1050 R1060 R1200", "100 ~33.334 ~33.333 ~33.333", (2, 3), (), id="a little low"),
        pytest.param("R1000 R10 R20 R30 R1200", "~50 ~50 ~50 ~50", (1, 2, 3), (), id="the return beats the third rise"),
        pytest.param("R1000 R-5 R1100", "~50 ~50", (1,), (), id="below 0"),
        pytest.param("R-5 R1000 R1100", ". 100", (0,), (), id="below 0, first"),
        # Another meter: three rise from it.
        pytest.param("R1000 R10 R20 R30", "", (1, 2, 3), (), id="two rises are not enough"),
        pytest.param("R1000 R10 R20 R30 R45", ". 10 10 15", (), (1,), id="new meter"),
        pytest.param("R1000 R0 R0 R0 R0 R0 R0", "", (1, 2, 3, 4, 5, 6), (), id="a row of 0 is no rise"),
        pytest.param("R1000 R0 R0 R20 R20 R30 R45", ". 0 20 0 10 15", (), (1,), id="equal ones spoil nothing"),
        pytest.param("R1000 - R10 - R30 T R40 R41", ". . ~10 ~10 ~5 ~5 1", (), (2,), id="new meter with gaps"),
        pytest.param("R1000 R50 R60 R5 R10 R20 R30", ". . . 5 10 10", (1, 2), (3,), id="a slip before the new meter"),
        pytest.param("R1000 R10 R20 R30 R45 R1050", ". 10 10 15 1005", (), (1,), id="believed for good"),
        pytest.param("R900 R20 R40 R60 R80 R10 R90", ". 20 20 20 ~5 ~5", (5,), (1,), id="a slip on the new meter"),
        # Or a D stands there.
        pytest.param("R1000 D R10 R20", ". . 10", (), (1,), id="a D stands there"),
        pytest.param("R1000 R10 D20 R40", ". . 20", (1,), (2,), id="a D stands behind it"),
        # A slip upwards.
        pytest.param("R1000 R1100 R9000 R1200", "100 7900", (3,), (), id="high, not yet understood"),
        pytest.param("R1000 R9000 R1200 R1300 R1400 R1500", "~100 ~100 100 100 100", (1,), (), id="high"),
        pytest.param("R1000 R9000 R1000 R1000 R1010 R1020 R1030", "~0 ~0 0 10 10 10", (1,), (), id="high, exactly back"),
        pytest.param("R1000 R9000000 R1200", "~100 ~100", (1,), (), id="impossibly high: one witness"),
        pytest.param("R1000 R9000000 R5 R1200", "~66.667 ~66.667 ~66.666", (1, 2), (), id="impossibly high, then low"),
        pytest.param("R9000 R1000 R1100 R1200 R1300", ". 100 100 100", (), (1,), id="high first of all"),
        # The register rolls over at 10^8 L.
        pytest.param("R99999900 R50", "", (1,), (), id="rolled over, not yet understood"),
        pytest.param("R99999900 R50 R60 R70 R80 R100", "150 10 10 10 20", (), (1,), id="rolled over"),
        pytest.param("R99999900 - R100 R110 R120 R130", "~100 ~100 10 10 10", (), (2,), id="rolled over in a gap"),
        pytest.param("R99999900 R50 R60 R70 R80 R5 R90 D95 R97", "150 10 10 10 ~5 ~5 . 2", (5,), (1, 7), id="after it"),
        pytest.param("R99999900 R50 R60 R70 R80 D95 R7 R9", "150 10 10 10 15 . 2", (), (1, 5), id="old meter after it"),
        pytest.param("R99999900 R0 R99999950", "~25 ~25", (1,), (), id="published as 0 near the end"),
        pytest.param("R99000000 R50 R60 R70 R80", ". 10 10 10", (), (1,), id="too far from the end"),
        pytest.param("R300000000 R50 R60 R70 R80", ". 10 10 10", (), (1,), id="a longer register"),
    ],
)  # fmt: skip
def test_readings_that_do_not_fit(
    readings: str, expected: str, suspects: tuple[int, ...], changes: tuple[int, ...]
) -> None:
    series = volumes(meter(readings))
    assert written(series) == expected
    assert series.suspects == days(*suspects)
    assert series.meter_changes == days(*changes)
    assert not series.implausible


@pytest.mark.parametrize(
    ("readings", "expected", "implausible"),
    [
        pytest.param("R0 R75000", "75000", None, id="75 m³ a day"),
        pytest.param("R0 R75001 R75011", ". 10", (0, 0), id="more"),
        pytest.param("R0 - R150000", "~75000 ~75000", None, id="75 m³ a day over a gap"),
        pytest.param("R0 - R150001 R150002", ". . 1", (0, 1), id="more over a gap"),
        pytest.param("R0 R562362 R562432", ". 70", (0, 0), id="first published as 0"),
        pytest.param("R5 D80006 R0 R7", ". . 7", (0, 0), id="up to a meter change"),
    ],
)  # fmt: skip
def test_more_than_a_meter_lets_through_is_never_written(
    readings: str, expected: str, implausible: tuple[int, int] | None
) -> None:
    series = volumes(meter(readings))
    assert written(series) == expected
    spans = [implausible] if implausible else []
    assert series.implausible == tuple(
        DaySpan(first=nth(first), last=nth(last)) for first, last in spans
    )


@pytest.mark.parametrize(
    ("gap_days", "flagged"), [(1, False), (7, False), (8, True), (400, True)]
)
def test_a_gap_of_more_than_a_week_is_flagged(gap_days: int, *, flagged: bool) -> None:
    readings = meter("R1000 " + "T " * (gap_days - 1) + "R1500")
    series = volumes(readings)
    assert len(series.days) == gap_days
    span = DaySpan(first=nth(0), last=nth(gap_days - 1))
    assert series.long_gaps == ((span,) if flagged else ())


def test_an_anomaly_flags_the_meter() -> None:
    assert volumes(meter("A5 R10 A R20 A99")).anomalies == days(0, 2, 4)


# --- what a day looks like while the service makes up its mind -------------------------------------------------------

STORIES = {
    # Published as 0, filled, corrected downwards, then back to 0.
    "index 0": [
        ("R1000 R1100", "100"),
        ("R1000 R1100 R0", "100"),
        ("R1000 R1100 R0 R0 R0", "100"),
        ("R1000 R1100 R0 R0 R1350", "100 ~83.334 ~83.333 ~83.333"),
        ("R1000 R1100 R1220 R1280 R1350", "100 120 60 70"),
        ("R1000 R1100 R1190 R1280 R1350", "100 90 90 70"),
        ("R1000 R1100 R0 R1280 R1350", "100 ~90 ~90 70"),
    ],
    "unchanged index": [
        ("R1000 R1100 R1100", "100 0"),
        ("R1000 R1100 R1100 R1100 R1350", "100 0 0 250"),
        ("R1000 R1100 R1220 R1280 R1350", "100 120 60 70"),
        ("R1000 R1100 R1190 R1280 R1350", "100 90 90 70"),
        ("R1000 R1100 R1100 R1280 R1350", "100 0 180 70"),
    ],
    "pending": [
        ("R1000 R1100 T", "100"),
        ("R1000 R1100 T T R1350", "100 ~83.334 ~83.333 ~83.333"),
        ("R1000 R1100 R1220 T R1350", "100 120 ~65 ~65"),
        ("R1000 R1100 R1220 R1280 R1350", "100 120 60 70"),
    ],
    "slip upwards, corrected": [
        ("R1000 R1100 R9000", "100 7900"),
        ("R1000 R1100 R9000 R1280 R1350", "100 7900"),
        ("R1000 R1100 R1220 R1280 R1350", "100 120 60 70"),
    ],
    "meter changed, said later": [
        ("R5000 R5100 R8", "100"),
        ("R5000 R5100 R8 R58 R68", "100"),
        ("R5000 R5100 D5200 R58 R68", "100 100 . 10"),
        ("R5000 R5100 D8 R58 R68", "100 . 50 10"),
    ],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_each_state_on_the_way_gives_what_is_known_then(
    story: list[tuple[str, str]],
) -> None:
    assert [written(volumes(meter(state))) for state, _ in story] == [
        expected for _, expected in story
    ]


# --- the newest state ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "kind", "day", "index_day", "index_l"),
    [
        pytest.param("R1000 R1100", "R", 1, 1, 1100, id="real"),
        pytest.param("R1000 R1100 A1200 T", "T", 3, 1, 1100, id="pending"),
        pytest.param("R1000 R1100 R0", "R", 2, 1, 1100, id="published as 0"),
        pytest.param("R1000 R", "R", 1, 0, 1000, id="without index"),
        pytest.param("R1000 D5", "D", 1, 0, 1000, id="changed"),
        pytest.param("R1000 D5 R25", "R", 2, 2, 25, id="new meter"),
        pytest.param("R99999900 R5 R6 R7 R8", "R", 4, 4, 8, id="rolled over"),
        pytest.param("V3", "V", 0, None, None, id="nothing real"),
        pytest.param("R-3", "R", 0, None, None, id="nothing believable"),
    ],
)
def test_the_newest_reading_and_the_last_real_index(
    *, readings: str, kind: str, day: int, index_day: int | None, index_l: int | None
) -> None:
    newest = NewestReading(
        day=nth(day),
        type=IndexType(kind),
        index_day=None if index_day is None else nth(index_day),
        index_l=index_l,
    )
    assert newest_reading(meter(readings)) == newest
    assert newest_reading(reversed(meter(readings))) == newest


def test_without_readings_there_is_no_newest() -> None:
    assert newest_reading([]) is None


# --- the unit --------------------------------------------------------------------------------------------------------


def stepped(steps: list[int], *, every_days: int = 1) -> list[MeterIndex]:
    index_l, readings = 562, meter("R562")
    for number, step in enumerate(steps, start=1):
        index_l += step
        readings.append(
            MeterIndex(
                day=nth(number * every_days), type=IndexType.REAL, index_l=index_l
            )
        )
    return readings


@pytest.mark.parametrize(
    ("readings", "suspicious"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param(stepped([0, 1] * 15), True, id="m³"),
        pytest.param(stepped([0] * 29), True, id="30 readings"),
        pytest.param(stepped([0] * 28), False, id="29 readings"),
        pytest.param(stepped([1] * 16 + [5] * 14), True, id="largest 5"),
        pytest.param(stepped([1] * 29 + [6]), False, id="largest 6"),
        pytest.param(stepped([1] * 14 + [2] * 16), False, id="median 2"),
        pytest.param(stepped([0] * 25 + [120, 80] * 3), False, id="often away"),
        pytest.param(stepped([250, 300] * 15), False, id="litres"),
        pytest.param(stepped([9, 3] * 15, every_days=10), True, id="m³, gaps"),
        pytest.param(
            [*stepped([0, 1] * 15), *meter("- " * 31 + "R0 R578")],
            True,
            id="m³, a slip",
        ),
        pytest.param(
            meter(" ".join(f"R{n}" for n in range(40, 0, -1))), False, id="no two fit"
        ),
        pytest.param(meter("T A5 V1 " * 15), False, id="nothing real"),
    ],
)
def test_cubic_metres_are_noticed(
    readings: list[MeterIndex], *, suspicious: bool
) -> None:
    assert looks_like_cubic_metres(readings) is suspicious


# --- properties ------------------------------------------------------------------------------------------------------

_INDEXES = st.one_of(
    st.none(),
    st.sampled_from([-1, 0, 1, 75_000, 75_001, 10**8 - 1, 10**8, 10**8 + 1]),
    st.integers(0, 300),
    st.integers(0, 2 * 10**8),
)


@st.composite
def any_readings(draw: st.DrawFn) -> list[MeterIndex]:
    """Readings of any type and any index, with days left out."""
    numbers = draw(st.lists(st.integers(0, 40), unique=True, max_size=25))
    types = st.sampled_from([*IndexType, *[IndexType.REAL] * 8])
    return [
        MeterIndex(day=nth(number), type=draw(types), index_l=draw(_INDEXES))
        for number in sorted(numbers)
    ]


@st.composite
def readings_of_one_meter(draw: st.DrawFn) -> list[MeterIndex]:
    """A meter without slips, with days missing and days of types that are not used."""
    steps = st.tuples(st.integers(1, 12), st.integers(0, 75_000))
    number, index_l = 0, draw(st.integers(0, 10**7))
    readings = meter(f"R{index_l}")
    for gap_days, most_a_day in draw(st.lists(steps, min_size=1, max_size=10)):
        unused = draw(st.sampled_from("TAVX?-"))
        if gap_days > 1 and unused != "-":
            readings.append(
                MeterIndex(
                    day=nth(number + 1), type=IndexType(unused), index_l=draw(_INDEXES)
                )
            )
        number += gap_days
        index_l += draw(st.integers(0, most_a_day * gap_days))
        readings.append(
            MeterIndex(day=nth(number), type=IndexType.REAL, index_l=index_l)
        )
    return readings


@settings(deadline=None, max_examples=300)
@given(readings=any_readings(), attribution=st.sampled_from(Attribution))
def test_no_volume_is_negative_or_more_than_the_meter_lets_through(
    readings: list[MeterIndex], attribution: Attribution
) -> None:
    series = daily_volumes(readings, attribution=attribution)
    assert all(0 <= day.volume_ml <= 75_000_000 for day in series.days.values())
    assert list(series.days) == sorted(series.days)
    assert all(
        sorted(several) == list(several)
        for several in (series.meter_changes, series.suspects, series.anomalies)
    )


@settings(deadline=None)
@given(readings=readings_of_one_meter())
def test_between_real_readings_of_one_meter_not_a_drop_is_lost(
    readings: list[MeterIndex],
) -> None:
    series = volumes(readings)
    assert not series.suspects
    assert not series.meter_changes
    assert not series.implausible
    real = [reading for reading in readings if reading.type is IndexType.REAL]
    for before, after in pairwise(real):
        between = [
            volume.volume_ml
            for day, volume in series.days.items()
            if before.day <= day < after.day
        ]
        assert before.index_l is not None
        assert after.index_l is not None
        assert sum(between) == (after.index_l - before.index_l) * 1000
        assert len(between) == (after.day - before.day).days
        mean = Fraction(sum(between), len(between))
        assert all(abs(volume_ml - mean) < 1 for volume_ml in between)


@settings(deadline=None)
@given(data=st.data(), readings=any_readings())
def test_the_order_of_readings_does_not_matter(
    data: st.DataObject, readings: list[MeterIndex]
) -> None:
    shuffled = data.draw(st.permutations(readings))
    assert volumes(shuffled) == volumes(readings)
    assert newest_reading(shuffled) == newest_reading(readings)


@settings(deadline=None, max_examples=300)
@given(readings=any_readings(), known=st.integers(0, 25))
def test_newer_readings_change_no_day_before_the_last_but_one_believed(
    readings: list[MeterIndex], known: int
) -> None:
    before, after = volumes(readings[:known]), volumes(readings)
    believed = [
        reading.day
        for reading in readings[:known]
        if reading.type is IndexType.REAL
        and reading.index_l is not None
        and reading.day not in before.suspects
    ]
    if len(believed) < 2:
        return
    settled = believed[-2]
    assert {d: v for d, v in before.days.items() if d < settled} == {
        d: v for d, v in after.days.items() if d < settled
    }
