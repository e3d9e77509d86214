"""What a home must pay: amounts that were worked out by hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.emulator import Emulator, Home
from tests.emulator.bill_tariffs import Tariff, off_peak_spans, standing_charges
from tests.emulator.bill_water import water_bill
from tests.emulator.localtime import days, half_hours_in

from .asking import Asking
from .conftest import NOW, TODAY

DAY = date(2026, 2, 3)
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OLD = "2020-01-01"
PEAK_OFF_PEAK = {"peak": 0.25, "off_peak": 0.15}


def tariff(
    option: str, prices: Mapping[str, float], since: str = OLD, **told: Any
) -> dict[str, Any]:
    """Return a tariff of electricity; without a standing charge unless told."""
    return {
        "valid_from": since,
        "option": option,
        "prices": prices,
        "standing_charge": 0.0,
        "standing_charge_per": "year",
        **told,
    }


def windows(intervals: str, since: str = OLD, **told: Any) -> dict[str, Any]:
    """Return a list of off-peak windows."""
    return {
        "valid_from": since,
        "weekdays": EVERY_DAY,
        "intervals": intervals,
        **told,
    }


def water_tariff(since: str, tiers: Sequence[object], **told: Any) -> dict[str, Any]:
    """Return a tariff of water; without a standing charge or a part that applies to all unless told."""
    return {
        "contract": "1",
        "valid_from": since,
        "tiers": tiers,
        "price_of_all": 0.0,
        "standing_charge": 0.0,
        "standing_charge_per": "year",
        "tier_basis": "calendar_year",
        "dwellings": 1,
        **told,
    }


@pytest.fixture
def idle(home: Home) -> Emulator:
    """An emulator that serves nothing; its bill is computed all the same."""
    return Emulator(home, now=lambda: NOW)


def steady(home: Home, day: date, watts: int = 1000) -> None:
    """Have the home draw the same power all day: 1 kWh an hour unless told."""
    home.correct_curve(day, [watts] * half_hours_in(day))


def bill_of(
    emulator: Emulator, day: date, *electricity: Tariff, **others: Sequence[Tariff]
) -> Any:
    """Return what is said of a day's electricity, None when it has no cost."""
    emulator.tariffs = {"electricity_tariff": electricity, **others}
    return emulator.bill()["electricity"]["days"].get(day.isoformat())


def test_all_hours_cost_the_same_by_a_base_tariff(idle: Emulator, home: Home) -> None:
    steady(home, DAY)
    # 24 kWh at 0.1952.
    assert bill_of(idle, DAY, tariff("base", {"base": 0.1952})) == {
        "wh": {"base": [24_000, 24_000]},
        "cost": {"base": pytest.approx([4.6848] * 2)},
        "total": pytest.approx([4.6848] * 2),
    }


@pytest.mark.parametrize(
    ("intervals", "off_peak_wh"),
    [
        ("22:30-06:30", 8000),
        ("02:00-07:00, 14:00-17:00", 8000),
        # A window that cuts a half-hour takes its minutes: 6 h 5 and 1 h 50.
        ("22:10-06:05", 7916.6667),
        ("00:00-24:00", 24_000),
    ],
)
def test_off_peak_hours_are_those_of_the_windows(
    idle: Emulator, home: Home, intervals: str, off_peak_wh: float
) -> None:
    steady(home, DAY)
    found = bill_of(
        idle,
        DAY,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows(intervals)],
    )
    peak_wh = 24_000 - off_peak_wh
    assert found["wh"]["off_peak"] == pytest.approx([off_peak_wh] * 2)
    assert found["wh"].get("peak", [0, 0]) == pytest.approx([peak_wh] * 2, abs=1e-3)
    total = peak_wh * 0.00025 + off_peak_wh * 0.00015
    assert found["total"] == pytest.approx([total] * 2)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 3, 30), 7), (date(2025, 10, 26), 9)]
)
def test_both_hours_of_the_night_that_is_longer_are_off_peak(
    idle: Emulator, home: Home, day: date, hours: int
) -> None:
    steady(home, day)
    found = bill_of(
        idle,
        day,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows("22:30-06:30")],
    )
    # The 16 hours of the day are peak: 4.00, and 7 or 9 of the night at 0.15.
    assert found["wh"]["off_peak"] == [hours * 1000] * 2
    assert found["total"] == pytest.approx([4 + 0.15 * hours] * 2)


def test_windows_belong_to_one_day_and_the_energy_to_its_half_hours(
    idle: Emulator, home: Home
) -> None:
    # 3 kW from 22:30 on, 1 kW before 06:30, 200 W between.
    home.correct_curve(DAY, [1000] * 13 + [200] * 32 + [3000] * 3)
    found = bill_of(
        idle,
        DAY,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows("22:30-06:30")],
    )
    assert found["wh"] == {"peak": [3200, 3200], "off_peak": [11_000, 11_000]}
    assert found["total"] == pytest.approx([0.8 + 1.65] * 2)


