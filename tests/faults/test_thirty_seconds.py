"""Thirty seconds of silence on a real clock, of all four services at once: thorough runs alone take the time."""

import asyncio
from datetime import UTC, datetime
from time import monotonic

import aiohttp
from homeassistant.components.recorder.core import Recorder
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from tests.emulator import Fault
from tests.homes import (
    CUSTOMER,
    PARTNER,
    SERVICE_OF,
    assert_all_is_true,
    home_entry,
    settled,
    start,
)

from .control import Control, serving
from .stalls import LONGEST_S, stalls

PATIENCE_S = 30
"""How long a set-up waits for its services."""


async def test_thirty_seconds_of_silence_hold_up_nobody(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    enable_custom_integrations: None,
    control: Control,
) -> None:
    now = datetime.now(UTC)
    with serving() as ports:
        async with aiohttp.ClientSession() as session:
            controls = (control, Control(session, ports))
            entries = []
            for seed, (one, ways) in enumerate(
                zip(controls, (PARTNER, CUSTOMER), strict=True), 1
            ):
                await one.begin_anew(now, seed=seed)
                for way in ways:
                    await one.misbehave(SERVICE_OF[way], Fault.SILENCE)
                entries.append(home_entry(one.told, one.told.home, ways=ways))

            began = monotonic()
            with stalls() as found:
                await asyncio.gather(*(start(hass, entry) for entry in entries))

            assert PATIENCE_S <= monotonic() - began < PATIENCE_S + 10
            assert {entry.state for entry in entries} == {ConfigEntryState.LOADED}
            assert found.longest_s < LONGEST_S, found.callback

            for one in controls:
                await one.behave()
            for entry in entries:
                await settled(hass, entry)
                assert await hass.config_entries.async_reload(entry.entry_id)
            for one, entry, ways in zip(
                controls, entries, (PARTNER, CUSTOMER), strict=True
            ):
                await settled(hass, entry)
                told = one.told
                await assert_all_is_true(hass, told, told.home, ways=ways)
