"""What a year would have cost at other tariffs, to the cent, by amounts worked out by hand."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest

from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    day_hours,
    days_between,
)
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    ElectricityTariff,
    PriceClass,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.windows import (
    Interval,
    OffPeakCalendar,
    OffPeakWindows,
)
from custom_components.grandlyon_energy.offers import ElectricityOffer
from custom_components.grandlyon_energy.pricing.compare import (
    Bill,
    Comparison,
    LeftOut,
    Reason,
    change_to,
    last_12_months,
    offer_on,
    power_advice,
    printed_windows,
    tariff_of,
)
from custom_components.grandlyon_energy.pricing.electricity import ElectricityPricing
from custom_components.grandlyon_energy.pricing.settings import ElectricityPrices
from custom_components.grandlyon_energy.projection import ElectricityProjection
from custom_components.grandlyon_energy.sources.readings import (
    CurvePoint,
    DailyEnergy,
    MaximumPower,
)

from ..metering.tariff.made import (
    BASE,
    NIGHT,
    NO_WINDOWS,
    OFF_PEAK,
    PEAK,
    base,
    clock,
    euros,
    every_day,
    peak_off_peak,
    per_year,
    tempo,
)

FIRST, LAST = date(2025, 12, 3), date(2026, 12, 2)
"""365 days and, with an hour less in March and one more in October, 8760 hours."""

YEAR = tuple(days_between(FIRST, LAST + DAY))
HALF_A_KW = 500
BLUE = dict.fromkeys(days_between(FIRST - DAY, LAST + DAY), Colour.BLUE)

type Home = tuple[ElectricityLedger, Series, ElectricityProjection]


@cache
def home(with_curve: tuple[date, ...], flat: tuple[date, ...] = ()) -> Home:
    """A home that draws half a kW at any hour; of flat days only the total is known."""
    ledger = ElectricityLedger()
    ledger.add_daily_energy(
        [
            DailyEnergy(day=day, energy_wh=HALF_A_KW * len(day_hours(day)))
            for day in (*with_curve, *flat)
        ],
        seen=LAST,
    )
    half = timedelta(minutes=30)
    ledger.add_load_curve(
        [
            CurvePoint(start=start, end=start + half, power_w=HALF_A_KW)
            for day in with_curve
            for hour in day_hours(day)
            for start in (hour, hour + half)
        ],
        seen=LAST,
    )
    projection = ElectricityProjection(ledger)
    series = Series()
    series.replace(projection.consumption(set(ledger.days), today=LAST + DAY))
    return ledger, series, projection


def compared(
    tariffs: Mapping[str, ElectricityTariff],
    *,
    of: Home | None = None,
    days: Iterable[date] = YEAR,
    windows: OffPeakCalendar = NO_WINDOWS,
    printed: tuple[Interval, ...] = (),
    colours: Mapping[date, Colour] | None = None,
) -> dict[str, Bill]:
    ledger, series, projection = of or home(YEAR)
    prices = ElectricityPrices(windows=windows, colours=colours or {})
    pricing = ElectricityPricing(ledger, series, projection, prices)
    comparison = Comparison(pricing, series, tariffs, printed)
    comparison.add(days)
    return comparison.bills


def kwh(bill: Bill) -> dict[PriceClass, Decimal]:
    return {name: Decimal(mwh) / 10**6 for name, mwh in bill.energy.items()}


def test_a_year_at_every_option() -> None:
    red = dict.fromkeys(days_between(date(2026, 1, 12), date(2026, 1, 22)), Colour.RED)

    bills = compared(
        {
            "base": base(194_000, standing=per_year(150_500_000)),
            "peak_off_peak": peak_off_peak(
                206_500, 157_900, standing=per_year(234_720_000)
            ),
            "tempo": tempo(standing=per_year(232_560_000)),
        },
        windows=every_day(NIGHT),
        colours=BLUE | red,
    )

    # 8760 h x 0.5 kW = 4380 kWh; x 0.194 = 849.72. 29 days of 2025 and 336 of 2026 are a whole standing charge.
    assert kwh(bills["base"]) == {BASE: 4380}
    assert euros(bills["base"].energy_cost) == Decimal("849.72")
    assert euros(bills["base"].standing) == Decimal("150.50")
    assert euros(bills["base"].total) == Decimal("1000.22")
    # 365 x 16 h x 0.5 kW = 2920 kWh x 0.2065 = 602.98; 365 x 8 h x 0.5 kW = 1460 kWh x 0.1579 = 230.534.
    assert kwh(bills["peak_off_peak"]) == {PEAK: 2920, OFF_PEAK: 1460}
    assert euros(bills["peak_off_peak"].energy_cost) == Decimal("833.514")
    assert euros(bills["peak_off_peak"].total) == Decimal("1068.234")
    # Ten red days from 06:00 to 06:00: 10 x 16 h x 0.5 kW = 80 kWh and 10 x 8 h x 0.5 kW = 40 kWh; the rest is blue.
    assert kwh(bills["tempo"]) == {
        PriceClass.BLUE_PEAK: 2840,
        PriceClass.BLUE_OFF_PEAK: 1420,
        PriceClass.RED_PEAK: 80,
        PriceClass.RED_OFF_PEAK: 40,
    }
    # 2840 x 0.1612 = 457.808; 1420 x 0.1325 = 188.15; 80 x 0.706 = 56.48; 40 x 0.1575 = 6.30.
    assert euros(bills["tempo"].energy_cost) == Decimal("708.738")
    assert euros(bills["tempo"].total) == Decimal("941.298")
    assert all(bill.left_out is None for bill in bills.values())
    assert all(bill.estimated_days == 0 for bill in bills.values())


def test_days_of_which_nothing_is_known_cost_their_standing_charge() -> None:
    [bill] = compared(
        {"base": base(194_000, standing=per_year(365_000_000))}, of=home(YEAR[-30:])
    ).values()

    # 30 x 12 kWh x 0.194 = 69.84.
    assert euros(bill.energy_cost) == Decimal("69.84")
    assert euros(bill.standing) == 365


def test_the_days_before_the_homes_own_windows_are_priced_by_those_of_the_contract() -> (
    None
):
    since = date(2026, 11, 23)
    own = every_day((clock(12), clock(14)), since=since)
    tariffs = {"peak_off_peak": peak_off_peak(200_000, 100_000)}
    november = days_between(date(2026, 11, 3), date(2026, 12, 3))

    [bill] = compared(tariffs, days=november, windows=own, printed=(NIGHT,)).values()

    assert bill.days_by_contract == 20
    # 20 days x 8 h x 0.5 kW = 80 kWh, and 10 x 2 h x 0.5 kW = 10 kWh, of 30 x 12 kWh.
    assert kwh(bill) == {OFF_PEAK: 90, PEAK: 270}
    # 270 x 0.2 + 90 x 0.1.
    assert euros(bill.total) == 63


def test_windows_of_some_days_leave_no_room_for_those_of_the_contract() -> None:
    """A day of which the home's own windows do not speak is all peak once they are known."""
    weekdays = frozenset(range(5))
    own = OffPeakWindows(valid_from=FIRST, weekdays=weekdays, intervals=(NIGHT,))
    week = days_between(date(2026, 11, 2), date(2026, 11, 9))

    [bill] = compared(
        {"peak_off_peak": peak_off_peak(1, 1)},
        days=week,
        windows=OffPeakCalendar([own]),
        printed=(NIGHT,),
    ).values()

    # Five nights of 8 h x 0.5 kW, of 7 x 12 kWh.
    assert kwh(bill) == {OFF_PEAK: 20, PEAK: 64}
    assert bill.days_by_contract == 0


