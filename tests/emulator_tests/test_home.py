"""The synthetic home: what it uses, and what is wrong with what is published of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.emulator import Home
from tests.emulator.electricity import ElectricityMeter
from tests.emulator.localtime import days, midnight, months_before

from .conftest import TODAY

SPRING = date(2025, 3, 30)
AUTUMN = date(2025, 10, 26)
THREE_YEARS = days(months_before(TODAY, 36), TODAY)


@pytest.fixture(scope="module")
def meter() -> ElectricityMeter:
    return Home(today=TODAY).electricity


def curve_wh(meter: ElectricityMeter, day: date) -> int:
    return sum(
        (point.power_w or 0) * point.step // timedelta(hours=1)
        for point in meter.curve(day)
    )


def test_the_same_seed_is_the_same_home_and_another_is_another() -> None:
    one, same = Home(7, today=TODAY), Home(7, today=TODAY)
    other = Home(8, today=TODAY)
    day = date(2025, 5, 1)
    assert one.point_id == same.point_id != other.point_id
    assert one.true_hours_wh(day) == same.true_hours_wh(day) != other.true_hours_wh(day)
    assert one.water[one.contracts[0]].index_l(day) == same.water[
        same.contracts[0]
    ].index_l(day)


def test_a_day_is_the_same_whatever_was_asked_before() -> None:
    asked_late, asked_first = Home(today=TODAY), Home(today=TODAY)
    for day in THREE_YEARS:
        asked_late.true_day_wh(day)
    last = THREE_YEARS[-1]
    assert asked_late.true_day_wh(last) == asked_first.true_day_wh(last)


def test_every_day_that_is_published_whole_adds_up_to_its_energy_within_1_wh(
    meter: ElectricityMeter,
) -> None:
    odd = {meter.defects[name] for name in ("energy 0", "energy of two days")}
    off = 0
    for day in THREE_YEARS:
        energy = meter.energy_wh(day)
        if energy is None or day in odd or meter.unknown_half_hours(day):
            continue
        assert abs(energy - curve_wh(meter, day)) <= 1
        off += energy != curve_wh(meter, day)
    assert 20 < off < 100


def test_winter_uses_more_than_summer(meter: ElectricityMeter) -> None:
    winter = sum(map(meter.metered_wh, days(date(2025, 1, 1), date(2025, 2, 1))))
    summer = sum(map(meter.metered_wh, days(date(2025, 7, 1), date(2025, 8, 1))))
    assert winter > 1.5 * summer


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_the_days_the_clocks_change_have_their_own_hours(
    meter: ElectricityMeter, day: date, hours: int
) -> None:
    told = meter.hours_wh(day)
    assert len(told) == hours
    assert min(told) == midnight(day)
    assert max(told) == midnight(day + timedelta(days=1)) - timedelta(hours=1)


def test_points_are_hourly_until_noon_of_one_day_then_half_hourly(
    meter: ElectricityMeter,
) -> None:
    day = meter.defects["step changes at noon"]
    assert months_before(TODAY, 20) < day
    steps = [point.step // timedelta(minutes=1) for point in meter.curve(day)]
    assert steps == [60] * 12 + [30] * 24
    assert curve_wh(meter, day) == meter.metered_wh(day)


def test_the_maximum_power_is_reached_within_the_strongest_half_hour(
    meter: ElectricityMeter,
) -> None:
    for day in THREE_YEARS:
        at, power = meter.true_maximum_power(day)
        watts = meter.half_hours_w(day)
        number = (at - midnight(day)) // timedelta(minutes=30)
        assert watts[number] == max(watts) <= power
        assert at.tzinfo is UTC


def test_each_promised_defect_is_there_and_none_in_the_last_two_weeks(
    meter: ElectricityMeter,
) -> None:
    defects = meter.defects
    nothing = defects["nothing published"]
    assert (meter.energy_wh(nothing), meter.curve(nothing)) == (None, [])
    assert meter.maximum_power(nothing) is None
    assert meter.energy_wh(defects["no energy"]) is None
    assert meter.curve(defects["no energy"])
    assert meter.energy_wh(defects["energy 0"]) == 0
    assert curve_wh(meter, defects["energy 0"]) > 0
    first = defects["energy of two days"]
    second = first + timedelta(days=1)
    assert meter.energy_wh(first) == curve_wh(meter, first) + curve_wh(meter, second)
    assert meter.energy_wh(second) is None
    assert len(meter.curve(defects["one curve point missing"])) == 47
    assert len(meter.curve(defects["the night of the curve missing"])) == 42
    emptied = meter.curve(defects["one curve hour missing, a point of it empty"])
    assert [len(emptied), [p.power_w for p in emptied].count(None)] == [47, 1]
    assert max(defects.values()) < TODAY - timedelta(days=14)
    assert min(defects.values()) > months_before(TODAY, 20)


def test_the_home_exists_from_noon_of_the_day_it_was_commissioned() -> None:
    commissioned = date(2025, 9, 3)
    meter = Home(today=TODAY, commissioned=commissioned).electricity
    before = commissioned - timedelta(days=1)
    assert (meter.energy_wh(before), meter.curve(before)) == (None, [])
    assert meter.maximum_power(before) is None
    points = meter.curve(commissioned)
    assert len(points) == 24
    noon = midnight(commissioned) + timedelta(hours=12)
    assert points[0].end - points[0].step == noon
    assert meter.energy_wh(commissioned) == curve_wh(meter, commissioned) > 0


def test_a_correction_changes_energy_and_curve_together(home: Home) -> None:
    day = date(2025, 2, 11)
    before = home.true_hours_wh(day)
    home.correct_energy(day, 12_345)
    assert home.true_day_wh(day) == 12_345 == home.electricity.energy_wh(day)
    assert sum(home.true_hours_wh(day).values()) == 12_345
    assert home.true_hours_wh(day) != before


def test_a_late_day_is_hidden_until_it_is_released(home: Home) -> None:
    day = date(2026, 3, 18)
    home.set_late(day)
    assert (home.electricity.energy_wh(day), home.electricity.curve(day)) == (None, [])
    home.release(day)
    assert home.electricity.energy_wh(day) == home.true_day_wh(day)


def test_water_indexes_rise_by_what_is_used_and_start_anew_with_the_new_meter(
    home: Home,
) -> None:
    for contract, meter in home.water.items():
        for day in days(date(2023, 4, 1), TODAY):
            rise = meter.index_l(day + timedelta(days=1)) - meter.index_l(day)
            if (
                day == meter.change - timedelta(days=1)
                and not meter.last_index_on_change
            ):
                continue
            if day == meter.change and meter.last_index_on_change:
                continue
            assert rise == home.true_day_litres(contract, day) >= 0
        after = meter.index_l(meter.change + timedelta(days=1))
        assert after < meter.index_l(meter.change - timedelta(days=1))


def test_every_type_of_water_reading_occurs(home: Home) -> None:
    for meter in home.water.values():
        rows = meter.readings(TODAY)
        assert {row.kind for row in rows.values()} == set("RTAVXD")
        assert meter.defects["no row"] not in rows


def test_across_a_gap_the_home_uses_the_same_water_every_day(home: Home) -> None:
    for contract, meter in home.water.items():
        first = meter.defects["pending for three days"]
        around = days(first - timedelta(days=1), first + timedelta(days=3))
        assert len({home.true_day_litres(contract, day) for day in around}) == 1


@pytest.mark.parametrize(
    ("name", "shows"),
    [("index 0, filled later", 0), ("index unchanged, filled later", None)],
)
def test_a_wrong_index_is_filled_in_after_five_days(
    home: Home, name: str, shows: int | None
) -> None:
    meter = home.water[home.contracts[0]]
    day = meter.defects[name]
    before = meter.index_l(day - timedelta(days=1))
    seen = meter.readings(day + timedelta(days=4))[day]
    assert seen.index_l == (before if shows is None else shows)
    filled = meter.readings(day + timedelta(days=5))[day]
    assert filled.index_l == meter.index_l(day) > before


def test_the_last_readings_are_pending_or_not_there_yet(home: Home) -> None:
    meter = home.water[home.contracts[0]]
    ends = set()
    last_real: date | None = None
    for today in days(date(2026, 1, 1), date(2026, 3, 1)):
        rows = meter.readings(today)
        last = max(day for day, row in rows.items() if row.kind == "R")
        ends.add((today - last).days)
        assert rows[max(rows)].kind == "T"
        assert last_real is None or last >= last_real
        last_real = last
    assert ends == {1, 2}


def test_corrected_water_changes_the_days_on_both_sides(home: Home) -> None:
    contract, day = home.contracts[0], date(2026, 1, 9)
    meter = home.water[contract]
    before = home.true_day_litres(contract, day)
    home.correct_index(contract, day, meter.index_l(day) + 5)
    assert home.true_day_litres(contract, day) == before - 5
    assert meter.readings(TODAY)[day].index_l == meter.index_l(day)


def test_days_after_today_exist_for_a_clock_that_is_moved(home: Home) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert home.true_day_wh(tomorrow) > 0
    assert home.true_hours_wh(tomorrow)[datetime(2026, 3, 21, 7, tzinfo=UTC)] > 0
