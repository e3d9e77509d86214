"""Costs are kept up to date day by day: only what may have changed is worked out, and always as if from the beginning."""

from datetime import date

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.grandlyon_energy.metering.tariff.dated import Timeline
from custom_components.grandlyon_energy.metering.tariff.options import (
    CLASSES,
    Colour,
    ElectricityTariff,
    PriceClass,
    TariffOption,
)
from custom_components.grandlyon_energy.metering.tariff.standing import (
    Per,
    StandingCharge,
)
from custom_components.grandlyon_energy.metering.tariff.windows import (
    OffPeakCalendar,
    OffPeakWindows,
)
from custom_components.grandlyon_energy.pricing.settings import ElectricityPrices

from ..effort import THOROUGH
from .points import Point, ago

NIGHT = OffPeakWindows(valid_from=date(2020, 1, 1), intervals=((22 * 60 + 30, 390),))
FREE = StandingCharge(micro_eur=0, per=Per.YEAR)


def tariff(
    option: TariffOption,
    valid_from: date,
    *prices: int,
    standing: StandingCharge = FREE,
) -> ElectricityTariff:
    return ElectricityTariff(
        valid_from=valid_from,
        option=option,
        prices=dict(zip(CLASSES[option], prices, strict=True)),
        standing=standing,
    )


SPLIT = tariff(TariffOption.PEAK_OFF_PEAK, date(2020, 1, 1), 300_000, 100_000)
BASE = tariff(TariffOption.BASE, date(2020, 1, 1), 200_000)
TEMPO = tariff(TariffOption.TEMPO, date(2020, 1, 1), *range(100_000, 700_000, 100_000))


def prices(*tariffs: ElectricityTariff) -> ElectricityPrices:
    return ElectricityPrices(
        tariffs=Timeline(tariffs), windows=OffPeakCalendar([NIGHT])
    )


def test_without_any_tariff_only_what_others_told_is_taken_back() -> None:
    point = Point(prices())
    for n in range(1, 6):
        point.exact(ago(n), [400] * 48)
    assert point.follow() == []

    point.pricing.set_prices(prices(BASE))
    days = point.follow()
    assert days == [ago(n) for n in range(5, 0, -1)]
    assert all(point.rows["cost"][day] for day in days)

    point.pricing.set_prices(prices())
    assert point.follow() == days
    assert point.rows["cost"] == {}
    assert point.follow() == []


def test_only_the_day_that_changed_is_worked_out() -> None:
    point = Point(prices(SPLIT))
    for n in range(1, 6):
        point.exact(ago(n), [400] * 48)
    assert point.follow() == [ago(n) for n in range(5, 0, -1)]
    assert point.follow() == []

    point.exact(ago(3), [400] * 44 + [900] * 4)

    assert point.follow() == [ago(3)]


def test_half_hours_that_leave_their_hours_as_they_are_may_cost_something_else() -> (
    None
):
    # 22:00 to 22:30 is peak, 22:30 to 23:00 is not.
    point = Point(prices(SPLIT))
    point.exact(ago(1), [400] * 44 + [1000, 0] + [400] * 2)
    point.follow()
    before = point.total("consumption_peak", ago(1))

    point.curve(ago(1), [400] * 44 + [0, 1000] + [400] * 2)
    point.follow()

    assert point.total("consumption_peak", ago(1)) == before - 500_000


def test_a_colour_that_becomes_known_prices_from_six_to_six() -> None:
    point = Point(prices(TEMPO))
    for n in range(1, 5):
        point.exact(ago(n), [400] * 48)
    point.follow()
    assert not point.rows["cost"]

    point.ledger.see_colour(ago(3), Colour.RED)

    assert point.follow() == [ago(3), ago(2)]
    hours = {day: len(rows) for day, rows in point.rows["cost"].items()}
    assert hours == {ago(3): 18, ago(2): 6}
    assert {key for key, rows in point.rows.items() if rows} == {
        "cost",
        "standing_charge",
        *(
            f"{what}_red_{part}"
            for what in ("cost", "consumption")
            for part in ("peak", "off_peak")
        ),
    }


