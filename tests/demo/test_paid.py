"""What follows from the tariffs, against the bill."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from scripts.demo_home.bill import Amount, Bills
from scripts.demo_home.paid import (
    Paid,
    all_paid,
    estimates,
    judge_days,
    judge_split,
    years,
)
from scripts.demo_home.statistics import Row
from scripts.demo_home.ways import CUSTOMER, PARTNER, Way

from .homes import energy, truth

EVE, DAY, NEXT = date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1)
HOUR = timedelta(hours=1)
CONSUMPTION = "grandlyon_energy:1_consumption"


def at(day: date, hour: int = 0) -> datetime:
    """Return an hour of a winter day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + (hour - 1) * HOUR


def rows(*hours: tuple[datetime, float]) -> list[Row]:
    return [Row(start=start, amount=amount) for start, amount in hours]


def paid(days: Mapping[date, Amount], unit: str = "EUR") -> Paid:
    return Paid(statistic="grandlyon_energy:1_cost", unit=unit, days=days, eve=EVE)


def wrong(found: Paid, shown: Iterable[Row]) -> list[date]:
    return [one.at for one in judge_days(found, list(shown)).differences]


def test_a_day_is_right_to_a_millionth_of_a_euro() -> None:
    found = paid({DAY: (2.5, 2.5)})
    half = (at(DAY, 0), 1.0)
    assert not wrong(found, rows(half, (at(DAY, 23), 1.5 + 9e-7)))
    assert wrong(found, rows(half, (at(DAY, 23), 1.5 + 2e-6))) == [DAY]


def test_energy_of_a_class_is_right_to_a_fraction_of_a_wh() -> None:
    found = paid({DAY: (2500, 2500)}, unit="Wh")
    assert not wrong(found, rows((at(DAY), 2500.04)))
    assert wrong(found, rows((at(DAY), 2500.06))) == [DAY]


@pytest.mark.parametrize(
    ("amount", "nearest"), [(1.9, 2.0), (2.0, None), (2.4, None), (2.6, 2.5)]
)
def test_where_nobody_knows_the_amount_lies_within_the_bounds(
    amount: float, nearest: float | None
) -> None:
    verdict = judge_days(paid({DAY: (2.0, 2.5)}), rows((at(DAY), amount)))
    assert [one.truth for one in verdict.differences] == [nearest] * bool(nearest)
    assert (verdict.truth, verdict.most) == (2, 2.5)


def test_a_day_without_a_cost_must_have_no_row_not_even_of_nothing() -> None:
    verdict = judge_days(paid({DAY: (1, 1)}), rows((at(DAY), 1), (at(NEXT), 0)))
    assert [one.at for one in verdict.differences] == [NEXT]
    assert verdict.too_many == 1


def test_a_day_with_a_cost_must_have_a_row() -> None:
    assert wrong(paid({DAY: (0, 0)}), []) == [DAY]


def test_the_day_before_the_first_is_left_out() -> None:
    shown = rows((at(EVE), 9), (at(DAY), 1))
    verdict = judge_days(paid({DAY: (1, 1)}), shown)
    assert verdict.equal
    assert verdict.shown == 1
    # It is no matter of the statistic, but of what is known of the meter.
    assert wrong(paid({NEXT: (1, 1)}), rows((at(DAY), 1), (at(NEXT), 1))) == [DAY]


def split(peak: float, off_peak: float, *, drawn: float = 300) -> list[datetime]:
    """Return the hours on which the classes do not add up."""
    verdict = judge_split(
        CONSUMPTION,
        {
            CONSUMPTION: rows((at(DAY), 500), (at(NEXT, 1), 200), (at(NEXT, 2), drawn)),
            f"{CONSUMPTION}_peak": rows((at(NEXT, 1), 200), (at(NEXT, 2), peak)),
            f"{CONSUMPTION}_off_peak": rows((at(NEXT, 2), off_peak)),
        },
        {"consumption_peak": {NEXT: (0, 500)}, "cost": {DAY: (1, 1)}},
    )
    return [one.at for one in verdict.differences if isinstance(one.at, datetime)]


def test_classes_add_up_to_what_is_drawn_in_every_hour() -> None:
    assert split(100, 200) == []
    assert split(100, 199.9) == [at(NEXT, 2)]
    assert split(0, 0) == [at(NEXT, 2)]


def test_an_hour_of_a_day_without_classes_must_have_none() -> None:
    verdict = judge_split(
        CONSUMPTION,
        {
            CONSUMPTION: rows((at(DAY), 500)),
            f"{CONSUMPTION}_peak": rows((at(DAY), 500)),
        },
        {"consumption_peak": {NEXT: (0, 500)}},
    )
    assert [one.truth for one in verdict.differences] == [None]


def test_calendar_years_are_local() -> None:
    found = years(
        paid({DAY: (1, 1), NEXT: (2, 3)}), rows((at(DAY, 23), 1), (at(NEXT), 2.5))
    )
    assert [(each.year, each.days, each.shown, each.truth) for each in found] == [
        (2025, 1, 1, (1, 1)),
        (2026, 1, 2.5, (2, 3)),
    ]
    assert all(each.equal for each in found)


@pytest.mark.parametrize("shown", [[], [(at(NEXT), 3.1)], [(at(NEXT, 48), 2.5)]])
def test_a_year_that_is_not_right_says_so(shown: list[tuple[datetime, float]]) -> None:
    [found] = years(paid({NEXT: (2, 3)}), rows(*shown))
    assert not found.equal


def test_names_the_days_that_nobody_knows_exactly() -> None:
    sure = paid({DAY: (1, 1), NEXT: (2, 2 + 1e-7)})
    assert estimates([sure]) == []
    assert estimates([sure, paid({NEXT: (2, 3)}), paid({NEXT: (4, 5)})]) == [NEXT]


@pytest.mark.parametrize(("way", "water"), [(PARTNER, "22"), (CUSTOMER, "333")])
def test_statistics_are_called_after_the_meter_and_what_they_are(
    way: Way, water: str
) -> None:
    home = {"point_id": "1", "contracts": ["22"], "portal_references": ["333"]}
    known = truth(
        consumption=energy({NEXT: 1000}),
        water_l={"22": {NEXT: 250}},
        bills=Bills(
            electricity={
                "cost": {NEXT: (1, 1)},
                "consumption_peak": {NEXT: (500, 500)},
            },
            water={"22": {"cost": {NEXT: (1, 1)}}},
        ),
    )
    found = all_paid(known, way, home)
    assert [(each.statistic, each.unit, each.eve) for each in found] == [
        ("grandlyon_energy:1_cost", "EUR", DAY),
        ("grandlyon_energy:1_consumption_peak", "Wh", DAY),
        (f"grandlyon_energy:{water}_cost", "EUR", DAY),
    ]
    assert all_paid(truth(water_l={"22": {}}), PARTNER, home) == []
