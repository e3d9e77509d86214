"""What is shown of a usage point: which days count for what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.holes import CurveState, Progress
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import day_hours
from custom_components.grandlyon_energy.metering.electricity import DayQuality
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.projection import ElectricityProjection
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    DailyEnergy,
    MaximumPower,
)
from custom_components.grandlyon_energy.summary import (
    ElectricitySummary,
    electricity_summary,
)

from ..metering.curves import clock, curve

ONE = timedelta(days=1)
TODAY = date(2026, 2, 20)
PROGRESS = Progress(curve=CurveState.READ, percent=100, reached=None)


class Point:
    """A usage point whose readings are given day by day."""

    def __init__(self) -> None:
        self.ledger = ElectricityLedger()
        self.series = Series()
        self._projection = ElectricityProjection(self.ledger)

    def says(self, day: date, energy_wh: int) -> None:
        reading = DailyEnergy(day=day, energy_wh=energy_wh)
        self.ledger.add_daily_energy([reading], seen=TODAY)

    def draws(self, day: date, watts: int, since: float = 0, until: float = 24) -> None:
        points = curve(day, watts, since=clock(since), until=clock(until))
        self.ledger.add_load_curve(points, seen=TODAY)

    def exact(self, day: date, watts: int) -> None:
        """A day of two powers, the lower one from 04:00 to 05:00, with an energy that agrees."""
        self.draws(day, watts, 0, 4)
        self.draws(day, watts // 2, 4, 5)
        self.draws(day, watts, 5, 24)
        self.says(day, 23 * watts + watts // 2)

    def peaks(self, day: date, power_va: int) -> None:
        at = day_hours(day)[12]
        reading = MaximumPower(day=day, at=at, power_va=power_va)
        self.ledger.add_maximum_power([reading], seen=TODAY)

    def adopts(self, day: date, watts: int) -> None:
        """Take a day's hours over that no reading explains."""
        self.series.replace(
            {day: tuple((start, watts * 1000) for start in day_hours(day))}
        )

    @property
    def qualities(self) -> dict[date, DayQuality]:
        return self._projection.qualities

    def summary(
        self, *, subscribed_va: int | None = 9000, today: date = TODAY
    ) -> ElectricitySummary:
        projected = self._projection.consumption(set(self.ledger.days), today=today)
        self.series.replace({day: hours for day, hours in projected.items() if hours})
        return electricity_summary(
            self.ledger,
            self.series,
            self._projection.qualities,
            contract=Contract(subscribed_power_va=subscribed_va),
            progress=PROGRESS,
            today=today,
        )


def test_of_a_point_without_readings_nothing_is_known() -> None:
    summary = Point().summary()

    periods = summary.periods
    assert (periods.last_day, periods.year, periods.change) == (None, None, None)
    assert (summary.newest_day, summary.standby) == (None, None)
    assert (summary.weekday_mean, summary.weekend_mean) == (None, None)
    assert (summary.maximum_power, summary.maximum_power_12_months) == (None, None)
    assert (summary.power_share, summary.power_exceeded) == (None, None)
    assert summary.progress == PROGRESS


def test_standby_and_usual_days_are_those_of_exact_days_alone() -> None:
    point = Point()
    monday = date(2026, 2, 2)
    for n in range(7):
        point.exact(monday + n * ONE, 1000)
    flat, conflict, incomplete, part, alone, adopted = (
        monday + n * ONE for n in (7, 8, -20, 9, 10, 11)
    )
    point.says(flat, 48)
    point.draws(conflict, 2)
    point.says(conflict, 90_000)
    point.draws(incomplete, 2, 0, 3)
    point.draws(part, 2, 0, 3)
    point.says(part, 48)
    point.draws(alone, 2)
    point.adopts(adopted, 2)

    summary = point.summary()

    assert [point.qualities.get(day) for day in (flat, conflict, incomplete, part)] == [
        DayQuality.FLAT,
        DayQuality.CONFLICT,
        DayQuality.INCOMPLETE,
        DayQuality.EXACT_TOTAL,
    ]
    assert point.qualities[alone] is DayQuality.CURVE_ONLY
    sunday = monday + 6 * ONE
    assert summary.standby
    assert (summary.standby.day, summary.standby.power_w) == (sunday, 500)
    assert summary.standby.start == datetime(2026, 2, 8, 3, tzinfo=UTC)
    assert summary.weekday_mean
    assert (summary.weekday_mean.days, summary.weekday_mean.amount) == (5, 23_500_000)
    assert summary.weekend_mean
    assert (summary.weekend_mean.first, summary.weekend_mean.last) == (
        sunday - ONE,
        sunday,
    )
    # Whatever has rows counts in what was used, as in the Energy dashboard.
    assert summary.newest_day == adopted
    assert summary.periods.month
    assert (summary.periods.month.first, summary.periods.month.days) == (monday, 12)


def test_usual_days_are_those_of_the_last_28_exact_ones() -> None:
    point = Point()
    first = TODAY - 40 * ONE
    days = [first + n * ONE for n in range(40) if n != 30]
    for day in days:
        point.exact(day, 1000 if day in days[-28:] else 3000)

    summary = point.summary()

    assert summary.weekday_mean
    assert summary.weekend_mean
    assert summary.weekday_mean.days + summary.weekend_mean.days == 28
    assert summary.weekday_mean.amount == summary.weekend_mean.amount == 23_500_000
    assert summary.standby
    assert summary.standby.day == days[-1]


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_change_counts_exact_totals_and_leaves_out_what_is_not_sure(
    year: int,
) -> None:
    point = Point()
    for n in range(10):
        point.says(date(2025, 1, 1) + n * ONE, 10_000)
        point.says(date(2026, 1, 1) + n * ONE, 12_000)
    conflict, incomplete = date(year, 1, 2), date(year, 1, 12)
    point.draws(conflict, 8000)
    other_year = incomplete.replace(year=4051 - year)
    point.says(other_year, 10_000)
    point.draws(incomplete, 8000, 0, 3)

    change = point.summary().periods.change

    assert point.qualities[conflict] is DayQuality.CONFLICT
    assert point.qualities[incomplete] is DayQuality.INCOMPLETE
    assert change
    assert (change.days, change.percent) == (9, 20)


def test_a_change_counts_adopted_days() -> None:
    point = Point()
    for n in range(7):
        point.adopts(date(2025, 1, 1) + n * ONE, 1000)
        point.says(date(2026, 1, 1) + n * ONE, 12_000)

    change = point.summary().periods.change

    assert change
    assert (change.days, change.percent) == (7, -50)


def test_the_maximum_is_that_of_the_newest_day_that_has_one() -> None:
    point = Point()
    point.says(TODAY - ONE, 9000)
    point.peaks(TODAY - 2 * ONE, 9001)
    point.peaks(TODAY - 300 * ONE, 11_000)
    point.peaks(TODAY - 400 * ONE, 12_000)

    summary = point.summary()

    assert summary.newest_day == TODAY - ONE
    assert summary.maximum_power
    assert summary.maximum_power.day == TODAY - 2 * ONE
    assert (summary.power_share, summary.power_exceeded) == (100, True)
    assert summary.maximum_power_12_months
    assert summary.maximum_power_12_months.power_va == 11_000
    unknown = point.summary(subscribed_va=None)
    assert (unknown.power_share, unknown.power_exceeded) == (None, None)
