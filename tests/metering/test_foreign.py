"""What another integration's rows say of a day: amounts from sums, sums that begin anew, days nobody can have used."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.metering.foreign import (
    ForeignRow,
    amounts_by_day,
    energy_hours,
    water_row,
)

DAY = date(2026, 3, 10)
NEXT = date(2026, 3, 11)

type Figures = tuple[int, int | None, int]
"""An hour of the day, the row's own amount, its sum."""


def rows(day: date, *figures: Figures) -> list[ForeignRow]:
    return [
        ForeignRow(start=day_start(day) + timedelta(hours=hour), state=state, sum=total)
        for hour, state, total in figures
    ]


@pytest.mark.parametrize(
    ("figures", "before", "amounts"),
    [
        pytest.param([(0, 5, 105), (1, 7, 112)], 100, [5, 7], id="changes of the sum"),
        pytest.param([(0, 99, 105), (1, 99, 112)], 100, [5, 7], id="sum before state"),
        pytest.param([(0, None, 105)], 100, [5], id="no state"),
        pytest.param([(0, 5, 105)], None, [5], id="the very first has a state"),
        pytest.param([(0, None, 105)], None, [105], id="the very first has none"),
        pytest.param([(0, 0, 0), (1, 4, 4)], 0, [0, 4], id="nothing used"),
        pytest.param([(0, 5, 5), (1, 7, 12)], 100, [5, 7], id="begun anew at midnight"),
        pytest.param([(0, 5, 105), (1, 7, 7)], 100, [5, 7], id="begun anew in the day"),
        pytest.param([(0, 5, 105), (1, None, 7)], 100, None, id="nobody knows"),
        pytest.param([(0, 5, 105), (1, -7, 98)], 100, None, id="negative"),
        pytest.param([(0, -5, 105)], None, None, id="the very first is negative"),
    ],
)
def test_the_amounts_of_a_day(
    figures: list[Figures], before: int | None, amounts: list[int] | None
) -> None:
    of_day = rows(DAY, *figures)

    found = amounts_by_day(of_day, before=before)

    expected = amounts and tuple(
        (row.start, amount) for row, amount in zip(of_day, amounts, strict=True)
    )
    assert found == {DAY: expected}


def test_a_day_goes_on_from_the_one_before_even_if_that_makes_no_sense() -> None:
    broken = rows(DAY, (0, None, 50))
    after_it = rows(NEXT, (0, None, 58))

    assert amounts_by_day([*broken, *after_it], before=100) == {
        DAY: None,
        NEXT: ((day_start(NEXT), 8),),
    }


def test_a_row_belongs_to_the_local_day_of_its_start() -> None:
    midnight_utc = datetime(2026, 3, 10, tzinfo=UTC)
    an_hour_before = datetime(2026, 3, 9, 23, tzinfo=UTC)
    in_summer = datetime(2026, 7, 9, 22, tzinfo=UTC)

    found = amounts_by_day(
        [
            ForeignRow(start=start, state=1, sum=number)
            for number, start in enumerate((an_hour_before, midnight_utc, in_summer))
        ],
        before=-1,
    )

    assert {day: len(amounts or ()) for day, amounts in found.items()} == {
        date(2026, 3, 10): 2,
        date(2026, 7, 10): 1,
    }


def test_rows_within_an_hour_are_one() -> None:
    start = day_start(DAY)
    halves = [
        ForeignRow(start=start, state=1, sum=1),
        ForeignRow(start=start + timedelta(minutes=30), state=2, sum=3),
    ]

    assert amounts_by_day(halves, before=0) == {DAY: ((start, 3),)}


@pytest.mark.parametrize(
    ("day", "hours"),
    [(DAY, 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)],
)
def test_a_single_row_of_energy_is_a_day_of_even_hours(day: date, hours: int) -> None:
    found = energy_hours(day, ((day_start(day), 101),))

    assert found is not None
    assert tuple(hour for hour, _ in found) == day_hours(day)
    amounts = [amount for _, amount in found]
    assert len(amounts) == hours
    assert sum(amounts) == 101
    assert set(amounts) == {101 // hours, 101 // hours + 1}


def test_several_rows_of_energy_keep_their_hours() -> None:
    hours = tuple((start, n) for n, start in enumerate(day_hours(DAY)[3:5]))

    assert energy_hours(DAY, hours) == hours


@pytest.mark.parametrize(
    ("day", "hours"), [(DAY, 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)]
)
def test_more_than_36_kva_all_day_is_no_energy(day: date, hours: int) -> None:
    most = 36_000_000 * hours

    assert energy_hours(day, ((day_start(day), most),)) is not None
    assert energy_hours(day, ((day_start(day), most + 1),)) is None


def test_water_is_one_row_at_local_midnight() -> None:
    at = datetime(2026, 7, 10, tzinfo=UTC)

    assert water_row(date(2026, 7, 10), ((at, 70), (at + timedelta(hours=1), 5))) == (
        (datetime(2026, 7, 9, 22, tzinfo=UTC), 75),
    )


def test_more_than_75_m3_is_no_water() -> None:
    most = 75_000_000

    assert water_row(DAY, ((day_start(DAY), most),)) is not None
    assert water_row(DAY, ((day_start(DAY), most + 1),)) is None
