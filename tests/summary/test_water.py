"""What is shown of a water contract."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.metering.water import Attribution
from custom_components.grandlyon_energy.metering.water.continuity import Continuity
from custom_components.grandlyon_energy.metering.water.state import ReadingState
from custom_components.grandlyon_energy.projection import WaterProjection
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex
from custom_components.grandlyon_energy.summary import WaterSummary, water_summary

ONE = timedelta(days=1)
FIRST = date(2026, 3, 1)
TODAY = date(2026, 3, 10)
OLDEST = date(2026, 3, 1)


def summary_of(
    text: str,
    *,
    tells_types: bool = True,
    is_read: bool = True,
    attribution: Attribution = Attribution.PREVIOUS_DAY,
) -> WaterSummary:
    """What is shown of readings printed one a day from 1 March on: type and litres, `-` for none."""
    ledger = WaterLedger()
    ledger.add_meter_indexes(
        [
            MeterIndex(
                day=FIRST + number * ONE,
                type=IndexType(word[0]),
                index_l=int(word[1:]) if len(word) > 1 else None,
            )
            for number, word in enumerate(text.split())
            if word != "-"
        ],
        source="egl",
        seen=TODAY,
    )
    projection = WaterProjection(ledger, attribution)
    series = Series()
    series.replace(projection.volumes())
    return water_summary(
        ledger,
        series,
        projection,
        tells_types=tells_types,
        least_l=100,
        in_a_row=3,
        is_read=is_read,
        oldest=OLDEST,
        today=TODAY,
    )


def test_of_a_contract_without_readings_nothing_is_known() -> None:
    summary = summary_of("")

    assert (summary.index_l, summary.last_reading_day) == (None, None)
    assert (summary.reading_state, summary.newest_day) == (None, None)
    assert (summary.anomaly, summary.anomaly_day) == (None, None)
    assert (summary.meter_changed, summary.meter_changed_day) == (None, None)
    assert summary.continuity is None
    assert summary.periods.last_day is None


def test_a_pending_day_behind_real_ones_is_pending_and_the_rest_stays() -> None:
    summary = summary_of("R100 R300 R450 R550 T")

    assert summary.reading_state is ReadingState.PENDING
    assert summary.index_l == 550
    assert summary.last_reading_day == FIRST + 3 * ONE
    assert summary.newest_day == FIRST + 2 * ONE
    assert summary.continuity == Continuity(
        runs=True, lowest_l=100, first=FIRST, last=FIRST + 2 * ONE
    )
    assert summary.anomaly is False
    assert summary.meter_changed is False
    assert summary.periods.month
    assert summary.periods.month.amount == 450_000


def test_days_move_with_the_attribution_and_printed_days_do_not() -> None:
    text = "R100 R300 A450 D5 R120 R220 R320"
    by_default = summary_of(text)
    flipped = summary_of(text, attribution=Attribution.SAME_DAY)

    assert by_default.newest_day == FIRST + 5 * ONE
    assert flipped.newest_day == FIRST + 6 * ONE
    for summary in (by_default, flipped):
        assert summary.anomaly_day == FIRST + 2 * ONE
        assert summary.meter_changed_day == FIRST + 3 * ONE
        assert summary.last_reading_day == FIRST + 6 * ONE


@pytest.mark.parametrize(
    ("text", "anomaly", "meter_changed"),
    [("R1 A2", None, False), ("R1 R2", None, False), ("R1 D2", None, True)],
)
def test_where_types_are_not_told_nothing_is_known_of_anomalies(
    text: str, anomaly: bool | None, meter_changed: bool
) -> None:
    summary = summary_of(text, tells_types=False)

    assert summary.anomaly is anomaly
    # A meter change shows in the indexes all the same.
    assert summary.meter_changed is meter_changed


@pytest.mark.parametrize(
    ("text", "is_read", "percent"),
    [
        pytest.param("", False, 0, id="nothing"),
        pytest.param("R1 R2 T A3 - R5", False, 40, id="what is there before a poll"),
        pytest.param(" ".join(["R1"] * 10), False, 99, id="all of it before a poll"),
        pytest.param("R1 - - T", True, 100, id="all asked for, holes and all"),
    ],
)
def test_the_history_is_whole_once_all_was_asked_for(
    text: str, is_read: bool, percent: int
) -> None:
    assert summary_of(text, is_read=is_read).percent == percent
