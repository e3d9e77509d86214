"""Days of a home and their prices, written short for tables of cases. Nothing in here knows what anything costs."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    PARIS,
    day_hours,
    days_between,
)
from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.day import (
    DayUse,
    PricedDay,
    price_day,
)
from custom_components.grandlyon_energy.metering.tariff.half_hours import Habit
from custom_components.grandlyon_energy.metering.tariff.options import (
    Colour,
    ElectricityTariff,
    PriceClass,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.segments import ColourOf
from custom_components.grandlyon_energy.metering.tariff.standing import (
    Per,
    StandingCharge,
    day_charge,
)
from custom_components.grandlyon_energy.metering.tariff.windows import (
    Interval,
    OffPeakCalendar,
    OffPeakWindows,
)
from custom_components.grandlyon_energy.sources.readings import CurvePoint

MARCH = date(2026, 3, 29)
"""02:00 to 03:00 are not there: 23 hours."""

OCTOBER = date(2026, 10, 25)
"""02:00 to 03:00 are there twice: 25 hours."""

LONG_AGO = date(2020, 1, 1)

BASE = PriceClass.BASE
PEAK = PriceClass.PEAK
OFF_PEAK = PriceClass.OFF_PEAK

NO_WINDOWS = OffPeakCalendar(())

type Watts = Callable[[float], int]
"""What a home draws during the half-hour from an hour of the wall clock on, such as 22.5."""


def per_year(micro_eur: int) -> StandingCharge:
    return StandingCharge(micro_eur=micro_eur, per=Per.YEAR)


def per_month(micro_eur: int) -> StandingCharge:
    return StandingCharge(micro_eur=micro_eur, per=Per.MONTH)


FREE = per_year(0)


def base(
    price: int, since: date = LONG_AGO, standing: StandingCharge = FREE
) -> ElectricityTariff:
    return ElectricityTariff(
        valid_from=since,
        option=TariffOption.BASE,
        prices={BASE: price},
        standing=standing,
    )


def peak_off_peak(
    peak: int,
    off_peak: int,
    since: date = LONG_AGO,
    standing: StandingCharge = FREE,
) -> ElectricityTariff:
    return ElectricityTariff(
        valid_from=since,
        option=TariffOption.PEAK_OFF_PEAK,
        prices={PEAK: peak, OFF_PEAK: off_peak},
        standing=standing,
    )


TEMPO_PRICES = {
    PriceClass.BLUE_OFF_PEAK: 132_500,
    PriceClass.BLUE_PEAK: 161_200,
    PriceClass.WHITE_OFF_PEAK: 149_900,
    PriceClass.WHITE_PEAK: 187_100,
    PriceClass.RED_OFF_PEAK: 157_500,
    PriceClass.RED_PEAK: 706_000,
}


def tempo(since: date = LONG_AGO, standing: StandingCharge = FREE) -> ElectricityTariff:
    return ElectricityTariff(
        valid_from=since,
        option=TariffOption.TEMPO,
        prices=TEMPO_PRICES,
        standing=standing,
    )


def clock(hour: int, minute: int = 0) -> int:
    """A time of the clock in minutes."""
    return hour * 60 + minute


def every_day(*intervals: Interval, since: date = LONG_AGO) -> OffPeakCalendar:
    """A home with one list of windows."""
    return OffPeakCalendar([OffPeakWindows(valid_from=since, intervals=intervals)])


NIGHT: Interval = (clock(22, 30), clock(6, 30))


def no_colour(_: date) -> Colour | None:
    return None


def metered(day: date, watts: Watts) -> DayUse:
    """A day of which every half-hour is known."""
    points: list[CurvePoint] = []
    amounts = []
    half = timedelta(minutes=30)
    for start in day_hours(day):
        wall = start.astimezone(PARIS).hour
        first, second = watts(wall), watts(wall + 0.5)
        middle, end = start + half, start + 2 * half
        points += [
            CurvePoint(start=start, end=middle, power_w=first),
            CurvePoint(start=middle, end=end, power_w=second),
        ]
        # Half an hour of 1 W is 500 mWh.
        amounts.append((start, (first + second) * 500))
    return DayUse(day=day, amounts=tuple(amounts), curve=tuple(points), complete=True)


def flat(day: date, mwh_an_hour: int = 1_000_000) -> DayUse:
    """A day of which only the total is known."""
    return DayUse(day=day, amounts=tuple((at, mwh_an_hour) for at in day_hours(day)))


def split(
    use: DayUse,
    windows: OffPeakCalendar,
    habit: Habit | None = None,
) -> PricedDay:
    """A day's peak and off-peak; what it costs is not asked."""
    return price_day(use, peak_off_peak(1, 1), windows, no_colour, habit)


def wh_of(priced: PricedDay, name: PriceClass) -> list[Decimal]:
    """The energy of a class by hour, Wh."""
    return [Decimal(mwh) / 1000 for _, mwh in priced.energy[name]]


def euros(pico: int) -> Decimal:
    """1e-12 € as euros, exactly."""
    return Decimal(pico) / 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What came of a year."""

    kwh: Mapping[PriceClass, Decimal]
    cost: Decimal
    """€ of its energy."""

    standing: Decimal
    """€ of its days."""

    estimated: int
    """How many of its days are."""


def year_of(
    year: int,
    watts: Watts,
    *tariffs: ElectricityTariff,
    windows: OffPeakCalendar = NO_WINDOWS,
    colour_of: ColourOf = no_colour,
) -> Year:
    """Price all days of a year, one by one; a day without a tariff costs nothing that anybody knows."""
    timeline = Timeline(tariffs)
    mwh: Counter[PriceClass] = Counter()
    cost = standing = estimated = 0
    for day in days_of(year):
        tariff = timeline.on(day)
        if tariff is None:
            continue
        priced = price_day(metered(day, watts), tariff, windows, colour_of)
        for name, rows in priced.energy.items():
            mwh[name] += sum(amount for _, amount in rows)
        cost += sum(amount for _, amount in priced.total)
        standing += day_charge(tariff.standing, day)
        estimated += priced.estimated
    return Year(
        kwh={name: Decimal(amount) / 10**6 for name, amount in mwh.items()},
        cost=euros(cost),
        standing=euros(standing),
        estimated=estimated,
    )


def days_of(year: int) -> Iterator[date]:
    return days_between(date(year, 1, 1), date(year, 12, 31) + DAY)
