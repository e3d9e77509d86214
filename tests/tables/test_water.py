"""Days of water as a table: each with the reading that closes it, whatever became of that reading."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.ledger.adopted import AdoptedDay
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.metering.water import Attribution
from custom_components.grandlyon_energy.projection import WaterProjection
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex
from custom_components.grandlyon_energy.tables import Table, volume_days

DAY = timedelta(days=1)
FIRST = date(2026, 5, 1)


def table_of(
    readings: list[tuple[int, IndexType, int | None]],
    *,
    days: int,
    attribution: Attribution = Attribution.PREVIOUS_DAY,
    adopted: dict[date, AdoptedDay] | None = None,
) -> Table:
    """Return the table of so many days; readings are given by how many days after the first one they are printed."""
    ledger = WaterLedger()
    ledger.add_meter_indexes(
        [
            MeterIndex(day=FIRST + after * DAY, type=kind, index_l=index_l)
            for after, kind, index_l in readings
        ],
        source="egl",
        seen=FIRST,
    )
    projection = WaterProjection(ledger, attribution)
    series = Series()
    series.replace(projection.volumes())
    series.replace({day: one.hours for day, one in (adopted or {}).items()})
    return volume_days(
        FIRST,
        FIRST + (days - 1) * DAY,
        series=series,
        volumes=projection.series,
        attribution=attribution,
        known=ledger.days,
        adopted=adopted or {},
    )


REAL, PENDING = IndexType.REAL, IndexType.PENDING


def test_a_day_has_the_reading_that_closes_it_and_a_missing_one_is_no_zero() -> None:
    table = table_of(
        [(0, REAL, 1000), (1, REAL, 1000), (2, REAL, 1150), (3, PENDING, None)],
        days=4,
    )

    assert table.records()[0] == {
        "day": "2026-05-01",
        "volume_l": 0,
        "quality": "real",
        "reading_day": "2026-05-02",
        "reading": "real",
        "index_l": 1000,
        "suspect": False,
        "adopted_from": None,
    }
    assert [row[1:6] for row in table.rows[1:]] == [
        (150, "real", "2026-05-03", "real", 1150),
        (None, "hole", "2026-05-04", "pending", None),
        (None, "hole", None, None, None),
    ]


@pytest.mark.parametrize(
    ("attribution", "first"),
    [
        (Attribution.PREVIOUS_DAY, (150, "real", "2026-05-02")),
        (Attribution.SAME_DAY, (None, "hole", "2026-05-01")),
    ],
)
def test_the_option_says_which_reading_closes_a_day(
    attribution: Attribution, first: tuple[int | None, str, str]
) -> None:
    table = table_of(
        [(0, REAL, 1000), (1, REAL, 1150)], days=2, attribution=attribution
    )

    assert table.rows[0][1:4] == first


def test_a_gap_is_estimated_and_a_reading_that_is_not_believed_is_suspect() -> None:
    table = table_of(
        [(0, REAL, 1000), (1, REAL, 1100), (2, REAL, 40), (3, REAL, 1201)], days=3
    )

    assert [(row[1], row[2], row[5], row[6]) for row in table.rows] == [
        (100, "real", 1100, False),
        (50.5, "estimated", 40, True),
        (50.5, "estimated", 1201, False),
    ]


def test_an_adopted_day_says_where_it_comes_from() -> None:
    hours = ((day_start(FIRST), 7000),)

    table = table_of([], days=2, adopted={FIRST: AdoptedDay(source="egl", hours=hours)})

    assert table.rows == (
        ("2026-05-01", 7, "adopted", None, None, None, None, "egl"),
        ("2026-05-02", None, "hole", None, None, None, None, None),
    )
    assert table.is_known
