"""A home as a config entry over the emulated services, and waiting until all of it is done."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry, ConfigSubentryData
from homeassistant.core import HomeAssistant

from custom_components.grandlyon_energy.const import (
    DOMAIN,
    ENTRY_MINOR_VERSION,
    ENTRY_VERSION,
)
from custom_components.grandlyon_energy.flow.data import CONSENT_TEXT_VERSION

from .services import Told

_TEMPO_PRICES: Final = {
    "blue_peak": 0.1612,
    "blue_off_peak": 0.1325,
    "white_peak": 0.1871,
    "white_off_peak": 0.1499,
    "red_peak": 0.7060,
    "red_off_peak": 0.1575,
}


def home_entry(
    told: Told, *, water: bool = True, tariffs: Iterable[ConfigSubentry] = ()
) -> ConfigEntry[Any]:
    """Return the entry of a home that was added with what a person types."""
    services = {"electricity": _electricity(told)}
    if water:
        services["water"] = _water(told)
    return ConfigEntry(
        data=services,
        discovery_keys=MappingProxyType({}),
        domain=DOMAIN,
        minor_version=ENTRY_MINOR_VERSION,
        options={"water_attribution": "previous_day"},
        source="user",
        subentries_data=[
            ConfigSubentryData(
                data=each.data,
                subentry_type=each.subentry_type,
                title=each.title,
                unique_id=each.unique_id,
            )
            for each in tariffs
        ],
        title=f"Grand Lyon ···{told['point_id'][-4:]}",
        unique_id=told["point_id"],
        version=ENTRY_VERSION,
    )


def _electricity(told: Told) -> dict[str, Any]:
    # One holds for a year.
    consent = {
        "text_version": CONSENT_TEXT_VERSION,
        "given_at": datetime.now(UTC).isoformat(),
        "point_id": told["point_id"],
    }
    return {
        "way": "sge",
        "point_id": told["point_id"],
        "api_key": told["api_key"],
        "sge_login": told["sge_login"],
        "gateway": {
            "base_url": told["sge_base_url"],
            "auth_header": "apikey",
            "measures_version": "auto",
            "measures_route": "enedis_SGE_ConsultationMesuresDetaillees/1.0",
        },
        "consents": [{**consent, "scope": scope} for scope in ("daily", "curve")],
        "production": False,
    }


def _water(told: Told) -> dict[str, Any]:
    contracts = told["contracts"]
    return {
        "way": "egl",
        "login": told["login"],
        "password": told["password"],
        "auth_key": told["auth_key"],
        "gateway": {"base_url": told["egl_base_url"]},
        "contracts": contracts,
        "links": {"egl": {one: {"number": one, "day_offset": 0} for one in contracts}},
    }


def peak_tariff(since: date) -> list[ConfigSubentry]:
    """Return what a person adds for peak and off-peak hours, holding from a local day on."""
    windows = _subentry(
        "off_peak_hours",
        valid_from=since.isoformat(),
        weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        intervals="22:30-06:30",
    )
    prices = {"peak": 0.2146, "off_peak": 0.1696}
    return [windows, _tariff(since, "peak_off_peak", prices)]


def tempo_tariff(since: date, today: date) -> list[ConfigSubentry]:
    """Return what a person adds for Tempo: every fifth day is white, every seventh red."""
    days = [since + timedelta(days=n) for n in range(-1, (today - since).days + 1)]
    colours = {
        day.isoformat(): "red" if not n % 7 else "white" if not n % 5 else "blue"
        for n, day in enumerate(days)
    }
    calendar = _subentry("tempo_calendar", colours=colours)
    return [calendar, _tariff(since, "tempo", _TEMPO_PRICES)]


def _tariff(since: date, option: str, prices: dict[str, float]) -> ConfigSubentry:
    return _subentry(
        "electricity_tariff",
        valid_from=since.isoformat(),
        option=option,
        prices=prices,
        standing_charge=15.36,
        standing_charge_per="month",
    )


def _subentry(kind: str, **data: Any) -> ConfigSubentry:
    return ConfigSubentry(
        data=MappingProxyType(data), subentry_type=kind, title=kind, unique_id=None
    )


async def settled(hass: HomeAssistant, entries: Iterable[ConfigEntry[Any]]) -> None:
    """Wait until all that there is was read, and is in the recorder."""
    await hass.async_block_till_done()
    for entry in entries:
        for coordinator in entry.runtime_data.coordinators:
            await coordinator.async_wait_idle()
        await entry.runtime_data.queue.async_wait_idle()
    await hass.async_block_till_done()
