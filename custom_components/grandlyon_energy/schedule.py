"""When to ask: pure functions of the clock and of what is already known. All times of day are Europe/Paris."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Final

from .metering.calendar import DAY, PARIS, local_day

ELECTRICITY_FIRST: Final = time(8)
"""Yesterday is published from then on (facts of the field: SGE's daily flows come during the night)."""

ELECTRICITY_AGAIN: Final = timedelta(hours=2)
ELECTRICITY_MINUTES: Final = 600
"""A home's first attempt is drawn within so many minutes, so that homes do not all call at once."""

WATER_FIRST: Final = time(6)
WATER_AGAIN: Final = timedelta(hours=8)
WATER_MINUTES: Final = 420

NIGHT_STARTS: Final = time(22)
NIGHT_ENDS: Final = time(6)

FIRST_RETRY: Final = timedelta(minutes=5)
LONGEST_RETRY: Final = timedelta(hours=2)


def electricity_attempts(now: datetime, minute: int) -> list[datetime]:
    """Return today's and tomorrow's moments to ask for the day before, aware UTC.

    The first is `minute` minutes after 08:00, the next ones follow every two hours, at most until 22:00.
    """
    return _attempts(now, ELECTRICITY_FIRST, minute, ELECTRICITY_AGAIN)


def water_attempts(now: datetime, minute: int) -> list[datetime]:
    """Return today's and tomorrow's two moments to ask for water, aware UTC."""
    return _attempts(now, WATER_FIRST, minute, WATER_AGAIN)


def next_attempt(attempts: list[datetime], now: datetime, *, done: bool) -> datetime:
    """Return the next moment to ask: the next of today, or tomorrow's first when today's work is done."""
    today = local_day(now)
    return next(
        moment
        for moment in attempts
        if moment > now and not (done and local_day(moment) == today)
    )


def retry_at(now: datetime, failures: int, *, random: Callable[[], float]) -> datetime:
    """Return when to ask again after so many failures in a row: doubling, with jitter, never at night.

    `random` returns a number from 0 to 1.
    """
    longest = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
    return after_the_night(now + longest * (0.5 + random() / 2))


def after_the_night(moment: datetime) -> datetime:
    """Return the moment itself, or the end of the night it falls in: services are left alone from 22:00 to 06:00."""
    local = moment.astimezone(PARIS)
    if NIGHT_ENDS <= local.time() < NIGHT_STARTS:
        return moment
    morning = local.date() if local.time() < NIGHT_ENDS else local.date() + DAY
    return datetime.combine(morning, NIGHT_ENDS, PARIS).astimezone(moment.tzinfo)


def _attempts(
    now: datetime, first: time, minute: int, again: timedelta
) -> list[datetime]:
    today = local_day(now)
    moments: list[datetime] = []
    for day in (today, today + DAY):
        moment = datetime.combine(day, first, PARIS) + timedelta(minutes=minute)
        while moment.date() == day and moment.time() < NIGHT_STARTS:
            moments.append(moment.astimezone(now.tzinfo))
            moment += again
    return moments
