"""What a home that has been there for years costs: its rows from its ledger, a day, a correction, a start, a tariff."""

from contextlib import AsyncExitStack
from datetime import date, timedelta
import gc
from pathlib import Path
from typing import Any, Final

import aiohttp
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.grandlyon_energy.const import DOMAIN
from custom_components.grandlyon_energy.metering.calendar import day_hours

from .core import DATABASE, make_folder, prepared_core, running_core
from .entries import home_entry, peak_tariff, settled, tempo_tariff
from .first_import import recorder_is_done
from .ledgers import write_ledger
from .pulse import measured
from .recorder import counted, rows_in
from .services import Told, make_home, served, this_day

CORRECTED_DAYS_AGO: Final = 400


async def years(folder: Path, *, days: int, homes: int = 1) -> dict[str, Any]:
    """Have the recorder take all rows of ledgers of so many days, then bring yesterday, then correct an old day."""
    make_folder(folder)
    today = this_day()
    async with (
        served(homes=homes, days=days + 1, plain=True) as all_told,
        running_core(folder) as hass,
    ):
        entries = [
            _with_ledger(folder, seed, told, days=days, today=today)
            for seed, told in enumerate(all_told, start=1)
        ]
        found: dict[str, Any] = {}
        async with measured() as took:
            for entry in entries:
                await hass.config_entries.async_add(entry)
            await settled(hass, entries)
        found["all"] = took.told
        # What the rows of years have left behind is not the day's.
        gc.collect()
        with counted() as sent:
            async with measured() as took:
                for entry in entries:
                    await entry.runtime_data.electricity.async_refresh()
                await settled(hass, entries)
        found["day"] = {
            **took.told,
            "sent": sum(sent.rows.values()),
            "adjustments": sent.adjustments,
            "hours": len(day_hours(today - timedelta(days=1))),
        }
        if homes == 1 and days > CORRECTED_DAYS_AGO:
            found["correction"] = await _correct(hass, entries[0], all_told[0], today)
    return {**found, "rows": rows_in(folder / DATABASE)}


async def start(folder: Path, *, bare: bool = False) -> dict[str, Any]:
    """Start core in a folder that another run has left, until all is as it should be; bare is without the homes."""
    if bare:
        (folder / ".storage" / "core.config_entries").unlink()
    async with AsyncExitStack() as stack:
        hass = await stack.enter_async_context(prepared_core(folder))
        async with measured() as took:
            await hass.config_entries.async_initialize()
            if entries := hass.config_entries.async_entries(DOMAIN):
                await async_setup_component(hass, DOMAIN, {})
            await hass.async_start()
            await settled(hass, entries)
            await recorder_is_done(hass)
    return took.told


async def tariffs(folder: Path, *, option: str) -> dict[str, Any]:
    """Add a tariff with several prices to the home of a folder that another run has left."""
    today = this_day()
    async with running_core(folder) as hass:
        [entry] = hass.config_entries.async_entries(DOMAIN)
        await async_setup_component(hass, DOMAIN, {})
        await settled(hass, [entry])
        since = entry.runtime_data.electricity.energy.series.days[0]
        added = peak_tariff(since) if option == "peak" else tempo_tariff(since, today)
        with counted() as sent:
            async with measured() as took:
                for each in added:
                    hass.config_entries.async_add_subentry(entry, each)
                await settled(hass, [entry])
    return {**took.told, "sent": sum(sent.rows.values())}


def _with_ledger(
    folder: Path, seed: int, told: Told, *, days: int, today: date
) -> ConfigEntry[Any]:
    """Return the entry of a home whose ledger is there already."""
    entry = home_entry(told, water=False)
    home = make_home(seed, today=today, days=days + 1, plain=True)
    first = today - timedelta(days=days)
    write_ledger(folder, entry, home, first=first, today=today)
    return entry


async def _correct(
    hass: HomeAssistant, entry: ConfigEntry[Any], told: Told, today: date
) -> dict[str, Any]:
    """Have an old day corrected, and read it again."""
    corrected = today - timedelta(days=CORRECTED_DAYS_AGO)
    day = corrected.isoformat()
    correction = {"what": "energy", "day": day, "wh": 4242}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{told['url']}/emulator/corrections", json=correction) as reply,
    ):
        reply.raise_for_status()
    with counted() as sent:
        async with measured() as took:
            await hass.services.async_call(
                DOMAIN,
                "fetch",
                {
                    "config_entry_id": entry.entry_id,
                    "start_date": day,
                    "end_date": day,
                },
                blocking=True,
            )
            await settled(hass, [entry])
    return {
        **took.told,
        "sent": sum(sent.rows.values()),
        "adjustments": sent.adjustments,
        "hours": len(day_hours(corrected)),
    }
