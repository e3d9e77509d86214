"""Does water run without a break: a table of days, litres each, `~` before an estimated one, `.` for a hole."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.water import DayVolume, VolumeQuality
from custom_components.grandlyon_energy.metering.water.continuity import (
    Continuity,
    continuity,
)

FIRST = date(2026, 10, 22)
ONE = timedelta(days=1)


def volumes(text: str) -> dict[date, DayVolume]:
    return {
        FIRST + number * ONE: DayVolume(
            volume_ml=round(float(word.strip("~")) * 1000),
            quality=VolumeQuality.ESTIMATED if "~" in word else VolumeQuality.REAL,
        )
        for number, word in enumerate(text.split())
        if word != "."
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("600 600", id="too few"),
        pytest.param("600 600 . 600 600", id="a hole between"),
        pytest.param("600 600 ~600", id="the newest is a share"),
        pytest.param("600 ~600 600 600", id="a share among the last"),
        pytest.param("600 600 600 600 ~1 ~1", id="days in a row, then shares"),
        pytest.param("600 600 600 600 . 600", id="days in a row, then a hole"),
    ],
)
def test_days_that_are_not_all_known_and_real_say_nothing(text: str) -> None:
    assert continuity(volumes(text), least_l=500, in_a_row=3) is None


@pytest.mark.parametrize(
    ("text", "runs", "lowest_l"),
    [
        pytest.param("600 700 650", True, 600, id="runs"),
        pytest.param("700 500 700", True, 500, id="just enough"),
        pytest.param("700 499.999 700", False, 499.999, id="just too little"),
        pytest.param("700 700 0", False, 0, id="a day of nothing"),
        pytest.param("0 700 700 700", True, 700, id="what was before is over"),
        pytest.param("~1 . 0 700 800 900", True, 700, id="oddities are over"),
    ],
)
def test_water_runs_when_no_day_was_under_the_volume(
    text: str, runs: bool, lowest_l: float
) -> None:
    known = volumes(text)
    newest = max(known)

    assert continuity(known, least_l=500, in_a_row=3) == Continuity(
        runs=runs, lowest_l=lowest_l, first=newest - 2 * ONE, last=newest
    )


def test_one_day_is_enough_where_that_was_set() -> None:
    assert continuity(volumes("0 1"), least_l=1, in_a_row=1) == Continuity(
        runs=True, lowest_l=1, first=FIRST + ONE, last=FIRST + ONE
    )
