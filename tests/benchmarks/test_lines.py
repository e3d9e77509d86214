"""What is made of results: which side is divided by which, and what is broken on any machine."""

from typing import Any

import pytest

from benchmarks.figures import summary
from benchmarks.lines import age, day, first_import, growth, loop_and_memory, parsing


def took(s: float = 1.0, **more: Any) -> dict[str, Any]:
    return {"s": s, "cpu_s": s / 2, "stall_s": 0.05, "memory": 200_000_000, **more}


@pytest.mark.parametrize(
    ("sent", "ratio", "broken"),
    [(25, 30, False), (26, 750 / 26, True), (750, 1, True), (0, 0, True)],
)
def test_a_day_sends_exactly_its_rows_or_is_broken(
    sent: int, ratio: float, broken: bool
) -> None:
    ours = took(0.2, sent=sent, adjustments=0, hours=24)
    rows, time = day("a normal day", ours, took(0.1, sent=750))

    assert rows.value == pytest.approx(ratio)
    assert rows.broken is broken
    assert rows.met is (ratio >= 10)
    assert summary([rows]).endswith(f"{int(rows.met)} of 1 targets are met.")
    assert time.value == pytest.approx(2)


@pytest.mark.parametrize(("hours", "broken"), [(23, True), (24, True), (25, False)])
def test_a_day_on_which_the_clocks_change_has_its_own_number_of_rows(
    hours: int, broken: bool
) -> None:
    ours = took(sent=26, adjustments=0, hours=hours)
    rows, _ = day("a correction", ours, took(sent=10_000))

    assert rows.broken is broken


def test_a_first_import_is_held_against_the_recorder_alone() -> None:
    ours = took(4.0, waited_s=1.0, calls=110, sent=150, adjustments=2, rows=100)
    figures = first_import("core 2026.11.0", ours, took(2.0), target=1.5)

    assert [each.value for each in figures] == [2.0, 1.5, 2.0, 1.5]
    assert [each.verdict for each in figures] == ["missed by 33 %", "", "", ""]


def test_stalls_and_memory_are_what_is_more() -> None:
    ours = took() | {"stall_s": 0.13, "memory": 225_000_000}
    stall, memory = loop_and_memory("a start", ours, took(), "core without us")

    assert stall.value == pytest.approx(80)
    assert stall.verdict == "missed by 30 ms"
    assert memory.value == pytest.approx(25)
    assert memory.met


def test_readers_are_compared_each_in_its_direction() -> None:
    times = {
        "ours": 0.1,
        "expat": 0.02,
        "expat, the same texts": 0.025,
        "zeep": 0.35,
        "suds": 1.2,
    }
    found = {name: {"s": s, "points": 336} for name, s in times.items()}

    texts, nothing, zeep, suds = parsing("v2", found, 1)

    assert [texts.value, nothing.value, zeep.value, suds.value] == pytest.approx(
        [4, 5, 3.5, 12]
    )
    assert all(each.met for each in (texts, nothing, zeep, suds))


def test_growth_is_what_each_unit_takes_in_the_largest_against_the_smallest() -> None:
    found = [{"start": took(s)} for s in (1.0, 2.5, 12.0)]
    [figure] = growth("start", (1, 3, 10), found, lambda number: f"{number} years")

    assert figure.value == pytest.approx(1.2)
    assert figure.verdict == "missed by 20 %"
    assert figure.ours == "1 years: 1.00 s; 3 years: 2.50 s; 10 years: 12.00 s"


def test_ages_are_told_in_whole_years_where_there_are_any() -> None:
    assert [age(days) for days in (60, 365, 1826)] == ["60 days", "1 year", "5 years"]
