"""A home as a config entry over the emulator, and what the recorder holds of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.grandlyon_energy.const import (
    DOMAIN,
    ENTRY_MINOR_VERSION,
    ENTRY_VERSION,
)
from custom_components.grandlyon_energy.ledger.files import (
    electricity_folder,
    ledger_folder,
)
from custom_components.grandlyon_energy.metering.calendar import day_start, local_day

from .conftest import TODAY
from .emulator import Emulator, Home

DAILY = {"scope": "daily", "text_version": 1, "given_at": "2026-11-01T00:00:00+00:00"}


def electricity_data(emulator: Emulator, home: Home) -> dict[str, Any]:
    """What the entry keeps of the electricity service, both consents given."""
    consents = [
        {**DAILY, "scope": scope, "point_id": home.point_id}
        for scope in ("daily", "curve")
    ]
    return {
        "way": "sge",
        "point_id": home.point_id,
        "api_key": home.api_key,
        "sge_login": home.sge_login,
        "gateway": {
            "base_url": emulator.sge_url,
            "auth_header": "apikey",
            "measures_version": "auto",
            "measures_route": "enedis_SGE_ConsultationMesuresDetaillees/1.0",
        },
        "consents": consents,
        "production": False,
    }


def conso_data(emulator: Emulator, home: Home) -> dict[str, Any]:
    """What the entry keeps of electricity by a personal token, half-hours included."""
    return {
        "way": "conso_api",
        "point_id": home.point_id,
        "token": home.conso_token,
        "load_curve": True,
        "production": False,
        "gateway": {"base_url": emulator.conso_url},
    }


def water_data(emulator: Emulator, home: Home) -> dict[str, Any]:
    """What the entry keeps of the water service."""
    return {
        "way": "egl",
        "login": home.water_login,
        "password": home.water_password,
        "auth_key": home.auth_key,
        "gateway": {"base_url": emulator.egl_url},
        "contracts": list(home.contracts),
        "links": {"egl": linked(home.contracts)},
    }


def portal_data(emulator: Emulator, home: Home) -> dict[str, Any]:
    """What the entry keeps of water by the customer's account, its contracts being added by it."""
    return {
        "way": "egl_portal",
        "login": home.water_login,
        "password": home.water_password,
        "gateway": {"base_url": emulator.portal_url},
        "contracts": list(home.portal_references),
        "links": {"egl_portal": linked(home.portal_references)},
    }


def linked(contracts: Sequence[str], numbers: Sequence[str] = ()) -> dict[str, Any]:
    """How a way knows contracts: by the numbers given, else by those that they were added under."""
    return {
        contract: {"number": number, "day_offset": 0}
        for contract, number in zip(contracts, numbers or contracts, strict=True)
    }


type Ways = tuple[str, str]
"""Of electricity and of water."""

PARTNER: Final[Ways] = ("sge", "egl")
CUSTOMER: Final[Ways] = ("conso_api", "egl_portal")
SERVICE_OF: Final = {
    "sge": "sge",
    "conso_api": "conso",
    "egl": "egl",
    "egl_portal": "portal",
}
"""What the emulator calls the service behind a way."""

DATA: Final = {
    "sge": electricity_data,
    "conso_api": conso_data,
    "egl": water_data,
    "egl_portal": portal_data,
}

both_ways = pytest.mark.parametrize(
    "ways", [PARTNER, CUSTOMER], ids=["partner", "customer"]
)


def home_entry(
    emulator: Emulator,
    home: Home,
    *,
    ways: Ways = PARTNER,
    **changes: Any,
) -> MockConfigEntry:
    """Both services of the home by their ways; a service given as None is left out."""
    electricity, water = ways
    data = {
        "electricity": DATA[electricity](emulator, home),
        "water": DATA[water](emulator, home),
    } | changes
    return MockConfigEntry(
        domain=DOMAIN,
        title=f"Grand Lyon ···{home.point_id[-4:]}",
        unique_id=home.point_id,
        version=ENTRY_VERSION,
        minor_version=ENTRY_MINOR_VERSION,
        options={"water_attribution": "previous_day"},
        data={service: kept for service, kept in data.items() if kept is not None},
    )


def without_defects(home: Home) -> Home:
    """Have everything published about the home's electricity."""
    meter = home.electricity
    for defects in (
        meter.without_energy,
        meter.without_curve,
        meter.without_maximum_power,
        meter.missing_half_hours,
        meter.empty_half_hours,
        meter.energy_says,
    ):
        defects.clear()
    return home


