"""A home, its services and the time, with what can happen to them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.grandlyon_energy.const import DOMAIN

from ..conftest import NOW, TODAY
from ..emulator import Emulator, Fault, Home
from ..homes import later, settled, without_defects


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a case of the table acts on."""

    hass: HomeAssistant
    emulator: Emulator
    home: Home
    freezer: FrozenDateTimeFactory
    entry: MockConfigEntry

    async def later(self, **passed: float) -> None:
        """Let time pass."""
        await later(self.hass, self.emulator, self.freezer, self.entry, **passed)

    async def reload(self) -> None:
        """Start the home again."""
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await settled(self.hass, self.entry)

    @asynccontextmanager
    async def restarted(self, storage: dict[str, Any]) -> AsyncIterator[None]:
        """Home Assistant is killed, and comes back after the block: it unloads no home then.

        `storage` is what the test plugin keeps in the place of core's files.
        """
        key = f"{DOMAIN}/{self.entry.entry_id}/cards"
        kept = storage[key]
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        assert key not in storage
        storage[key] = kept
        self.freezer.tick(60)
        yield
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await settled(self.hass, self.entry)

    async def change(self, service: str, **settings: Any) -> None:
        """Have the entry keep something else of a service, as its dialogues do."""
        data = self.entry.data
        self.hass.config_entries.async_update_entry(
            self.entry, data={**data, service: {**data[service], **settings}}
        )
        await self.hass.async_block_till_done()
        await settled(self.hass, self.entry)

    async def agree(self) -> None:
        """Give the consents again, now."""
        now = self.emulator.now().isoformat()
        kept = self.entry.data["electricity"]["consents"]
        await self.change(
            "electricity", consents=[{**each, "given_at": now} for each in kept]
        )


type Act = Callable[[Scene], Awaitable[None]]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def home_of(days: int, *, contracts: int = 1) -> Home:
    """A home whose history is of so many days, all of it published."""
    home = Home(seed=1, today=TODAY, commissioned=ago(days), contracts=contracts)
    for meter in home.water.values():
        meter.first_day = ago(days)
    return without_defects(home)


def consents(days: int) -> dict[str, Any]:
    """Both consents, given so many days ago."""
    given_at = (NOW - timedelta(days=days)).isoformat()
    return {
        "consents": [
            {"scope": scope, "text_version": 2, "given_at": given_at}
            for scope in ("daily", "curve")
        ]
    }


async def nothing(_scene: Scene) -> None:
    """What the home is like from the beginning says it all."""


def days_pass(days: float) -> Act:
    async def act(scene: Scene) -> None:
        await scene.later(days=days)

    return act


def says(service: str, fault: Fault, code: str) -> Act:
    """A service says something else from now on, at the next day's poll."""

    async def act(scene: Scene) -> None:
        scene.emulator.set_fault(service, fault, code=code)
        await scene.later(days=1)

    return act


async def all_is_well(scene: Scene) -> None:
    """The services answer as they should, at the next day's poll."""
    scene.emulator.clear_faults()
    await scene.later(days=1)