def test_an_hourly_point_that_a_window_cuts_is_shared_by_the_minute(
    idle: Emulator, home: Home
) -> None:
    long_ago = date(2024, 9, 10)
    assert home.electricity.step_change.date() > long_ago
    # All of it between 22:00 and 22:30; the point says 1 kWh between 22:00 and 23:00.
    home.correct_curve(long_ago, [0] * 44 + [2000] + [0] * 3)
    found = bill_of(
        idle,
        long_ago,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows("22:30-06:30")],
    )
    assert found["wh"] == {"peak": [500, 500], "off_peak": [500, 500]}


def test_a_price_changes_on_its_day_and_old_windows_hold_until_the_new_ones(
    idle: Emulator, home: Home
) -> None:
    before = DAY - timedelta(days=1)
    steady(home, before)
    steady(home, DAY)
    prices = (
        tariff("peak_off_peak", {"peak": 0.3, "off_peak": 0.2}, since=DAY.isoformat()),
        tariff("peak_off_peak", PEAK_OFF_PEAK),
    )
    lists = [
        windows("23:30-05:30, 12:00-14:00", since=DAY.isoformat()),
        windows("22:30-06:30"),
    ]
    old = bill_of(idle, before, *prices, off_peak_hours=lists)
    # 16 kWh at 0.25 and 8 at 0.15, then 16 at 0.30 and 8 at 0.20.
    assert old["total"] == pytest.approx([5.2] * 2)
    new = bill_of(idle, DAY, *prices, off_peak_hours=lists)
    assert new["total"] == pytest.approx([6.4] * 2)


def test_windows_hold_on_their_days_of_the_week_and_of_the_year() -> None:
    lists = [
        windows("01:00-02:00"),
        windows("03:00-04:00", since="2025-01-01", weekdays=["sat", "sun"]),
        windows(
            "05:00-06:00",
            since="2025-02-01",
            season_from="11-01",
            season_to="03-31",
        ),
    ]
    monday, saturday, summer = date(2025, 1, 6), date(2025, 1, 4), date(2025, 7, 7)
    assert off_peak_spans(lists, monday) == [(60, 120)]
    assert off_peak_spans(lists, saturday) == [(180, 240)]
    assert off_peak_spans(lists, summer) == [(60, 120)]
    assert off_peak_spans(lists, date(2025, 12, 6)) == [(300, 360)]
    assert off_peak_spans(lists[1:2], monday) == []
    assert off_peak_spans(lists, date(2019, 12, 31)) is None
    assert off_peak_spans(lists[2:], summer) is None


def test_a_tempo_colour_runs_from_six_to_six(idle: Emulator, home: Home) -> None:
    for day in days(DAY, DAY + timedelta(days=3)):
        steady(home, day)
    prices = {
        f"{colour}_{kind}": price
        for colour, of_kinds in {
            "blue": (0.16, 0.13),
            "white": (0.19, 0.15),
            "red": (0.70, 0.16),
        }.items()
        for kind, price in zip(("peak", "off_peak"), of_kinds, strict=True)
    }
    told = {
        "colours": {
            (DAY - timedelta(days=1)).isoformat(): "blue",
            DAY.isoformat(): "red",
            (DAY + timedelta(days=1)).isoformat(): "white",
        }
    }

    def tempo(day: date) -> Any:
        return bill_of(idle, day, tariff("tempo", prices), tempo_calendar=[told])

    # Six hours of the blue night, sixteen red ones at their dearest, two of the red night.
    assert tempo(DAY)["wh"] == {
        "blue_off_peak": [6000, 6000],
        "red_peak": [16_000, 16_000],
        "red_off_peak": [2000, 2000],
    }
    assert tempo(DAY)["total"] == pytest.approx([0.78 + 11.2 + 0.32] * 2)
    # The colour of the third day is not known: only what belongs to the second costs.
    assert tempo(DAY + timedelta(days=2))["total"] == pytest.approx([0.9] * 2)
    assert tempo(DAY + timedelta(days=3)) is None


def test_without_windows_nobody_knows_what_is_off_peak(
    idle: Emulator, home: Home
) -> None:
    assert bill_of(idle, DAY, tariff("peak_off_peak", PEAK_OFF_PEAK)) is None


def test_a_day_without_a_curve_lies_between_the_cheapest_and_the_dearest(
    idle: Emulator, home: Home
) -> None:
    long_ago = date(2023, 6, 1)
    steady(home, long_ago)
    found = bill_of(
        idle,
        long_ago,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows("22:30-06:30")],
    )
    assert found["wh"] == {"peak": [0, 24_000], "off_peak": [0, 24_000]}
    assert found["total"] == pytest.approx([3.6, 6])
    by_base = bill_of(idle, long_ago, tariff("base", {"base": 0.2}))
    assert by_base["total"] == pytest.approx([4.8] * 2)


