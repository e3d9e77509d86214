"""The design's rule for meters whose energy day does not start at midnight: ledger to hours."""

from datetime import date, datetime, timedelta

import pytest

from custom_components.grandlyon_energy.metering.electricity import DayQuality

from .meters import ElectricityMeter
from .notation import curve, rows, utc

ONE_DAY = timedelta(days=1)
WINTER, WINTER_OPENS = date(2026, 1, 5), utc("2026-01-04 23:00")
SUMMER, SUMMER_OPENS = date(2026, 7, 6), utc("2026-07-05 22:00")
CONFLICT, CURVE_ONLY = DayQuality.CONFLICT, DayQuality.CURVE_ONLY


def watts(hour: datetime) -> int:
    """Another power every hour, and another at the same hour of the next day."""
    return 200 + int(hour.timestamp()) // 3600 * 37 % 1009


def hour_by_hour(start: datetime, hours: int) -> str:
    return " ".join(f"1x{watts(start + timedelta(hours=n))}" for n in range(hours))


def energy_wh(opens: datetime) -> int:
    """What 24 hours from an instant on used."""
    return sum(watts(opens + timedelta(hours=n)) for n in range(24))


def home(
    first: date, opens: datetime, *, shift: int, days: int, spoilt: int = 0
) -> ElectricityMeter:
    """Days of which the energy is counted from `shift` hours after midnight on, the first ones wrong.

    A day before and a day after have a curve alone.
    """
    meter = ElectricityMeter(today=first + ONE_DAY * 40)
    meter.drew(curve(opens - ONE_DAY, hour_by_hour(opens - ONE_DAY, 24 * (days + 2))))
    for n in range(days):
        wh = energy_wh(opens + ONE_DAY * n + timedelta(hours=shift))
        meter.used(first + ONE_DAY * n, wh - 900 if n < spoilt else wh)
    return meter


@pytest.mark.parametrize(
    ("first", "opens", "shift", "days", "spoilt", "quality"),
    [
        pytest.param(WINTER, WINTER_OPENS, 0, 8, 0, DayQuality.EXACT, id="midnight"),
        pytest.param(WINTER, WINTER_OPENS, -1, 7, 0, CURVE_ONLY, id="an hour earlier"),
        pytest.param(WINTER, WINTER_OPENS, 1, 7, 0, CURVE_ONLY, id="an hour later, and UTC in winter"),
        pytest.param(SUMMER, SUMMER_OPENS, 2, 7, 0, CURVE_ONLY, id="UTC in summer"),
        pytest.param(WINTER, WINTER_OPENS, 2, 9, 0, CONFLICT, id="an hour that is not looked for"),
        pytest.param(WINTER, WINTER_OPENS, 1, 6, 0, CONFLICT, id="fewer than 7 days"),
        pytest.param(WINTER, WINTER_OPENS, 1, 10, 1, CURVE_ONLY, id="9 in 10"),
        pytest.param(WINTER, WINTER_OPENS, 1, 10, 2, CONFLICT, id="fewer than 9 in 10"),
    ],
)  # fmt: skip
def test_another_energy_day_is_noticed_and_hours_and_totals_are_the_curves(
    first: date,
    opens: datetime,
    shift: int,
    days: int,
    spoilt: int,
    quality: DayQuality,
) -> None:
    meter = home(first, opens, shift=shift, days=days, spoilt=spoilt)

    assert {meter.quality(first + ONE_DAY * n) for n in range(days)} == {quality}
    before = opens - ONE_DAY
    assert meter.rows == rows(before, hour_by_hour(before, 24 * (days + 2)))


def test_half_of_the_days_agreeing_at_midnight_settle_it() -> None:
    """Days of one steady power agree wherever the energy day starts; a week agrees an hour later only."""
    meter = home(WINTER, WINTER_OPENS, shift=1, days=7)
    for n in range(30, 37):
        assert meter.quality(WINTER) is CURVE_ONLY
        meter.drew(curve(WINTER_OPENS + ONE_DAY * n, "24x1000"))
        meter.used(WINTER + ONE_DAY * n, 24_002)

    assert meter.quality(WINTER) is CONFLICT
    assert meter.quality(WINTER + ONE_DAY * 33) is DayQuality.EXACT
    assert meter.total_mwh(WINTER + ONE_DAY * 33) == 24_002_000


def test_energies_of_another_energy_day_fill_days_without_a_curve_and_nothing_else() -> (
    None
):
    meter = home(WINTER, WINTER_OPENS, shift=1, days=7, spoilt=1)
    near, part, without = (WINTER + ONE_DAY * n for n in (20, 21, 22))
    meter.drew(curve(WINTER_OPENS + ONE_DAY * 20, "24x1000 12x- 12x1000"))
    meter.used(near, 24_020)
    meter.used(part, 18_000)
    meter.used(without, 12_000)

    assert [meter.quality(day) for day in (WINTER, near, part, without)] == [
        CONFLICT,
        DayQuality.EXACT,
        DayQuality.EXACT_TOTAL,
        DayQuality.FLAT,
    ]
    assert meter.day(near) | meter.day(part) | meter.day(without) == rows(
        WINTER_OPENS + ONE_DAY * 20, "8x1000.834 16x1000.833 12x500 12x1000 24x500"
    )

    # The seventh day that agrees an hour later tells.
    meter.used(WINTER, energy_wh(WINTER_OPENS + timedelta(hours=1)))

    assert [meter.quality(day) for day in (WINTER, near, part, without)] == [
        CURVE_ONLY,
        CURVE_ONLY,
        DayQuality.INCOMPLETE,
        DayQuality.FLAT,
    ]
    assert meter.day(near) | meter.day(part) | meter.day(without) == rows(
        WINTER_OPENS + ONE_DAY * 20, "24x1000 12x- 12x1000 24x500"
    )
