"""Whatever happens in between, costs come to be those of the readings and tariffs, without a row too many or a false card."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.coordinator.electricity import (
    ElectricityCoordinator,
)
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.pricing.electricity import ElectricityPricing
from custom_components.grandlyon_energy.pricing.water import WaterPricing
from custom_components.grandlyon_energy.statistics.queue import WriteQueue

from ..conftest import NOW
from ..emulator import Emulator, Home
from ..homes import electricity_files, home_entry, later, settled, start
from ..statistics.ranged_clear import allow_ranged_clear
from .conftest import ReadRows, ago, by_day
from .tariffs import add, base, edit, peak_off_peak, remove, tempo, water, windows
from .test_following import assert_costs, assert_no_step

pytestmark = pytest.mark.usefixtures("recorder_mock", "enable_custom_integrations")


@pytest.fixture
async def electricity(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
) -> MockConfigEntry:
    """Electricity alone; of one day nothing is published, of another no half-hours."""
    for hidden in (home.electricity.without_energy, home.electricity.without_curve):
        hidden.add(ago(20))
    home.electricity.without_curve.add(ago(9))
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    return entry


async def restarted(
    hass: HomeAssistant, entry: MockConfigEntry, meanwhile: Callable[[], Any]
) -> None:
    """Have something happen while the home is not loaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    meanwhile()
    await hass.config_entries.async_setup(entry.entry_id)
    await settled(hass, entry)


