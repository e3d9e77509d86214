"""What a file told is no word of the service: nobody asks for what lies before the service's own first day."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.holes import (
    CURVE,
    ENERGY,
    MAX_POWER,
    CurveState,
    ElectricityHoles,
)
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger
from custom_components.grandlyon_energy.metering.calendar import days_between
from custom_components.grandlyon_energy.projection import ElectricityProjection
from custom_components.grandlyon_energy.sources.readings import DailyEnergy

from .metering.curves import curve

TODAY = date(2026, 6, 17)
LONG_AGO = date(2023, 6, 18)
SERVED = date(2026, 3, 1)
"""The first day of the service."""

OF_FILE = [date(2025, 12, 1), date(2026, 1, 10)]
"""Two days of before, and nothing between them."""


@pytest.fixture
def ledger() -> ElectricityLedger:
    """A home whose service gives energies, and whose file gives older days."""
    ledger = ElectricityLedger()
    ledger.fill_from_file(energies(OF_FILE), (), seen=TODAY)
    ledger.add_daily_energy(energies(days_between(SERVED, TODAY)), seen=TODAY)
    return ledger


def energies(days: Iterable[date]) -> list[DailyEnergy]:
    return [DailyEnergy(day=day, energy_wh=2400) for day in days]


def holes_of(ledger: ElectricityLedger) -> ElectricityHoles:
    projection = ElectricityProjection(ledger)
    projection.consumption(set(ledger.days), today=TODAY)
    return ElectricityHoles(ledger, projection)


def fill_curve(ledger: ElectricityLedger, days: Iterable[date]) -> None:
    for day in days:
        ledger.fill_from_file((), curve(day, 100), seen=TODAY)


def test_what_lies_between_the_files_days_and_the_services_is_no_hole(
    ledger: ElectricityLedger,
) -> None:
    holes = holes_of(ledger)

    assert holes.of(ENERGY, TODAY, oldest=LONG_AGO) == []
    assert min(holes.without_curve(LONG_AGO, TODAY)) == SERVED
    assert min(holes.never_asked(TODAY, oldest=LONG_AGO)) == SERVED
    assert holes.progress(TODAY, oldest=LONG_AGO, wanted=False).reached == SERVED


def test_the_whole_is_read_again_from_the_services_first_day(
    ledger: ElectricityLedger,
) -> None:
    holes = holes_of(ledger)
    assert holes.first_day_to_read(ENERGY, TODAY, oldest=LONG_AGO) == LONG_AGO

    ledger.mark_read(ENERGY, on=TODAY - timedelta(days=30))

    assert holes.first_day_to_read(ENERGY, TODAY, oldest=LONG_AGO) == SERVED
    assert holes.first_day_to_read(MAX_POWER, TODAY, oldest=LONG_AGO) == SERVED


def test_a_curve_of_a_file_does_not_say_that_the_service_has_one(
    ledger: ElectricityLedger,
) -> None:
    fill_curve(ledger, [*OF_FILE, *days_between(date(2026, 5, 1), date(2026, 6, 10))])
    asked = [*days_between(SERVED, TODAY)]
    ledger.mark_asked(CURVE, asked, on=TODAY)

    holes = holes_of(ledger)

    assert not holes.is_curve_collected(TODAY)
    assert holes.curve_to_retry(TODAY, oldest=LONG_AGO) == []
    progress = holes.progress(TODAY, oldest=LONG_AGO, wanted=True)
    assert progress.curve is CurveState.NOT_COLLECTED


def test_the_services_silence_still_ends_the_search_for_its_curve(
    ledger: ElectricityLedger,
) -> None:
    """Before weeks of silence only a week of each quarter is asked for: a file's older curve is no reason for more."""
    fill_curve(ledger, OF_FILE)
    silence = days_between(date(2026, 5, 10), TODAY)
    ledger.mark_asked(CURVE, silence, on=TODAY)

    assert holes_of(ledger).never_asked(TODAY, oldest=LONG_AGO) == [
        date(2026, 4, day) for day in range(1, 8)
    ]


def test_a_day_whose_curve_a_file_fills_is_not_asked_for(
    ledger: ElectricityLedger,
) -> None:
    filled = [*days_between(date(2026, 4, 1), date(2026, 4, 15))]
    fill_curve(ledger, filled)

    assert not set(filled) & set(holes_of(ledger).never_asked(TODAY, oldest=LONG_AGO))
