"""What costs come to: the bill has every day's standing charge, holes included, whatever the cost statistic holds."""

from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.metering.calendar import DAY, day_hours
from custom_components.grandlyon_energy.metering.series import Series
from custom_components.grandlyon_energy.pricing.figures import CostFigures, cost_figures

TODAY = date(2026, 12, 3)
SINCE = date(2026, 11, 1)
ENERGY = 5
CHARGE = 2
"""1e-12 € an hour."""


def figures(
    *, included: bool, since: date | None = SINCE, holes: int = 0, hours: int = 24
) -> CostFigures:
    """The costs of the ten days up to yesterday, but for so many of them, the newest only of so many hours."""
    days = [TODAY - n * DAY for n in range(10, 0, -1)]
    cost, standing = Series(), Series()
    each = ENERGY + (CHARGE if included else 0)
    known = [*days[:1], *days[1 + holes :]]
    cost.replace(
        {
            day: tuple(
                (hour, each)
                for hour in day_hours(day)[: hours if day == days[-1] else 24]
            )
            for day in known
        }
    )
    standing.replace(
        {day: tuple((hour, CHARGE) for hour in day_hours(day)) for day in days}
    )
    use = Series()
    use.replace({day: tuple((hour, 1) for hour in day_hours(day)) for day in known})
    return cost_figures(
        cost,
        standing,
        use=use,
        estimated={days[0], days[1], SINCE - DAY},
        standing_included=included,
        bill_since=since,
        today=TODAY,
    )


@pytest.mark.parametrize("included", [True, False])
@pytest.mark.parametrize(("holes", "hours"), [(0, 24), (3, 24), (3, 7), (0, 1)])
def test_the_bill_is_the_same_whether_costs_hold_the_charge_or_not(
    included: bool, holes: int, hours: int
) -> None:
    bill = figures(included=included, holes=holes, hours=hours).bill
    assert bill is not None
    energy = ((9 - holes) * 24 + hours) * ENERGY
    assert bill.amount == energy + 240 * CHARGE
    assert (bill.first, bill.last) == (TODAY - 10 * DAY, TODAY - DAY)
    assert bill.days == 10 - holes - (hours < 24)


def test_the_last_day_is_one_that_has_a_cost_at_all_its_hours() -> None:
    whole, part = figures(included=False).last_day, figures(included=False, hours=6)
    assert whole is not None
    assert (whole.first, whole.last, whole.days) == (TODAY - DAY, TODAY - DAY, 1)
    assert whole.amount == 24 * ENERGY
    assert part.last_day is not None
    assert part.last_day.last == TODAY - 2 * DAY
    assert part.month is not None
    # What the month has come to is what its statistic holds; that one day is not all of it is said.
    assert part.month.amount == (24 + 6) * ENERGY
    assert (part.month.last, part.month.days) == (TODAY - DAY, 1)


def test_days_that_are_estimates_are_counted_where_they_have_a_cost() -> None:
    whole, with_hole = figures(included=True).bill, figures(included=True, holes=1).bill
    assert whole is not None
    assert with_hole is not None
    assert (whole.estimated_days, with_hole.estimated_days) == (2, 1)
    # Of a day that is priced in part nothing is counted.
    part = figures(included=True, holes=8, hours=6).bill
    assert part is not None
    assert (part.days, part.estimated_days) == (1, 1)


def test_without_a_day_to_begin_with_there_is_no_bill() -> None:
    assert figures(included=True, since=None).bill is None


def test_a_bill_that_begins_tomorrow_knows_nothing_yet() -> None:
    assert figures(included=True, since=TODAY + timedelta(days=1)).bill is None


def test_of_a_meter_without_a_cost_nothing_is_known() -> None:
    nothing = cost_figures(
        Series(),
        Series(),
        use=Series(),
        estimated=(),
        standing_included=True,
        bill_since=SINCE,
        today=TODAY,
    )
    assert nothing == CostFigures(
        last_day=None, month=None, previous_month=None, year=None, bill=None
    )
