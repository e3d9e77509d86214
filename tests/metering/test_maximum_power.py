from datetime import UTC, date, datetime

from custom_components.grandlyon_energy.metering.maximum_power import maximum_power_rows
from custom_components.grandlyon_energy.sources.readings import MaximumPower


def test_each_day_has_one_row_at_the_hour_it_happened() -> None:
    rows = maximum_power_rows(
        [
            MaximumPower(
                day=date(2026, 7, 15),
                at=datetime(2026, 7, 15, 17, 0, tzinfo=UTC),
                power_va=4100,
            ),
            MaximumPower(
                day=date(2026, 7, 14),
                at=datetime(2026, 7, 14, 5, 59, 59, tzinfo=UTC),
                power_va=0,
            ),
        ]
    )

    assert list(rows.items()) == [
        (datetime(2026, 7, 14, 5, tzinfo=UTC), 0),
        (datetime(2026, 7, 15, 17, tzinfo=UTC), 4100),
    ]


def test_two_days_meeting_at_midnight_show_the_higher() -> None:
    midnight = MaximumPower(
        day=date(2026, 1, 14),
        at=datetime(2026, 1, 14, 23, 0, tzinfo=UTC),
        power_va=5000,
    )
    after = MaximumPower(
        day=date(2026, 1, 15),
        at=datetime(2026, 1, 14, 23, 20, tzinfo=UTC),
        power_va=3000,
    )
    hour = datetime(2026, 1, 14, 23, tzinfo=UTC)

    assert maximum_power_rows([midnight, after]) == {hour: 5000}
    assert maximum_power_rows([after, midnight]) == {hour: 5000}


def test_no_readings_give_no_rows() -> None:
    assert maximum_power_rows([]) == {}
