"""How the emulator's answer is read."""

from datetime import UTC, date, datetime

from scripts.demo_home.services import parse_truth


def test_reads_days_and_instants() -> None:
    truth = parse_truth(
        {
            "energy_wh": {"2026-03-10": 1000},
            "hours_wh": {"2026-03-10T18:00:00+00:00": 400},
            "flat_days": ["2026-03-09"],
            "max_power_va": {
                "2026-03-10": {"at": "2026-03-10T19:42:07+01:00", "va": 7000}
            },
            "water_l": {"123": {"2026-03-10": 250}},
            "unknowable": {
                "electricity": {"2026-03-11": "never published"},
                "water": {"123": {"2026-03-12": "inside a gap of the readings"}},
            },
        }
    )
    assert truth.energy_wh == {date(2026, 3, 10): 1000}
    assert truth.hours_wh == {datetime(2026, 3, 10, 18, tzinfo=UTC): 400}
    assert truth.max_power_va == {datetime(2026, 3, 10, 18, 42, 7, tzinfo=UTC): 7000}
    assert truth.water_l == {"123": {date(2026, 3, 10): 250}}
    assert truth.flat_days == {date(2026, 3, 9)}
    assert truth.unknowable == {
        "2026-03-11, electricity": "never published",
        "2026-03-12, water 123": "inside a gap of the readings",
    }
