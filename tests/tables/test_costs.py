"""Days and hours of costs as tables: what has no price has no figure, and what is an estimate says so."""

from datetime import date

from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.series import DayAmounts, Series
from custom_components.grandlyon_energy.tables import Figure, figure_days, figure_hours

FIRST = date(2026, 10, 24)
LONG = date(2026, 10, 25)
"""It has 25 hours."""

LAST = date(2026, 10, 26)
MICRO_EUR = 10**6


def hourly(day: date, amount: int) -> DayAmounts:
    return tuple((hour, amount) for hour in day_hours(day))


def series_of(days: dict[date, DayAmounts]) -> Series:
    series = Series()
    series.replace(days)
    return series


def test_a_day_says_what_it_cost_and_whether_that_is_an_estimate() -> None:
    series = series_of(
        {FIRST: hourly(FIRST, 41_234 * MICRO_EUR), LONG: hourly(LONG, 0)}
    )

    table = figure_days(
        FIRST, LAST, figure=Figure.COST, series=series, estimated={LONG, LAST}
    )

    assert table.columns == ("day", "cost_eur", "estimated")
    # 24 x 0.041234 €.
    assert table.rows == (
        ("2026-10-24", 0.989616, False),
        ("2026-10-25", 0, True),
        ("2026-10-26", None, None),
    )
    assert table.is_known


def test_a_standing_charge_is_no_estimate() -> None:
    series = series_of({FIRST: ((day_hours(FIRST)[0], 138_794_520_548),)})

    table = figure_days(FIRST, LONG, figure=Figure.STANDING_CHARGE, series=series)

    assert table.columns == ("day", "standing_charge_eur")
    assert table.rows == (("2026-10-24", 0.138795), ("2026-10-25", None))


def test_the_energy_of_a_class_is_told_as_all_energy() -> None:
    series = series_of({FIRST: hourly(FIRST, 500)})

    table = figure_days(FIRST, FIRST, figure=Figure.ENERGY, series=series, estimated=())

    assert table.records() == [
        {"day": "2026-10-24", "energy_wh": 12, "estimated": False}
    ]


def test_an_hour_is_an_estimate_where_its_day_is_and_one_without_a_price_is_empty() -> (
    None
):
    series = series_of({LONG: hourly(LONG, 2500 * MICRO_EUR)[1:]})

    table = figure_hours(
        LONG, LAST, figure=Figure.COST, series=series, estimated={LONG}
    )

    assert table.columns == ("start", "cost_eur", "estimated")
    assert len({row[0] for row in table.rows}) == len(table.rows) == 25 + 24
    assert table.rows[0] == ("2026-10-25T00:00:00+02:00", None, None)
    assert table.rows[1] == ("2026-10-25T01:00:00+02:00", 0.0025, True)
    assert table.rows[-1] == ("2026-10-26T23:00:00+01:00", None, None)
