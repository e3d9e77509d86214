"""When one home calls, and how often: the coordinator's plan, with the integration's own schedule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final

from custom_components.grandlyon_energy.metering.calendar import (
    DAY,
    day_start,
    local_day,
)
from custom_components.grandlyon_energy.schedule import (
    ELECTRICITY_SPREAD_S,
    by_day,
    electricity_attempts,
    next_attempt,
    retry_at,
)

CALLS: Final = 3
"""Of a poll: energy, maximum power and load curve."""

LATE_CALLS: Final = 1
"""Of a later poll of the same day that finds yesterday not published yet: energy alone."""

CONTRACT_DAYS: Final = 7
"""A poll reads the contract as well, in one more call, when it was read so many days ago."""

CALL_TIME: Final = timedelta(seconds=1)
"""A poll's calls follow each other at about this distance."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outage:
    """The gateway fails every call from `start` to `end`, excluded; aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """What is drawn once for each home."""

    second: int
    """Of its first attempt, after the first hour of the schedule."""

    contract_due: int
    """On which day of the simulation, counted from 0, it next reads the contract."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll:
    """One poll of one home."""

    at: datetime
    """When its first call is made, aware UTC; the others follow `CALL_TIME` apart."""

    calls: int
    done: bool
    """Whether yesterday was there."""


def draw_homes(number: int, random: Random) -> list[Home]:
    """Draw so many homes, those of the same second side by side."""
    seconds = sorted(random.randrange(ELECTRICITY_SPREAD_S) for _ in range(number))
    return [
        Home(second=second, contract_due=random.randrange(CONTRACT_DAYS))
        for second in seconds
    ]


def polls(
    home: Home,
    *,
    first_day: date,
    days: int,
    outage: Outage | None,
    late: float,
    random: Random,
) -> Iterator[Poll]:
    """Yield a home's polls of so many local days, each day ending with the next one's first attempt.

    `late` is the share of attempts, from 0 to 1, that find yesterday not published yet.
    """
    end = day_start(first_day + days * DAY)
    contract_due = first_day + home.contract_due * DAY
    failures = 0
    went_on: date | None = None
    at = _attempts(first_day, home.second)[0]
    while at < end:
        today = local_day(at)
        reads_contract = today >= contract_due
        if outage and outage.start <= at < outage.end:
            # A contract that cannot be read is put off, the first of the other calls ends the poll.
            calls = 1 + reads_contract
            done = False
            failures += 1
            retry = retry_at(at + calls * CALL_TIME, failures, random=random.random)
            following = by_day(retry, _attempts(local_day(retry), home.second))
        else:
            done = random.random() >= late
            calls = CALLS if done or went_on != today else LATE_CALLS
            calls += reads_contract
            went_on = today
            if reads_contract:
                contract_due = today + CONTRACT_DAYS * DAY
            following = next_attempt(
                _attempts(today, home.second), at + calls * CALL_TIME, done=done
            )
        yield Poll(at=at, calls=calls, done=done)
        at = following


@lru_cache(maxsize=16)
def _attempts(day: date, second: int) -> list[datetime]:
    """Return what the schedule says at any moment of a local day; homes come sorted, so few are kept."""
    return electricity_attempts(day_start(day), second)
