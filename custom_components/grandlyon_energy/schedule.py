"""When to ask: pure functions of the clock and of what is already known. All times of day are Europe/Paris."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Final

from .metering.calendar import DAY, PARIS, local_day

ELECTRICITY_FIRST: Final = time(8)
"""Yesterday is published from then on (facts of the field: SGE's daily flows come during the night)."""

ELECTRICITY_SPREAD_S: Final = 13 * 3600 + 1800
"""A home's first attempt is drawn within so many seconds: the most that leaves each home a second one by day."""

ELECTRICITY_SOON: Final = timedelta(minutes=30)
ELECTRICITY_AGAIN: Final = timedelta(hours=2)

ONCE_FIRST: Final = time(10)
"""What is not published by then usually comes the next day (facts of Conso API): one look a day is best taken after it."""

ONCE_SPREAD_S: Final = 12 * 3600 - 1800

WATER_FIRST: Final = time(6)
WATER_SPREAD_S: Final = 7 * 3600
WATER_AGAIN: Final = timedelta(hours=8)

NIGHT_STARTS: Final = time(22)
NIGHT_ENDS: Final = time(6)

FIRST_RETRY: Final = timedelta(minutes=15)
RETRY_FACTOR: Final = 7
"""The second retry comes 60 to 120 minutes after the first failure: past an outage of an hour, at once."""

LONGEST_RETRY: Final = timedelta(hours=8)
"""Long enough that the homes which a dead gateway kept waiting come back a few at a time (docs/load.md)."""


def electricity_attempts(now: datetime, second: int) -> list[datetime]:
    """Return today's and tomorrow's moments to ask for the day before, aware UTC.

    The first is `second` seconds after 08:00, the next half an hour later, then one every two hours before 22:00.
    """
    return _attempts(
        now, ELECTRICITY_FIRST, second, ELECTRICITY_SOON, ELECTRICITY_AGAIN
    )


def daily_attempt(now: datetime, second: int) -> list[datetime]:
    """Return today's and tomorrow's one moment to ask a service that wants no more than that, aware UTC.

    `second` is the one drawn for `electricity_attempts`; it is spread between 10:00 and 21:30 instead.
    """
    second = second * ONCE_SPREAD_S // ELECTRICITY_SPREAD_S
    return _attempts(now, ONCE_FIRST, second, 2 * DAY, 2 * DAY)


def water_attempts(now: datetime, second: int) -> list[datetime]:
    """Return today's and tomorrow's two moments to ask for water, `second` seconds after 06:00 and 14:00, aware UTC."""
    return _attempts(now, WATER_FIRST, second, WATER_AGAIN, WATER_AGAIN)


def next_attempt(attempts: list[datetime], now: datetime, *, done: bool) -> datetime:
    """Return the next moment to ask: the next of today, or tomorrow's first when today's work is done."""
    today = local_day(now)
    return next(
        moment
        for moment in attempts
        if moment > now and not (done and local_day(moment) == today)
    )


def retry_at(now: datetime, failures: int, *, random: Callable[[], float]) -> datetime:
    """Return when to ask again after so many failures in a row: exponential, with jitter, be it at night.

    `random` returns a number from 0 to 1.
    """
    # The power would overflow one day; it is capped long before.
    wait: timedelta = FIRST_RETRY * RETRY_FACTOR ** min(failures - 1, 9)
    return now + min(wait, LONGEST_RETRY) * (0.5 + random() / 2)


def is_night(moment: datetime) -> bool:
    """Return whether services are to be left alone at an aware instant: from 22:00 to 06:00."""
    local = moment.astimezone(PARIS).time()
    return local < NIGHT_ENDS or local >= NIGHT_STARTS


def by_day(moment: datetime, attempts: list[datetime]) -> datetime:
    """Return the moment itself, or the home's next attempt when it falls into the night.

    `attempts` are those for `moment`. What an evening's outage put off is so spread like any morning, and not waiting
    for six o'clock sharp.
    """
    if is_night(moment):
        return next_attempt(attempts, moment, done=False)
    return moment


def _attempts(
    now: datetime, first: time, second: int, soon: timedelta, again: timedelta
) -> list[datetime]:
    today = local_day(now)
    moments: list[datetime] = []
    for day in (today, today + DAY):
        moment = datetime.combine(day, first, PARIS) + timedelta(seconds=second)
        wait = soon
        while moment.date() == day and moment.time() < NIGHT_STARTS:
            moments.append(moment.astimezone(now.tzinfo))
            moment += wait
            wait = again
    return moments
