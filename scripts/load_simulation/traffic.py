"""The calls of all homes together, second by second."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Final

from custom_components.grandlyon_energy.metering.calendar import DAY, day_start

from .homes import CALL_TIME, Poll

MINUTE_S: Final = 60
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The calls of a stretch of time."""

    calls: int
    busiest_minute: float
    """The most calls of a minute of the clock, as calls a second."""

    busiest_second: int


class Traffic:
    """Counts calls and homes that are done, from the midnight that opens the first local day."""

    def __init__(self, first_day: date, days: int) -> None:
        """Start with nothing counted."""
        self._start = day_start(first_day)
        # A poll of the last second still makes its calls.
        length = self._second(day_start(first_day + days * DAY)) + MINUTE_S
        self._calls = array("I", [0]) * length
        self._done = array("I", [0]) * length

    def add(self, polls: Iterable[Poll]) -> None:
        """Count the polls of a home."""
        apart = CALL_TIME // _SECOND
        for poll in polls:
            second = self._second(poll.at)
            for n in range(poll.calls):
                self._calls[second + n * apart] += 1
            self._done[second] += poll.done

    def figures(self, start: datetime, end: datetime) -> Figures:
        """Return the figures from `start`, included, to `end`, excluded; whole minutes, aware."""
        calls = self._calls[self._second(start) : self._second(end)]
        return Figures(
            calls=sum(calls),
            busiest_minute=max(map(sum, batched(calls, MINUTE_S, strict=True)))
            / MINUTE_S,
            busiest_second=max(calls),
        )

    def done(self, start: datetime, end: datetime) -> int:
        """Return how many homes found yesterday from `start`, included, to `end`, excluded."""
        return sum(self._done[self._second(start) : self._second(end)])

    def _second(self, moment: datetime) -> int:
        return (moment - self._start) // _SECOND
