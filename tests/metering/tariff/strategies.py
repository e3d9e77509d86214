"""Any tariffs, windows, colours, days and volumes."""

from datetime import date, timedelta

from hypothesis import settings, strategies as st

from custom_components.grandlyon_energy.metering.calendar import (
    day_hours,
    day_seconds,
    days_between,
)
from custom_components.grandlyon_energy.metering.electricity import (
    EnergyDay,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.metering.shape import day_shape
from custom_components.grandlyon_energy.metering.tariff.day import DayUse
from custom_components.grandlyon_energy.metering.tariff.options import (
    CLASSES,
    Colour,
    ElectricityTariff,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.standing import (
    Per,
    StandingCharge,
)
from custom_components.grandlyon_energy.metering.tariff.water import (
    Tier,
    TierBasis,
    WaterTariff,
)
from custom_components.grandlyon_energy.metering.tariff.windows import (
    ALL_WEEK,
    OffPeakCalendar,
    OffPeakWindows,
    Season,
)
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ...effort import THOROUGH
from ..curves import curve
from .made import MARCH, OCTOBER

quiet = settings(deadline=None, max_examples=500 if THOROUGH else 50)

# Few days, so that dates are often equal.
DAYS = (
    date(2025, 12, 31),
    date(2026, 3, 28),
    MARCH,
    date(2026, 4, 1),
    date(2026, 6, 6),
    OCTOBER,
    date(2026, 10, 26),
    date(2026, 11, 1),
    date(2028, 2, 29),
)

days = st.sampled_from(DAYS)

standing_charges = st.builds(
    StandingCharge,
    micro_eur=st.integers(0, 500_000_000),
    per=st.sampled_from(Per),
)


@st.composite
def electricity_tariffs(draw: st.DrawFn) -> ElectricityTariff:
    option = draw(st.sampled_from(TariffOption))
    return ElectricityTariff(
        valid_from=draw(days),
        option=option,
        prices={name: draw(st.integers(0, 2_000_000)) for name in CLASSES[option]},
        standing=draw(standing_charges),
    )


month_days = st.sampled_from([(1, 1), (2, 29), (3, 31), (4, 1), (10, 31), (11, 1)])

minutes = st.integers(0, 1440) | st.integers(0, 48).map(lambda half: half * 30)

off_peak_windows = st.builds(
    OffPeakWindows,
    valid_from=days,
    season=st.none() | st.builds(Season, first=month_days, last=month_days),
    weekdays=st.just(ALL_WEEK) | st.frozensets(st.integers(0, 6)),
    intervals=st.lists(st.tuples(minutes, minutes), max_size=4).map(tuple),
)

windows_of_a_home = st.lists(off_peak_windows, max_size=4)

calendars = st.builds(OffPeakCalendar, windows_of_a_home)

colours = st.dictionaries(
    st.sampled_from([day - timedelta(days=n) for day in DAYS for n in (0, 1)]),
    st.sampled_from(Colour),
)

habits = st.none() | st.lists(st.integers(0, 10_000), min_size=48, max_size=48).map(
    tuple
)


@st.composite
def points_of(draw: st.DrawFn, day: date) -> list[CurvePoint]:
    """A whole curve, a part of one, overlapping steps or none."""
    length = day_seconds(day) // 60
    powers = st.lists(st.integers(-1, 3000), min_size=1, max_size=5)
    points: list[CurvePoint] = []
    for step in draw(st.lists(st.sampled_from([10, 15, 30, 60]), max_size=2)):
        gap = draw(st.integers(0, length // 60)) * 60
        resumed = draw(st.integers(0, 3)) * 60 + gap
        points += curve(day, *draw(powers), step=step, until=gap)
        if resumed < length:
            points += curve(day, *draw(powers), step=step, since=resumed)
    return points


@st.composite
def uses_of(draw: st.DrawFn, day: date) -> DayUse:
    """A day as its readings make it, or with any amounts in any of its hours, whatever its curve says."""
    points = draw(points_of(day))
    shape = day_shape(day, points)
    amounts = draw(
        st.lists(
            st.tuples(st.sampled_from(day_hours(day)), st.integers(0, 9_000_000)),
            unique_by=lambda row: row[0],
        ).map(lambda rows: tuple(sorted(rows)))
    )
    if draw(st.booleans()):
        near = shape.total_j // 3600
        readings = day_readings(
            day,
            energy_wh=draw(
                st.none() | st.integers(near, near + 5) | st.integers(0, 90_000)
            ),
            curve=points,
        )
        amounts = project_days(
            {day: readings},
            today=day + timedelta(days=30),
            subscribed_power_va=None,
            energy_day=EnergyDay.MIDNIGHT,
        )[day].hours
    return DayUse(day=day, amounts=amounts, curve=points, complete=shape.complete)


uses = days.flatmap(uses_of)

_WATER_DAYS = tuple(days_between(date(2025, 12, 1), date(2028, 2, 1)))

volumes = st.dictionaries(
    st.sampled_from(_WATER_DAYS), st.integers(0, 75_000_000), max_size=30
)


@st.composite
def water_tariffs(draw: st.DrawFn) -> WaterTariff:
    ends = sorted(draw(st.sets(st.integers(1, 400), max_size=3)))
    return WaterTariff(
        valid_from=draw(st.sampled_from(_WATER_DAYS[::100])),
        tiers=tuple(
            Tier(up_to_m3=end, price=draw(st.integers(0, 5_000_000)))
            for end in (*ends, None)
        ),
        price_of_all=draw(st.integers(0, 5_000_000)),
        standing=draw(standing_charges),
        basis=draw(st.sampled_from(TierBasis)),
        dwellings=draw(st.integers(1, 3)),
    )
