"""What the newest readings say of the meter: a table of printed readings, one a day from 1 March on."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.water import newest_reading
from custom_components.grandlyon_energy.metering.water.state import (
    ReadingState,
    is_anomaly,
    is_meter_changed,
    newest_anomaly,
    newest_meter_change,
    reading_state,
)
from custom_components.grandlyon_energy.sources.readings import IndexType

from .test_water import meter, nth, volumes

ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("letter", "state"),
    [
        ("R", ReadingState.REAL),
        ("T", ReadingState.PENDING),
        ("A", ReadingState.ANOMALY),
        ("D", ReadingState.METER_CHANGED),
        ("V", ReadingState.OTHER),
        ("X", ReadingState.OTHER),
        ("?", ReadingState.OTHER),
    ],
)
def test_every_letter_has_a_state(letter: str, state: ReadingState) -> None:
    assert reading_state(IndexType(letter)) is state


@pytest.mark.parametrize(
    ("text", "anomaly", "day"),
    [
        pytest.param("", None, None, id="nothing"),
        pytest.param("T T", None, None, id="nothing but pending"),
        pytest.param("V3", None, None, id="nothing that is explained"),
        pytest.param("A1", True, 0, id="nothing but an anomaly"),
        pytest.param("R1 R2", False, None, id="real"),
        pytest.param("R1 A2", True, 1, id="an anomaly"),
        pytest.param("R1 A", True, 1, id="an anomaly without index"),
        pytest.param("R1 A2 T T", True, 1, id="pending does not end it"),
        pytest.param("R1 A2 V3 X4", True, 1, id="nor what nobody explains"),
        pytest.param("R1 A2 A3", True, 2, id="two of them"),
        pytest.param("R1 A2 R3", False, 1, id="a real one ends it"),
        pytest.param("R9 A9 R3", False, 1, id="a real one that is doubted ends it"),
        pytest.param("R1 A2 D3", False, 1, id="a new meter ends it"),
        pytest.param("A1 R2 A3 R4 T", False, 2, id="over again"),
    ],
)
def test_an_anomaly_is_on_until_the_service_says_better(
    text: str, anomaly: bool | None, day: int | None
) -> None:
    readings = meter(text)
    series = volumes(readings)

    assert is_anomaly(series, newest_reading(readings)) is anomaly
    assert newest_anomaly(series) == (None if day is None else nth(day))


@pytest.mark.parametrize(
    ("text", "changed", "day"),
    [
        pytest.param("", None, None, id="nothing"),
        pytest.param("T V3", None, None, id="no index"),
        pytest.param("R1 R2", False, None, id="the same meter"),
        pytest.param("R1 D", True, 1, id="said without index"),
        pytest.param("D5 R6", True, 0, id="the first that is known"),
        pytest.param("R900 R5 R6 R7 R8", True, 1, id="found by the indexes"),
        pytest.param("R900 R5 R6 R7", False, None, id="not sure yet"),
        pytest.param("R900 D5 R6 D0 R1", True, 3, id="the newest of two"),
    ],
)
def test_a_change_of_meter_is_said_or_found(
    text: str, changed: bool | None, day: int | None
) -> None:
    readings = meter(text)
    series = volumes(readings)
    today = nth(8)

    found = is_meter_changed(series, newest_reading(readings), today=today)

    assert found is changed
    assert newest_meter_change(series) == (None if day is None else nth(day))


@pytest.mark.parametrize(("days", "changed"), [(0, True), (29, True), (30, False)])
def test_a_change_of_meter_is_news_for_30_days(days: int, changed: bool) -> None:
    readings = meter("R900 D5 R6")
    changed_on: date = nth(1)
    today = changed_on + days * ONE

    found = is_meter_changed(volumes(readings), newest_reading(readings), today=today)

    assert found is changed
    assert newest_meter_change(volumes(readings)) == changed_on
