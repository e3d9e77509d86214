"""What is shown of any series: how much was used over which days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ..metering.change import Change, change_to_last_year
from ..metering.periods import (
    Period,
    last_7_days,
    last_day,
    month_so_far,
    previous_month,
    previous_year_to_date,
    year_so_far,
)
from ..metering.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The periods that a resident asks for; None is unknown, never 0."""

    last_day: Period | None
    last_7_days: Period | None
    month: Period | None
    previous_month: Period | None
    year: Period | None
    previous_year_to_date: Period | None
    change: Change | None

    @property
    def newest_day(self) -> date | None:
        """The newest local day that has an amount."""
        return self.last_day.last if self.last_day else None


def periods_of(
    series: Series, *, today: date, not_to_compare: Collection[date] = ()
) -> Periods:
    """Return the periods of a series as of a local day; days `not_to_compare` count in the totals alone."""
    return Periods(
        last_day=last_day(series),
        last_7_days=last_7_days(series),
        month=month_so_far(series, today),
        previous_month=previous_month(series, today),
        year=year_so_far(series, today),
        previous_year_to_date=previous_year_to_date(series, today),
        change=change_to_last_year(series, today, not_to_compare=not_to_compare),
    )