def test_without_windows_of_some_days_nobody_can_tell() -> None:
    bills = compared(
        {"base": base(194_000), "peak_off_peak": peak_off_peak(200_000, 100_000)},
        windows=every_day(NIGHT, since=LAST),
    )

    assert bills["base"].left_out is None
    assert bills["peak_off_peak"].left_out == LeftOut(
        reason=Reason.NO_OFF_PEAK_HOURS, days=364
    )


@pytest.mark.parametrize(
    ("unknown", "days"),
    [
        # Of the Tempo day before the first, the hours until 06:00 are in it.
        ([FIRST - DAY], 1),
        ([date(2026, 5, 1)], 1),
        ([LAST], 1),
        (list(BLUE), 366),
        # No hour of these days asks for them.
        ([FIRST - 2 * DAY, LAST + DAY], None),
    ],
)
def test_every_tempo_day_needs_its_colour(
    unknown: list[date], days: int | None
) -> None:
    colours = {day: one for day, one in BLUE.items() if day not in unknown}

    [bill] = compared({"tempo": tempo()}, colours=colours).values()

    found = bill.left_out
    assert (found and found.days) == days
    assert found is None or found.reason is Reason.COLOURS_UNKNOWN


def test_a_colour_of_a_day_without_energy_is_not_asked_for() -> None:
    known = (date(2026, 11, 1), date(2026, 11, 20))
    colours = {day - DAY * before: Colour.BLUE for day in known for before in (0, 1)}

    [bill] = compared({"tempo": tempo()}, of=home(known), colours=colours).values()

    assert bill.left_out is None


def test_days_of_which_only_the_total_is_known_are_estimates_where_there_are_classes() -> (
    None
):
    bills = compared(
        {"base": base(194_000), "peak_off_peak": peak_off_peak(200_000, 100_000)},
        of=home(YEAR[-10:], flat=YEAR[:40]),
        windows=every_day(NIGHT),
    )

    assert bills["base"].estimated_days == 0
    assert bills["peak_off_peak"].estimated_days == 40


