"""How long periods are asked: in one call, and in few where SGE wants less or seems to have nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from custom_components.grandlyon_energy.sources import NoDataError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from . import replies
from .conftest import Asked, Gateway, Scripted
from .replies import Answer, fault

TODAY = date(2026, 11, 20)
OLDEST = date(2023, 11, 20)
REFUSED = Answer(status=500, body=fault("SGT4L8"))
NOTHING = replies.no_measures()

type Service = Callable[[Asked], Scripted]


def days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days)]


def service(
    *,
    since: date = date(2020, 1, 1),
    until: date = TODAY,
    silent: Callable[[date], bool] = lambda _day: False,
    refuses: Callable[[Asked], bool] = lambda _asked: False,
    before_activation: Scripted | None = None,
) -> Service:
    """A meter that has data from `since` to `until`, but for its `silent` days.

    `before_activation` is what a request gets that starts before `since`; None truncates, as the guide says.
    """

    def respond(asked: Asked) -> Scripted:
        if refuses(asked):
            return REFUSED
        if before_activation is not None and asked.start < since:
            return before_activation
        known = [
            day
            for day in days(max(asked.start, since), min(asked.end, until))
            if not silent(day)
        ]
        if not known:
            return NOTHING
        if asked.text("mesuresTypeCode") == "COURBE":
            return replies.curve(*((f"{day} 12:00:00", 1, "PT30M") for day in known))
        return replies.energy(*((f"{day}T00:00:00+01:00", 1) for day in known))

    return respond


def span(asked: Asked) -> int:
    return (asked.end - asked.start).days


async def energy_days(
    source: SgeSource, start: date = OLDEST, end: date = TODAY
) -> list[date]:
    return [reading.day for reading in await source.read_daily_energy(start, end)]


async def curve_days(source: SgeSource, start: date, end: date) -> list[date]:
    return [point.end.date() for point in await source.read_load_curve(start, end)]


# --- normally ----------------------------------------------------------------------------------------------------------


async def test_three_years_are_one_call(source: SgeSource, gateway: Gateway) -> None:
    gateway.respond = service()

    assert await energy_days(source) == days(OLDEST, TODAY)
    assert gateway.periods == [(OLDEST, TODAY)]


async def test_a_meter_commissioned_later_is_one_call_too(
    source: SgeSource, gateway: Gateway
) -> None:
    since = date(2026, 11, 17)
    gateway.respond = service(since=since)

    assert await energy_days(source) == days(since, TODAY)
    assert len(gateway.asked) == 1


# --- nothing, or before activation -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [NOTHING, Answer(status=500, body=fault("SGT4G3")), REFUSED],
    ids=["empty", "SGT4G3", "SGT4L8"],
)
@pytest.mark.parametrize(
    "since",
    [
        OLDEST + timedelta(days=1),
        date(2024, 2, 29),
        date(2025, 6, 1),
        date(2026, 11, 1),
        TODAY - timedelta(days=1),
    ],
)
async def test_the_first_day_is_found_where_a_start_before_activation_gets_nothing(
    source: SgeSource, gateway: Gateway, before: Scripted, since: date
) -> None:
    gateway.respond = service(since=since, before_activation=before)

    assert await energy_days(source) == days(since, TODAY)
    # 3 years have 1096 days; halving them takes 11 steps. A refusal is first taken for a matter of length.
    assert len(gateway.asked) <= (12 if before is not REFUSED else 1 + 4 + 13 + 6)


async def test_a_silent_stretch_does_not_hide_what_is_older(
    source: SgeSource, gateway: Gateway
) -> None:
    since = date(2024, 3, 1)

    def silent(day: date) -> bool:
        return date(2024, 5, 1) <= day < date(2026, 6, 1)

    gateway.respond = service(since=since, silent=silent, before_activation=NOTHING)

    expected = [day for day in days(since, TODAY) if not silent(day)]
    assert await energy_days(source) == expected


async def test_a_meter_without_any_data_costs_few_calls(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.respond = service(since=TODAY)

    assert await energy_days(source) == []
    assert len(gateway.asked) <= 12


async def test_an_empty_month_is_not_searched(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.respond = service(since=TODAY)

    assert await energy_days(source, TODAY - timedelta(days=31), TODAY) == []
    assert len(gateway.asked) == 1


# --- too long ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("longest", "calls"), [(366, 4), (365, 4 + 12), (31, 40)])
async def test_a_refused_span_is_split_into_years_then_months(
    source: SgeSource, gateway: Gateway, longest: int, calls: int
) -> None:
    gateway.respond = service(refuses=lambda asked: span(asked) > longest)

    assert await energy_days(source) == days(OLDEST, TODAY)
    assert len(gateway.asked) == calls


@pytest.mark.parametrize("day", [28, 29, 30, 31])
async def test_a_piece_is_never_longer_than_its_months(
    source: SgeSource, gateway: Gateway, day: int
) -> None:
    today = date(2026, 3, 31).replace(day=day)
    gateway.respond = service(until=today, refuses=lambda asked: span(asked) > 31)

    start = today.replace(year=2024, day=1)
    assert await energy_days(source, start, today) == days(start, today)


@pytest.mark.parametrize("length", [20, 300, 1096])
async def test_no_period_is_asked_twice(
    source: SgeSource, gateway: Gateway, length: int
) -> None:
    start = TODAY - timedelta(days=length)
    oldest = start + timedelta(days=3)
    gateway.respond = service(
        refuses=lambda asked: span(asked) > 31 or asked.start < oldest
    )

    assert await energy_days(source, start, TODAY) == days(oldest, TODAY)
    assert len(set(gateway.periods)) == len(gateway.periods)


@pytest.mark.parametrize("too_far", [1, 20, 40, 400])
async def test_what_is_older_than_the_service_remembers_costs_few_calls(
    source: SgeSource, gateway: Gateway, too_far: int
) -> None:
    gateway.respond = service(refuses=lambda asked: asked.start < OLDEST)

    found = await energy_days(source, OLDEST - timedelta(days=too_far), TODAY)

    assert found == days(OLDEST, TODAY)
    assert len(gateway.asked) <= 1 + 4 + 13 + 5


async def test_a_service_that_refuses_every_period_has_no_data(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(REFUSED)

    assert await energy_days(source) == []
    assert len(gateway.asked) <= 1 + 1 + 1 + 5


async def test_maximum_power_is_split_alike(
    source: SgeSource, gateway: Gateway
) -> None:
    def respond(asked: Asked) -> Scripted:
        if span(asked) > 366:
            return REFUSED
        return replies.maximum((f"{asked.start} 19:00:00", 5000))

    gateway.respond = respond

    found = await source.read_maximum_power(OLDEST, TODAY)

    assert [reading.day for reading in found] == [
        OLDEST,
        date(2024, 11, 20),
        date(2025, 11, 20),
    ]


async def test_a_service_that_will_not_give_a_series_for_now_says_so(
    source: SgeSource, gateway: Gateway
) -> None:
    gateway.answers(Answer(status=500, body=fault("SGT589")))

    with pytest.raises(NoDataError, match=r"^no_data \(SGT589\)$"):
        await energy_days(source)

    assert len(gateway.asked) == 1


# --- load curve --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "spans"), [(1, [1]), (7, [7]), (8, [7, 1]), (21, [7, 7, 7])]
)
async def test_a_curve_is_never_asked_for_more_than_seven_days(
    source: SgeSource, gateway: Gateway, length: int, spans: list[int]
) -> None:
    gateway.respond = service()
    start = TODAY - timedelta(days=length)

    assert await curve_days(source, start, TODAY) == days(start, TODAY)
    assert [span(asked) for asked in gateway.asked] == spans


async def test_an_empty_week_is_one_call(source: SgeSource, gateway: Gateway) -> None:
    gateway.respond = service(since=TODAY)

    assert await curve_days(source, TODAY - timedelta(days=7), TODAY) == []
    assert len(gateway.asked) == 1


@pytest.mark.parametrize("lost", range(8))
async def test_of_a_week_at_the_edge_of_memory_the_days_left_are_found(
    source: SgeSource, gateway: Gateway, lost: int
) -> None:
    start = TODAY - timedelta(days=7)
    oldest = start + timedelta(days=lost)
    gateway.respond = service(refuses=lambda asked: asked.start < oldest)

    assert await curve_days(source, start, TODAY) == days(oldest, TODAY)
    assert len(gateway.asked) <= 4
