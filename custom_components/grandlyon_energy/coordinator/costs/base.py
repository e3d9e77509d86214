"""What all meters' costs have in common: their statistics, and how failures are told."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
import logging
import traceback
from typing import TYPE_CHECKING, ClassVar

from ...metering.calendar import DAY, days_between
from ...metering.series import DayAmounts, Series
from ...pricing.figures import CostFigures, cost_figures
from ...pricing.settings import ElectricityPrices, WaterPrices
from ...statistics.queue import WriteQueue
from ...statistics.statistic import Statistic, WorkingOut

if TYPE_CHECKING:
    from ...ledger.base import Ledger

_LOGGER = logging.getLogger(__name__)

type MakeStatistic = Callable[..., Statistic]
"""Makes a statistic of the meter, as `make_statistic` does."""


class Costs(ABC):
    """The cost statistics of one meter."""

    cost_key: ClassVar[str]
    standing_key: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    """The keys of all statistics that a meter of its kind can have, these two among them."""

    def __init__(
        self, *, source: Statistic, queue: WriteQueue, make: MakeStatistic
    ) -> None:
        """Tie the costs to the statistic that they follow from."""
        self._source = source
        self._queue = queue
        self._make = make
        self._by_key: dict[str, Statistic] = {}
        self._failed = False

    @property
    def statistics(self) -> list[Statistic]:
        """Those that have rows, or had some."""
        return list(self._by_key.values())

    @property
    @abstractmethod
    def prices(self) -> ElectricityPrices | WaterPrices:
        """The tariffs that the costs are worked out by."""

    @property
    @abstractmethod
    def estimated(self) -> Collection[date]:
        """The days whose cost is an estimate."""

    @property
    def has_tariff(self) -> bool:
        """Whether the meter has any tariff."""
        return bool(self.prices.tariffs.items)

    def figures(self, today: date) -> CostFigures | None:
        """Return what costs come to as of a local day, None without a tariff."""
        if not self.has_tariff:
            return None
        return cost_figures(
            self._series(self.cost_key),
            self._series(self.standing_key),
            use=self._source.series,
            estimated=self.estimated,
            standing_included=self.prices.standing_included,
            bill_since=self.prices.bill_since,
            today=today,
        )

    def decides(self, day: date) -> bool:
        """Return whether it is known what a day costs, also if it has no cost.

        That is so of every day between those of the source, holes included; while files of the readings are lost, of
        its own days alone: what the others cost comes again with their readings.
        """
        if self._source.has(day):
            return True
        known = self._source.series.days
        return bool(known) and not self._ledger.lost and known[0] <= day <= known[-1]

    @property
    def _working_out(self) -> WorkingOut | None:
        """What works the costs out, if that takes a while."""
        return None

    @property
    def _ledger(self) -> Ledger[object]:
        return self._source.store.ledger

    def _series(self, key: str) -> Series:
        """Return the rows of a statistic, which may not be there."""
        return self._by_key[key].series if key in self._by_key else Series()

    def _statistic(self, key: str) -> Statistic:
        """Return the statistic of a key, made when it is new."""
        if key not in self._by_key:
            self._by_key[key] = statistic = self._make(
                key=key, knows=self.decides, derived=True, working_out=self._working_out
            )
            self._queue.add([statistic])
            if statistic.state.baseline_day is None:
                # A home that was here before may have left rows, also where it has no tariff now.
                statistic.mark_pending(self._days_of_source())
        return self._by_key[key]

    def _days_of_source(self) -> Iterable[date]:
        """Return the days from the first to the newest that the source knows, holes included."""
        known = self._source.series.days
        return days_between(known[0], known[-1] + DAY) if known else ()

    def _journal_older_days(self) -> None:
        """Have days compared that the source has since older than any before: a former life may have left rows there."""
        first = next(iter(self._source.series.days), None)
        for statistic in self._by_key.values():
            began = statistic.state.baseline_day
            if first is not None and began is not None and first < began:
                statistic.mark_pending(days_between(first, began))

    def _restore(self, rows: Mapping[str, Mapping[date, DayAmounts]]) -> None:
        """Take over the costs of a ledger just loaded.

        What is still to be written of the source, or is gone from it, is so of its costs; after a change of tariffs that
        was not worked out to its end, or of the rules, everything is compared.
        """
        fingerprint, priced_by = self.prices.fingerprint, self._ledger.priced_by
        had_rows = self._ledger.statistics.keys() & set(self.keys)
        for key in {*rows, *had_rows}:
            statistic = self._statistic(key)
            statistic.restore(rows.get(key, {}))
            statistic.mark_pending(self._source.state.pending)
            # What stands in the journal is ours to change.
            statistic.state.gone |= statistic.state.pending
            if priced_by != fingerprint:
                days = set(self._days_of_source())
                statistic.mark_pending(days)
                statistic.state.gone |= days if priced_by is not None else set()
        self._journal_older_days()
        self._ledger.set_priced_by(fingerprint)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Log what goes wrong once, until it goes right again; readings and polls go on without costs.

        What was not worked out is compared with the recorder whenever it can be again.
        """
        try:
            yield
        except Exception as err:  # noqa: BLE001 - a mistake in prices must not keep readings from coming
            self._tell(err)
            self._ledger.set_priced_by("")
        else:
            self._failed = False

    def _tell(self, err: Exception) -> None:
        if not self._failed:
            # Without the error's text, which may hold the number of a meter.
            frames = "".join(traceback.format_tb(err.__traceback__))
            _LOGGER.error("Unexpected %s\n%s", type(err).__name__, frames)
        self._failed = True
