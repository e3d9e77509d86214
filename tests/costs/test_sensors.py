"""What the entities show of costs and prices, and when they come."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.grandlyon_energy.metering.calendar import PARIS, day_start

from ..conftest import TODAY
from ..emulator import Home
from ..entities.shown import states, values
from ..homes import settled
from .conftest import ReadRows, ago, by_day
from .tariffs import (
    add,
    base,
    calendar,
    edit,
    peak_off_peak,
    remove,
    tempo,
    water,
    windows,
)

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")

COSTS = {"cost_last_day", "cost_month", "cost_previous_month", "cost_year"}


def shown(hass: HomeAssistant, entry: MockConfigEntry, service: str) -> set[str]:
    """What is shown of a service's costs."""
    return {
        key.partition(".")[2]
        for key in values(hass, entry)
        if key.startswith(f"{service}.")
        and ("cost" in key or "price" in key or "bill" in key)
    }


async def set_clock(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    hour: int,
    minute: int = 0,
    *,
    days: int = 0,
) -> None:
    """Let it be a time of the local clock, so many days from today, and what that starts be done."""
    day = TODAY + timedelta(days=days)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
    freezer.move_to(local.astimezone(UTC))
    async_fire_time_changed(hass, local.astimezone(UTC) + timedelta(seconds=1))
    await hass.async_block_till_done()
    await settled(hass, entry)


async def test_they_come_with_the_first_tariff_of_their_meter(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry
) -> None:
    assert shown(hass, entry, "electricity") == shown(hass, entry, "water") == set()

    await add(hass, entry, base(ago(60), 0.2))

    assert shown(hass, entry, "electricity") == {*COSTS, "electricity_price_now"}
    assert shown(hass, entry, "water") == set()

    await add(hass, entry, water(home.contracts[0], ago(60), [(None, 3.0)]))

    assert shown(hass, entry, "water") == {*COSTS, "water_price_now"}


async def test_they_show_what_the_statistic_has(
    hass: HomeAssistant, entry: MockConfigEntry, rows_of: ReadRows
) -> None:
    await add(hass, entry, base(ago(60), 0.2, standing=100.0))

    days = by_day(await rows_of("cost"))
    told = states(hass, entry)
    month = {day: cost for day, cost in days.items() if day >= TODAY.replace(day=1)}
    assert float(told["electricity.cost_last_day"].state) == pytest.approx(
        days[ago(1)], abs=1e-6
    )
    this_month = told["electricity.cost_month"]
    assert float(this_month.state) == pytest.approx(sum(month.values()), abs=1e-6)
    assert this_month.attributes["first_day"] == min(month).isoformat()
    assert this_month.attributes["last_day"] == ago(1).isoformat()
    assert this_month.attributes["days"] == len(month)
    assert this_month.attributes["unit_of_measurement"] == "EUR"
    assert "state_class" not in this_month.attributes
    assert float(told["electricity.cost_year"].state) == pytest.approx(
        sum(days.values()), abs=1e-6
    )


