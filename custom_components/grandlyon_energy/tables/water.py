"""What is known of a water contract, day by day."""

from collections.abc import Collection, Mapping
from datetime import date

from ..ledger.adopted import AdoptedDay
from ..ledger.water import WaterDay
from ..metering.calendar import DAY, days_between
from ..metering.series import Series
from ..metering.water import Attribution, WaterSeries, closes_day
from ..metering.water.state import reading_state
from .table import ADOPTED, HOLE, Cell, Table, thousandths


def volume_days(
    first: date,
    last: date,
    *,
    series: Series,
    volumes: WaterSeries,
    attribution: Attribution,
    known: Mapping[date, WaterDay],
    adopted: Mapping[date, AdoptedDay],
) -> Table:
    """Return a row for each day of a period, both ends included, with its volume and the reading that closes it.

    `reading` is what the service says of that reading, `suspect` whether it does not fit its neighbours and is not
    used.
    """
    closing = first - closes_day(first, attribution)
    return Table(
        figure="volume_l",
        columns=(
            "day",
            "volume_l",
            "quality",
            "reading_day",
            "reading",
            "index_l",
            "suspect",
            "adopted_from",
        ),
        rows=tuple(
            (
                day.isoformat(),
                thousandths(series.total(day)),
                _quality(day, volumes, adopted),
                *_reading(day + closing, known, volumes.suspects),
                adopted[day].source if day in adopted else None,
            )
            for day in days_between(first, last + DAY)
        ),
    )


def _quality(
    day: date, volumes: WaterSeries, adopted: Mapping[date, AdoptedDay]
) -> str:
    if day in adopted:
        return ADOPTED
    return volumes.days[day].quality.value if day in volumes.days else HOLE


def _reading(
    printed_on: date, known: Mapping[date, WaterDay], suspects: Collection[date]
) -> tuple[Cell, Cell, Cell, Cell]:
    if (record := known.get(printed_on)) is None:
        return None, None, None, None
    return (
        printed_on.isoformat(),
        reading_state(record.type).value,
        record.index_l,
        printed_on in suspects,
    )
