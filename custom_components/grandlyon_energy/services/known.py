"""What the actions read of a home: each statistic with the tables that can be made of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from homeassistant.util import dt as dt_util

from ..coordinator import ElectricityCoordinator
from ..coordinator.water import WaterMeter
from ..ids import MAX_POWER, STANDING_CHARGE, WATER_STANDING_CHARGE
from ..metering.calendar import DAY, local_day
from ..metering.water import Attribution
from ..statistics.catalog import CURRENCY_EURO
from ..statistics.statistic import Statistic
from ..tables import (
    Figure,
    Resolution,
    Table,
    energy_days,
    energy_hours,
    figure_days,
    figure_hours,
    load_curve,
    maximum_power_days,
    volume_days,
)
from .common import refusal

if TYPE_CHECKING:
    from .. import RuntimeData

_FIRST_DAY_OF_ALL: Final = date(2000, 1, 1)
"""No meter of these services was read from afar before."""

type MakeTable = Callable[[date, date], Table]
"""Of a period of local days, both ends included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A statistic of a home, and what is known of it."""

    statistic: Statistic
    tables: Mapping[Resolution, MakeTable]
    """One for each resolution that it is known in."""


def known_of(
    runtime: RuntimeData, resolution: Resolution, ids: Iterable[str] = ()
) -> list[tuple[Statistic, MakeTable]]:
    """Return the home's statistics that are known in a resolution, of all or of these ids.

    Raises:
        ServiceValidationError: the home has none of one of the ids, or does not know it so finely.

    """
    known = {one.statistic.statistic_id: one for one in _all_of(runtime)}
    wanted = set(ids)
    if not wanted <= known.keys():
        raise refusal("statistic_unknown")
    if any(resolution not in known[each].tables for each in wanted):
        raise refusal("resolution_unknown")
    found = [
        (one.statistic, one.tables[resolution])
        for each, one in known.items()
        if resolution in one.tables and (not wanted or each in wanted)
    ]
    if not found:
        raise refusal("resolution_unknown")
    return found


def known_period(first: date, last: date) -> tuple[date, date]:
    """Return the part of a period of days of which anything can be known: today is not over."""
    return max(first, _FIRST_DAY_OF_ALL), min(last, local_day(dt_util.utcnow()) - DAY)


def _all_of(runtime: RuntimeData) -> list[Known]:
    known: list[Known] = []
    for coordinator in (runtime.electricity, runtime.production):
        if coordinator is not None:
            known += _of_electricity(coordinator)
    if (water := runtime.water) is not None:
        for meter in water.meters:
            known += _of_water(meter, water.attribution)
    return known


def _of_electricity(coordinator: ElectricityCoordinator) -> list[Known]:
    energy, days = coordinator.energy, coordinator.ledger.days
    of_hours = partial(
        energy_hours,
        series=energy.series,
        qualities=coordinator.projection.qualities,
        adopted=energy.adopted,
    )
    of_days = partial(
        energy_days,
        series=energy.series,
        qualities=coordinator.projection.qualities,
        known=days,
        adopted=energy.adopted,
    )
    known = [
        Known(
            statistic=energy,
            tables={
                Resolution.DAY: of_days,
                Resolution.HOUR: of_hours,
                Resolution.HALF_HOUR: partial(load_curve, known=days),
            },
        )
    ]
    for statistic in coordinator.statistics:
        if statistic.key == MAX_POWER:
            maxima = partial(maximum_power_days, known=days, adopted=statistic.adopted)
            known.append(Known(statistic=statistic, tables={Resolution.DAY: maxima}))
    if (costs := coordinator.costs) is not None:
        estimated = costs.pricing.estimated
        known += [_of_costs(each, estimated, hours=True) for each in costs.statistics]
    return known


def _of_water(meter: WaterMeter, attribution: Attribution) -> list[Known]:
    volumes = meter.projection.series
    days = partial(
        volume_days,
        series=meter.statistic.series,
        volumes=volumes,
        attribution=attribution,
        known=meter.ledger.days,
        adopted=meter.statistic.adopted,
    )
    estimated = meter.projection.estimated_days
    return [
        Known(statistic=meter.statistic, tables={Resolution.DAY: days}),
        *(_of_costs(each, estimated, hours=False) for each in meter.costs.statistics),
    ]


def _of_costs(
    statistic: Statistic, estimated: Collection[date], *, hours: bool
) -> Known:
    """Return what is known of what follows from tariffs; a standing charge is never an estimate."""
    figure, series = _figure_of(statistic), statistic.series
    by = None if figure is Figure.STANDING_CHARGE else estimated
    tables: dict[Resolution, MakeTable] = {
        Resolution.DAY: partial(figure_days, figure=figure, series=series, estimated=by)
    }
    if hours:
        tables[Resolution.HOUR] = partial(
            figure_hours, figure=figure, series=series, estimated=by
        )
    return Known(statistic=statistic, tables=tables)


def _figure_of(statistic: Statistic) -> Figure:
    if statistic.key in (STANDING_CHARGE, WATER_STANDING_CHARGE):
        return Figure.STANDING_CHARGE
    return Figure.COST if statistic.unit == CURRENCY_EURO else Figure.ENERGY