def test_the_standing_charge_is_due_on_days_that_are_holes_and_not_after_the_newest() -> (
    None
):
    charge = StandingCharge(micro_eur=365_000_000, per=Per.YEAR)
    dear = tariff(TariffOption.BASE, date(2020, 1, 1), 200_000, standing=charge)
    point = Point(prices(dear))
    point.exact(ago(5), [400] * 48)
    point.exact(ago(2), [400] * 48)
    point.follow()

    assert {day: point.total("standing_charge", day) for day in map(ago, range(7))} == {
        ago(n): 10**12 if 2 <= n <= 5 else 0 for n in range(7)
    }
    assert point.rows["cost"].keys() == {ago(5), ago(2)}

    point.exact(ago(1), [400] * 48)

    assert point.follow() == [ago(1)]


class TestHabits:
    """A day of which only the total is known is split by what the home does on its exact days."""

    def known(self, point: Point, *, days: int = 38) -> None:
        # Off-peak, from 22:30 to 06:30, is 10 % of the day.
        watts = [200] * 13 + [900] * 32 + [200] * 3
        assert sum(watts[:13] + watts[45:]) * 9 == sum(watts[13:45])
        for n in range(1, days + 1):
            point.exact(ago(n), watts)

    @pytest.mark.parametrize("days", [27, 28])
    def test_they_count_from_28_exact_days_on(self, days: int) -> None:
        point = Point(prices(SPLIT))
        self.known(point, days=days)
        point.energy(ago(60), 24_000)
        point.ledger.set_uses_habits(True)
        point.follow()

        share = point.total("consumption_off_peak", ago(60)) / 24_000_000
        assert share == pytest.approx(0.1 if days == 28 else 1 / 3, abs=1e-5)
        assert point.pricing.estimated == {ago(60)}

    def test_until_the_history_is_read_days_are_split_evenly(self) -> None:
        point = Point(prices(SPLIT))
        self.known(point)
        point.energy(ago(60), 24_000)
        point.follow()
        evenly = point.total("consumption_off_peak", ago(60))
        assert evenly == pytest.approx(8_000_000, abs=24)

        point.ledger.set_uses_habits(True)

        assert point.follow() == [ago(60)]
        assert point.total("consumption_off_peak", ago(60)) < evenly

    def test_new_days_do_not_change_what_days_long_ago_cost(self) -> None:
        point = Point(prices(SPLIT))
        self.known(point)
        point.energy(ago(60), 24_000)
        point.ledger.set_uses_habits(True)
        point.follow()
        point.exact(ago(0), [100] * 24 + [900] * 24)

        assert point.follow() == [ago(0)]

    def test_a_day_that_gets_its_half_hours_is_no_estimate_any_more(self) -> None:
        point = Point(prices(SPLIT))
        self.known(point)
        point.energy(ago(60), 9_600)
        point.ledger.set_uses_habits(True)
        point.follow()

        point.curve(ago(60), [400] * 48)
        point.follow()

        assert point.pricing.estimated == set()
        assert point.total("consumption_off_peak", ago(60)) == 3_200_000


type Change = tuple[str, int, int]
"""What happens, to which day, and how much."""

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["energy", "curve", "exact", "tariffs", "colour", "habits"]),
        st.integers(0, 60),
        st.integers(0, 4000),
    ),
    min_size=1,
    max_size=12,
)
CHOICES = (
    (),
    (BASE,),
    (SPLIT,),
    (TEMPO,),
    (BASE, tariff(TariffOption.PEAK_OFF_PEAK, ago(20), 250_000, 150_000)),
    (TEMPO, tariff(TariffOption.BASE, ago(30), 190_000)),
)


@settings(max_examples=100 if THOROUGH else 15, deadline=None)
@given(CHANGES)
def test_whatever_happens_in_whatever_order_it_is_as_if_from_the_beginning(
    changes: list[Change],
) -> None:
    point = Point(prices(SPLIT))
    for n in range(1, 41):
        point.exact(ago(n), [300 + n, 500 - n] * 24)
    for what, number, amount in changes:
        day = ago(number)
        match what:
            case "energy":
                point.energy(day, amount * 10)
            case "curve":
                point.curve(day, [amount, 4000 - amount] * 12)
            case "exact":
                point.exact(day, [amount // 2 * 2, 200] * 24)
            case "tariffs":
                point.pricing.set_prices(prices(*CHOICES[amount % len(CHOICES)]))
            case "colour":
                point.ledger.see_colour(day, list(Colour)[amount % 3])
            case _:
                point.ledger.set_uses_habits(True)
        point.follow()

    assert {key: rows for key, rows in point.rows.items() if rows} == point.anew()
    for name in (PriceClass.PEAK, PriceClass.OFF_PEAK):
        assert all(
            amount >= 0
            for rows in point.rows.get(f"consumption_{name}", {}).values()
            for _, amount in rows
        )
