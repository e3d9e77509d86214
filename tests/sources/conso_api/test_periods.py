"""How long periods are asked: the calls are shared with every user of the service, so their number is part of the rule."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource

from .conftest import Asked, Scripted, Service
from .replies import (
    BEFORE_ACTIVATION,
    BEFORE_HISTORY,
    NO_DATA,
    TOO_LONG,
    curve,
    described,
    enedis,
    energy,
    maximum,
)

TODAY = date(2026, 11, 20)
OLDEST = date(2023, 11, 21)
DAY = timedelta(days=1)


def days(start: date, end: date) -> list[date]:
    return [start + n * DAY for n in range((end - start).days)]


def meter(
    *,
    since: date = date(2020, 1, 1),
    until: date = TODAY,
    before: Scripted = BEFORE_ACTIVATION,
    longest: int = 2000,
) -> Callable[[Asked], Scripted]:
    """A meter with data from `since` to `until`; `before` is what an earlier start gets."""

    def respond(asked: Asked) -> Scripted:
        if asked.days > longest:
            return TOO_LONG
        if asked.start < since:
            return before
        known = days(asked.start, min(asked.end, until))
        if not known:
            return NO_DATA
        if "courbe" in asked.path:
            return curve(*((f"{day} 12:00:00", "1") for day in known))
        if "max" in asked.path:
            return maximum(*((f"{day} 19:00:00", "1") for day in known))
        return energy(*((str(day), "1") for day in known))

    return respond


async def energy_days(source: ConsoApiSource, start: date = OLDEST) -> list[date]:
    return [reading.day for reading in await source.read_daily_energy(start, TODAY)]


async def test_three_years_are_one_call(
    source: ConsoApiSource, service: Service
) -> None:
    service.respond = meter()

    assert await energy_days(source) == days(OLDEST, TODAY)
    maxima = await source.read_maximum_power(OLDEST, TODAY)

    assert [reading.day for reading in maxima] == days(OLDEST, TODAY)
    assert [(asked.start, asked.end) for asked in service.asked] == [
        (OLDEST, TODAY)
    ] * 2


@pytest.mark.parametrize("length", [7, 31, 365, 1095])
async def test_an_empty_period_of_any_length_is_one_call_a_series(
    source: ConsoApiSource, service: Service, length: int
) -> None:
    """The service says when a period begins too early, so that nothing hides behind an empty answer."""
    service.answers(NO_DATA)
    start = TODAY - length * DAY

    assert await energy_days(source, start) == []
    assert list(await source.read_maximum_power(start, TODAY)) == []
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "before",
    [
        BEFORE_ACTIVATION,
        BEFORE_HISTORY,
        described(400, "ADAM-ERR0123", "en d'autres mots"),
        enedis(400, {"code": "ADAM-ERR0123", "message": "en d'autres mots"}),
    ],
)
@pytest.mark.parametrize(
    "since",
    [
        OLDEST + DAY,
        date(2024, 2, 29),
        date(2025, 6, 1),
        date(2026, 11, 1),
        TODAY - DAY,
        TODAY,
    ],
)
async def test_the_first_day_of_a_young_meter_is_found_in_twelve_calls(
    source: ConsoApiSource, service: Service, since: date, before: Scripted
) -> None:
    service.respond = meter(since=since, before=before)

    assert await energy_days(source) == days(since, TODAY)
    # One for the whole, and 1095 days halved until one is left.
    assert len(service.asked) <= 12


async def test_a_young_meter_that_fell_silent_keeps_what_it_had(
    source: ConsoApiSource, service: Service
) -> None:
    since, until = date(2025, 1, 1), date(2025, 3, 1)
    service.respond = meter(since=since, until=until)

    assert await energy_days(source) == days(since, until)
    assert len(service.asked) <= 12


@pytest.mark.parametrize(("longest", "calls"), [(366, 1 + 3), (31, 1 + 3 + 36)])
async def test_a_period_that_is_too_long_is_asked_in_years_then_in_months(
    source: ConsoApiSource, service: Service, longest: int, calls: int
) -> None:
    service.respond = meter(longest=longest)

    assert await energy_days(source) == days(OLDEST, TODAY)
    assert len(service.asked) == calls


async def test_a_young_meter_is_found_in_pieces_too(
    source: ConsoApiSource, service: Service
) -> None:
    since = date(2025, 6, 1)
    service.respond = meter(since=since, longest=366)

    assert await energy_days(source) == days(since, TODAY)
    # The whole, two years, and the second of them halved.
    assert len(service.asked) <= 1 + 2 + 9


@pytest.mark.parametrize(("length", "spans"), [(7, [7]), (8, [7, 1]), (14, [7, 7])])
async def test_a_curve_is_never_asked_for_more_than_seven_days(
    source: ConsoApiSource, service: Service, length: int, spans: list[int]
) -> None:
    service.respond = meter(longest=7)
    start = TODAY - length * DAY

    found = await source.read_load_curve(start, TODAY)

    assert [point.end.date() for point in found] == days(start, TODAY)
    assert [asked.days for asked in service.asked] == spans


@pytest.mark.parametrize("lost", range(1, 8))
async def test_of_the_week_of_the_activation_the_days_after_it_are_found(
    source: ConsoApiSource, service: Service, lost: int
) -> None:
    start = TODAY - 7 * DAY
    service.respond = meter(since=start + lost * DAY)

    found = await source.read_load_curve(start, TODAY)

    assert [point.end.date() for point in found] == days(start + lost * DAY, TODAY)
    assert len(service.asked) <= 4


async def test_a_curve_that_is_not_collected_is_one_call_a_week(
    source: ConsoApiSource, service: Service
) -> None:
    service.answers(NO_DATA)

    assert list(await source.read_load_curve(TODAY - 14 * DAY, TODAY)) == []
    assert len(service.asked) == 2
