"""What a meter's days and hours cost, and the energy of each price class: by the home's own tariffs.

Money is in euros, to the millionth. A row without a figure has no tariff, no reading, or a price class that nobody knows.
"""

from collections.abc import Collection
from datetime import date
from enum import Enum

from ..metering.calendar import DAY, day_hours, days_between
from ..metering.series import Series
from .table import Cell, Table, euros, printed, thousandths


class Figure(Enum):
    """What a table counts, by the name of its column."""

    COST = "cost_eur"
    STANDING_CHARGE = "standing_charge_eur"
    ENERGY = "energy_wh"


def figure_days(
    first: date,
    last: date,
    *,
    figure: Figure,
    series: Series,
    estimated: Collection[date] | None = None,
) -> Table:
    """Return a row for each day of a period, both ends included.

    Args:
        first: The first local day.
        last: The last one.
        figure: What the series counts.
        series: 1e-12 € or, of an energy, mWh.
        estimated: The days whose figure is an estimate; None for what never is one, which then has no such column.

    """
    rows = (
        (
            day.isoformat(),
            _shown(figure, amount := series.total(day)),
            *_estimate(day, amount, estimated),
        )
        for day in days_between(first, last + DAY)
    )
    return _table("day", figure, estimated, rows=tuple(rows))


def figure_hours(
    first: date,
    last: date,
    *,
    figure: Figure,
    series: Series,
    estimated: Collection[date] | None = None,
) -> Table:
    """Return a row for each hour of a period of days, as `figure_days`; an hour is an estimate where its day is."""
    rows: list[tuple[Cell, ...]] = []
    for day in days_between(first, last + DAY):
        amounts = dict(series.amounts(day))
        rows += [
            (
                printed(hour),
                _shown(figure, amount := amounts.get(hour)),
                *_estimate(day, amount, estimated),
            )
            for hour in day_hours(day)
        ]
    return _table("start", figure, estimated, rows=tuple(rows))


def _table(
    of: str,
    figure: Figure,
    estimated: Collection[date] | None,
    *,
    rows: tuple[tuple[Cell, ...], ...],
) -> Table:
    known = () if estimated is None else ("estimated",)
    return Table(figure=figure.value, columns=(of, figure.value, *known), rows=rows)


def _shown(figure: Figure, amount: int | None) -> Cell:
    return thousandths(amount) if figure is Figure.ENERGY else euros(amount)


def _estimate(
    day: date, amount: int | None, estimated: Collection[date] | None
) -> tuple[Cell, ...]:
    """Return the cell that says whether a figure is an estimate, where there is such a column."""
    if estimated is None:
        return ()
    return (None if amount is None else day in estimated,)
