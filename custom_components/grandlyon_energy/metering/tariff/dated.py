"""What holds from one day on until the next of its kind begins."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Dated(Protocol):
    """Anything that holds from a day on."""

    @property
    def valid_from(self) -> date:
        """The first local day on which it holds."""


class Timeline[T: Dated]:
    """The things of one kind, in order of time, whatever the order they were given in.

    Forms refuse the same day twice; if two are there all the same, which one holds never depends on their order.
    """

    def __init__(self, items: Iterable[T]) -> None:
        """Sort them."""
        self.items = tuple(sorted(items, key=lambda one: (one.valid_from, repr(one))))
        self._starts = [one.valid_from for one in self.items]

    def on(self, day: date) -> T | None:
        """Return what holds on a local day, None before the first."""
        position = bisect_right(self._starts, day)
        return self.items[position - 1] if position else None

    @property
    def first_day(self) -> date | None:
        """The first day on which anything holds."""
        return self._starts[0] if self._starts else None