def test_what_the_curve_lacks_is_exact_when_it_falls_in_one_class(
    idle: Emulator, home: Home
) -> None:
    peak_off_peak = tariff("peak_off_peak", PEAK_OFF_PEAK)
    night = home.electricity.defects["the night of the curve missing"]
    found = bill_of(idle, night, peak_off_peak, off_peak_hours=[windows("22:30-06:30")])
    watts = home.electricity.half_hours_w(night)
    peak_wh = sum(watts[13:45]) / 2
    assert found["wh"]["peak"] == [peak_wh] * 2
    assert found["wh"]["off_peak"] == [home.true_day_wh(night) - peak_wh] * 2


def test_what_the_curve_lacks_is_an_estimate_where_a_window_cuts_it(
    idle: Emulator, home: Home
) -> None:
    noon = home.electricity.defects["one curve hour missing, a point of it empty"]
    steady(home, noon)
    found = bill_of(
        idle,
        noon,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows("12:30-14:30, 22:30-06:30")],
    )
    # Of the 24 kWh one, between 12:00 and 13:00, may be peak or not: 9.5 kWh are off-peak for certain.
    assert found["wh"] == {"peak": [13_500, 14_500], "off_peak": [9500, 10_500]}
    assert found["total"] == pytest.approx([13.5 * 0.25 + 10.5 * 0.15, 5.05])


def test_a_hole_has_no_cost_but_a_standing_charge(idle: Emulator, home: Home) -> None:
    hole = home.electricity.defects["nothing published"]
    by_year = tariff("base", {"base": 0.2}, standing_charge=146.0)
    assert bill_of(idle, hole, by_year) is None
    standing = idle.bill()["electricity"]["standing"]
    assert standing[hole.isoformat()] == pytest.approx(0.4)
    whole = days(date(2023, 3, 21), date(2026, 3, 20))
    assert [*standing] == [day.isoformat() for day in whole]


def test_the_energy_of_a_day_decides_where_its_curve_was_rounded(
    idle: Emulator, home: Home
) -> None:
    meter = home.electricity
    rounded = next(
        day
        for day in days(TODAY - timedelta(days=400), TODAY)
        if meter.metered_wh(day) != meter.curve_wh(day)
    )
    found = bill_of(
        idle,
        rounded,
        tariff("peak_off_peak", PEAK_OFF_PEAK),
        off_peak_hours=[windows("22:30-06:30")],
    )
    curve_peak_wh = sum(meter.half_hours_w(rounded)[13:45]) / 2
    share = meter.metered_wh(rounded) / meter.curve_wh(rounded)
    assert found["wh"]["peak"] == pytest.approx([curve_peak_wh * share] * 2)
    both = found["wh"]["peak"][0] + found["wh"]["off_peak"][0]
    assert both == pytest.approx(meter.metered_wh(rounded))


@pytest.mark.parametrize(
    ("per", "day", "euros"),
    [
        ("year", date(2024, 2, 10), 0.5),
        ("year", date(2025, 2, 10), 0.501370),
        ("month", date(2024, 2, 10), 6.310345),
        ("month", date(2025, 2, 10), 6.535714),
    ],
)
def test_a_standing_charge_is_shared_by_the_days_of_its_year_or_month(
    per: str, day: date, euros: float
) -> None:
    charge = tariff("base", {}, standing_charge=183.0, standing_charge_per=per)
    charges = standing_charges([charge], [day])
    assert {at: float(amount) for at, amount in charges.items()} == {
        day: pytest.approx(euros, abs=1e-6)
    }


def test_a_standing_charge_begins_with_the_first_tariff_and_changes_with_it() -> None:
    first = tariff("base", {}, since="2026-01-03", standing_charge=365.0)
    second = tariff("base", {}, since="2026-01-05", standing_charge=730.0)
    known = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 4), date(2026, 1, 6)]
    assert standing_charges([second, first], known) == {
        date(2026, 1, 4): 1,
        date(2026, 1, 5): 2,
        date(2026, 1, 6): 2,
    }
    assert standing_charges([first], known[:2]) == {}


TIERS: list[list[float | None]] = [[12, 0.0], [180, 1.0], [None, 2.0]]


