"""The source against the synthetic home: what it reads is what SGE says of the same home, reading by reading."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import CredentialsError
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource
from custom_components.grandlyon_energy.sources.sge.client import SgeSource
from tests.emulator.faults import ActiveFault, Fault
from tests.emulator.home import Home
from tests.emulator.server import Emulator

TODAY = date(2026, 11, 20)
OLDEST = date(2023, 11, 21)
DAY = timedelta(days=1)
HOME = Home(today=TODAY, solar=True)


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def emulated(home: Home) -> AsyncIterator[Emulator]:
    emulator = Emulator(home, now=lambda: datetime(2026, 11, 20, 12, tzinfo=UTC))
    async with emulator.serve():
        yield emulator


@pytest.fixture
async def emulator(socket_enabled: None) -> AsyncIterator[Emulator]:
    async for emulator in emulated(HOME):
        # What was switched off in autumn 2026 is not needed.
        emulator.conso_rules.legacy = False
        yield emulator


def conso(
    session: aiohttp.ClientSession,
    emulator: Emulator,
    *,
    token: str | None = None,
    production: bool = False,
) -> ConsoApiSource:
    return ConsoApiSource(
        session,
        base_url=emulator.conso_url,
        token=token or emulator.home.conso_token,
        point_id=emulator.home.point_id,
        production=production,
    )


def sge(
    session: aiohttp.ClientSession, emulator: Emulator, *, production: bool = False
) -> SgeSource:
    return SgeSource(
        session,
        base_url=emulator.sge_url,
        api_key=emulator.home.api_key,
        auth_header="apikey",
        login=emulator.home.sge_login,
        point_id=emulator.home.point_id,
        production=production,
    )


def calls(emulator: Emulator) -> int:
    return len([call for call in emulator.calls if call.service == "conso"])


async def test_three_years_of_days_in_one_call_each_as_sge_says_them(
    emulator: Emulator, session: aiohttp.ClientSession
) -> None:
    source, other = conso(session, emulator), sge(session, emulator)

    energy = await source.read_daily_energy(OLDEST, TODAY)
    maxima = await source.read_maximum_power(OLDEST, TODAY)

    assert len(energy) > 1000
    assert energy == await other.read_daily_energy(OLDEST, TODAY)
    assert len(maxima) > 1000
    assert maxima == await other.read_maximum_power(OLDEST, TODAY)
    assert calls(emulator) == 2


@pytest.mark.parametrize("fault", [None, Fault.UNSORTED, Fault.REPEATED])
@pytest.mark.parametrize(
    "start",
    [
        pytest.param(date(2025, 10, 23), id="October"),
        pytest.param(date(2026, 3, 26), id="March"),
        pytest.param(HOME.electricity.step_change.date() - DAY, id="step change"),
    ],
)
async def test_a_week_of_curve_as_sge_says_it(
    emulator: Emulator,
    session: aiohttp.ClientSession,
    fault: Fault | None,
    start: date,
) -> None:
    if fault:
        emulator.add_fault("conso", ActiveFault(fault=fault))

    found = await conso(session, emulator).read_load_curve(start, start + 7 * DAY)

    assert len(found) > 100
    assert found == await sge(session, emulator).read_load_curve(start, start + 7 * DAY)


async def test_what_the_roof_feeds_in_as_sge_says_it(
    emulator: Emulator, session: aiohttp.ClientSession
) -> None:
    source = conso(session, emulator, production=True)
    other = sge(session, emulator, production=True)
    week = (date(2026, 3, 26), date(2026, 4, 2))

    energy = await source.read_daily_energy(OLDEST, TODAY)
    curve = await source.read_load_curve(*week)

    assert len(energy) > 1000
    assert energy == await other.read_daily_energy(OLDEST, TODAY)
    assert len(curve) > 100
    assert curve == await other.read_load_curve(*week)
    assert energy != await conso(session, emulator).read_daily_energy(OLDEST, TODAY)


async def test_a_home_without_a_roof_feeds_nothing_in_and_one_call_tells(
    socket_enabled: None, session: aiohttp.ClientSession
) -> None:
    async for emulator in emulated(Home(today=TODAY)):
        for source in (conso, sge):
            feeding = source(session, emulator, production=True)
            assert list(await feeding.read_daily_energy(OLDEST, TODAY)) == []
        assert len(emulator.calls) == 2


async def test_the_whole_history_of_a_young_home_costs_few_calls(
    socket_enabled: None, session: aiohttp.ClientSession
) -> None:
    commissioned = date(2025, 6, 14)
    async for emulator in emulated(Home(today=TODAY, commissioned=commissioned)):
        found = await conso(session, emulator).read_daily_energy(OLDEST, TODAY)

        assert found[0].day == commissioned
        assert found == await sge(session, emulator).read_daily_energy(OLDEST, TODAY)
        assert calls(emulator) <= 12


async def test_a_curve_that_is_not_collected_is_no_failure(
    emulator: Emulator, session: aiohttp.ClientSession
) -> None:
    emulator.curve_collection = False

    found = await conso(session, emulator).read_load_curve(TODAY - 7 * DAY, TODAY)

    assert list(found) == []
    assert calls(emulator) == 1


async def test_a_token_that_the_service_did_not_sign_is_refused_by_it(
    emulator: Emulator, session: aiohttp.ClientSession
) -> None:
    forged = HOME.conso_token[:-4] + "AAAA"

    with pytest.raises(CredentialsError, match=r"^invalid_token \(401\)$"):
        await conso(session, emulator, token=forged).read_daily_energy(OLDEST, TODAY)

    assert calls(emulator) == 1
