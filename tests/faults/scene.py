"""A home in a real core, its services and the time: what happens to them, and what is there then."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.grandlyon_energy.coordinator.base import AnyCoordinator
from tests.homes import (
    Ways,
    assert_all_is_true,
    contracts_of,
    energy_id,
    ledger_files,
    recorded,
    recorded_days,
    settled,
    start,
)

from .control import Asked, Control
from .stalls import stalls

EVENING: Final = datetime(2026, 12, 3, 20, 30, tzinfo=UTC)
"""Half past nine: every home has asked for the day before by then."""

GIVEN_UP: Final = timedelta(seconds=61)
"""Longer than any service is waited for."""

ELECTRICITY: Final = ("sge", "conso_api")

type Rows = dict[str, list[StatisticsRow]]


@dataclass(kw_only=True)
class Scene:
    """What the tests of this folder act on."""

    hass: HomeAssistant
    control: Control
    freezer: FrozenDateTimeFactory
    ways: Ways
    entry: MockConfigEntry
    longest_s: float = 0.0
    """How long the loop was held up at most, of all that was watched so far."""

    held_by: str = ""
    """By what."""

    _heard: int = 0

    # What happens.

    async def add(self, *, unheard: str | None = None) -> None:
        """Set the home up and wait until all that this starts is done; `unheard` as `later`."""
        await self._watch(start(self.hass, self.entry), unheard)

    async def later(
        self,
        *,
        unheard: str | None = None,
        patience: timedelta | None = None,
        clock: timedelta = timedelta(),
        **passed: float,
    ) -> None:
        """Let time pass for the home and its services alike, and wait until what that started is done.

        Args:
            unheard: The way whose service never answers: once the other one has, the time passes that it takes to
                give each call up.
            patience: What passes, again and again, while the home waits for something else that does not come.
            clock: By how much Home Assistant's clock is put forward first, or back; its timers do not go by it.
            passed: How much time.

        """
        await self.let_pass(timedelta(**passed), clock=clock)
        put_back = max(-clock, timedelta())
        async_fire_time_changed(self.hass, datetime.now(UTC) + put_back)
        await self._watch(self.hass.async_block_till_done(), unheard, patience)

    async def at_next_poll(self, way: str) -> None:
        """Let time pass until the service of a way is asked next."""
        moment = self.coordinator(way).next_poll
        assert moment is not None
        await self.later(seconds=(moment - datetime.now(UTC)).total_seconds() + 2)

    async def stop(self) -> None:
        """Unload the home."""
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)

    async def start_again(self, *, unheard: str | None = None) -> None:
        """Set the home up that was unloaded; `unheard` as `later`."""
        setting_up = self.hass.config_entries.async_setup(self.entry.entry_id)
        await self._watch(setting_up, unheard)

    async def let_pass(
        self, step: timedelta, *, clock: timedelta = timedelta()
    ) -> None:
        """Move the clocks, and that of Home Assistant by so much more; nobody is told."""
        await self.control.advance(step)
        self.freezer.tick(step + clock)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Measure how long the loop is held up."""
        with stalls() as found:
            yield
        if found.longest_s > self.longest_s:
            self.longest_s, self.held_by = found.longest_s, found.callback

    async def _watch(
        self,
        act: Coroutine[Any, Any, object],
        unheard: str | None,
        patience: timedelta | None = None,
    ) -> None:
        """Wait until something is done, and all that it started."""

        async def settle() -> None:
            await act
            await self.hass.async_block_till_done()
            await settled(self.hass, self.entry)

        async with self.watched():
            settling = asyncio.create_task(settle())
            if unheard is not None:
                await self._give_up(settling, unheard)
            if patience is not None:
                await self._be_patient(settling, patience)
            await settling

    async def _give_up(self, settling: asyncio.Task[None], way: str) -> None:
        """Let the time pass that each call to a silent service takes, once the other service has been heard."""
        began, given_up = datetime.now(UTC), 0
        while not settling.done():
            calls = await self.new_calls(forget=False)
            unheard = sum(call.outcome.startswith("fault:") for call in calls)
            if unheard > given_up and self._has_answered(self.other(way), began):
                given_up = unheard
                # Its half-hours may still be read.
                await self.coordinator(self.other(way)).async_wait_idle()
                await self.let_pass(GIVEN_UP)

    async def _be_patient(self, settling: asyncio.Task[None], step: timedelta) -> None:
        """Let time pass until something is done, once the services have been heard."""
        while not settling.done():
            await turns(20)
            for way in self.ways:
                await self.coordinator(way).async_wait_idle()
            await self.let_pass(step)

    def _has_answered(self, way: str, since: datetime) -> bool:
        """Return whether a poll of the service of a way has gone through since an instant."""
        if getattr(self.entry, "runtime_data", None) is None:
            return False
        polled_at = self.coordinator(way).polled_at
        return polled_at is not None and polled_at >= since

    # What is there.

    def coordinator(self, way: str) -> AnyCoordinator:
        """Return what asks the service of a way."""
        runtime = self.entry.runtime_data
        found: AnyCoordinator = (
            runtime.electricity if way in ELECTRICITY else runtime.water
        )
        return found

    def other(self, way: str) -> str:
        """Return the other way of the home."""
        [other] = set(self.ways) - {way}
        return other

    def ids(self, way: str) -> list[str]:
        """Return the statistics that a way's service is read for."""
        home = self.control.told.home
        if way in ELECTRICITY:
            return [energy_id(home), f"grandlyon_energy:{home.point_id}_max_power"]
        return [
            f"grandlyon_energy:{number.lower()}_water"
            for number in contracts_of(home, self.ways)
        ]

    async def rows(self, way: str) -> Rows:
        """Return every row that the recorder has of them."""
        return {each: await recorded(self.hass, each) for each in self.ids(way)}

    async def assert_true(self, way: str) -> None:
        """Compare every row of a service with the truth: none missing, none wrong, none too many."""
        told = self.control.told
        if way in ELECTRICITY:
            await assert_all_is_true(
                self.hass, told, told.home, ways=self.ways, water=False
            )
            return
        [statistic_id] = self.ids(way)
        assert await recorded_days(self.hass, statistic_id) == pytest.approx(
            self._true_days(way), abs=0.001
        )

    async def assert_no_day_wrong(self, way: str) -> None:
        """See that each day that the recorder has of a service holds what was used on it; days may be missing."""
        true = self._true_days(way)
        days = await recorded_days(self.hass, self.ids(way)[0])
        assert days == pytest.approx({day: true[day] for day in days}, abs=0.001)

    def _true_days(self, way: str) -> dict[date, float]:
        """Return what was used on each day that the services let be known, kWh or L."""
        truth = self.control.told.truth(
            water="egl" if self.ways[1] == "egl" else "portal"
        )
        if way in ELECTRICITY:
            days = {day: wh / 1000 for day, wh in truth["energy_wh"].items()}
        else:
            [days] = truth["water_l"].values()
        return {date.fromisoformat(day): amount for day, amount in days.items()}

    def days_kept(self, way: str) -> dict[str, bytes]:
        """Return the files of a service's ledger that hold its readings."""
        folder = "electricity" if way in ELECTRICITY else "water"
        return {
            name: content
            for name, content in ledger_files(self.hass, self.entry).items()
            if name.startswith(folder) and not name.endswith("state.json")
        }

    async def new_calls(self, *, forget: bool = True) -> list[Asked]:
        """Return the calls since they were last forgotten."""
        calls = await self.control.calls()
        since = self._heard
        if forget:
            self._heard = len(calls)
        return calls[since:]


async def turns(number: int) -> None:
    """Let everybody else have so many turns."""
    for _ in range(number):
        await asyncio.sleep(0)