@pytest.mark.parametrize(
    ("first", "newest", "period"),
    [
        (date(2023, 1, 1), date(2026, 12, 2), (date(2025, 12, 3), date(2026, 12, 2))),
        (date(2023, 1, 1), date(2024, 2, 29), (date(2023, 3, 1), date(2024, 2, 29))),
        (date(2023, 1, 1), date(2025, 2, 28), (date(2024, 2, 29), date(2025, 2, 28))),
        (date(2026, 9, 4), date(2026, 12, 2), (date(2026, 9, 4), date(2026, 12, 2))),
        (date(2026, 12, 2), date(2026, 12, 2), (date(2026, 12, 2), date(2026, 12, 2))),
    ],
)
def test_12_months_end_with_the_newest_day_and_begin_with_the_first_that_is_known(
    first: date, newest: date, period: tuple[date, date]
) -> None:
    assert last_12_months(sorted({first, newest})) == period


def offer(
    key: str, since: date, charges: Mapping[int, str], price: str = "0.2"
) -> ElectricityOffer:
    return ElectricityOffer(
        key=key,
        valid_from=since,
        option="base",
        prices={"base": price},
        standing_charge_per_year=charges,
    )


SMALL = offer("small", date(2026, 8, 1), {3: "145.56", 6: "190.32"}, "0.2001")
LARGE = offer("large", date(2026, 8, 1), {9: "238.56", 12: "285.12"}, "0.1985")
OLDER = offer("older", date(2026, 2, 1), {6: "180", 36: "600"})
OFFERS = (OLDER, SMALL, LARGE)


@pytest.mark.parametrize(
    ("today", "kva", "found"),
    [
        (LAST, 6, SMALL),
        (LAST, 9, LARGE),
        (date(2026, 8, 1), 6, SMALL),
        (date(2026, 7, 31), 6, OLDER),
        # It was offered once.
        (LAST, 36, LeftOut(reason=Reason.NOT_OFFERED_AT_THIS_POWER)),
        (date(2026, 1, 31), 6, LeftOut(reason=Reason.NO_OFFER)),
    ],
)
def test_what_is_offered_is_the_newest_that_has_begun(
    today: date, kva: int, found: ElectricityOffer | LeftOut
) -> None:
    assert offer_on(today, TariffOption.BASE, kva, OFFERS) == found
    assert offer_on(today, TariffOption.TEMPO, kva, OFFERS) == LeftOut(
        reason=Reason.NO_OFFER
    )


def test_another_power_may_have_another_price_for_energy() -> None:
    [bill] = compared({"base": tariff_of(LARGE, 9)}).values()

    change = change_to(bill, tariff_of(SMALL, 6), YEAR)

    # 4380 kWh x 0.1985 = 869.43; x 0.2001 = 876.438; and 190.32 less 238.56.
    assert euros(bill.total) == Decimal("869.43") + Decimal("238.56")
    assert euros(change.energy) == Decimal("7.008")
    assert euros(change.standing) == Decimal("-48.24")
    same = change_to(bill, tariff_of(LARGE, 9), YEAR)
    assert (same.energy, same.standing) == (0, 0)


def maximum(day: date, power_va: int) -> MaximumPower:
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return MaximumPower(day=day, at=at, power_va=power_va)


@pytest.mark.parametrize(
    ("highest", "kva"), [(3000, 3), (3001, 6), (6000, 6), (36_000, 36), (36_001, None)]
)
def test_the_highest_maximum_of_the_period_says_which_power_is_enough(
    highest: int, kva: int | None
) -> None:
    maxima = [
        maximum(FIRST - DAY, 40_000),
        maximum(FIRST, highest),
        maximum(LAST, highest),
        maximum(LAST - DAY, 100),
        maximum(LAST + DAY, 40_000),
    ]

    advice = power_advice(maxima, FIRST, LAST)

    assert advice is not None
    assert advice.enough_kva == kva
    assert advice.maximum.day == LAST
    assert power_advice(maxima, FIRST + DAY, LAST - 2 * DAY) is None


@pytest.mark.parametrize(
    ("seen", "windows"),
    [
        ([], ()),
        ([(FIRST, "HC (22H30-6H30)")], (NIGHT,)),
        ([(FIRST, "HC (1H00-9H00)"), (LAST, "HC (22H30-6H30)")], (NIGHT,)),
        ([(FIRST, "HC (22H30-6H30)"), (LAST, "as agreed")], ()),
    ],
)
def test_the_windows_that_count_are_those_that_were_printed_last(
    seen: list[tuple[date, str]], windows: tuple[Interval, ...]
) -> None:
    assert printed_windows(seen) == windows
