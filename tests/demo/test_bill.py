"""How the emulator's bill is read."""

from datetime import date

import pytest

from scripts.demo_home.bill import parse_bills, split_days

DAY, NEXT = date(2026, 3, 10), date(2026, 3, 11)
TOLD = {
    "electricity": {
        "days": {
            "2026-03-10": {
                "wh": {"base": [10_000, 10_000]},
                "cost": {"base": [2.0, 2.0]},
                "total": [2.0, 2.0],
            },
            "2026-03-11": {
                "wh": {"peak": [1000, 3000], "off_peak": [7000, 9000]},
                "cost": {"peak": [0.25, 0.75], "off_peak": [1.05, 1.35]},
                "total": [1.6, 1.8],
            },
        },
        "standing": {"2026-03-10": 0.5, "2026-03-11": 0.5, "2026-03-12": 0.5},
    },
    "water": {
        "22": {"days": {"2026-03-10": 1.25}, "standing": {"2026-03-10": 0.25}},
        "33": {"days": {}, "standing": {}},
    },
}
NEVER = date(2026, 3, 12)


def test_a_cost_holds_the_standing_charge_and_a_class_does_not() -> None:
    bills = parse_bills(TOLD)
    assert bills.electricity["cost"] == {
        DAY: (2.5, 2.5),
        NEXT: pytest.approx((2.1, 2.3)),
    }
    assert bills.electricity["standing_charge"] == dict.fromkeys(
        (DAY, NEXT, NEVER), (0.5, 0.5)
    )
    assert bills.electricity["cost_peak"] == {NEXT: (0.25, 0.75)}
    assert bills.electricity["consumption_off_peak"] == {NEXT: (7000, 9000)}
    assert bills.water["22"] == {
        "cost": {DAY: (1.5, 1.5)},
        "standing_charge": {DAY: (0.25, 0.25)},
    }


def test_only_days_of_more_than_one_price_are_split() -> None:
    assert split_days(parse_bills(TOLD).electricity) == {NEXT}


def test_without_tariffs_there_is_no_statistic() -> None:
    nothing: dict[str, dict[str, float]] = {"days": {}, "standing": {}}
    bills = parse_bills({"electricity": nothing, "water": {"22": nothing}})
    assert bills.electricity == bills.water["22"] == {}
