"""One statistic: what it is called, what it counts, what its rows should be and what the ledger remembers of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Final, Protocol

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import StatisticsRow

from ..const import DOMAIN
from ..ledger.adopted import OURS, AdoptedDay
from ..ledger.journal import StatisticState
from ..ledger.store import LedgerStore
from ..metering.calendar import local_day
from ..metering.series import DayAmounts, Row, Series

TOLERANCE: Final = 1e-6
"""Two figures closer than this are equal: the recorder adds floats."""


class Kind(Enum):
    """What a row holds."""

    SUM = auto()
    """The hour's own amount as state, and a running sum."""

    MEAN = auto()
    """One figure that is mean, minimum and maximum."""


class NotWorkedOutError(Exception):
    """The rows of a statistic cannot be worked out; what stands in the journal stays there."""


class WorkingOut(Protocol):
    """What works out the rows of a statistic some time after it is known that they will be others."""

    async def async_finish(self) -> None:
        """Work out all that is open.

        Raises:
            NotWorkedOutError: that is not possible.

        """

    def open_days(self) -> Collection[date]:
        """Return the days whose rows are not worked out yet: they must stay in the journal."""


@dataclass(slots=True, kw_only=True)
class Statistic:
    """An external statistic of the integration."""

    key: str
    """What it is called in the ledger: consumption, max_power, water."""

    name: str
    """What it is called in Home Assistant's pages."""

    kind: Kind
    unit: str
    unit_class: str | None
    scale: int
    """The series' integers in one unit."""

    store: LedgerStore
    """Where its state is kept."""

    state: StatisticState
    knows: Callable[[date], bool]
    """Whether the ledger has a reading that decides the rows of a day, also if it decides that there are none."""

    tells: Callable[[date], bool] | None = None
    """Whether its readings tell the whole of a day, if that is more than to know of it: a scrap of a day is no reason
    to lose an adopted one."""

    tells_hours: Callable[[date], bool] | None = None
    """Whether its readings tell in which hours of a day that was: where they do not, hours that the recorder has of us
    are better than a day spread evenly."""

    derived: bool = False
    """Whether it follows from another statistic and the tariffs, so that nothing else can be taken into it."""

    working_out: WorkingOut | None = None
    """What works its rows out when that takes a while; None where they are at once what they should be."""

    followers: list[Callable[[], None]] = field(default_factory=list)
    """Told whenever rows come that no reading brought: what follows from them is another."""

    series: Series = field(default_factory=Series)
    fresh: set[date] = field(default_factory=set)
    """Days that changed since the pass of the writer that is under way began: they stay in the journal."""

    def __post_init__(self) -> None:
        """Put what the ledger remembers into the series."""
        self.series.baseline = self.state.baseline
        self.series.replace({day: each.hours for day, each in self.adopted.items()})

    def restore(self, days: Mapping[date, DayAmounts]) -> None:
        """Take over the projection of a ledger just loaded: what it says differently is in the journal already."""
        self.series.replace(self._decided(days))

    def project(self, days: Mapping[date, DayAmounts]) -> set[date]:
        """Take over the projection of days and put those that changed into the journal; return them."""
        decided = self._decided(days)
        self.store.ledger.drop_adopted(self.key, decided)
        changed = self.series.replace(decided)
        empty = {day for day in changed if not self.series.amounts(day)}
        self.state.gone = (self.state.gone - changed) | empty
        self.mark_pending(changed)
        return changed

    def mark_pending(self, days: Iterable[date]) -> None:
        """Put days into the journal, for the next pass of the writer."""
        days = set(days)
        self.fresh |= days
        self.store.ledger.mark_pending(self.key, days)

    def adopt(self, rows: Mapping[datetime, StatisticsRow]) -> dict[date, DayAmounts]:
        """Keep the recorder's own rows of days that no reading decides; return those days' amounts."""
        amounts = self.undecided(rows)
        self._keep_adopted(amounts, source=OURS)
        return amounts

    def undecided(
        self, rows: Mapping[datetime, StatisticsRow]
    ) -> dict[date, DayAmounts]:
        """Return the amounts of those of the recorder's rows whose day no reading decides."""
        return {
            day: hours
            for day, hours in self._by_day(rows).items()
            if not self.has(day) and day not in self.state.gone
        }

    def keep_hours(self, rows: Mapping[datetime, StatisticsRow]) -> None:
        """Keep the recorder's own hours of days of which the readings only tell what they add up to.

        A ledger that begins anew may never be told them again: services keep the days for longer than their hours.
        """
        kept = {
            day: hours
            for day, hours in self._by_day(rows).items()
            if (flat := self.series.amounts(day))
            and hours != flat
            and self._is_total_of(hours, flat, day)
        }
        self._keep_adopted(kept, source=OURS)

    def _by_day(self, rows: Mapping[datetime, StatisticsRow]) -> dict[date, DayAmounts]:
        """Return the amounts of rows of the recorder by local day."""
        found: dict[date, list[tuple[datetime, int]]] = {}
        for start, row in rows.items():
            if (amount := self.recorded_amount(row)) is not None:
                found.setdefault(local_day(start), []).append((start, amount))
        return {day: tuple(sorted(hours)) for day, hours in found.items()}

    def take_over(
        self, days: Mapping[date, DayAmounts], *, source: str
    ) -> dict[date, DayAmounts]:
        """Adopt what another integration, `source`, had of days without a row here; return the days taken over."""
        new = {day: hours for day, hours in days.items() if not self.has(day)}
        self._keep_adopted(new, source=source)
        self.mark_pending(new)
        return new

    def has(self, day: date) -> bool:
        """Return whether a day has rows, or a reading that says that it has none."""
        return self._tells(day) or bool(self.series.amounts(day))

    @property
    def adopted(self) -> Mapping[date, AdoptedDay]:
        """The days whose rows no reading explains."""
        return self.store.ledger.adopted.of(self.key)

    def _keep_adopted(self, days: Mapping[date, DayAmounts], *, source: str) -> None:
        adopted = {
            day: AdoptedDay(source=source, hours=hours) for day, hours in days.items()
        }
        self.store.ledger.adopt(self.key, adopted)
        if self.series.replace(days):
            for follow in self.followers:
                follow()

    def set_baseline(self, day: date, baseline: int) -> None:
        """Keep the recorder's sum before the first day."""
        self.state.baseline_day, self.state.baseline = day, baseline
        self.series.baseline = baseline
        self.store.ledger.touch_state()

    @property
    def first_day(self) -> date | None:
        """The first day that ever had rows: what the recorder has before it is not ours to compare."""
        baseline_day = self.state.baseline_day
        days = (*self.series.days[:1], *self.state.pending)
        return min((*days, baseline_day) if baseline_day else days, default=None)

    def mark_everything(self) -> None:
        """Put every day that has rows into the journal."""
        self.mark_pending(self.series.days)

    def mark_since(self, day: date) -> None:
        """Put a day and every later one that has rows into the journal."""
        self.mark_pending(each for each in self.series.days if each >= day)
        if self.first_day is not None and day > self.first_day:
            # Of the days without a row that open the period the recorder may have one.
            self.mark_pending([day])

    def _decided(self, days: Mapping[date, DayAmounts]) -> dict[date, DayAmounts]:
        """Leave out the days of which only adopted rows say anything."""
        return {
            day: amounts
            for day, amounts in days.items()
            if (known := self.adopted.get(day)) is None
            or (self.derived and self._tells(day))
            or (
                amounts
                and self._tells(day)
                and (
                    amounts == known.hours
                    or not self._is_total_of(known.hours, amounts, day)
                )
            )
        }

    def _is_total_of(self, hours: DayAmounts, amounts: DayAmounts, day: date) -> bool:
        """Return whether hours are what the readings of a day add up to, and these do not tell the hours themselves."""
        if self.tells_hours is None or self.tells_hours(day):
            return False
        return sum(each for _, each in hours) == sum(each for _, each in amounts)

    def _tells(self, day: date) -> bool:
        return (self.tells or self.knows)(day)

    @property
    def statistic_id(self) -> str:
        """The frozen id."""
        return self.state.statistic_id

    @property
    def metadata(self) -> StatisticMetaData:
        """What the recorder asks of a statistic."""
        is_sum = self.kind is Kind.SUM
        return StatisticMetaData(
            mean_type=StatisticMeanType.NONE
            if is_sum
            else StatisticMeanType.ARITHMETIC,
            has_sum=is_sum,
            name=self.name,
            source=DOMAIN,
            statistic_id=self.statistic_id,
            unit_class=self.unit_class,
            unit_of_measurement=self.unit,
        )

    def data(self, row: Row) -> StatisticData:
        """Return a row as the recorder takes it."""
        amount = row.amount / self.scale
        if self.kind is Kind.MEAN:
            return StatisticData(start=row.start, mean=amount, min=amount, max=amount)
        return StatisticData(start=row.start, state=amount, sum=row.sum / self.scale)

    def is_recorded(self, row: Row, recorded: StatisticsRow) -> bool:
        """Return whether the recorder's row says the same."""
        amount = row.amount / self.scale
        if self.kind is Kind.MEAN:
            return (
                _equal(amount, recorded.get("mean"))
                and _equal(amount, recorded.get("min"))
                and _equal(amount, recorded.get("max"))
            )
        return _equal(amount, recorded.get("state")) and _equal(
            row.sum / self.scale, recorded.get("sum")
        )

    def recorded_amount(self, recorded: StatisticsRow) -> int | None:
        """Return a recorder row's own amount in the series' integers."""
        is_mean = self.kind is Kind.MEAN
        figure = recorded.get("mean") if is_mean else recorded.get("state")
        return None if figure is None else round(figure * self.scale)


def _equal(expected: float, recorded: float | None) -> bool:
    return recorded is not None and abs(expected - recorded) <= TOLERANCE
