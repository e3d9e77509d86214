"""What holds of the readings of every way: their order, their time, their period, and whose they are."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import Any

import aiohttp
import pytest

from custom_components.grandlyon_energy.sources import CredentialsError
from custom_components.grandlyon_energy.sources.readings import CurvePoint, MaximumPower
from tests.conftest import TODAY
from tests.emulator import Home
from tests.emulator.localtime import local_day

from .services import Services
from .ways import (
    DAY,
    ELECTRICITY,
    END,
    SECRETS,
    START,
    WATER,
    ElectricityReader,
    Way,
    every_way,
    make_reader,
    right,
)

LONG_AGO = TODAY - timedelta(days=5 * 365)
CURVES = ("load_curve", "production_curve")

every_series = pytest.mark.parametrize(
    ("way", "kind"),
    [
        pytest.param(way, kind, id=f"{way.name}-{kind}")
        for way in ELECTRICITY
        for kind in ("energy", "max_power", "load_curve", *way.kinds[-2:])
    ]
    + [pytest.param(way, "indexes", id=f"{way.name}-indexes") for way in WATER],
)


def each_series(read: Sequence[Any]) -> list[list[Any]]:
    """The readings of one series; water has one per contract."""
    return (
        [list(one) for one in read] if isinstance(read[0], Sequence) else [list(read)]
    )


def day_of(reading: Any) -> date:
    """The local day of a reading: of an interval that on which it ends, midnight counting for the day before."""
    if isinstance(reading, CurvePoint):
        return local_day(reading.end - timedelta(microseconds=1))
    assert type(reading.day) is date
    return reading.day


@every_series
async def test_readings_are_in_order_each_once_within_their_period(
    way: Way, kind: str, services: Services, session: aiohttp.ClientSession
) -> None:
    # The curve of a month, all else from before anything is known.
    start = TODAY - 60 * DAY if kind in CURVES else LONG_AGO

    read = await make_reader(session, services, way, kind).read(start, TODAY - 30 * DAY)

    for series in each_series(read):
        assert len(series) > 600
        if kind in CURVES:
            assert all(one.end <= other.start for one, other in pairwise(series))
        else:
            assert all(one.day < other.day for one, other in pairwise(series))
        assert start <= day_of(series[0]) <= day_of(series[-1]) < TODAY - 30 * DAY
    assert (await services.new_calls())[kind] <= 24


@every_series
async def test_instants_are_utc_and_days_plain_dates(
    way: Way, kind: str, services: Services, session: aiohttp.ClientSession
) -> None:
    read = await make_reader(session, services, way, kind).read()

    for reading in (one for series in each_series(read) for one in series):
        if isinstance(reading, CurvePoint):
            assert reading.start.tzinfo is reading.end.tzinfo is UTC
        if isinstance(reading, MaximumPower):
            assert reading.at.tzinfo is UTC
            assert local_day(reading.at) == reading.day
        assert START <= day_of(reading) < END


@every_series
@pytest.mark.parametrize("end", [START, START - DAY, LONG_AGO])
async def test_a_period_that_is_none_has_no_readings_and_is_not_asked_for(
    way: Way, kind: str, end: date, services: Services, session: aiohttp.ClientSession
) -> None:
    read = await make_reader(session, services, way, kind).read(START, end)

    assert not any(read)
    assert (await services.new_calls())[kind] == 0


@every_series
async def test_a_period_before_all_history_has_no_readings_and_costs_few_calls(
    way: Way, kind: str, services: Services, session: aiohttp.ClientSession
) -> None:
    reader = make_reader(session, services, way, kind)

    read = await reader.read(LONG_AGO, LONG_AGO + 7 * DAY)

    assert not any(read)
    assert (await services.new_calls())[kind] <= 4


@pytest.mark.parametrize("kind", CURVES)
@pytest.mark.parametrize("way", ELECTRICITY, ids=lambda way: way.name)
async def test_the_hour_that_october_has_twice_is_there_twice(
    way: Way, kind: str, services: Services, session: aiohttp.ClientSession
) -> None:
    sunday = date(2026, 10, 25)

    curve = await make_reader(session, services, way, kind).read(sunday, sunday + DAY)

    assert len(curve) == 50
    assert curve[-1].end - curve[0].start == timedelta(hours=25)
    assert curve == [
        point for point in right(services.home, kind) if day_of(point) == sunday
    ]


@pytest.mark.parametrize("way", ELECTRICITY, ids=lambda way: way.name)
async def test_what_a_roof_feeds_in_has_no_maximum_and_is_not_asked_for_one(
    way: Way, services: Services, session: aiohttp.ClientSession
) -> None:
    reader = make_reader(session, services, way, "production_energy")
    assert isinstance(reader, ElectricityReader)

    assert not await reader.source.read_maximum_power(START, END)
    assert not await services.new_calls()


@every_way
async def test_sources_at_once_do_not_disturb_each_other(
    way: Way, services: Services, session: aiohttp.ClientSession
) -> None:
    kinds = 2 * way.kinds
    readers = [make_reader(session, services, way, kind) for kind in kinds]
    wrong = {SECRETS[way.name][0]: wrong_secret(services.home, way)}
    refused = make_reader(session, services, way, way.kinds[0], **wrong)

    *read, error = await asyncio.gather(
        *(reader.read() for reader in readers), refused.read(), return_exceptions=True
    )

    assert read == [right(services.home, kind) for kind in kinds]
    assert isinstance(error, CredentialsError)


def wrong_secret(home: Home, way: Way) -> str:
    """A secret of the right form that opens nothing."""
    if way.name == "conso_api":
        return Home(2, today=TODAY).sign_conso_token(
            expires=home.electricity.step_change.replace(year=9998),
            points=[home.point_id],
        )
    return "0" * 64
