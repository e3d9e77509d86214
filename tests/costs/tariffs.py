"""Tariffs as an entry keeps them, and how a person adds, edits and removes them."""

from datetime import date
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.homes import settled


def base(valid_from: date, price: float, *, standing: float = 0.0) -> ConfigSubentry:
    return tariff(valid_from, "base", {"base": price}, standing=standing)


def peak_off_peak(
    valid_from: date, peak: float, off_peak: float, *, standing: float = 0.0
) -> ConfigSubentry:
    prices = {"peak": peak, "off_peak": off_peak}
    return tariff(valid_from, "peak_off_peak", prices, standing=standing)


def tempo(valid_from: date, prices: dict[str, float]) -> ConfigSubentry:
    return tariff(valid_from, "tempo", prices, standing=0.0)


def tariff(
    valid_from: date, option: str, prices: dict[str, float], *, standing: float
) -> ConfigSubentry:
    return subentry(
        "electricity_tariff",
        valid_from=valid_from.isoformat(),
        option=option,
        prices=prices,
        standing_charge=standing,
        standing_charge_per="year",
    )


def windows(valid_from: date, intervals: str) -> ConfigSubentry:
    return subentry(
        "off_peak_hours",
        valid_from=valid_from.isoformat(),
        weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        intervals=intervals,
    )


def calendar(colours: dict[date, str]) -> ConfigSubentry:
    return subentry(
        "tempo_calendar",
        colours={day.isoformat(): colour for day, colour in colours.items()},
    )


def water(
    contract: str,
    valid_from: date,
    tiers: list[tuple[int | None, float]],
    *,
    of_all: float = 0.0,
    standing: float = 0.0,
) -> ConfigSubentry:
    return subentry(
        "water_tariff",
        contract=contract,
        valid_from=valid_from.isoformat(),
        tiers=[list(tier) for tier in tiers],
        price_of_all=of_all,
        standing_charge=standing,
        standing_charge_per="year",
        tier_basis="calendar_year",
        dwellings=1,
    )


def subentry(kind: str, **data: Any) -> ConfigSubentry:
    return ConfigSubentry(
        data=MappingProxyType(data), subentry_type=kind, title=kind, unique_id=None
    )


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, *subentries: ConfigSubentry
) -> None:
    """Add tariffs to a home that runs, one after the other, and wait for what that changes."""
    for each in subentries:
        hass.config_entries.async_add_subentry(entry, each)
    await repriced(hass, entry)


async def edit(
    hass: HomeAssistant, entry: MockConfigEntry, kept: ConfigSubentry, **data: Any
) -> None:
    """Change what a subentry keeps."""
    there = entry.subentries[kept.subentry_id]
    hass.config_entries.async_update_subentry(entry, there, data={**there.data, **data})
    await repriced(hass, entry)


async def remove(
    hass: HomeAssistant, entry: MockConfigEntry, *subentries: ConfigSubentry
) -> None:
    for each in subentries:
        hass.config_entries.async_remove_subentry(entry, each.subentry_id)
    await repriced(hass, entry)


async def repriced(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Wait until the listener has heard of it and all is written."""
    await hass.async_block_till_done()
    await settled(hass, entry)