def home_of(days: int, *, contracts: int = 1) -> Home:
    """A home whose history, electricity and water, begins so many days ago."""
    moved_in = TODAY - timedelta(days=days)
    home = Home(seed=1, today=TODAY, commissioned=moved_in, contracts=contracts)
    for meter in home.water.values():
        meter.first_day = moved_in
    return home


def young_home(days: int) -> Home:
    """A home whose history, electricity and water, is of so many days, all of it published."""
    return without_defects(home_of(days))


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Set the entry up; return whether it is loaded."""
    entry.add_to_hass(hass)
    return await hass.config_entries.async_setup(entry.entry_id)


async def settled(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Wait until the load curve is read and everything is in the recorder."""
    runtime = entry.runtime_data
    for coordinator in runtime.coordinators:
        await coordinator.async_wait_idle()
    await runtime.queue.async_wait_idle()
    await hass.async_block_till_done()


async def recorded(hass: HomeAssistant, statistic_id: str) -> list[StatisticsRow]:
    """Every row of a statistic, through the recorder's own query function."""
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        datetime(2015, 1, 1, tzinfo=UTC),
        None,
        {statistic_id},
        "hour",
        None,
        {"state", "sum", "change", "mean", "min", "max"},
    )
    return found.get(statistic_id, [])


async def recorded_days(hass: HomeAssistant, statistic_id: str) -> dict[date, float]:
    """The change of each local day."""
    days: dict[date, float] = {}
    for row in await recorded(hass, statistic_id):
        day = local_day(datetime.fromtimestamp(row["start"], UTC))
        days[day] = days.get(day, 0) + (row["change"] or 0)
    return days


async def later(
    hass: HomeAssistant,
    emulator: Emulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    **passed: float,
) -> None:
    """Let time pass for the home and its services alike, and wait until what that started is done."""
    freezer.tick(timedelta(**passed))
    emulator.advance(timedelta(**passed))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    await settled(hass, entry)


def ledger_files(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, bytes]:
    """Every file of the entry's ledgers."""
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*.json"))
    }


def electricity_files(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Where the files of what the entry's usage point draws are."""
    folder = ledger_folder(hass.config.config_dir, entry.entry_id)
    return electricity_folder(folder, entry.data["electricity"]["point_id"])


def energy_id(home: Home) -> str:
    return f"grandlyon_energy:{home.point_id}_consumption"


def contracts_of(home: Home, ways: Ways) -> Sequence[str]:
    """The numbers under which a home that is added by these ways has its water contracts."""
    return home.portal_references if ways[1] == "egl_portal" else home.contracts


def water_id(home: Home, ways: Ways = PARTNER) -> str:
    return f"grandlyon_energy:{contracts_of(home, ways)[0].lower()}_water"


async def assert_all_is_true(
    hass: HomeAssistant,
    emulator: Emulator,
    home: Home,
    *,
    ways: Ways = PARTNER,
    water: bool = True,
) -> None:
    """Compare every day and hour with the truth: none missing, none too many.

    The services' window moves on: what the recorder has of the days before it stays, and is not compared.
    """
    truth = emulator.truth() if ways[1] == "egl" else emulator.truth(water="portal")
    days = await recorded_days(hass, energy_id(home))
    energy = {date.fromisoformat(day): wh for day, wh in truth["energy_wh"].items()}
    first = min(energy)
    assert {day: kwh * 1000 for day, kwh in days.items() if day >= first} == (
        pytest.approx(energy, abs=1)
    )
    hours = {
        datetime.fromtimestamp(row["start"], UTC): (row["state"] or 0) * 1000
        for row in await recorded(hass, energy_id(home))
    }
    known = {datetime.fromisoformat(hour): wh for hour, wh in truth["hours_wh"].items()}
    assert {hour: hours[hour] for hour in known} == pytest.approx(known, abs=1)
    maxima = {
        row["start"]: row["max"]
        for row in await recorded(hass, f"grandlyon_energy:{home.point_id}_max_power")
        if row["start"] >= day_start(first).timestamp()
    }
    assert maxima == {
        datetime.fromisoformat(maximum["at"])
        .replace(minute=0, second=0)
        .timestamp(): maximum["va"]
        for maximum in truth["max_power_va"].values()
    }
    added_as = dict(zip(home.contracts, contracts_of(home, ways), strict=True))
    for contract, litres in truth["water_l"].items() if water else ():
        volumes = await recorded_days(
            hass, f"grandlyon_energy:{added_as[contract].lower()}_water"
        )
        kept = {day.isoformat(): volume for day, volume in volumes.items()}
        served = {day: volume for day, volume in kept.items() if day >= min(litres)}
        assert served == pytest.approx(litres, abs=0.001)
