"""The source against the synthetic home's portal: what it reads is what that home publishes, however it is published."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import aiohttp
import pytest

from custom_components.grandlyon_energy.metering.water import (
    Attribution,
    MeterMatch,
    Overlap,
    VolumeQuality,
    compare_ways,
    daily_volumes,
)
from custom_components.grandlyon_energy.sources import ConsentError, ThrottledError
from custom_components.grandlyon_energy.sources.egl import EglSource
from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource
from custom_components.grandlyon_energy.sources.readings import IndexType, MeterIndex
from tests.emulator import Emulator, Home
from tests.emulator.faults import ActiveFault, Fault
from tests.emulator.truth_water import waters_truth

TODAY = date(2026, 12, 3)
NOW = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
OLDEST = date(2024, 12, 4)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def household() -> Home:
    """A home of two contracts, which no test here changes."""
    return Home(seed=1, today=TODAY, contracts=2)


@pytest.fixture
async def emulator(household: Home, socket_enabled: None) -> AsyncIterator[Emulator]:
    emulator = Emulator(household)
    emulator.set_now(NOW)
    async with emulator.serve():
        yield emulator


@pytest.fixture
async def source(emulator: Emulator) -> AsyncIterator[EglPortalSource]:
    async with aiohttp.ClientSession() as session:
        yield EglPortalSource(
            session,
            base_url=emulator.portal_url,
            login=emulator.home.water_login,
            password=emulator.home.water_password,
        )


async def read_all(source: EglPortalSource, reference: str) -> list[MeterIndex]:
    return list(await source.read_meter_indexes(reference, OLDEST, TODAY))


@pytest.mark.parametrize(("newest_index", "unit"), [(True, "l"), (False, "m3")])
async def test_two_years_of_each_contract_are_what_the_meters_counted(
    newest_index: bool, unit: str, source: EglPortalSource, emulator: Emulator
) -> None:
    emulator.portal_rules.newest_index = newest_index
    emulator.portal_rules.unit = unit
    home = emulator.home
    truth = waters_truth(home, "portal", today=TODAY, newest_index=newest_index)

    contracts = await source.read_contracts()

    assert [one.contract_id for one in contracts] == list(home.portal_references)
    for reference, number in zip(home.portal_references, home.contracts, strict=True):
        readings = await read_all(source, reference)
        series = daily_volumes(readings, attribution=Attribution.PREVIOUS_DAY)
        known, _ = truth[number]
        real = {
            day.isoformat(): volume.volume_ml // 1000
            for day, volume in series.days.items()
            if volume.quality is VolumeQuality.REAL
        }
        assert len(known) > 700
        assert real.items() <= known.items()
        assert {*known} <= {day.isoformat() for day in series.days}


async def test_the_newest_day_is_there_as_soon_as_its_litres_are(
    source: EglPortalSource, emulator: Emulator
) -> None:
    reference, number = emulator.home.portal_references[0], emulator.home.contracts[0]
    printed = await read_all(source, reference)
    emulator.portal_rules.newest_index = False
    made = await read_all(source, reference)
    assert made == printed
    newest = max(one.day for one in made if one.type is IndexType.REAL)
    assert newest == emulator.home.water[number].last_real_day(TODAY)


async def test_the_portal_reads_the_meters_that_the_partner_way_reads(
    source: EglPortalSource, emulator: Emulator
) -> None:
    home = emulator.home
    async with aiohttp.ClientSession() as session:
        partner = EglSource(
            session,
            base_url=emulator.egl_url,
            auth_key=home.auth_key,
            login=home.water_login,
            password=home.water_password,
        )
        known = {
            number: await partner.read_meter_indexes(number, OLDEST, TODAY)
            for number in home.contracts
        }
    for reference, number in zip(home.portal_references, home.contracts, strict=True):
        found = await read_all(source, reference)
        for candidate, indexes in known.items():
            overlap = compare_ways(indexes, found)
            if candidate == number:
                assert overlap.match is MeterMatch.SAME
                assert overlap.day_offset == 0
            else:
                assert overlap == Overlap(match=MeterMatch.OTHER)


@pytest.mark.parametrize("status", [HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND])
async def test_an_id_that_is_no_longer_good_is_looked_up_again(
    status: HTTPStatus, source: EglPortalSource, emulator: Emulator
) -> None:
    emulator.portal_rules.stale_id_status = status
    await source.read_contracts()
    emulator.set_now(NOW + timedelta(minutes=20))
    readings = await source.read_meter_indexes(
        emulator.home.portal_references[0], TODAY - 9 * DAY, TODAY
    )
    assert len(readings) > 5


async def test_a_token_that_ended_is_renewed(
    source: EglPortalSource, emulator: Emulator
) -> None:
    await source.read_contracts()
    emulator.set_now(NOW + timedelta(hours=2))
    readings = await source.read_meter_indexes(
        emulator.home.portal_references[0], TODAY - 9 * DAY, TODAY
    )
    assert len(readings) > 5
    assert [call.kind for call in emulator.calls].count("log_in") == 2


async def test_a_contract_that_ended_stands_last(
    source: EglPortalSource, emulator: Emulator
) -> None:
    first, second = emulator.home.portal_references
    emulator.portal_rules.ended.add(first)
    contracts = await source.read_contracts()
    assert [one.contract_id for one in contracts] == [second, first]
    assert contracts[-1].label == f"{first} (Résilié)"


async def test_a_log_in_without_contract(
    source: EglPortalSource, emulator: Emulator
) -> None:
    emulator.portal_rules.without_contracts = True
    with pytest.raises(ConsentError, match="no_contract"):
        await source.read_contracts()


async def test_a_burst_is_stopped_and_said_to_be_one(
    source: EglPortalSource, emulator: Emulator
) -> None:
    emulator.portal_rules.burst = 8
    await source.read_contracts()
    with pytest.raises(ThrottledError, match="throttled"):
        await read_all(source, emulator.home.portal_references[0])


@pytest.mark.parametrize("fault", [Fault.UNSORTED, Fault.REPEATED])
async def test_rows_in_no_order_are_read_like_rows_in_order(
    fault: Fault, source: EglPortalSource, emulator: Emulator
) -> None:
    reference = emulator.home.portal_references[0]
    in_order = await read_all(source, reference)
    emulator.faults.add("portal", ActiveFault(fault=fault))
    assert await read_all(source, reference) == in_order
