"""What holds from one day on until the next of its kind begins."""

from datetime import date
from itertools import permutations

import pytest

from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.options import (
    ElectricityTariff,
    PriceClass,
    TariffOption,
)

from .made import FREE, OFF_PEAK, PEAK, base, peak_off_peak

OLD = base(201_600, since=date(2025, 2, 1))
NEW = base(194_000, since=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 1, 31), None),
        (date(2025, 2, 1), OLD),
        (date(2026, 1, 31), OLD),
        (date(2026, 2, 1), NEW),
        (date(2050, 1, 1), NEW),
    ],
)
def test_a_tariff_holds_from_its_day_until_the_next_one(
    day: date, holds: ElectricityTariff | None
) -> None:
    assert Timeline([NEW, OLD]).on(day) == holds


def test_items_are_in_order_of_time_and_the_first_day_is_theirs() -> None:
    timeline = Timeline([NEW, OLD])

    assert timeline.items == (OLD, NEW)
    assert timeline.first_day == date(2025, 2, 1)


def test_without_tariffs_nothing_holds() -> None:
    nothing = Timeline[ElectricityTariff](())

    assert nothing.on(date(2026, 1, 1)) is None
    assert nothing.first_day is None
    assert nothing.items == ()


def test_of_tariffs_of_one_day_the_same_holds_in_whatever_order_they_are_given() -> (
    None
):
    day = date(2026, 2, 1)
    rivals = [NEW, base(210_000, since=day), peak_off_peak(206_500, 157_900, since=day)]

    held = [Timeline(order).on(day) for order in permutations([OLD, *rivals])]

    assert held[0] in rivals
    assert all(one == held[0] for one in held)


def test_the_order_in_which_prices_are_written_does_not_matter() -> None:
    def written(*prices: tuple[PriceClass, int]) -> ElectricityTariff:
        return ElectricityTariff(
            valid_from=date(2026, 2, 1),
            option=TariffOption.PEAK_OFF_PEAK,
            prices=dict(prices),
            standing=FREE,
        )

    one = written((PEAK, 3), (OFF_PEAK, 2))
    same = written((OFF_PEAK, 2), (PEAK, 3))

    assert Timeline([one, same]).on(date(2026, 3, 1)) == one
