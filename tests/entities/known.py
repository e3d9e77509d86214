"""What entities may be shown: of a home of which nothing is known, and of one of which everything is."""

from datetime import UTC, date, datetime
from typing import Any, Final

from custom_components.grandlyon_energy.holes import CurveState, Progress
from custom_components.grandlyon_energy.sources.readings import Contract, MaximumPower
from custom_components.grandlyon_energy.summary import (
    Change,
    Continuity,
    ElectricitySummary,
    MeanDay,
    Period,
    Periods,
    ReadingState,
    Standby,
    WaterSummary,
)

from ..conftest import TODAY

YESTERDAY: Final = date(2026, 12, 2)


def nothing[SummaryT](summary: type[SummaryT], **known: Any) -> SummaryT:
    """A summary of which nothing is known but what is given."""
    fields: dict[str, Any] = dict.fromkeys(summary.__annotations__)
    return summary(**(fields | known))


NO_PERIODS: Final = nothing(Periods)
NO_ELECTRICITY: Final = nothing(
    ElectricitySummary,
    periods=NO_PERIODS,
    contract=Contract(),
    progress=Progress(curve=CurveState.BEING_READ, percent=0, reached=None),
)
NO_WATER: Final = nothing(WaterSummary, periods=NO_PERIODS, percent=0)


def period(amount: int, first: date, last: date = YESTERDAY) -> Period:
    """An amount of days that are all known."""
    days = (last - first).days + 1
    return Period(first=first, last=last, days=days, amount=amount)


def periods(unit: int) -> Periods:
    """Amounts that differ, in so many of the series' integers."""
    return Periods(
        last_day=period(11 * unit, YESTERDAY),
        last_7_days=period(70 * unit, date(2026, 11, 26)),
        month=period(21 * unit, date(2026, 12, 1)),
        previous_month=period(310 * unit, date(2026, 11, 1), date(2026, 11, 30)),
        year=period(3300 * unit, date(2026, 1, 1)),
        previous_year_to_date=period(3500 * unit, date(2025, 1, 1), date(2025, 12, 2)),
        change=Change(percent=-5.7, first=date(2026, 1, 1), last=YESTERDAY, days=336),
    )


ALL_ELECTRICITY: Final = ElectricitySummary(
    periods=periods(1_000_000),
    maximum_power=MaximumPower(
        day=YESTERDAY, at=datetime(2026, 12, 2, 18, 30, tzinfo=UTC), power_va=4500
    ),
    maximum_power_12_months=MaximumPower(
        day=date(2026, 1, 9),
        at=datetime(2026, 1, 9, 19, 2, 7, tzinfo=UTC),
        power_va=9200,
    ),
    power_share=50.0,
    power_exceeded=False,
    standby=Standby(
        day=YESTERDAY, start=datetime(2026, 12, 2, 2, tzinfo=UTC), power_w=140
    ),
    weekday_mean=MeanDay(
        amount=9_500_000, days=19, first=date(2026, 11, 5), last=YESTERDAY
    ),
    weekend_mean=MeanDay(
        amount=14_250_000, days=8, first=date(2026, 11, 7), last=date(2026, 11, 29)
    ),
    newest_day=YESTERDAY,
    contract=Contract(
        segment="C5",
        state="SERVC",
        subscribed_power_va=9000,
        tariff_option="CU 4 postes",
        last_tariff_change=date(2025, 10, 3),
        off_peak_hours="HC (22H30-6H30)",
        future_off_peak_hours="HC (1H-7H;14H-16H)",
    ),
    progress=Progress(curve=CurveState.READ, percent=100, reached=date(2024, 12, 2)),
)

ALL_WATER: Final = WaterSummary(
    periods=periods(1000),
    index_l=123_456,
    last_reading_day=TODAY,
    reading_state=ReadingState.PENDING,
    newest_day=YESTERDAY,
    anomaly=False,
    anomaly_day=date(2026, 3, 4),
    meter_changed=True,
    meter_changed_day=date(2026, 11, 20),
    continuity=Continuity(
        runs=True, lowest_l=512.5, first=date(2026, 11, 26), last=YESTERDAY
    ),
    percent=98,
)
