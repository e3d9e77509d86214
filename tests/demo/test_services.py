"""How the emulator's answer is read."""

from datetime import UTC, date, datetime

from scripts.demo_home.bill import Bills
from scripts.demo_home.services import parse_truth

from .homes import energy


def test_reads_days_and_instants() -> None:
    bills = Bills(electricity={"cost": {date(2026, 3, 10): (1, 1)}})
    truth = parse_truth(
        {
            "energy_wh": {"2026-03-10": 1000},
            "hours_wh": {"2026-03-10T18:00:00+00:00": 400},
            "flat_days": ["2026-03-09"],
            "production_wh": {"2026-03-10": 300},
            "production_hours_wh": {"2026-03-10T11:00:00+00:00": 120},
            "production_flat_days": ["2026-03-08"],
            "max_power_va": {
                "2026-03-10": {"at": "2026-03-10T19:42:07+01:00", "va": 7000}
            },
            "water_l": {"123": {"2026-03-10": 250}},
            "unknowable": {
                "electricity": {"2026-03-11": "never published"},
                "production": {"2026-03-13": "published late"},
                "water": {"123": {"2026-03-12": "inside a gap of the readings"}},
            },
        },
        bills,
    )
    assert truth.bills is bills
    assert truth.consumption == energy(
        {date(2026, 3, 10): 1000},
        hours_wh={datetime(2026, 3, 10, 18, tzinfo=UTC): 400},
        flat={date(2026, 3, 9)},
    )
    assert truth.production == energy(
        {date(2026, 3, 10): 300},
        hours_wh={datetime(2026, 3, 10, 11, tzinfo=UTC): 120},
        flat={date(2026, 3, 8)},
    )
    assert truth.max_power_va == {datetime(2026, 3, 10, 18, 42, 7, tzinfo=UTC): 7000}
    assert truth.water_l == {"123": {date(2026, 3, 10): 250}}
    assert truth.unknowable == {
        "2026-03-11, electricity": "never published",
        "2026-03-13, production": "published late",
        "2026-03-12, water 123": "inside a gap of the readings",
    }
