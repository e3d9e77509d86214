"""What a figure says, when it is held and when broken, and how it comes into the page."""

from typing import Any

import pytest

from benchmarks.figures import (
    END,
    START,
    TIMES,
    Figure,
    count,
    megabytes,
    seconds,
    summary,
    table,
    with_figures,
)


def figure(value: float, **judged: Any) -> Figure:
    return Figure(
        measure="b",
        what="first import",
        ours="3.00 s",
        beside="the recorder alone: 2.00 s",
        value=value,
        **judged,
    )


@pytest.mark.parametrize(
    ("judged", "verdict"),
    [
        (figure(1.5, target=1.5), "met"),
        (figure(1.8, target=1.5), "missed by 20 %"),
        (figure(3.0, target=3.0, at_least=True), "met"),
        (figure(2.5, target=3.0, at_least=True), "missed by 20 %"),
        (figure(2.99, target=3.0, at_least=True), "missed by 0.3 %"),
        (figure(62, unit="ms", target=50), "missed by 12 ms"),
        (figure(-8, unit="MB", target=30), "met"),
        (figure(99), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_figure_says_by_how_much_it_misses_its_target(
    judged: Figure, verdict: str
) -> None:
    assert judged.verdict == verdict
    assert judged.met is (verdict in ("met", ""))


@pytest.mark.parametrize(
    ("judged", "broken"),
    [
        (figure(1.8, target=1.5), False),
        (figure(1.8, target=1.5, gross=6), False),
        (figure(6.1, target=1.5, gross=6), True),
        (figure(1.1, target=3, at_least=True, gross=1.2), True),
        (figure(1.3, target=3, at_least=True, gross=1.2), False),
    ],
    ids=["no limit", "slow", "broken", "broken below", "slow above"],
)
def test_a_missed_target_is_not_yet_broken(judged: Figure, broken: bool) -> None:
    assert judged.broken is broken


def test_the_summary_counts_only_what_was_promised() -> None:
    told = summary([figure(1.2, target=1.5), figure(1.8, target=1.5), figure(99)])

    assert "1 of 2 targets are met." in told
    assert "missed by 20 %" in told
    assert "99" not in told


def test_a_line_of_the_table_has_both_sides_and_their_ratio() -> None:
    lines = table([figure(1.5, target=1.5), figure(-7, unit="ms")]).splitlines()

    assert lines[2] == (
        f"| b | first import | 3.00 s | the recorder alone: 2.00 s | **1.50 {TIMES}** "
        f"| ≤ 1.50 {TIMES} | met |"
    )
    assert lines[3].endswith("| **-7 ms** |  |  |")
    assert len({line.count("|") for line in lines}) == 1


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    page = f"before\n{START}\nold\n{END}\nafter\n"

    once = with_figures(page, "new")

    assert once == f"before\n{START}\n\nnew\n\n{END}\nafter\n"
    assert with_figures(once, "newer") == once.replace("new", "newer")


@pytest.mark.parametrize("page", ["", START, END], ids=["none", "no end", "no start"])
def test_a_page_without_a_place_for_figures_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        with_figures(page, "new")


def test_amounts_are_told_in_units_that_fit() -> None:
    assert seconds(0.0421) == "42 ms"
    assert seconds(1.5) == "1.50 s"
    assert megabytes(241_000_000) == "241 MB"
    assert count(28442) == "28 442"
