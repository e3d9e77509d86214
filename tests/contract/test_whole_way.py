"""From the emulated services through sources and metering: every day and every hour is the home's truth."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from custom_components.grandlyon_energy.metering.electricity import (
    DayHours,
    EnergyDay,
    day_readings,
    project_days,
)
from custom_components.grandlyon_energy.metering.intervals import split_by_day
from custom_components.grandlyon_energy.metering.water import Attribution, daily_volumes
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from tests.emulator import Emulator, Fault, Home

YEARS_AGO = {
    date(2026, 3, 20): date(2023, 3, 21),
    date(2026, 10, 30): date(2023, 10, 31),
}


@pytest.fixture(params=YEARS_AGO, ids=str)
async def emulator(
    request: pytest.FixtureRequest, socket_enabled: None
) -> AsyncIterator[Emulator]:
    today: date = request.param
    home = Home(today.month, today=today, contracts=2)
    noon = datetime(today.year, today.month, today.day, 11, tzinfo=UTC)
    emulator = Emulator(home, now=lambda: noon)
    async with emulator.serve():
        yield emulator


@pytest.fixture
async def session(emulator: Emulator) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize(
    ("emulator", "version", "fault"),
    [
        (date(2026, 3, 20), "v2", Fault.UNSORTED),
        (date(2026, 10, 30), "v3", Fault.REPEATED),
    ],
    indirect=["emulator"],
)
async def test_electricity(
    emulator: Emulator, session: aiohttp.ClientSession, version: str, fault: Fault
) -> None:
    emulator.set_fault("sge", fault)
    truth = emulator.truth()
    projected = await project(emulator, session, version)
    hours = {
        start.isoformat(): mwh for day in projected.values() for start, mwh in day.hours
    }
    totals = {
        day.isoformat(): hours_of.total_mwh
        for day, hours_of in projected.items()
        if hours_of.total_mwh is not None
    }
    assert totals.keys() == truth["energy_wh"].keys()
    assert off_by_over_1_wh(totals, truth["energy_wh"]) == []
    assert off_by_over_1_wh(hours, truth["hours_wh"]) == []


def off_by_over_1_wh(read_mwh: dict[str, int], true_wh: dict[str, int]) -> list[str]:
    """Where what was read, mWh, is not the truth, Wh."""
    return [
        when
        for when, true in true_wh.items()
        if abs(read_mwh[when] - true * 1000) > 1000
    ]


async def project(
    emulator: Emulator, session: aiohttp.ClientSession, version: str
) -> dict[date, DayHours]:
    """Read three years of energy and maximum power and two of curve, and make hours of them."""
    home = emulator.home
    source = SgeSource(
        session,
        base_url=emulator.sge_url,
        api_key=home.api_key,
        auth_header="apikey",
        login=home.sge_login,
        point_id=home.point_id,
        measures_version=version,
    )
    today, first = home.today, YEARS_AGO[home.today]
    energy = {d.day: d for d in await source.read_daily_energy(first, today)}
    maximum = {d.day: d for d in await source.read_maximum_power(first, today)}
    curve_first = first.replace(year=first.year + 1)
    curve = split_by_day(await source.read_load_curve(curve_first, today))
    contract = await source.read_contract()
    readings = {
        day: day_readings(
            day,
            energy_wh=energy[day].energy_wh if day in energy else None,
            curve=curve.get(day, ()),
            maximum_power_va=maximum[day].power_va if day in maximum else None,
        )
        for day in energy.keys() | curve.keys()
    }
    told: dict[str, Any] = emulator.truth()["max_power_va"]
    assert {
        day.isoformat(): {"at": reading.at.isoformat(), "va": reading.power_va}
        for day, reading in maximum.items()
    } == told
    return project_days(
        readings,
        today=today,
        subscribed_power_va=contract.subscribed_power_va,
        energy_day=EnergyDay.MIDNIGHT,
    )


@pytest.mark.parametrize("fault", [Fault.UNSORTED, Fault.REPEATED])
async def test_water(
    emulator: Emulator, session: aiohttp.ClientSession, fault: Fault
) -> None:
    home = emulator.home
    source = EglSource(
        session,
        base_url=emulator.egl_url,
        auth_key=home.auth_key,
        login=home.water_login,
        password=home.water_password,
    )
    contracts = await source.read_contracts()
    emulator.set_fault("egl", fault, kinds={"indexes"})
    volumes: dict[str, dict[str, float]] = {}
    for contract in contracts:
        readings = await source.read_meter_indexes(
            contract.contract_id,
            YEARS_AGO[home.today],
            home.today + timedelta(days=1),
        )
        series = daily_volumes(readings, attribution=Attribution.PREVIOUS_DAY)
        volumes[contract.contract_id] = {
            day.isoformat(): volume.volume_ml / 1000
            for day, volume in series.days.items()
        }
    assert volumes == emulator.truth()["water_l"]
