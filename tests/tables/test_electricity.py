"""Days, hours and half-hours of electricity as tables: missing, zero, adopted and contradicting days told apart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.ledger.adopted import AdoptedDay
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.metering.electricity import DayQuality
from custom_components.grandlyon_energy.metering.series import DayAmounts, Series
from custom_components.grandlyon_energy.sources.readings import (
    CurvePoint,
    DailyEnergy,
    MaximumPower,
)
from custom_components.grandlyon_energy.tables import (
    energy_days,
    energy_hours,
    load_curve,
    maximum_power_days,
)

FIRST = date(2026, 10, 24)
LONG = date(2026, 10, 25)
"""It has 25 hours."""

LAST = date(2026, 10, 26)


def hourly(day: date, mwh: int) -> DayAmounts:
    return tuple((hour, mwh) for hour in day_hours(day))


def series_of(days: dict[date, DayAmounts]) -> Series:
    series = Series()
    series.replace(days)
    return series


def points(day: date, *watts: int, minutes: int = 30) -> list[CurvePoint]:
    step = timedelta(minutes=minutes)
    start = day_start(day)
    return [
        CurvePoint(start=start + n * step, end=start + (n + 1) * step, power_w=power)
        for n, power in enumerate(watts)
    ]


def test_a_day_says_what_the_statistic_counts_what_was_read_and_how_it_is_known() -> (
    None
):
    ledger = ElectricityLedger()
    ledger.add_daily_energy(
        [DailyEnergy(day=FIRST, energy_wh=99), DailyEnergy(day=LONG, energy_wh=0)],
        seen=LAST,
    )

    table = energy_days(
        FIRST,
        LAST + timedelta(days=1),
        series=series_of(
            {FIRST: hourly(FIRST, 500), LONG: hourly(LONG, 0), LAST: hourly(LAST, 1)}
        ),
        qualities={FIRST: DayQuality.CONFLICT, LONG: DayQuality.FLAT},
        known=ledger.days,
        adopted={LAST: AdoptedDay(source="linky", hours=hourly(LAST, 1))},
    )

    assert table.columns == (
        "day",
        "energy_wh",
        "quality",
        "read_energy_wh",
        "adopted_from",
    )
    assert table.rows == (
        ("2026-10-24", 12, "conflict", 99, None),
        ("2026-10-25", 0, "flat", 0, None),
        ("2026-10-26", 0.024, "adopted", None, "linky"),
        ("2026-10-27", None, "hole", None, None),
    )


@pytest.mark.parametrize(
    ("day", "hours"), [(FIRST, 24), (LONG, 25), (date(2026, 3, 29), 23)]
)
def test_a_day_has_as_many_lines_as_hours(day: date, hours: int) -> None:
    table = energy_hours(
        day,
        day,
        series=series_of({day: hourly(day, 1500)[1:]}),
        qualities={day: DayQuality.INCOMPLETE},
        adopted={},
    )

    assert len({row[0] for row in table.rows}) == len(table.rows) == hours
    assert table.rows[0][1:] == (None, "incomplete", None)
    assert [row[1] for row in table.rows[1:]] == [1.5] * (hours - 1)
    assert table.is_known


def test_the_hours_that_october_has_twice_are_told_apart_by_their_offset() -> None:
    rows = energy_hours(LONG, LONG, series=Series(), qualities={}, adopted={}).rows

    assert [row[0] for row in rows[2:4]] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]
    assert rows[0][1:] == (None, "hole", None)


def test_an_adopted_day_has_the_hours_that_were_found() -> None:
    found = hourly(FIRST, 7000)[5:6]

    table = energy_hours(
        FIRST,
        FIRST,
        series=series_of({FIRST: found}),
        qualities={FIRST: DayQuality.HOLE},
        adopted={FIRST: AdoptedDay(source="recorder", hours=found)},
    )

    assert table.rows[5] == ("2026-10-24T05:00:00+02:00", 7, "adopted", "recorder")
    assert table.rows[6] == ("2026-10-24T06:00:00+02:00", None, "adopted", "recorder")


def test_the_load_curve_has_no_line_for_what_was_not_read() -> None:
    ledger = ElectricityLedger()
    read = [*points(FIRST, 100, 0, 300), *points(LAST, 50)]
    del read[0]
    read.append(
        CurvePoint(
            start=day_start(LAST) + timedelta(hours=1),
            end=day_start(LAST) + timedelta(hours=2),
            power_w=70,
            estimated=True,
        )
    )
    ledger.add_load_curve(read, seen=LAST)

    table = load_curve(FIRST, LAST, known=ledger.days)

    assert table.rows == (
        ("2026-10-24T00:30:00+02:00", "2026-10-24T01:00:00+02:00", 0, False),
        ("2026-10-24T01:00:00+02:00", "2026-10-24T01:30:00+02:00", 300, False),
        ("2026-10-26T00:00:00+01:00", "2026-10-26T00:30:00+01:00", 50, False),
        ("2026-10-26T01:00:00+01:00", "2026-10-26T02:00:00+01:00", 70, True),
    )
    assert not load_curve(LONG, LONG, known=ledger.days).is_known


def test_of_overlapping_intervals_the_finer_counts_and_a_negative_power_is_none() -> (
    None
):
    ledger = ElectricityLedger()
    ledger.add_load_curve(points(FIRST, 100, 200, minutes=60), seen=LAST)
    ledger.add_load_curve(points(FIRST, 10, -5, 30), seen=LAST)

    table = load_curve(FIRST, FIRST, known=ledger.days)

    assert [(str(row[0])[11:16], row[2]) for row in table.rows] == [
        ("00:00", 10),
        ("00:30", 100),
        ("01:00", 30),
        ("01:30", 200),
    ]


def test_an_interval_that_crosses_midnight_is_told_once() -> None:
    ledger = ElectricityLedger()
    midnight = day_start(LONG)
    half_an_hour = timedelta(minutes=30)
    ledger.add_load_curve(
        [
            CurvePoint(
                start=midnight - half_an_hour, end=midnight + half_an_hour, power_w=80
            )
        ],
        seen=LAST,
    )

    assert len(load_curve(FIRST, LONG, known=ledger.days).rows) == 1
    assert len(load_curve(FIRST, FIRST, known=ledger.days).rows) == 1
    assert load_curve(LONG, LONG, known=ledger.days).rows == ()


def test_a_maximum_is_told_with_its_second_and_an_adopted_one_with_its_hour() -> None:
    ledger = ElectricityLedger()
    at = datetime(2026, 10, 24, 17, 4, 5, tzinfo=UTC)
    ledger.add_maximum_power([MaximumPower(day=FIRST, at=at, power_va=4321)], seen=LAST)
    hours = tuple(zip(day_hours(LONG)[19:22], (800, 900, 700), strict=True))

    table = maximum_power_days(
        FIRST,
        LAST,
        known=ledger.days,
        adopted={LONG: AdoptedDay(source="recorder", hours=hours)},
    )

    assert table.rows == (
        ("2026-10-24", 4321, "2026-10-24T19:04:05+02:00", "measured", None),
        ("2026-10-25", 900, "2026-10-25T19:00:00+01:00", "adopted", "recorder"),
        ("2026-10-26", None, None, "hole", None),
    )
