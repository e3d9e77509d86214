"""What a file may fill: only what is missing, never a word that a service has said."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.csv_files import (
    CsvFileError,
    DailyVolume,
    ElectricityMeasures,
    WaterMeasures,
)
from custom_components.grandlyon_energy.ledger.contradiction import give_way
from custom_components.grandlyon_energy.ledger.curve import points_of
from custom_components.grandlyon_energy.ledger.electricity import (
    ElectricityLedger,
    FromFile,
)
from custom_components.grandlyon_energy.ledger.filling import (
    by_month,
    contradicts,
    missing_electricity,
    missing_water,
)
from custom_components.grandlyon_energy.ledger.water import FROM_FILE, WaterLedger
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.metering.water import Attribution
from custom_components.grandlyon_energy.sources.readings import (
    Contract,
    CurvePoint,
    DailyEnergy,
    IndexType,
    MaximumPower,
    MeterIndex,
)

from .conftest import OpenStore

TODAY = date(2026, 6, 17)
DAY = date(2026, 3, 10)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def point(hours: float, minutes: int, power_w: int, day: date = DAY) -> CurvePoint:
    """An interval that starts so many hours into a day."""
    start = day_start(day) + timedelta(hours=hours)
    return CurvePoint(
        start=start, end=start + timedelta(minutes=minutes), power_w=power_w
    )


def energy(day: date, energy_wh: int) -> DailyEnergy:
    return DailyEnergy(day=day, energy_wh=energy_wh)


def fill(ledger: ElectricityLedger, measures: ElectricityMeasures) -> set[date]:
    missing = missing_electricity(ledger, measures, before=TODAY)
    return ledger.fill_from_file(missing.energies, missing.points, seen=TODAY)


def curve_of(
    ledger: ElectricityLedger, day: date = DAY
) -> list[tuple[datetime, int, int]]:
    return [
        (each.start, int((each.end - each.start).total_seconds()) // 60, each.power_w)
        for each in points_of(ledger.days[day].curve)
    ]


# --- electricity ------------------------------------------------------------------------------------------------------


def test_an_energy_is_filled_only_where_none_is_known() -> None:
    ledger = ElectricityLedger()
    ledger.add_daily_energy([energy(DAY, 5000)], seen=TODAY)
    ledger.add_load_curve([point(0, 30, 2, after(1))], seen=TODAY)
    measures = ElectricityMeasures(
        energies=(energy(after(-1), 1), energy(DAY, 2), energy(after(1), 3))
    )

    missing = missing_electricity(ledger, measures, before=TODAY)

    assert missing.wh_by_day == {after(-1): 1, after(1): 3}
    assert missing.known == {DAY}
    assert fill(ledger, measures) == {after(-1), after(1)}
    assert ledger.days[DAY].energy_wh == 5000
    assert fill(ledger, measures) == set()


def test_what_is_not_over_is_left_out() -> None:
    measures = ElectricityMeasures(
        energies=(energy(TODAY, 1),),
        points=(
            point(23.5, 30, 7, TODAY - timedelta(days=1)),
            point(0, 30, 9, TODAY),
        ),
    )
    ledger = ElectricityLedger()

    missing = missing_electricity(ledger, measures, before=TODAY)

    assert missing.left_out == {TODAY}
    assert fill(ledger, measures) == {TODAY - timedelta(days=1)}


@pytest.mark.parametrize(
    ("of_file", "expected"),
    [
        pytest.param(point(1, 30, 9), [(60, 30, 9)], id="time that is free"),
        pytest.param(point(0, 30, 9), [], id="the same interval"),
        pytest.param(point(0, 10, 9), [], id="a finer step where one is known"),
        pytest.param(point(0, 60, 9), [(0, 60, 9)], id="a coarser one covers more"),
        pytest.param(point(2, 60, 9), [], id="a coarser one that is covered"),
        pytest.param(point(0.25, 30, 9), [], id="one across the edge"),
    ],
)
def test_a_point_is_filled_where_it_takes_the_place_of_none(
    of_file: CurvePoint, expected: list[tuple[int, int, int]]
) -> None:
    ledger = ElectricityLedger()
    known = [point(0, 30, 1), point(2, 30, 2), point(2.5, 30, 3)]
    ledger.add_load_curve(known, seen=TODAY)
    before = curve_of(ledger)

    fill(ledger, ElectricityMeasures(points=(of_file,)))

    midnight = day_start(DAY)
    added = [each for each in curve_of(ledger) if each not in before]
    assert [
        (int((start - midnight).total_seconds()) // 60, minutes, watts)
        for start, minutes, watts in added
    ] == expected
    assert set(before) <= set(curve_of(ledger))


def test_what_the_file_counts_on_a_day_is_its_energy_else_its_curve() -> None:
    measures = ElectricityMeasures(
        energies=(energy(DAY, 12_345),),
        points=(point(0, 30, 1000), point(0, 60, 1000, after(1))),
    )

    missing = missing_electricity(ElectricityLedger(), measures, before=TODAY)

    assert missing.wh_by_day == {DAY: 12_345, after(1): 1000}


def whole(power_w: int, day: date = DAY) -> tuple[CurvePoint, ...]:
    return tuple(point(hour, 60, power_w, day) for hour in range(24))


TWO_DAYS = (*whole(100), *whole(100, after(1)))


@pytest.mark.parametrize(
    ("known_wh", "next_wh", "of_file", "filled"),
    [
        pytest.param(2400, 2400, whole(100), True, id="they agree"),
        pytest.param(2400, 2400, whole(101), True, id="but for rounding"),
        pytest.param(2400, 2400, whole(102), False, id="the curve is above"),
        pytest.param(2400, None, whole(102), False, id="above, whatever follows"),
        pytest.param(2400, 2400, whole(90), False, id="the curve is below"),
        pytest.param(2400, 2400, whole(200)[:12], True, id="half a day that fits"),
        pytest.param(2400, 2400, whole(203)[:12], False, id="half a day above"),
        pytest.param(4800, None, TWO_DAYS, True, id="an energy of two days"),
        pytest.param(4800, 0, TWO_DAYS, True, id="the second of which is told as 0"),
        pytest.param(4800, None, whole(100), False, id="the file has only one of them"),
        pytest.param(4800, 10, whole(100), False, id="the second has its own"),
        pytest.param(40_000, 10, whole(100)[:23], False, id="too much for the rest"),
    ],
)
def test_a_curve_is_filled_only_where_it_goes_with_the_services_energy(
    known_wh: int,
    next_wh: int | None,
    of_file: tuple[CurvePoint, ...],
    filled: bool,
) -> None:
    ledger = ElectricityLedger()
    ledger.set_contract(Contract(subscribed_power_va=6_000), read_on=TODAY)
    ledger.add_daily_energy([energy(DAY, known_wh)], seen=TODAY)
    if next_wh is not None:
        ledger.add_daily_energy([energy(after(1), next_wh)], seen=TODAY)

    missing = missing_electricity(
        ledger, ElectricityMeasures(points=of_file), before=TODAY
    )

    assert (missing.points == of_file) is filled
    assert (missing.left_out == set()) is filled
    assert missing.known == set()


def test_an_energy_is_filled_only_where_it_goes_with_the_services_curve() -> None:
    ledger = ElectricityLedger()
    ledger.set_contract(Contract(subscribed_power_va=6_000), read_on=TODAY)
    ledger.add_load_curve(
        [point for n in range(3) for point in whole(100, after(n))], seen=TODAY
    )
    said = {0: 2399, 1: 2300, 2: 2500, 3: 6 * 24 * 1200 + 1}

    missing = missing_electricity(
        ledger,
        ElectricityMeasures(
            energies=tuple(energy(after(n), energy_wh) for n, energy_wh in said.items())
        ),
        before=TODAY,
    )

    assert missing.energies == (energy(DAY, 2399),)
    assert missing.left_out == {after(1), after(2), after(3)}


@pytest.mark.parametrize(
    ("told", "following", "kept"),
    [
        pytest.param(2400, None, True, id="they agree"),
        pytest.param(2300, None, False, id="the service tells less"),
        pytest.param(9000, None, False, id="the service tells more"),
        pytest.param(4800, None, True, id="for two days at once"),
        pytest.param(4800, 2400, False, id="not for two days"),
    ],
)
def test_a_files_curve_gives_way_to_the_energy_that_the_service_tells_later(
    told: int, following: int | None, kept: bool
) -> None:
    ledger = ElectricityLedger()
    fill(ledger, ElectricityMeasures(points=TWO_DAYS))
    changed = ledger.add_daily_energy([energy(DAY, told)], seen=TODAY)
    if following:
        changed |= ledger.add_daily_energy([energy(after(1), following)], seen=TODAY)

    assert give_way(ledger, changed, today=TODAY) == (set() if kept else {DAY})

    assert bool(ledger.days[DAY].curve) is kept
    assert (FromFile.CURVE in ledger.days[DAY].from_file) is kept
    assert ledger.days[DAY].energy_wh == told
    assert ledger.days[after(1)].curve


def test_a_files_energy_gives_way_to_the_curve_that_the_service_tells_later() -> None:
    ledger = ElectricityLedger()
    energies = (energy(DAY, 2400), energy(after(1), 2500))
    fill(ledger, ElectricityMeasures(energies=energies))
    changed = ledger.add_load_curve(TWO_DAYS, seen=TODAY)

    assert give_way(ledger, changed, today=TODAY) == {after(1)}

    assert ledger.days[DAY].energy_wh == 2400
    assert ledger.days[after(1)].energy_wh is None
    assert ledger.days[after(1)].from_file == set()


def test_what_the_service_tells_of_both_is_never_dropped() -> None:
    ledger = ElectricityLedger()
    changed = ledger.add_daily_energy([energy(DAY, 100)], seen=TODAY)
    changed |= ledger.add_load_curve(whole(100), seen=TODAY)

    assert give_way(ledger, changed, today=TODAY) == set()

    assert ledger.days[DAY].energy_wh == 100
    assert ledger.days[DAY].curve


async def test_where_a_day_comes_from_is_kept_until_the_service_tells_it(
    open_store: OpenStore,
) -> None:
    ledger = ElectricityLedger()
    ledger.add_daily_energy([energy(after(1), 5)], seen=TODAY)
    ledger.add_load_curve([point(0, 30, 1, after(2))], seen=TODAY)
    fill(
        ledger,
        ElectricityMeasures(
            energies=(energy(DAY, 1),),
            points=tuple(point(1, 30, 1, after(n)) for n in range(3)),
        ),
    )
    await open_store(ledger).async_save()
    again = ElectricityLedger()
    await open_store(again).async_load()

    assert again.days == ledger.days
    assert [again.days[after(n)].from_file for n in range(3)] == [
        {FromFile.ENERGY, FromFile.CURVE},
        {FromFile.CURVE},
        {FromFile.REST_OF_CURVE},
    ]
    assert [again.days[after(n)].is_served for n in range(3)] == [False, True, True]
    assert (again.first_day, again.first_served_day) == (DAY, after(1))
    assert again.first_curve_day == after(2)

    again.add_daily_energy([energy(DAY, 1)], seen=TODAY)
    assert again.days[DAY].from_file == {FromFile.CURVE}
    again.add_load_curve([point(1, 30, 1)], seen=TODAY)
    assert again.days[DAY].is_curve_served
    assert again.days[DAY].from_file == set()
    assert (again.first_served_day, again.first_curve_day) == (DAY, DAY)


def test_a_files_curve_gives_way_to_the_services_whatever_its_step() -> None:
    ledger = ElectricityLedger()
    of_file = tuple(point(number / 6, 10, 50) for number in range(12))
    fill(ledger, ElectricityMeasures(points=of_file))

    ledger.add_load_curve([point(0.5, 60, 7)], seen=TODAY)

    midnight = day_start(DAY)
    assert [
        (int((start - midnight).total_seconds()) // 60, minutes, watts)
        for start, minutes, watts in curve_of(ledger)
    ] == [(0, 10, 50), (10, 10, 50), (20, 10, 50), (30, 60, 7)] + [
        (minute, 10, 50) for minute in (90, 100, 110)
    ]
    assert ledger.days[DAY].from_file == {FromFile.REST_OF_CURVE}


def test_a_maximum_power_makes_a_day_the_services() -> None:
    ledger = ElectricityLedger()
    fill(ledger, ElectricityMeasures(energies=(energy(DAY, 1),)))
    assert ledger.first_served_day is None

    ledger.add_maximum_power(
        [MaximumPower(day=DAY, at=day_start(DAY), power_va=1)], seen=TODAY
    )

    assert ledger.first_served_day == DAY


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        pytest.param([0, 0, 0], False, id="the same"),
        pytest.param([26, -26, 26], False, id="rounded"),
        pytest.param([27, 27, 0], True, id="fewer than half agree"),
        pytest.param([27, 27, 0, 0], False, id="half agree"),
        pytest.param([900, 900], False, id="too few to tell"),
    ],
)
def test_a_file_that_says_otherwise_is_of_another_meter(
    shifts: list[int], expected: bool
) -> None:
    ledger = ElectricityLedger()
    days = [after(n) for n in range(len(shifts))]
    ledger.add_daily_energy([energy(day, 2400) for day in days], seen=TODAY)
    said = [2400 + shift for shift in shifts]
    by_day = ElectricityMeasures(
        energies=tuple(
            energy(day, energy_wh) for day, energy_wh in zip(days, said, strict=True)
        )
    )
    by_curve = ElectricityMeasures(
        points=tuple(
            point(hour, 60, energy_wh - 2300 if hour == 23 else 100, day)
            for day, energy_wh in zip(days, said, strict=True)
            for hour in range(24)
        )
    )

    assert contradicts(ledger, by_day) is expected
    assert contradicts(ledger, by_curve) is expected
    assert not contradicts(ElectricityLedger(), by_day)


def test_a_part_of_a_curve_contradicts_nothing() -> None:
    ledger = ElectricityLedger()
    days = [after(n) for n in range(5)]
    ledger.add_daily_energy([energy(day, 2400) for day in days], seen=TODAY)

    measures = ElectricityMeasures(
        points=tuple(point(hour, 60, 100, day) for day in days for hour in range(23))
    )

    assert not contradicts(ledger, measures)


def test_measures_come_apart_by_month_and_lose_nothing() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    measures = ElectricityMeasures(
        point_id="1",
        energies=tuple(energy(day, 1) for day in (days[0], days[3])),
        points=tuple(point(23.5, 30, 1, day) for day in days),
    )

    months = by_month(measures)

    # The newest first: an energy of two days must find the second one.
    assert [month.points[0].start for month in months] == [
        measures.points[3].start,
        measures.points[1].start,
        measures.points[0].start,
    ]
    assert [len(month.points) for month in months] == [1, 2, 1]
    assert [len(month.energies) for month in months] == [1, 0, 1]
    assert {month.point_id for month in months} == {"1"}


# --- water ------------------------------------------------------------------------------------------------------------


def index(
    day: date, index_l: int | None, kind: IndexType = IndexType.REAL
) -> MeterIndex:
    return MeterIndex(day=day, type=kind, index_l=index_l)


def water_ledger(*readings: MeterIndex) -> WaterLedger:
    ledger = WaterLedger()
    ledger.add_meter_indexes(readings, source="egl", seen=TODAY)
    return ledger


def lacking(
    ledger: WaterLedger,
    *,
    indexes: Sequence[MeterIndex] = (),
    volumes: Sequence[tuple[date, int]] = (),
    attribution: Attribution = Attribution.PREVIOUS_DAY,
    sure: bool = False,
) -> list[tuple[date, int | None]]:
    measures = WaterMeasures(
        indexes=tuple(indexes),
        volumes=tuple(DailyVolume(day=day, volume_l=litres) for day, litres in volumes),
    )
    missing = missing_water(
        ledger,
        measures,
        attribution=attribution,
        today=TODAY,
        is_contract_sure=sure,
    )
    return [(each.day, each.index_l) for each in missing.indexes]


def test_an_index_is_filled_where_none_is_known() -> None:
    ledger = water_ledger(
        index(DAY, 1000),
        index(after(1), None, IndexType.PENDING),
        index(after(2), 1200, IndexType.ANOMALY),
        index(after(3), 1300),
    )
    of_file = [index(after(n), 1000 + 100 * n) for n in range(-2, 5)]

    assert lacking(ledger, indexes=[*of_file, index(TODAY, 9000)]) == [
        (after(-2), 800),
        (after(-1), 900),
        (after(1), 1100),
        (after(4), 1400),
        (TODAY, 9000),
    ]
    assert lacking(ledger, indexes=[index(TODAY + timedelta(days=1), 9000)]) == []


def test_the_indexes_tell_on_which_day_a_file_prints_them() -> None:
    ledger = water_ledger(*(index(after(n), 1000 + 90 * n) for n in range(4)))
    a_day_early = [index(after(n - 1), 1000 + 90 * n) for n in range(-1, 4)]

    assert lacking(ledger, indexes=a_day_early) == [(after(-1), 910)]


def test_the_indexes_of_another_meter_are_refused() -> None:
    ledger = water_ledger(*(index(after(n), 1000 + 90 * n) for n in range(4)))
    neighbours = [index(after(n), 700_000 + 50 * n) for n in range(4)]
    older = [index(after(n), 700_000 + 50 * n) for n in range(-9, -5)]

    for indexes in (neighbours, older):
        with pytest.raises(CsvFileError, match="csv_other_water_meter"):
            lacking(ledger, indexes=indexes)
    # A file that names the contract may be of the meter before this one, but not of another unit.
    assert len(lacking(ledger, indexes=older, sure=True)) == 4
    with pytest.raises(CsvFileError, match="csv_other_water_meter"):
        lacking(ledger, indexes=neighbours, sure=True)


@pytest.mark.parametrize(
    ("attribution", "first_used"),
    [(Attribution.PREVIOUS_DAY, -1), (Attribution.SAME_DAY, 0)],
)
def test_volumes_are_counted_back_from_the_first_index(
    attribution: Attribution, first_used: int
) -> None:
    ledger = water_ledger(index(DAY, 1000), index(after(1), 1100))
    used = [(after(first_used - n), 10 + n) for n in range(3)]
    apart = [(after(first_used - 5), 70)]
    later = [(after(first_used + 1), 100)]

    assert lacking(
        ledger, volumes=[*apart, *used, *later], attribution=attribution
    ) == [(after(-3), 967), (after(-2), 979), (after(-1), 990)]


def test_volumes_that_touch_no_index_are_refused() -> None:
    ledger = water_ledger(index(DAY, 1000))

    with pytest.raises(CsvFileError) as raised:
        lacking(ledger, volumes=[(after(-2), 10)])
    assert raised.value.key == "csv_water_apart"
    assert raised.value.placeholders == {"day": after(-1).isoformat()}
    with pytest.raises(CsvFileError, match="csv_water_no_index"):
        lacking(WaterLedger(), volumes=[(after(-2), 10)])


def test_volumes_of_days_that_are_known_fill_nothing() -> None:
    ledger = water_ledger(index(DAY, 1000), index(after(1), 1100))

    missing = missing_water(
        ledger,
        WaterMeasures(volumes=(DailyVolume(day=DAY, volume_l=90),)),
        attribution=Attribution.PREVIOUS_DAY,
        today=TODAY,
        is_contract_sure=False,
    )

    assert missing.indexes == ()
    assert missing.known == {DAY}


def test_no_index_is_counted_below_0() -> None:
    ledger = water_ledger(index(DAY, 25))

    assert lacking(ledger, volumes=[(after(-n), 10) for n in range(1, 5)]) == [
        (after(-2), 5),
        (after(-1), 15),
    ]


def test_volumes_that_an_index_cannot_hold_are_left_out() -> None:
    missing = missing_water(
        water_ledger(index(DAY, 5)),
        WaterMeasures(volumes=(DailyVolume(day=after(-1), volume_l=10),)),
        attribution=Attribution.PREVIOUS_DAY,
        today=TODAY,
        is_contract_sure=False,
    )

    assert missing.indexes == ()
    assert missing.left_out == {after(-1)}


def test_no_index_is_placed_on_a_day_to_come() -> None:
    """The file prints an index on the day that it closes, and the index of today, which is not over."""
    days = [TODAY - timedelta(days=n) for n in range(9, -1, -1)]
    ledger = water_ledger(
        *(index(day + timedelta(days=1), 10 * n) for n, day in enumerate(days[:-1], 1))
    )
    told = [index(day, 10 * n) for n, day in enumerate(days, 1)]

    assert lacking(ledger, indexes=told) == []


def test_a_reading_of_a_file_becomes_the_services_once_it_tells_it() -> None:
    ledger = water_ledger(index(DAY, 1000))
    ledger.add_meter_indexes([index(after(-1), 900)], source=FROM_FILE, seen=TODAY)
    assert (ledger.first_day, ledger.first_served_day) == (after(-1), DAY)

    ledger.add_meter_indexes([index(after(-1), 900)], source="egl", seen=TODAY)

    assert ledger.first_served_day == after(-1)
