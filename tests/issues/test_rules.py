"""Where cards begin and end, to the day and the minute: the rules alone."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.grandlyon_energy.consent import ConsentState
from custom_components.grandlyon_energy.issues.answers import has_answered, has_tried
from custom_components.grandlyon_energy.issues.seen import is_news
from custom_components.grandlyon_energy.ledger.water import WaterLedger
from custom_components.grandlyon_energy.metering.electricity import DayQuality
from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
)
from custom_components.grandlyon_energy.sources.conso_api.token import token_expiry
from custom_components.grandlyon_energy.statistics.queue import Repaired

from ..conftest import NOW, TODAY
from .judging import POINT, SINCE, electricity, judged, keys
from .scene import ago, home_of

HOME = home_of(1)


def conflicts(days: Collection[int]) -> Any:
    return SimpleNamespace(
        qualities={ago(day): DayQuality.CONFLICT for day in days}
        | {ago(17): DayQuality.EXACT}
    )


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((), None),
        ((3, 10), None),
        ((3, 10, 16), "3"),
        # These may still be settled.
        ((0, 1, 2, 3, 10), None),
        # These are long gone.
        ((3, 10, 17, 18, 400), None),
        (range(40), "14"),
    ],
)
def test_energy_conflict(days: Collection[int], told: str | None) -> None:
    cards = judged(projection=conflicts(days)).cards
    assert [card.placeholders["days"] for card in cards] == [told] * bool(told)


def data(newest: date | None) -> Any:
    return SimpleNamespace(newest_day=newest, progress=SimpleNamespace(curve=None))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"data": data(ago(5))}, False),
        ({"data": data(ago(6))}, True),
        ({"data": data(ago(6)), "last_error": TransientError("timeout")}, True),
        ({"data": data(ago(6)), "last_error": ThrottledError("throttled")}, True),
        # Another card, or core, tells why.
        ({"data": data(ago(6)), "last_error": CredentialsError("bad")}, False),
        ({"data": data(ago(6)), "consent": ConsentState.TOO_OLD}, False),
        ({"data": data(ago(6)), "consent": ConsentState.WITHDRAWN}, False),
        # It may have come while Home Assistant was off.
        ({"data": data(ago(6)), "polled_at": SINCE - timedelta(seconds=1)}, False),
        # Nothing ever came.
        ({"data": data(None)}, False),
        ({"data": None}, False),
    ],
)
def test_no_electricity_data(facts: dict[str, Any], told: bool) -> None:
    assert ("no_electricity_data" in keys(**facts)) is told


@pytest.mark.parametrize(
    ("state", "ended", "expected"),
    [
        (ConsentState.CHANGED, False, ["consent_changed"]),
        # What ended it says more.
        (ConsentState.CHANGED, True, ["contract_terminated"]),
        (ConsentState.DUE, False, ["consent_due"]),
        (ConsentState.TOO_OLD, False, ["consent_over"]),
        (ConsentState.WITHDRAWN, True, []),
    ],
)
def test_a_consent(state: ConsentState, ended: bool, expected: list[str]) -> None:
    given = {"scope": "daily", "given_at": "2025-12-04T23:30:00+00:00"}
    settings = {"electricity": {"way": "sge", "consents": [given]}}
    refusal = None if state.holds else ConsentError(state)
    cards = judged(
        settings=settings,
        consent=state,
        has_ended=ended,
        refusal=refusal,
        last_error=refusal,
    ).cards
    assert [card.key for card in cards] == expected
    if state in (ConsentState.DUE, ConsentState.TOO_OLD):
        # It was given on 5 December in Lyon.
        assert cards[0].placeholders["day"] == "2026-12-05"


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (timedelta(days=30), True),
        (timedelta(days=30, seconds=1), False),
        (timedelta(seconds=1), True),
        # Core asks for another one.
        (timedelta(), False),
    ],
)
def test_token_ends(ends: timedelta, told: bool) -> None:
    token = HOME.sign_conso_token(expires=NOW + ends)
    settings = {"electricity": {"way": "conso_api", "token": token}}
    assert ("token_ends" in keys(settings=settings)) is told


@pytest.mark.parametrize("token", ["", "a.b.c", "nothing", "é", "a.e30.c"])
def test_a_token_that_says_nothing_of_its_end(token: str) -> None:
    assert token_expiry(token) is None


def test_a_token_says_when_it_ends() -> None:
    assert token_expiry(HOME.sign_conso_token(expires=NOW)) == NOW


@pytest.mark.parametrize(
    ("minutes", "told"), [(None, False), (29.9, False), (30, True), (9000, True)]
)
def test_statistics_not_written(minutes: float | None, told: bool) -> None:
    since = None if minutes is None else NOW - timedelta(minutes=minutes)
    queue = SimpleNamespace(failing_since=since, repaired={})
    assert ("statistics_not_written" in keys(queue=queue)) is told


def test_what_was_put_right_is_told_together_for_a_week() -> None:
    repaired = {
        "a": Repaired(days=2, at=NOW - timedelta(days=6, hours=23)),
        "b": Repaired(days=5, at=NOW - timedelta(days=1)),
        "c": Repaired(days=9, at=NOW - timedelta(days=7)),
    }
    (card,) = judged(queue=SimpleNamespace(failing_since=None, repaired=repaired)).cards
    assert card.placeholders["days"] == "7"
    assert card.until == NOW + timedelta(days=6)


@pytest.mark.parametrize(
    ("happened", "seen", "news"),
    [
        (None, None, False),
        (ago(0), None, True),
        (ago(29), None, True),
        (ago(30), None, False),
        (ago(3), ago(3), False),
        (ago(3), ago(4), True),
        (ago(4), ago(3), False),
    ],
)
def test_news(happened: date | None, seen: date | None, news: bool) -> None:
    ledger = WaterLedger()
    if seen:
        ledger.mark_seen("meter_changed", seen)
    assert is_news(ledger, "meter_changed", happened, TODAY) is news


@pytest.mark.parametrize(
    ("error", "polled_at", "answered", "tried"),
    [
        (None, None, False, False),
        (None, SINCE - timedelta(seconds=1), False, False),
        (None, SINCE, True, True),
        (ConsentError("consent_missing"), None, True, True),
        (CredentialsError("invalid_key"), NOW, True, True),
        # What was refused before may be so still.
        (TransientError("timeout"), NOW, False, True),
        (ThrottledError("throttled"), None, False, True),
    ],
)
def test_what_was_heard_of_a_service(
    error: SourceError | None, polled_at: datetime | None, answered: bool, tried: bool
) -> None:
    heard = electricity(last_error=error, polled_at=polled_at)
    assert (has_answered(heard, SINCE), has_tried(heard, SINCE)) == (answered, tried)


def test_a_card_shows_four_digits_and_its_id_none() -> None:
    (card,) = judged(last_error=ConsentError("point_not_found", code="SGT401")).cards
    assert card.placeholders == {"home": "H", "digits": POINT[-4:], "code": "SGT401"}
    assert card.issue_id == "point_not_found_E"
