"""From ledger to series: a change recomputes what it touches, and the result is that of recomputing everything."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.calendar import day_hours, day_start
from custom_components.grandlyon_energy.metering.electricity import (
    DayQuality,
    EnergyDay,
)
from custom_components.grandlyon_energy.metering.series import DayAmounts
from custom_components.grandlyon_energy.metering.water import Attribution
from custom_components.grandlyon_energy.projection import (
    ElectricityProjection,
    WaterProjection,
)
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    DailyEnergy,
    IndexType,
    MaximumPower,
    MeterIndex,
)

from .metering.curves import clock, curve

FIRST = date(2026, 10, 20)
ONE = timedelta(days=1)
DAYS = [FIRST + n * ONE for n in range(9)]
"""The sixth has 25 hours."""

TODAY = DAYS[-1] + ONE

type Change = Callable[[ElectricityLedger], set[date]]


def energy(day: date, wh: int) -> Change:
    reading = DailyEnergy(day=day, energy_wh=wh)
    return lambda ledger: ledger.add_daily_energy([reading], seen=TODAY)


def maximum(day: date, at: datetime, va: int) -> Change:
    reading = MaximumPower(day=day, at=at, power_va=va)
    return lambda ledger: ledger.add_maximum_power([reading], seen=TODAY)


def load_curve(day: date, watts: int, since: float = 0, until: float = 24) -> Change:
    points = curve(day, watts, since=clock(since), until=clock(until))
    return lambda ledger: ledger.add_load_curve(points, seen=TODAY)


def subscribed(va: int | None) -> Change:
    def change(ledger: ElectricityLedger) -> set[date]:
        ledger.set_contract(Contract(subscribed_power_va=va), read_on=TODAY)
        return set()

    return change


def rows(projected: dict[date, DayAmounts]) -> dict[date, DayAmounts]:
    return {day: amounts for day, amounts in projected.items() if amounts}


days = st.sampled_from(DAYS)
changes = st.one_of(
    st.builds(energy, days, st.sampled_from([-5, 0, 12_000, 24_000, 36_000, 900_000])),
    st.builds(
        lambda day, hour, va: maximum(day, day_hours(day)[hour], va),
        days,
        st.integers(0, 23),
        st.sampled_from([0, 1000, 6000]),
    ),
    st.builds(
        load_curve,
        days,
        st.sampled_from([0, 500, 1000, 1500]),
        st.sampled_from([0.0, 6.0, 12.0]),
        st.sampled_from([12.5, 24.0, 25.0]),
    ),
    st.builds(subscribed, st.sampled_from([None, 3000, 9000])),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(changes, st.integers(0, 20)), min_size=1, max_size=10))
def test_what_a_change_touches_is_all_that_would_change(
    steps: list[tuple[Change, int]],
) -> None:
    ledger = ElectricityLedger()
    projection = ElectricityProjection(ledger)
    kept: dict[date, DayAmounts] = {}
    today = TODAY
    for change, days_later in steps:
        changed = change(ledger)
        today += days_later * ONE
        kept |= projection.consumption(changed, today=today)

    whole = ElectricityProjection(ledger)
    assert rows(kept) == rows(whole.consumption(set(ledger.days), today=today))
    assert projection.qualities == whole.qualities
    assert projection.energy_day == whole.energy_day


def test_a_change_recomputes_neither_the_distant_nor_the_settled() -> None:
    ledger = ElectricityLedger()
    old = [date(2026, 1, 1) + n * ONE for n in range(60)]
    for day in old:
        energy(day, 24_000)(ledger)
    projection = ElectricityProjection(ledger)
    projection.consumption(set(old), today=TODAY)

    found = projection.consumption(energy(old[30], 12_000)(ledger), today=TODAY)

    assert old[30] in found
    assert len(found) < 20


def test_a_partial_curve_without_energy_shows_once_its_day_has_settled() -> None:
    ledger = ElectricityLedger()
    changed = load_curve(FIRST, 1000, until=12)(ledger)
    projection = ElectricityProjection(ledger)

    assert projection.consumption(changed, today=FIRST + ONE) == {FIRST: ()}
    later = projection.consumption(set(), today=FIRST + 15 * ONE)

    assert len(later[FIRST]) == 12
    assert projection.qualities[FIRST] is DayQuality.INCOMPLETE


def test_a_new_subscribed_power_judges_every_day_again() -> None:
    ledger = ElectricityLedger()
    changed = energy(FIRST, 100_000)(ledger) | energy(DAYS[8], 10_000)(ledger)
    projection = ElectricityProjection(ledger)
    assert len(rows(projection.consumption(changed, today=TODAY))) == 2

    found = projection.consumption(subscribed(3000)(ledger), today=TODAY)

    # 100 kWh a day is over 3 kVA and a fifth, all day long.
    assert rows(found).keys() == {DAYS[8]}


def test_a_meter_whose_day_starts_elsewhere_is_noticed_and_every_day_shaped_anew() -> (
    None
):
    ledger = ElectricityLedger()
    winter = [date(2026, 1, 10) + n * ONE for n in range(12)]
    changed: set[date] = set()
    for number, day in enumerate(winter):
        # The last hour of each day is its own; the energy counts it with the day after.
        changed |= load_curve(day, 500, until=23)(ledger)
        changed |= load_curve(day, 1000 * number, since=23)(ledger)
        changed |= energy(day, 11_500 + 1000 * max(number - 1, 0))(ledger)
    projection = ElectricityProjection(ledger)

    found = projection.consumption(changed, today=TODAY)

    assert projection.energy_day is EnergyDay.OTHER
    assert sum(amount for _, amount in found[winter[5]]) == 16_500_000


def test_a_complete_curve_is_one_that_covers_every_second() -> None:
    ledger = ElectricityLedger()
    projection = ElectricityProjection(ledger)
    long_day = DAYS[5]
    projection.consumption(load_curve(long_day, 1)(ledger), today=TODAY)
    assert not projection.has_complete_curve(long_day)

    last_hour = load_curve(long_day, 1, since=24, until=25)
    projection.consumption(last_hour(ledger), today=TODAY)

    assert projection.has_complete_curve(long_day)
    assert not projection.has_complete_curve(FIRST)


def test_a_maximum_that_moves_leaves_no_row_behind() -> None:
    ledger = ElectricityLedger()
    midnight = day_start(DAYS[1])
    maximum(DAYS[0], midnight, 4000)(ledger)
    projection = ElectricityProjection(ledger)
    assert projection.maximum_power() == {DAYS[1]: ((midnight, 4000),)}

    noon = datetime(2026, 10, 20, 10, 30, tzinfo=UTC)
    maximum(DAYS[0], noon, 5000)(ledger)

    hour = noon.replace(minute=0)
    assert projection.maximum_power() == {DAYS[0]: ((hour, 5000),), DAYS[1]: ()}


def water(ledger: WaterLedger, *indexes: tuple[date, int | None]) -> None:
    readings = [
        MeterIndex(
            day=day,
            type=IndexType.PENDING if index is None else IndexType.REAL,
            index_l=index,
        )
        for day, index in indexes
    ]
    ledger.add_meter_indexes(readings, source="egl", seen=TODAY)


@pytest.mark.parametrize(
    ("attribution", "day"),
    [(Attribution.PREVIOUS_DAY, DAYS[5]), (Attribution.SAME_DAY, DAYS[6])],
)
def test_an_index_closes_the_day_that_the_attribution_says(
    attribution: Attribution, day: date
) -> None:
    ledger = WaterLedger()
    water(ledger, (DAYS[5], 1000), (DAYS[6], 1120))

    found = WaterProjection(ledger, attribution).volumes()

    assert rows(found) == {day: ((day_start(day), 120_000),)}


def test_a_day_that_loses_its_volume_is_told_as_empty() -> None:
    ledger = WaterLedger()
    water(ledger, (DAYS[0], 1000), (DAYS[1], 1100), (DAYS[2], 1250))
    projection = WaterProjection(ledger, Attribution.PREVIOUS_DAY)
    assert rows(projection.volumes()).keys() == {DAYS[0], DAYS[1]}

    ledger.add_meter_indexes(
        [MeterIndex(day=DAYS[2], type=IndexType.ANOMALY, index_l=None)],
        source="egl",
        seen=TODAY,
    )

    assert projection.volumes() == {
        DAYS[0]: ((day_start(DAYS[0]), 100_000),),
        DAYS[1]: (),
    }