async def test_a_day_that_is_not_worked_out_yet_stays_in_the_journal(
    hass: HomeAssistant, home: Home, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    """Half-hours come while a long edit is worked out, the writer comes by, and Home Assistant is killed."""
    kept = base(ago(60), 0.2)
    await add(hass, electricity, kept)
    home.electricity.without_curve.discard(ago(9))
    working, go_on = asyncio.Event(), asyncio.Event()

    async def slow(coordinator: Any) -> None:
        working.set()
        await go_on.wait()

    costs = electricity.runtime_data.electricity.costs
    with (
        patch.object(type(costs), "async_try_to_finish", slow),
        patch.object(WriteQueue, "_async_write", lambda _: asyncio.sleep(0)),
    ):
        reading = hass.async_create_task(
            hass.services.async_call(
                DOMAIN,
                "fetch",
                {
                    "config_entry_id": electricity.entry_id,
                    "start_date": ago(9),
                    "end_date": ago(9),
                },
                blocking=True,
            )
        )
        await working.wait()
        await hass.config_entries.async_unload(electricity.entry_id)
        go_on.set()
        await asyncio.wait([reading])
        reading.exception()
    await hass.config_entries.async_setup(electricity.entry_id)
    await settled(hass, electricity)

    await assert_costs(rows_of, 0.2)
    assert not electricity.runtime_data.queue.repaired


async def test_the_writer_waits_for_costs_that_are_being_worked_out(
    hass: HomeAssistant, home: Home, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    await add(hass, electricity, base(ago(60), 0.2))
    coordinator = electricity.runtime_data.electricity
    statistic = next(each for each in coordinator.statistics if each.key == "cost")
    before = await rows_of("cost")
    open_days = {ago(9)}
    finished = 0

    class Working:
        """Costs of which one day is not worked out until the writer has asked twice."""

        async def async_finish(self) -> None:
            nonlocal finished
            finished += 1
            if finished == 2:
                open_days.clear()

        def open_days(self) -> set[Any]:
            return open_days

    statistic.working_out = Working()
    statistic.mark_pending({ago(9), ago(8)})
    coordinator.statistics[0].store.ledger.touch_state()
    electricity.runtime_data.queue.request()
    await settled(hass, electricity)

    assert finished == 2
    assert not statistic.state.pending
    assert await rows_of("cost") == before


async def test_the_charge_of_a_hole_goes_with_its_tariff(
    hass: HomeAssistant, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    kept = base(ago(60), 0.2, standing=365.0)
    await add(hass, electricity, kept)
    assert ago(20) not in by_day(await rows_of("cost"))
    assert by_day(await rows_of("standing_charge"))[ago(20)] == pytest.approx(1)

    await restarted(
        hass,
        electricity,
        lambda: hass.config_entries.async_remove_subentry(
            electricity, kept.subentry_id
        ),
    )

    assert await rows_of("standing_charge") == await rows_of("cost") == []


async def test_an_edit_that_is_killed_before_anything_is_written_leaves_no_row(
    hass: HomeAssistant, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    kept = base(ago(60), 0.2, standing=365.0)
    await add(hass, electricity, kept)

    async def never(self: WriteQueue) -> None:
        """Home Assistant ends before."""

    with patch.object(WriteQueue, "_async_write", never):
        await edit(hass, electricity, kept, valid_from=ago(10).isoformat())
        await hass.config_entries.async_unload(electricity.entry_id)
    await hass.config_entries.async_setup(electricity.entry_id)
    await settled(hass, electricity)

    for what in ("cost", "standing_charge"):
        assert min(by_day(await rows_of(what))) == ago(10)
        assert_no_step(await rows_of(what))
    assert not electricity.runtime_data.queue.repaired


async def test_an_earlier_tariff_that_came_while_the_home_was_not_loaded(
    hass: HomeAssistant, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    await add(hass, electricity, base(ago(10), 0.2))

    await restarted(
        hass,
        electricity,
        lambda: hass.config_entries.async_add_subentry(electricity, base(ago(30), 0.4)),
    )

    assert min(by_day(await rows_of("cost"))) == ago(30)
    assert_no_step(await rows_of("cost"))
    assert not electricity.runtime_data.queue.repaired


async def test_costs_of_water_move_with_the_day_that_an_index_closes(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry, water_rows_of: ReadRows
) -> None:
    await add(hass, entry, water(home.contracts[0], ago(400), [(None, 3.0)]))

    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "water_attribution": "same_day"}
    )
    await hass.async_block_till_done()
    await settled(hass, entry)

    volumes = by_day(await water_rows_of("water"))
    assert by_day(await water_rows_of("cost")) == pytest.approx(
        {day: litres * 0.003 for day, litres in volumes.items()}
    )


async def test_a_home_that_is_added_again_has_no_cost_before_its_first_tariff(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    rows_of: ReadRows,
) -> None:
    await add(hass, entry, base(ago(60), 0.2))
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    again = home_entry(emulator, home)
    await start(hass, again)
    await settled(hass, again)

    await add(hass, again, base(ago(20), 0.3))

    await assert_costs(rows_of, 0.3, first=20)
    assert min(by_day(await rows_of("cost"))) == ago(20)


async def test_the_charge_that_a_former_life_had_for_a_hole_goes_as_well(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    electricity: MockConfigEntry,
    rows_of: ReadRows,
) -> None:
    await add(hass, electricity, base(ago(60), 0.2, standing=365.0))
    assert ago(20) in by_day(await rows_of("standing_charge"))
    await hass.config_entries.async_remove(electricity.entry_id)
    await hass.async_block_till_done()
    again = home_entry(emulator, home, water=None)
    await start(hass, again)
    await settled(hass, again)

    await add(hass, again, base(ago(10), 0.3, standing=365.0))

    assert min(by_day(await rows_of("standing_charge"))) == ago(10)


async def test_a_later_tariff_and_a_damaged_state_at_once(
    hass: HomeAssistant, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    kept = base(ago(60), 0.2)
    await add(hass, electricity, kept)

    def damage() -> None:
        (electricity_files(hass, electricity) / "state.json").write_text("{")
        hass.config_entries.async_remove_subentry(electricity, kept.subentry_id)
        hass.config_entries.async_add_subentry(electricity, base(ago(15), 0.2))

    await restarted(hass, electricity, damage)

    assert min(by_day(await rows_of("cost"))) == ago(15)


async def test_a_tariff_that_is_added_while_the_first_history_is_read(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
) -> None:
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    entry.add_to_hass(hass)
    refresh = ElectricityCoordinator.async_refresh
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow(coordinator: ElectricityCoordinator) -> None:
        inside.set()
        await go_on.wait()
        await refresh(coordinator)

    with patch.object(ElectricityCoordinator, "async_refresh", slow):
        set_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
        await inside.wait()
        hass.config_entries.async_add_subentry(entry, base(ago(60), 0.2))
        go_on.set()
        await set_up
    await hass.async_block_till_done()
    await settled(hass, entry)

    await assert_costs(rows_of, 0.2)


async def test_colours_outlive_a_damaged_state_and_so_do_their_costs(
    hass: HomeAssistant, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    names = [f"{c}_{p}" for c in ("blue", "white", "red") for p in ("peak", "off_peak")]
    hass.config_entries.async_update_entry(
        electricity, options={**electricity.options, "tempo_entity": "sensor.colour"}
    )
    hass.states.async_set("sensor.colour", "Bleu")
    await add(
        hass, electricity, base(ago(60), 0.2), tempo(ago(5), dict.fromkeys(names, 0.3))
    )
    ledger = electricity.runtime_data.electricity.ledger
    for number in range(7):
        ledger.see_colour(ago(number), ledger.colours[ago(0)])
    electricity.runtime_data.electricity.costs.follow_soon()
    await hass.async_block_till_done(wait_background_tasks=False)
    await settled(hass, electricity)
    await restarted(hass, electricity, lambda: None)
    before = by_day(await rows_of("cost"))
    assert ago(3) in before

    await restarted(
        hass,
        electricity,
        lambda: (electricity_files(hass, electricity) / "state.json").write_text("{"),
    )

    assert by_day(await rows_of("cost")) == before


async def test_costs_that_cannot_be_worked_out_keep_no_reading_from_coming(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await add(hass, entry, base(ago(60), 0.2))

    def fails(*_: Any) -> None:
        raise KeyError(home.point_id)

    with patch.object(ElectricityPricing, "priced", fails):
        await later(hass, emulator, freezer, entry, days=1)

    ledger = entry.runtime_data.electricity.ledger
    assert ledger.newest_energy_day == ledger.newest_maximum_day == ago(0)
    assert entry.runtime_data.electricity.last_update_success
    assert "Unexpected KeyError" in caplog.text
    errors = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert errors
    assert not [each for each in errors if home.point_id in each]
    assert ago(0) in by_day(await rows_of("consumption"))

    await later(hass, emulator, freezer, entry, hours=2)

    await assert_costs(rows_of, 0.2)


async def test_an_edit_of_one_meter_leaves_the_other_alone(
    hass: HomeAssistant, home: Home, entry: MockConfigEntry
) -> None:
    kept = water(home.contracts[0], ago(400), [(None, 3.0)])
    await add(hass, entry, base(ago(60), 0.2), kept)
    priced: list[int] = []
    price = ElectricityPricing.price

    def counted(pricing: ElectricityPricing, days: Any) -> Any:
        days = list(days)
        priced.append(len(days))
        return price(pricing, days)

    with patch.object(ElectricityPricing, "price", counted):
        await edit(hass, entry, kept, price_of_all=0.1)
        await remove(hass, entry, kept)

    assert not sum(priced)


async def test_the_price_of_water_changes_at_midnight_without_a_poll(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    contract = home.contracts[0]
    await add(
        hass,
        entry,
        water(contract, ago(400), [(None, 3.0)]),
        water(contract, ago(-1), [(None, 5.0)]),
    )

    def price() -> list[str]:
        return [
            state.state
            for state in hass.states.async_all("sensor")
            if state.attributes.get("unit_of_measurement") == "EUR/m³"
        ]

    assert price() == ["3.0"]
    to_midnight = day_start(ago(-1)) - NOW
    await later(hass, emulator, freezer, entry, seconds=to_midnight.total_seconds())
    polled = entry.runtime_data.water.polled_at
    await later(hass, emulator, freezer, entry, minutes=1)

    assert price() == ["5.0"]
    assert entry.runtime_data.water.polled_at == polled
    assert entry.runtime_data.water.next_poll > day_start(ago(-1)) + timedelta(hours=1)


def broken(*_: Any) -> Any:
    raise KeyError("price")


async def test_costs_that_cannot_be_worked_out_keep_no_home_from_starting(
    hass: HomeAssistant, electricity: MockConfigEntry, rows_of: ReadRows
) -> None:
    await add(hass, electricity, base(ago(60), 0.2))
    before = await rows_of("cost")

    with patch.object(ElectricityPricing, "priced", broken):
        await restarted(hass, electricity, lambda: None)
        assert electricity.state is ConfigEntryState.LOADED
        assert await rows_of("cost") == before
    await restarted(hass, electricity, lambda: None)

    assert await rows_of("cost") == before
    await edit(
        hass,
        electricity,
        next(iter(electricity.subentries.values())),
        prices={"base": 0.3},
    )
    await assert_costs(rows_of, 0.3)


async def test_costs_of_water_that_cannot_be_worked_out_keep_no_volume_from_coming(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    water_rows_of: ReadRows,
) -> None:
    await add(hass, entry, water(home.contracts[0], ago(400), [(None, 3.0)]))
    before = len(await water_rows_of("water"))

    with patch.object(WaterPricing, "rows", broken):
        await later(hass, emulator, freezer, entry, days=1)

    assert entry.runtime_data.water.last_update_success
    assert len(await water_rows_of("water")) > before
    # A later version may be able to.
    await restarted(hass, entry, lambda: None)
    volumes = by_day(await water_rows_of("water"))
    assert by_day(await water_rows_of("cost")) == pytest.approx(
        {day: litres * 0.003 for day, litres in volumes.items()}
    )
    assert not entry.runtime_data.queue.repaired


async def test_a_failure_is_told_once_however_often_writing_is_tried(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await add(
        hass, entry, windows(ago(60), "22:30-06:30"), peak_off_peak(ago(60), 0.3, 0.1)
    )
    caplog.clear()
    with patch.object(ElectricityPricing, "price", broken):
        await later(hass, emulator, freezer, entry, days=1)
        for _ in range(4):
            entry.runtime_data.queue.request()
            await settled(hass, entry)

    errors = [each for each in caplog.records if each.levelname == "ERROR"]
    assert len(errors) == 1


@pytest.fixture(params=["row by row", "as a whole"])
def removal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a core can remove rows."""
    if request.param == "row by row":
        allow_ranged_clear(monkeypatch)


@pytest.mark.usefixtures("removal")
async def test_days_that_come_before_the_first_one_lose_what_a_former_life_left(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    entry: MockConfigEntry,
    rows_of: ReadRows,
) -> None:
    await add(hass, entry, base(ago(60), 0.2))
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    meter = home.electricity
    late = {ago(n) for n in range(30, 45)}
    published = (meter.without_energy, meter.without_curve, meter.without_maximum_power)
    for hidden in published:
        hidden.update(late)
    again = home_entry(emulator, home)
    await start(hass, again)
    await settled(hass, again)
    await add(hass, again, base(ago(20), 0.3))
    for hidden in published:
        hidden.difference_update(late)

    await hass.services.async_call(
        DOMAIN,
        "fetch",
        {
            "config_entry_id": again.entry_id,
            "start_date": ago(40),
            "end_date": ago(29),
        },
        blocking=True,
    )
    await settled(hass, again)

    assert_no_step(await rows_of("cost"))
    await assert_costs(rows_of, 0.3, first=20)


@pytest.mark.usefixtures("removal")
async def test_the_charge_ends_with_the_newest_day_that_is_known(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    freezer: FrozenDateTimeFactory,
    rows_of: ReadRows,
) -> None:
    """The newest day turns out to be impossible, and the days before it are holes."""
    holes = {ago(n) for n in (2, 3, 4)}
    home.electricity.without_energy |= holes
    home.electricity.without_curve |= holes | {ago(1)}
    freezer.move_to(NOW)
    entry = home_entry(emulator, home, water=None)
    await start(hass, entry)
    await settled(hass, entry)
    await add(hass, entry, base(ago(60), 0.2, standing=365.0))
    assert max(by_day(await rows_of("standing_charge"))) == ago(1)

    home.correct_energy(ago(1), -5, curve=False)
    await later(hass, emulator, freezer, entry, hours=2)

    assert max(by_day(await rows_of("consumption"))) == ago(5)
    assert max(by_day(await rows_of("standing_charge"))) == ago(5)
    await restarted(hass, entry, lambda: None)
    assert max(by_day(await rows_of("standing_charge"))) == ago(5)