def test_water_crosses_the_tiers_of_a_year_and_a_price_change_carries_on() -> None:
    litres = {
        date(2024, 12, 31): 1_000,
        date(2025, 1, 1): 10_000,
        date(2025, 1, 2): 10_000,
        date(2025, 6, 1): 170_000,
        date(2025, 7, 1): 10_000,
        date(2026, 1, 1): 12_500,
    }
    tariffs = [
        water_tariff("2025-01-01", TIERS, price_of_all=0.5),
        water_tariff("2025-07-01", [[12, 0.0], [180, 1.5], [None, 3.0]]),
    ]
    found = water_bill(litres, tariffs)
    assert found.days == {
        date(2025, 1, 1): 5,
        # 8 m³ of it are above 12 and cost 1, and all 10 the 0.5.
        date(2025, 1, 2): 13,
        # 20 were used: 160 at 1 and 10 at 2, and all 170 at 0.5.
        date(2025, 6, 1): 265,
        # The position carries: all of it in the last tier, at the new price.
        date(2025, 7, 1): 30,
        # A new year: 0.5 m³ above 12.
        date(2026, 1, 1): 0.75,
    }


def test_a_first_year_that_is_not_whole_has_its_share_of_the_tiers() -> None:
    # From 19 October on 74 of 365 days are left: 12 m³ become 2.4329, 180 m³ 36.4932.
    litres = {date(2025, 10, 19): 2_000, date(2025, 10, 20): 40_000}
    found = water_bill(litres, [water_tariff("2025-01-01", TIERS)])
    assert {day: float(cost) for day, cost in found.days.items()} == {
        date(2025, 10, 19): 0,
        date(2025, 10, 20): pytest.approx(34.060274 + 2 * 5.506849, abs=1e-5),
    }


def test_tiers_by_day_and_for_two_dwellings() -> None:
    day = date(2025, 10, 19)
    litres = {day - timedelta(days=1): 5_000, day: 1_000}
    by_day = water_tariff("2025-01-01", TIERS, tier_basis="by_day")
    # Of a day's m³ 12/365 are free, up to 180/365 cost 1, the rest costs 2.
    expected = (180 - 12) / 365 + 2 * (1 - 180 / 365)
    assert float(water_bill(litres, [by_day]).days[day]) == pytest.approx(expected)
    expected = (360 - 24) / 365 + 2 * (1 - 360 / 365)
    two = water_bill(litres, [{**by_day, "dwellings": 2}])
    assert float(two.days[day]) == pytest.approx(expected)


async def post(ask: Asking, query: str = "", **told: object) -> Any:
    url = f"{ask.emulator.url}/emulator/bill{query}"
    async with ask.session.post(url, json=told) as response:
        return await response.json() if response.ok else response.status


async def test_another_process_posts_the_tariffs_and_asks_again(
    ask: Asking, home: Home
) -> None:
    steady(home, DAY)
    first = await post(ask, electricity_tariff=[tariff("base", {"base": 0.2})])
    day = DAY.isoformat()
    assert first["electricity"]["days"][day]["total"] == pytest.approx([4.8] * 2)
    home.correct_energy(DAY, 48_000)
    async with ask.session.get(f"{ask.emulator.url}/emulator/bill") as response:
        again = await response.json()
    assert again["electricity"]["days"][day]["total"] == pytest.approx([9.6] * 2)


async def test_water_is_paid_by_contract_whichever_number_it_has(
    ask: Asking, home: Home
) -> None:
    contract, other = home.contracts
    for number in (contract, home.portal_references[0]):
        told = {**water_tariff(OLD, [[None, 2.0]]), "contract": number}
        found = await post(ask, "?water=portal", water_tariff=[told])
        assert found["water"][other] == {"days": {}, "standing": {}}
        litres = home.true_day_litres(contract, DAY)
        cost = found["water"][contract]["days"][DAY.isoformat()]
        assert cost == pytest.approx(litres * 0.002)


async def test_without_tariffs_nothing_costs_anything(ask: Asking) -> None:
    async with ask.session.get(f"{ask.emulator.url}/emulator/bill") as response:
        found = await response.json()
    assert found["electricity"] == {"days": {}, "standing": {}}
    assert all(not each["days"] for each in found["water"].values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"option": "ejp"},
        {"valid_from": "soon"},
        {"prices": {}},
        {"standing_charge_per": "week"},
    ],
)
async def test_tariffs_that_cannot_be_understood_are_refused(
    ask: Asking, wrong: dict[str, object]
) -> None:
    told = {**tariff("base", {"base": 0.2}), **wrong}
    assert await post(ask, electricity_tariff=[told]) == 400


async def test_the_newest_day_follows_the_clock(ask: Asking, home: Home) -> None:
    told = tariff("base", {"base": 0.2}, standing_charge=73.0)
    ask.emulator.set_now(datetime(2026, 3, 20, 5, tzinfo=UTC))
    before = await post(ask, electricity_tariff=[told])
    assert max(before["electricity"]["standing"]) == "2026-03-18"
    ask.emulator.set_now(NOW)
    after = await post(ask, electricity_tariff=[told])
    assert max(after["electricity"]["standing"]) == "2026-03-19"
