"""What docs/performance.md says: all measures, how to run them, and a place for the figures."""

from pathlib import Path
import re

from benchmarks.__main__ import PAGE
from benchmarks.figures import END, START, with_figures
from benchmarks.measures import FULL, SHORT

ROOT = Path(__file__).parents[2]


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_page_explains_every_measure_and_has_a_place_for_the_figures() -> None:
    text = page()

    assert re.findall(r"^\*\*\(([a-e])\) ", text, re.MULTILINE) == list("abcde")
    assert with_figures(text, "new").count("new\n\n" + END) == 1
    assert text.index("## What is compared") < text.index(START)
    assert text.index(END) < text.index("## What bounds them")


def test_the_page_names_the_ways_in_which_it_is_run() -> None:
    commands = re.findall(r"^scripts/bench.*?(?=  )", page(), re.MULTILINE)

    assert commands == ["scripts/bench", "scripts/bench --short"]
    usage = (ROOT / "scripts" / "bench").read_text("utf-8")
    assert all(f"#   {command} " in usage for command in commands)


def test_a_full_run_measures_what_the_page_says() -> None:
    assert FULL.weeks == 52
    assert FULL.import_days is None
    assert [round(days / 365.25) for days in FULL.years] == [1, 3, 10]
    assert list(FULL.meters) == [1, 5, 20]
    assert round(FULL.ledger_days / 365.25) == 5
    assert FULL.old_days > 3 * 365


def test_a_short_run_measures_less_of_everything() -> None:
    assert SHORT.weeks < FULL.weeks
    assert SHORT.repeats < FULL.repeats
    assert max(SHORT.years) < max(FULL.years)
    assert max(SHORT.meters) < max(FULL.meters)
    # A correction of 400 days ago needs a ledger that old.
    assert SHORT.old_days > 400
