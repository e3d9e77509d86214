"""What holds for any tariffs, any windows, any colours and any readings of a day.

- What the classes of an hour hold adds up to the hour, and what they cost to what it costs.
- Which hours have a row follows from the hours and from what is known of windows and colours, never from the curve.
- The cost of some days is the sum of their hours.
- The order in which tariffs, windows and points were given does not matter.
- The segments of a day cover all of it, once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, strategies as st

from custom_components.grandlyon_energy.metering.calendar import (
    day_hours,
    day_seconds,
    days_between,
)
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.day import DayUse, price_day
from custom_components.grandlyon_energy.metering.tariff.habits import HomeHabits
from custom_components.grandlyon_energy.metering.tariff.half_hours import Habit
from custom_components.grandlyon_energy.metering.tariff.options import (
    CLASSES,
    Colour,
    ElectricityTariff,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.segments import segments_of
from custom_components.grandlyon_energy.metering.tariff.standing import (
    StandingCharge,
    day_charge,
    spread,
)
from custom_components.grandlyon_energy.metering.tariff.windows import (
    OffPeakCalendar,
    OffPeakWindows,
)
from custom_components.grandlyon_energy.metering.tariff.windows_text import (
    format_windows,
    parse_windows,
)

from .strategies import (
    DAYS,
    calendars,
    colours,
    days,
    electricity_tariffs,
    habits,
    points_of,
    quiet,
    standing_charges,
    uses,
    uses_of,
    windows_of_a_home,
)

shuffles = st.randoms(use_true_random=False)


@quiet
@given(
    use=uses,
    tariff=electricity_tariffs(),
    windows=calendars,
    known=colours,
    habit=habits,
)
def test_the_parts_of_an_hour_add_up_to_it(
    use: DayUse,
    tariff: ElectricityTariff,
    windows: OffPeakCalendar,
    known: Mapping[date, Colour],
    habit: Habit | None,
) -> None:
    priced = price_day(use, tariff, windows, known.get, habit)

    parts = {name: dict(rows) for name, rows in priced.energy.items()}
    amounts = dict(use.amounts)
    assert priced.cost.keys() == parts.keys() <= set(CLASSES[tariff.option])
    for hour, cost in priced.total:
        each = {name: rows[hour] for name, rows in parts.items()}
        assert all(mwh >= 0 for mwh in each.values())
        assert sum(each.values()) == amounts[hour]
        assert cost == sum(mwh * tariff.prices[name] for name, mwh in each.items())
        assert cost == sum(dict(rows)[hour] for rows in priced.cost.values())


@quiet
@given(
    use=uses,
    tariff=electricity_tariffs(),
    windows=calendars,
    known=colours,
    habit=habits,
    other=st.data(),
)
def test_which_hours_have_a_row_does_not_depend_on_the_curve(
    use: DayUse,
    tariff: ElectricityTariff,
    windows: OffPeakCalendar,
    known: Mapping[date, Colour],
    habit: Habit | None,
    other: st.DataObject,
) -> None:
    changed = replace(
        use,
        curve=other.draw(points_of(use.day)),
        complete=other.draw(st.booleans()),
    )

    priced = price_day(use, tariff, windows, known.get, habit)
    otherwise = price_day(changed, tariff, windows, known.get)

    unknown = {
        hour
        for number, hour in enumerate(day_hours(use.day))
        for start, end, name in segments_of(tariff.option, use.day, windows, known.get)
        if name is None and start < (number + 1) * 3600 and end > number * 3600
    }
    expected = [hour for hour, _ in use.amounts if hour not in unknown]
    assert [hour for hour, _ in priced.total] == expected
    assert priced.energy.keys() == otherwise.energy.keys()
    for one in (priced, otherwise):
        for rows in (one.total, *one.energy.values(), *one.cost.values()):
            assert [hour for hour, _ in rows] == expected


@quiet
@given(
    drawn=st.data(),
    tariffs=st.lists(electricity_tariffs(), max_size=4),
    windows=calendars,
    known=colours,
)
def test_a_period_costs_what_its_hours_do(
    drawn: st.DataObject,
    tariffs: list[ElectricityTariff],
    windows: OffPeakCalendar,
    known: Mapping[date, Colour],
) -> None:
    timeline = Timeline(tariffs)
    of_all, of_classes = Series(), Counter[date]()
    for day in DAYS:
        if tariff := timeline.on(day):
            priced = price_day(drawn.draw(uses_of(day)), tariff, windows, known.get)
            of_all.replace({day: priced.total})
            of_classes[day] = sum(
                cost for rows in priced.cost.values() for _, cost in rows
            )

    rows = of_all.rows(DAYS[0], DAYS[-1])

    assert sum(row.amount for row in rows) == of_classes.total()
    assert not rows or rows[-1].sum == of_classes.total()
    for day in DAYS:
        assert (of_all.total(day) or 0) == of_classes[day]


@quiet
@given(
    use=uses,
    tariffs=st.lists(electricity_tariffs(), min_size=1, max_size=5),
    lists=windows_of_a_home,
    known=colours,
    shuffle=shuffles,
)
def test_the_order_of_edits_does_not_matter(
    use: DayUse,
    tariffs: list[ElectricityTariff],
    lists: list[OffPeakWindows],
    known: Mapping[date, Colour],
    shuffle: Random,
) -> None:
    """Whatever was added first, and with points and prices in whatever order."""

    def price(
        use: DayUse, tariffs: list[ElectricityTariff], lists: list[OffPeakWindows]
    ) -> object:
        tariff = Timeline(tariffs).on(use.day)
        windows = OffPeakCalendar(lists)
        return tariff and price_day(use, tariff, windows, known.get)

    otherwise = price(
        replace(use, curve=_shuffled(shuffle, use.curve)),
        [
            replace(one, prices=dict(_shuffled(shuffle, list(one.prices.items()))))
            for one in tariffs
        ]
        if len({one.valid_from for one in tariffs}) == len(tariffs)
        else _shuffled(shuffle, tariffs),
        _shuffled(shuffle, lists),
    )

    assert otherwise == price(use, tariffs, lists)


def _shuffled[T](shuffle: Random, items: Sequence[T]) -> list[T]:
    return shuffle.sample(items, len(items))


@quiet
@given(
    day=days,
    option=st.sampled_from(TariffOption),
    windows=calendars,
    known=colours,
)
def test_segments_cover_all_of_a_day_once(
    day: date,
    option: TariffOption,
    windows: OffPeakCalendar,
    known: Mapping[date, Colour],
) -> None:
    segments = segments_of(option, day, windows, known.get)

    assert segments[0][0] == 0
    assert segments[-1][1] == day_seconds(day)
    assert all(start < end for start, end, _ in segments)
    assert all(one[1] == other[0] for one, other in pairwise(segments))
    assert {name for _, _, name in segments} <= {*CLASSES[option], None}


@quiet
@given(day=days, lists=windows_of_a_home, shuffle=shuffles)
def test_the_windows_of_a_day_are_sorted_and_apart(
    day: date, lists: list[OffPeakWindows], shuffle: Random
) -> None:
    windows = OffPeakCalendar(lists).intervals(day)

    assert windows == OffPeakCalendar(_shuffled(shuffle, lists)).intervals(day)
    if windows is not None:
        ends = [minute for window in windows for minute in window]
        assert ends == sorted(set(ends))
        assert all(0 <= minute <= 1440 for minute in ends)


times = st.integers(0, 1439)


@quiet
@given(
    st.lists(
        st.tuples(times, times | st.just(1440)).filter(lambda one: one[0] != one[1]),
        min_size=1,
    )
)
def test_windows_are_read_as_they_are_written(windows: list[tuple[int, int]]) -> None:
    assert parse_windows(format_windows(windows)) == tuple(windows)


@quiet
@given(standing=standing_charges, day=days)
def test_a_standing_charge_is_all_spread(standing: StandingCharge, day: date) -> None:
    charge = day_charge(standing, day)
    rows = spread(charge, day_hours(day))

    assert [hour for hour, _ in rows] == list(day_hours(day))
    assert sum(amount for _, amount in rows) == charge
    assert max(rows, key=lambda row: row[1])[1] - rows[-1][1] <= 1
    year = days_between(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    of_year = 12 if standing.per == "month" else 1
    assert sum(day_charge(standing, each) for each in year) == (
        of_year * standing.micro_eur * 10**6
    )


@quiet
@given(
    known=st.sets(st.integers(0, 500), max_size=120),
    newer=st.sets(st.integers(501, 700)),
    asked=st.integers(0, 501),
    shuffle=shuffles,
)
def test_habits_are_of_28_days_and_newer_ones_change_nothing(
    known: set[int], newer: set[int], asked: int, shuffle: Random
) -> None:
    def exact(numbers: Sequence[int]) -> dict[date, Habit]:
        first = date(2026, 1, 1)
        return {
            first + timedelta(days=number): (1, number, *[0] * 46) for number in numbers
        }

    day = date(2026, 1, 1) + timedelta(days=asked)
    weights = HomeHabits(exact(_shuffled(shuffle, sorted(known)))).weights(day)

    assert (weights is None) == (len(known) < 28)
    if weights is not None:
        assert weights[0] == 28
    kinds = {(day.weekday() >= 5, day.month in (11, 12, 1, 2, 3))}
    alike = [
        number
        for number in known
        if number < asked
        for other in [date(2026, 1, 1) + timedelta(days=number)]
        if (other.weekday() >= 5, other.month in (11, 12, 1, 2, 3)) in kinds
    ]
    if len(alike) >= 28:
        assert weights is not None
        assert weights[1] == sum(sorted(alike)[-28:])
        assert HomeHabits(exact(sorted(known | newer))).weights(day) == weights