async def test_without_any_tariff_left_nothing_is_known(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    kept = base(ago(60), 0.2)
    await add(hass, entry, kept)

    await remove(hass, entry, kept)

    now = values(hass, entry)
    assert {now[f"electricity.{key}"] for key in COSTS} == {STATE_UNKNOWN}
    assert now["electricity.electricity_price_now"] == STATE_UNKNOWN


@pytest.mark.parametrize("included", [True, False])
async def test_the_bill_counts_from_the_day_that_the_user_set_and_has_every_charge(
    hass: HomeAssistant,
    home: Home,
    entry: MockConfigEntry,
    rows_of: ReadRows,
    water_rows_of: ReadRows,
    included: bool,
) -> None:
    await add(
        hass,
        entry,
        base(ago(60), 0.2, standing=365.0),
        water(home.contracts[0], ago(400), [(None, 3.0)], standing=730.0),
    )

    hass.config_entries.async_update_entry(
        entry,
        options={
            **entry.options,
            "electricity_bill_since": ago(10).isoformat(),
            "water_bill_since": ago(12).isoformat(),
            "electricity_standing_charge_included": included,
            "water_standing_charge_included": included,
        },
    )
    await hass.async_block_till_done()
    await settled(hass, entry)

    told = states(hass, entry)
    energy = by_day(await rows_of("consumption"))
    bill = told["electricity.bill_so_far"]
    assert float(bill.state) == pytest.approx(
        sum(kwh * 0.2 + 1 for day, kwh in energy.items() if day >= ago(10)), abs=1e-6
    )
    assert bill.attributes["first_day"] == ago(10).isoformat()
    used = by_day(await water_rows_of("water"))
    assert float(told["water.bill_so_far"].state) == pytest.approx(
        sum(litres * 0.003 + 2 for day, litres in used.items() if day >= ago(12)),
        abs=1e-6,
    )


async def test_the_price_now_follows_the_clock_the_tariffs_and_nothing_else(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    kept = peak_off_peak(ago(60), 0.27, 0.18)
    await add(hass, entry, kept, windows(ago(60), "22:30-06:30, 12:00-14:00"))

    def price() -> tuple[str, Any]:
        state = states(hass, entry)["electricity.electricity_price_now"]
        return state.state, state.attributes.get("price_class")

    for hour, minute, expected in (
        (10, 31, ("0.27", "peak")),
        (12, 0, ("0.18", "off_peak")),
        (14, 0, ("0.27", "peak")),
        (22, 30, ("0.18", "off_peak")),
    ):
        await set_clock(hass, entry, freezer, hour, minute)
        assert price() == expected
    until = states(hass, entry)["electricity.electricity_price_now"].attributes["until"]
    assert datetime.fromisoformat(until).astimezone(PARIS).strftime("%d %H:%M") == (
        f"{ago(-1).day:02} 06:30"
    )

    await edit(hass, entry, kept, prices={"peak": 0.27, "off_peak": 0.19})

    assert price() == ("0.19", "off_peak")

    # These windows say nothing of a day that is known.
    await add(hass, entry, windows(ago(0), "12:00-14:00"))

    assert price() == ("0.27", "peak")


async def test_a_price_that_begins_tomorrow_holds_from_midnight_on(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await add(hass, entry, base(ago(60), 0.2), base(ago(-1), 0.3))
    price = "electricity.electricity_price_now"
    state = states(hass, entry)[price]
    assert state.state == "0.2"
    assert datetime.fromisoformat(state.attributes["until"]) == day_start(ago(-1))

    await set_clock(hass, entry, freezer, 0, days=1)

    state = states(hass, entry)[price]
    assert state.state == "0.3"
    assert state.attributes["until"] is None


async def test_a_price_of_tempo_is_known_where_the_colour_is(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    prices = {
        f"{colour}_{part}": 0.1 * n + (0.05 if part == "peak" else 0)
        for n, colour in enumerate(("blue", "white", "red"), start=1)
        for part in ("peak", "off_peak")
    }
    await add(hass, entry, tempo(ago(60), prices), calendar({ago(0): "red"}))
    price = "electricity.electricity_price_now"

    assert float(values(hass, entry)[price]) == pytest.approx(0.35)
    await set_clock(hass, entry, freezer, 22, 0)
    assert float(values(hass, entry)[price]) == pytest.approx(0.3)
    # Nobody has told the colour of tomorrow.
    await set_clock(hass, entry, freezer, 6, days=1)
    assert values(hass, entry)[price] == STATE_UNKNOWN


async def test_the_price_of_water_is_that_of_the_tier_that_the_year_has_come_to(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, water_rows_of: ReadRows
) -> None:
    used = sum(by_day(await water_rows_of("water")).values()) / 1000
    assert used > 2
    tiers: list[tuple[int | None, float]] = [(1, 0.0), (1000, 2.0), (None, 9.0)]

    await add(hass, entry, water(home.contracts[0], ago(400), tiers, of_all=1.5))

    price = states(hass, entry)["water.water_price_now"]
    assert price.state == "3.5"
    assert price.attributes["unit_of_measurement"] == "EUR/m³"


async def test_the_advised_power_is_the_smallest_that_would_have_done(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    told = states(hass, entry)
    highest = float(told["electricity.maximum_power_12_months"].state)
    advised = float(told["electricity.advised_power"].state)
    assert highest <= advised < highest + 3000
    assert advised in {3000, 6000, 9000, 12000}


async def test_no_price_is_unavailable_while_a_service_is_away(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add(hass, entry, base(ago(60), 0.2))
    assert STATE_UNAVAILABLE not in {
        state for key, state in values(hass, entry).items() if "price" in key
    }
