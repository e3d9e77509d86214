"""What each entity shows of what is known, and that what is not known is unknown: neither 0 nor off."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from custom_components.grandlyon_energy.binary_sensor import (
    CONTRACT_BINARY_SENSORS,
    TYPED_BINARY_SENSORS,
    WATER_BINARY_SENSORS,
)
from custom_components.grandlyon_energy.sensor.contract import CONTRACT_SENSORS
from custom_components.grandlyon_energy.sensor.electricity import ELECTRICITY_SENSORS
from custom_components.grandlyon_energy.sensor.production import PRODUCTION_SENSORS
from custom_components.grandlyon_energy.sensor.water import WATER_SENSORS
from custom_components.grandlyon_energy.sources.readings import Contract

from ..conftest import TODAY
from .known import ALL_ELECTRICITY, ALL_WATER, NO_ELECTRICITY, NO_WATER, YESTERDAY

DRAWN = (*ELECTRICITY_SENSORS, *CONTRACT_SENSORS, *CONTRACT_BINARY_SENSORS)
WATER = (*WATER_SENSORS, *WATER_BINARY_SENSORS, *TYPED_BINARY_SENSORS)
DESCRIPTIONS: dict[str, Any] = {
    each.key: each for each in (*DRAWN, *PRODUCTION_SENSORS, *WATER)
}

OF_ELECTRICITY = [each.key for each in (*DRAWN, *PRODUCTION_SENSORS)]
OF_WATER = [each.key for each in WATER]


def days(first: date, last: date, known: int) -> dict[str, Any]:
    return {"first_day": first.isoformat(), "last_day": last.isoformat(), "days": known}


LAST_DAY = days(YESTERDAY, YESTERDAY, 1)
LAST_7_DAYS = days(date(2026, 11, 26), YESTERDAY, 7)
MONTH = days(date(2026, 12, 1), YESTERDAY, 2)
PREVIOUS_MONTH = days(date(2026, 11, 1), date(2026, 11, 30), 30)
YEAR = days(date(2026, 1, 1), YESTERDAY, 336)
PREVIOUS_YEAR = days(date(2025, 1, 1), date(2025, 12, 2), 336)
ON_YESTERDAY = {"day": "2026-12-02"}
ON_9_JANUARY = {"day": "2026-01-09"}
YESTERDAY_EVENING = datetime(2026, 12, 2, 18, 30, tzinfo=UTC)
A_JANUARY_EVENING = datetime(2026, 1, 9, 19, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "value", "attributes"),
    [
        ("energy_last_day", 11, LAST_DAY),
        ("energy_last_7_days", 70, LAST_7_DAYS),
        ("energy_month", 21, MONTH),
        ("energy_previous_month", 310, PREVIOUS_MONTH),
        ("energy_year", 3300, YEAR),
        ("energy_previous_year_to_date", 3500, PREVIOUS_YEAR),
        ("energy_change", -5.7, YEAR),
        ("weekday_mean", 9.5, days(date(2026, 11, 5), YESTERDAY, 19)),
        ("weekend_mean", 14.25, days(date(2026, 11, 7), date(2026, 11, 29), 8)),
        # The clock of the home: two hours after midnight UTC.
        (
            "standby_power",
            140,
            {"day": "2026-12-02", "hour": "2026-12-02T03:00:00+01:00"},
        ),
        ("maximum_power", 4500, ON_YESTERDAY),
        ("maximum_power_at", YESTERDAY_EVENING, ON_YESTERDAY),
        ("maximum_power_12_months", 9200, ON_9_JANUARY),
        ("maximum_power_12_months_at", A_JANUARY_EVENING, ON_9_JANUARY),
        ("power_share", 50, ON_YESTERDAY),
        ("power_exceeded", False, ON_YESTERDAY),
        ("last_day", YESTERDAY, None),
        ("load_curve", "read", None),
        ("subscribed_power", 9000, None),
        ("tariff_option", "CU 4 postes", None),
        ("off_peak_hours", "HC (22H30-6H30)", {"announced": "HC (1H-7H;14H-16H)"}),
        ("segment", "C5", None),
        ("contract_state", "in_service", {"code": "SERVC"}),
        ("last_tariff_change", date(2025, 10, 3), None),
        ("production_last_day", 11, LAST_DAY),
        ("production_last_7_days", 70, LAST_7_DAYS),
        ("production_month", 21, MONTH),
        ("production_previous_month", 310, PREVIOUS_MONTH),
        ("production_year", 3300, YEAR),
        ("index", 123_456, {"day": TODAY.isoformat()}),
        ("volume_last_day", 11, LAST_DAY),
        ("volume_last_7_days", 70, LAST_7_DAYS),
        ("volume_month", 21, MONTH),
        ("volume_previous_month", 310, PREVIOUS_MONTH),
        ("volume_year", 3300, YEAR),
        ("volume_previous_year_to_date", 3500, PREVIOUS_YEAR),
        ("volume_change", -5.7, YEAR),
        ("reading_state", "pending", None),
        ("last_reading_day", TODAY, None),
        ("anomaly", False, {"day": "2026-03-04"}),
        ("meter_changed", True, {"day": "2026-11-20"}),
        (
            "continuous_flow",
            True,
            {
                "first_day": "2026-11-26",
                "last_day": "2026-12-02",
                "lowest_litres": 512.5,
            },
        ),
    ],
)
def test_an_entity_shows_what_is_known_and_the_days_that_it_is_of(
    key: str, value: Any, attributes: dict[str, Any] | None
) -> None:
    shown = DESCRIPTIONS[key]
    known = ALL_WATER if key in OF_WATER else ALL_ELECTRICITY
    assert shown.value_fn(known) == value
    assert shown.attributes_fn(known) == attributes


@pytest.mark.parametrize("key", [*OF_ELECTRICITY, *OF_WATER])
def test_what_is_not_known_is_unknown(key: str) -> None:
    shown = DESCRIPTIONS[key]
    known = NO_WATER if key in OF_WATER else NO_ELECTRICITY
    # That the half-hours are still to be read is known of any home.
    assert shown.value_fn(known) == ("being_read" if key == "load_curve" else None)
    assert shown.attributes_fn(known) is None


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("SERVC", "in_service"),
        ("RESIL", "terminated"),
        ("ECRAC", "being_connected"),
        ("ECRES", "being_terminated"),
        ("IMPRO", "other"),
        ("", None),
        (None, None),
    ],
)
def test_the_contracts_state_is_readable_and_an_unknown_code_is_no_failure(
    code: str | None, state: str | None
) -> None:
    shown = DESCRIPTIONS["contract_state"]
    known = NO_ELECTRICITY.__replace__(contract=Contract(state=code))
    assert shown.value_fn(known) == state
    assert state is None or state in shown.options


def test_no_sensor_has_a_state_class() -> None:
    # Core would keep a second history for it, of the days of retrieval, and offer it to the Energy dashboard.
    assert not [
        key
        for key, each in DESCRIPTIONS.items()
        if getattr(each, "state_class", None) is not None
    ]
