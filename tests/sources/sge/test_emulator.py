"""The source against the synthetic home: what it reads is what that home publishes, however it is published."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import ConsentError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from custom_components.grandlyon_energy.sources.sge.identity import confirm_identity
from tests.emulator.faults import ActiveFault, Fault
from tests.emulator.home import Home
from tests.emulator.server import Emulator

TODAY = date(2026, 11, 20)
OLDEST = date(2023, 11, 20)
DAY = timedelta(days=1)
HOME = Home(today=TODAY)


@pytest.fixture
async def emulator(socket_enabled: None) -> AsyncIterator[Emulator]:
    emulator = Emulator(HOME, now=lambda: datetime(2026, 11, 20, 12, tzinfo=UTC))
    async with emulator.serve():
        yield emulator


@pytest.fixture
async def home_source(emulator: Emulator) -> AsyncIterator[SgeSource]:
    async with aiohttp.ClientSession() as session:
        yield SgeSource(
            session,
            base_url=emulator.sge_url,
            api_key=HOME.api_key,
            auth_header="apikey",
            login=HOME.sge_login,
            point_id=HOME.point_id,
        )


def published_curve(start: date, end: date) -> list[tuple[datetime, timedelta, int]]:
    points = [
        (point.end, point.step, point.power_w)
        for n in range((end - start).days)
        for point in HOME.electricity.curve(start + n * DAY)
    ]
    return [(end, step, power) for end, step, power in points if power is not None]


async def read_curve(
    source: SgeSource, start: date, end: date
) -> list[tuple[datetime, timedelta, int]]:
    return [
        (point.end, point.end - point.start, point.power_w)
        for point in await source.read_load_curve(start, end)
    ]


@pytest.mark.parametrize("withdrawn", [None, "gateway", "service"])
async def test_three_years_of_days_in_one_call_each(
    emulator: Emulator, home_source: SgeSource, withdrawn: str | None
) -> None:
    if withdrawn:
        emulator.withdraw_v2(withdrawn)
    meter = HOME.electricity
    asked = [OLDEST + n * DAY for n in range((TODAY - OLDEST).days)]

    energy = await home_source.read_daily_energy(OLDEST, TODAY)
    maxima = await home_source.read_maximum_power(OLDEST, TODAY)

    assert {reading.day: reading.energy_wh for reading in energy} == {
        day: known for day in asked if (known := meter.energy_wh(day)) is not None
    }
    assert {reading.day: (reading.at, reading.power_va) for reading in maxima} == {
        day: most for day in asked if (most := meter.maximum_power(day)) is not None
    }
    assert len(emulator.calls) == (3 if withdrawn else 2)
    assert home_source.learned == ("v3" if withdrawn else "v2")


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize(
    "fault", [None, Fault.MULTIPART, Fault.UNSORTED, Fault.REPEATED]
)
@pytest.mark.parametrize(
    "start",
    [
        pytest.param(date(2025, 10, 23), id="October"),
        pytest.param(date(2026, 3, 26), id="March"),
        pytest.param(HOME.electricity.step_change.date() - DAY, id="step change"),
    ],
)
async def test_a_week_of_curve(
    emulator: Emulator,
    home_source: SgeSource,
    version: str,
    fault: Fault | None,
    start: date,
) -> None:
    if version == "v3":
        emulator.withdraw_v2()
    if fault:
        emulator.add_fault("sge", ActiveFault(fault=fault))

    found = await read_curve(home_source, start, start + 7 * DAY)

    assert found == published_curve(start, start + 7 * DAY)


async def test_a_history_that_reaches_too_far_back_still_comes_whole(
    emulator: Emulator, home_source: SgeSource
) -> None:
    whole = await home_source.read_daily_energy(OLDEST, TODAY)
    before = len(emulator.calls)

    assert await home_source.read_daily_energy(OLDEST - DAY, TODAY) == whole
    assert len(emulator.calls) - before == 5


async def test_the_contract_and_who_holds_it(home_source: SgeSource) -> None:
    contract = await home_source.read_contract()

    assert contract.segment == HOME.segment
    assert contract.subscribed_power_va == 1000 * HOME.subscribed_power_kva
    assert contract.off_peak_hours == HOME.off_peak_hours
    assert contract.last_tariff_change == HOME.last_tariff_change

    typed: dict[str, Any] = {
        "last_name": HOME.last_name,
        "first_name": HOME.first_name,
        "address": HOME.address,
        "postal_code": HOME.postal_code,
        "city": HOME.city,
    }
    await confirm_identity(home_source, contract, **typed)
    with pytest.raises(ConsentError, match=r"^identity_mismatch$"):
        await confirm_identity(
            home_source, contract, **{**typed, "last_name": "Guignol"}
        )
