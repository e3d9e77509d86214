"""What scripts/simulate-load prints, and that the guide shows the same."""

from pathlib import Path

import pytest

from scripts.load_simulation.__main__ import main

GUIDE = Path(__file__).parents[2] / "docs" / "load.md"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(arguments)
    return capsys.readouterr().out.splitlines()


def test_the_guide_shows_what_the_simulation_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = printed(capsys, "--homes", "1000")[:8]

    guide = GUIDE.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 8
    assert [row for row in rows if row not in guide] == []


def test_the_same_seed_gives_the_same_rows_and_another_one_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, again, other = (
        printed(capsys, "--homes", "300", "--seed", seed) for seed in ("1", "1", "2")
    )

    assert first == again
    assert first != other


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_days_on_which_clocks_change_are_simulated_too(
    capsys: pytest.CaptureFixture[str], day: str
) -> None:
    usual = printed(capsys, "--homes", "300")
    changed = printed(capsys, "--homes", "300", "--day", day)

    assert changed[2] == usual[2]
    assert len(changed) == len(usual)


def test_each_number_of_homes_has_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    rows = printed(capsys, "--homes", "50", "1500")[2:14]

    assert [row.split("|")[1].strip() for row in rows] == ["50"] * 6 + ["1 500"] * 6


@pytest.mark.parametrize(
    ("limit", "status", "said"), [("10", 0, " under"), ("0.01", 1, "NOT under")]
)
def test_the_exit_status_says_whether_the_limit_holds(
    capsys: pytest.CaptureFixture[str], limit: str, status: int, said: str
) -> None:
    assert main(["--homes", "200", "--limit", limit]) == status
    assert f"{said} the limit of {limit}." in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--homes", "0"],
        ["--homes", "many"],
        ["--late", "1.1"],
        ["--late", "-0.1"],
        ["--day", "tomorrow"],
    ],
)
def test_what_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert arguments[0] in capsys.readouterr().err
