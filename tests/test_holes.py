"""Which readings are missing, and which are worth asking for."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.holes import (
    CURVE,
    ENERGY,
    MAX_POWER,
    OF_PRODUCTION,
    CurveState,
    ElectricityHoles,
    newest_week,
)
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import day_hours, days_between
from custom_components.grandlyon_energy.projection import ElectricityProjection
from custom_components.grandlyon_energy.sources.readings import (
    DailyEnergy,
    MaximumPower,
)

from .metering.curves import curve

TODAY = date(2026, 6, 17)
FIRST = date(2026, 2, 1)
LONG_AGO = date(2023, 6, 18)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


ALL = [ago(n) for n in range((TODAY - FIRST).days, 0, -1)]


class Point:
    """A usage point whose days hold what a test gives them."""

    def __init__(
        self,
        *,
        energies: Iterable[date] = ALL,
        curves: Iterable[date] = (),
        maxima: Iterable[date] = ALL,
    ) -> None:
        self.ledger = ElectricityLedger()
        self.projection = ElectricityProjection(self.ledger)
        self.holes = ElectricityHoles(self.ledger, self.projection)
        self.energy(energies)
        self.curve(curves)
        self.ledger.add_maximum_power(
            [
                MaximumPower(
                    day=day,
                    at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
                    power_va=3000,
                )
                for day in maxima
            ],
            seen=TODAY,
        )
        self.project()

    def energy(self, days: Iterable[date], energy_wh: int | None = None) -> None:
        """Energies that agree with the curve, unless another one is given."""
        self.ledger.add_daily_energy(
            [
                DailyEnergy(
                    day=day,
                    energy_wh=100 * len(day_hours(day))
                    if energy_wh is None
                    else energy_wh,
                )
                for day in days
            ],
            seen=TODAY,
        )

    def curve(self, days: Iterable[date]) -> None:
        for day in days:
            self.ledger.add_load_curve(curve(day, 100), seen=TODAY)

    def project(self) -> None:
        self.projection.consumption(set(self.ledger.days), today=TODAY)

    def read(self, on: date = TODAY) -> None:
        for what in (ENERGY, MAX_POWER):
            self.ledger.mark_read(what, on=on)

    def start_of(self, what: str) -> date:
        return self.holes.first_day_to_read(what, TODAY, oldest=LONG_AGO)


def without(*numbers: int) -> list[date]:
    return [day for day in ALL if (TODAY - day).days not in numbers]


@pytest.mark.parametrize("what", [ENERGY, MAX_POWER])
def test_the_whole_history_is_asked_for_at_first(what: str) -> None:
    assert Point().start_of(what) == LONG_AGO


def test_maxima_are_not_searched_for_before_the_first_energy() -> None:
    point = Point(maxima=())
    point.ledger.mark_read(ENERGY, on=TODAY)

    assert point.start_of(MAX_POWER) == FIRST


@pytest.mark.parametrize("what", [ENERGY, MAX_POWER])
def test_then_the_last_two_weeks(what: str) -> None:
    point = Point()
    point.read()

    assert point.start_of(what) == ago(14)


def test_a_month_later_the_whole_that_is_known_is_read_again() -> None:
    point = Point()
    point.read(on=ago(29))
    assert point.start_of(ENERGY) == ago(14)

    point.read(on=ago(30))
    assert point.start_of(ENERGY) == FIRST


def test_a_service_that_was_away_for_long_is_asked_from_the_last_day_it_gave() -> None:
    point = Point(energies=[ago(n) for n in range(100, 39, -1)])
    point.read()
    point.ledger.mark_asked(
        ENERGY, point.holes.of(ENERGY, TODAY, oldest=FIRST), on=TODAY
    )

    assert point.start_of(ENERGY) == ago(40)


@pytest.mark.parametrize("what", [ENERGY, MAX_POWER])
def test_the_call_reaches_back_to_the_oldest_hole_that_is_due(what: str) -> None:
    days = "energies" if what == ENERGY else "maxima"
    missing = Point(**{days: without(50, 60)})
    missing.read()
    assert missing.holes.of(what, TODAY, oldest=LONG_AGO) == [ago(60), ago(50)]
    assert missing.start_of(what) == ago(60)

    missing.ledger.mark_asked(what, [ago(60)], on=TODAY)
    assert missing.start_of(what) == ago(50)

    missing.ledger.mark_asked(what, [ago(50)], on=TODAY)
    assert missing.start_of(what) == ago(14)


def test_no_hole_is_older_than_what_the_service_keeps_or_than_the_first_day() -> None:
    point = Point(energies=without(60, 100), maxima=())

    assert point.holes.of(ENERGY, TODAY, oldest=ago(90)) == [ago(60)]
    assert min(point.holes.of(MAX_POWER, TODAY, oldest=LONG_AGO)) == FIRST


def test_an_energy_that_cannot_be_true_is_a_hole() -> None:
    point = Point()
    point.energy([ago(50)], -5)
    point.project()

    assert point.holes.of(ENERGY, TODAY, oldest=LONG_AGO) == [ago(50)]


def test_a_day_of_a_part_and_no_energy_is_not_asked_for_again() -> None:
    point = Point(energies=without(50))
    point.ledger.add_load_curve(curve(ago(50), 100)[:10], seen=TODAY)
    point.project()

    assert point.holes.of(ENERGY, TODAY, oldest=LONG_AGO) == []
    assert ago(50) not in point.holes.without_curve(FIRST, TODAY)


def test_a_curve_that_contradicts_its_corrected_energy_is_asked_for_again() -> None:
    point = Point(curves=ALL)
    assert point.holes.never_asked(TODAY, oldest=FIRST) == []

    point.energy([ago(50)], 5000)
    point.project()

    assert point.holes.never_asked(TODAY, oldest=FIRST) == [ago(50)]


def test_the_newest_week_comes_first() -> None:
    point = Point()

    never = point.holes.never_asked(TODAY, oldest=FIRST)

    assert newest_week(never, 7) == (ago(14), ago(7))
    assert newest_week([FIRST, ago(30), ago(26)], 7) == (ago(30), ago(25))
    assert newest_week([], 7) is None


def test_a_curve_is_asked_for_again_once_a_day_when_it_is_due() -> None:
    point = Point(curves=without(50, 60))
    point.ledger.mark_asked(CURVE, [ago(60), ago(50)], on=ago(1))
    assert point.holes.curve_to_retry(TODAY, oldest=FIRST) == [ago(60), ago(50)]

    point.ledger.mark_asked(CURVE, [ago(50)], on=TODAY)

    assert point.holes.curve_to_retry(TODAY, oldest=FIRST) == []
    tomorrow = TODAY + timedelta(days=1)
    assert point.holes.curve_to_retry(tomorrow, oldest=FIRST) == [ago(60)]


def test_progress_tells_what_is_left_and_the_day_reached() -> None:
    point = Point(curves=[ago(n) for n in range(1, 57)])

    progress = point.holes.progress(TODAY, oldest=FIRST, wanted=True)

    left = (ago(56) - FIRST).days
    of_all = (ago(7) - FIRST).days
    assert progress.curve is CurveState.BEING_READ
    assert progress.percent == 100 * (of_all - left) // of_all
    assert progress.reached == ago(56)


def test_progress_is_complete_when_nothing_is_left_to_ask_for() -> None:
    point = Point(curves=without(50))
    point.read()
    assert point.holes.progress(TODAY, oldest=FIRST, wanted=True).percent == 99

    point.ledger.mark_asked(CURVE, [ago(50)], on=TODAY)

    progress = point.holes.progress(TODAY, oldest=FIRST, wanted=True)
    assert (progress.percent, progress.curve) == (100, CurveState.READ)
    assert progress.reached == FIRST


def test_progress_without_consent_is_that_of_the_days() -> None:
    point = Point()
    # One of the kinds of readings was never read.
    point.ledger.mark_read(ENERGY, on=TODAY)
    assert point.holes.progress(TODAY, oldest=FIRST, wanted=False).percent == 99

    point.read()
    progress = point.holes.progress(TODAY, oldest=FIRST, wanted=False)
    assert (progress.percent, progress.curve) == (100, CurveState.NOT_AGREED)


def test_progress_of_a_home_of_which_nothing_came_is_none() -> None:
    point = Point(energies=(), maxima=())
    point.read()

    progress = point.holes.progress(TODAY, oldest=FIRST, wanted=True)

    assert (progress.percent, progress.reached) == (0, None)


def test_a_refused_curve_is_said_so() -> None:
    point = Point()
    point.read()
    point.ledger.set_curve_refused(True)

    progress = point.holes.progress(TODAY, oldest=FIRST, wanted=True)

    assert progress.curve is CurveState.REFUSED
    assert progress.percent == 0


def ask(point: Point, *numbers: int) -> None:
    point.ledger.mark_asked(CURVE, [ago(n) for n in numbers], on=TODAY)


def test_four_empty_weeks_and_an_empty_week_a_quarter_end_the_search() -> None:
    point = Point()
    ask(point, *range(8, 35))
    assert point.holes.is_curve_collected(TODAY)

    ask(point, 35)
    assert not point.holes.is_curve_collected(TODAY)
    left = point.holes.never_asked(TODAY, oldest=FIRST)
    assert left == [date(2026, 4, day) for day in range(1, 8)]
    state = point.holes.progress(TODAY, oldest=FIRST, wanted=True).curve
    assert state is CurveState.BEING_READ

    point.ledger.mark_asked(CURVE, left, on=TODAY)
    point.read()
    progress = point.holes.progress(TODAY, oldest=FIRST, wanted=True)
    assert (progress.percent, progress.curve) == (100, CurveState.NOT_COLLECTED)


def test_one_point_of_an_earlier_quarter_has_the_rest_read() -> None:
    point = Point()
    ask(point, *range(8, 36))

    point.curve([date(2026, 4, 3)])
    point.project()

    assert len(point.holes.never_asked(TODAY, oldest=FIRST)) > 90


def test_a_curve_that_was_switched_on_later_has_no_holes_before() -> None:
    point = Point(curves=[ago(n) for n in range(1, 61)])
    ask(point, *range(61, 88))
    assert len(point.holes.never_asked(TODAY, oldest=FIRST)) > 40

    ask(point, 88)

    # One week of the quarter before is still looked at; then nothing is asked for again.
    left = point.holes.never_asked(TODAY, oldest=FIRST)
    assert left == []
    later = TODAY + timedelta(days=40)
    assert not [
        day for day in point.holes.curve_to_retry(later, oldest=FIRST) if day < ago(60)
    ]


def test_what_never_came_is_not_looked_for_along_the_whole_history() -> None:
    point = Point(maxima=())
    point.read()

    assert point.start_of(MAX_POWER) == ago(14)


def test_a_young_home_is_given_time() -> None:
    young = [ago(n) for n in range(34, 0, -1)]
    point = Point(energies=young, maxima=young)
    ask(point, *range(1, 35))

    assert point.holes.is_curve_collected(TODAY)


def test_a_collection_that_ended_is_no_longer_asked_for_again() -> None:
    point = Point(curves=[ago(n) for n in range(100, 35, -1)])
    point.ledger.mark_asked(CURVE, [ago(n) for n in range(8, 36)], on=ago(1))

    assert not point.holes.is_curve_collected(TODAY)
    assert point.holes.curve_to_retry(TODAY, oldest=FIRST) == []


def test_two_years_of_half_hours_take_a_hundred_and_five_calls() -> None:
    two_years = [ago(n) for n in range(731, 0, -1)]
    point = Point(energies=two_years)

    def read(days: set[date]) -> None:
        point.curve(days)
        point.projection.consumption(days, today=TODAY)

    # The poll's own call, for the last week.
    read(set(point.holes.recent_curve(TODAY)))
    calls = 1
    while days := point.holes.never_asked(TODAY, oldest=two_years[0]):
        week = newest_week(days, 7)
        assert week
        read(set(days_between(*week)))
        calls += 1

    assert calls == 105
    assert point.holes.recent_curve(TODAY) == []


def test_what_is_fed_in_has_no_maximum_to_wait_for() -> None:
    point = Point(maxima=())
    point.ledger.mark_read(ENERGY, on=TODAY)
    of_production = ElectricityHoles(point.ledger, point.projection, OF_PRODUCTION)

    def percent(holes: ElectricityHoles) -> int:
        return holes.progress(TODAY, oldest=LONG_AGO, wanted=False).percent

    assert (percent(point.holes), percent(of_production)) == (99, 100)
