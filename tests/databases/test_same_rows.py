"""The same home lives on SQLite and then on this database, in one run: every column of every row is the same float.

A home of which only the first and the last weeks are known, so that a day 400 days back has rows, and all that is done
to it: its first import, a day that comes late, corrections, a tariff that comes, changes and goes, rows that somebody
else changed, an adoption, a day of the maximum that is another hour's, a service taken out and back.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import date, datetime, timedelta
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.metering.calendar import days_between

from ..adoption.foreign import hourly, write
from ..conftest import NOW, SQLITE, TODAY
from ..costs.tariffs import add, base, edit, peak_off_peak, remove, windows
from ..emulator import Emulator, Home
from ..homes import (
    CUSTOMER,
    PARTNER,
    Ways,
    assert_all_is_true,
    energy_id,
    home_entry,
    later,
    settled,
    start,
    water_id,
    without_defects,
)
from ..quick_recorder import quick_imports
from ..statistics.database import async_edit, change_amount, change_sums, delete, insert
from ..statistics.ranged_clear import allow_ranged_clear
from .table import Table, async_shown, async_table

AGES: Final = (402, 397, 6)
"""How many days ago the home begins, a hole begins, and a hole ends."""

OLD: Final = TODAY - timedelta(days=400)

type Shown = dict[str, list[Any]]
type States = dict[str, tuple[Table, Shown]]
"""By what was done last: what the database has, and what core shows of it."""


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def home_with_a_gap() -> Home:
    """A home that is old, but of which little is known."""
    began, hole, known_again = AGES
    home = without_defects(Home(seed=3, today=TODAY, commissioned=ago(began)))
    gap = set(days_between(ago(hole), ago(known_again)))
    meter = home.electricity
    meter.without_energy |= gap
    meter.without_maximum_power |= gap
    # Of the first days there are no half-hours, as of all days that are older than the services keep them.
    meter.without_curve |= set(days_between(ago(began), ago(known_again)))
    for water in home.water.values():
        water.first_day = ago(began)
    return home


@asynccontextmanager
async def core() -> AsyncIterator[HomeAssistant]:
    """A core of its own, which finds the integration."""
    async with async_test_home_assistant() as hass:
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        yield hass
        for entry in hass.config_entries.async_loaded_entries(DOMAIN):
            await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_stop(force=True)


async def act(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, **data: Any
) -> None:
    """Call an action, and wait until what it wants written is written."""
    await hass.services.async_call(
        DOMAIN, action, {"config_entry_id": entry.entry_id} | data, blocking=True
    )
    await settled(hass, entry)


async def live(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, ways: Ways
) -> States:
    """Let the home live; return what the database has after each step."""
    freezer.move_to(NOW)
    home = home_with_a_gap()
    emulator = Emulator(home)
    emulator.set_now(NOW)
    states: States = {}

    async def note(step: str) -> None:
        table = await async_table(hass)
        states[step] = (table, await async_shown(hass, sorted(table)))

    async with emulator.serve():
        entry = home_entry(emulator, home, ways=ways)
        assert await start(hass, entry)
        await settled(hass, entry)
        await assert_all_is_true(hass, emulator, home, ways=ways)
        await note("first import")

        first = base(ago(12), 0.2016, standing=151.2)
        second = peak_off_peak(ago(4), 0.27, 0.2068)
        await add(hass, entry, first, windows(ago(12), "22:30-6:30"), second)
        await note("tariffs")
        await edit(hass, entry, first, prices={"base": 0.1952})
        await note("another price of the older tariff")

        home.set_late(TODAY)
        await later(hass, emulator, freezer, entry, days=1)
        home.release(TODAY)
        await later(hass, emulator, freezer, entry, hours=4)
        await assert_all_is_true(hass, emulator, home, ways=ways)
        await note("a late day")

        home.correct_energy(OLD, home.true_day_wh(OLD) + 1237)
        await act(hass, entry, "fetch", start_date=str(OLD), end_date=str(OLD))
        await assert_all_is_true(hass, emulator, home, ways=ways)
        await note("a correction 400 days back")

        watts = list(home.electricity.half_hours_w(ago(5)))
        home.correct_energy(ago(5), home.true_day_wh(ago(5)))
        home.electricity.correct_curve(ago(5), watts[24:] + watts[:24])
        await act(hass, entry, "fetch", start_date=str(ago(6)), end_date=str(ago(4)))
        await assert_all_is_true(hass, emulator, home, ways=ways)
        await note("a maximum at another hour")

        await tamper(hass, entry)
        await note("somebody else's hand")
        await act(hass, entry, "rebuild_statistics")
        await assert_all_is_true(hass, emulator, home, ways=ways)
        await note("rebuilt")

        await write(
            hass, "linky:1", "Wh", hourly([ago(409), ago(50), ago(49)], 123.456)
        )
        await act(
            hass,
            entry,
            "adopt_statistics",
            from_statistic_id="linky:1",
            to_statistic_id=energy_id(home),
            preview=False,
        )
        await note("adopted")

        await remove(hass, entry, second)
        await note("a tariff gone")
        await remove(hass, entry, first)
        await note("all tariffs gone")

        for what in (energy_id(home), water_id(home, ways)):
            assert len(states["adopted"][0][what]) > 300
    return states


async def tamper(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Change, shift, delete and insert rows."""
    runtime = entry.runtime_data
    energy = runtime.electricity.energy
    await async_edit(hass, energy, change_amount(30, 5.25))
    await async_edit(hass, energy, change_sums(60, None, -0.1))
    await async_edit(hass, energy, delete(90, 7))
    maximum = runtime.electricity.maximum_power
    start_of = datetime.combine(ago(5), NOW.timetz())
    await async_edit(
        hass, maximum, insert(maximum.kind, start_of.replace(minute=0), 9.0, 0.0)
    )
    await async_edit(hass, runtime.water.meters[0].statistic, delete(200, 50))


@pytest.mark.parametrize(
    ("ways", "removal"),
    [(PARTNER, "as a whole"), (CUSTOMER, "row by row")],
    ids=["partner, rows removed as a whole", "customer, rows removed one by one"],
)
async def test_every_column_is_the_same_as_on_sqlite(
    async_test_recorder: Any,
    socket_enabled: None,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    recorder_db_url: str,
    recorder_config: dict[str, Any],
    ways: Ways,
    removal: str,
) -> None:
    if removal == "row by row":
        allow_ranged_clear(monkeypatch)
    lives = {}
    for url in (SQLITE, recorder_db_url):
        config = recorder_config | {"db_url": url}
        async with core() as hass, async_test_recorder(hass, config) as instance:
            assert (instance.dialect_name == "sqlite") == (url == SQLITE)
            # The same rows as by core's own code: test_quick_recorder.py.
            with quick_imports() if url == SQLITE else nullcontext():
                lives[url] = await live(hass, freezer, ways)

    expected, found = lives[SQLITE], lives[recorder_db_url]
    assert list(found) == list(expected)
    for step, (table, shown) in expected.items():
        assert found[step][0] == table, step
        assert found[step][1] == shown, step
