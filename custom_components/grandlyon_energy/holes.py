"""Which readings of a usage point are missing, and which are worth asking for: from ledger, projection and date alone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from .const import DEFAULT_ELECTRICITY_OVERLAP_DAYS
from .ledger.electricity import ElectricityLedger
from .metering.calendar import DAY, days_between
from .metering.electricity import DayQuality
from .projection import ElectricityProjection

ENERGY: Final = "energy"
MAX_POWER: Final = "max_power"
CURVE: Final = "curve"

OF_CONSUMPTION: Final = (ENERGY, MAX_POWER)
OF_PRODUCTION: Final = (ENERGY,)
"""Which kinds of days there are, the curve aside: nobody subscribes to a power that is fed in."""

CURVE_DAYS: Final = 7
"""Days back in which a missing curve is asked for at each poll."""

EMPTY_DAYS: Final = 28
"""After so many days without a single point the curve is taken not to be collected."""

type Week = tuple[date, date]
"""The days of one call: from the first, included, to the last, excluded."""


class CurveState(StrEnum):
    """How far the load curve is."""

    NOT_AGREED = "not_agreed"
    """The user did not agree that it be read."""

    BEING_READ = "being_read"
    """There are days that were never asked for."""

    READ = "read"
    """All that the service can give is there."""

    NOT_COLLECTED = "not_collected"
    """The service has none: its collection is not switched on."""

    REFUSED = "refused"
    """The service may not give it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of the history is read."""

    curve: CurveState
    percent: int
    """100 means that nothing is left which the service can still give."""

    reached: date | None
    """From this local day on everything is read."""


class ElectricityHoles:
    """What is missing of a usage point's history."""

    def __init__(
        self,
        ledger: ElectricityLedger,
        projection: ElectricityProjection,
        kinds: Collection[str] = OF_CONSUMPTION,
        *,
        reread_days: int = DEFAULT_ELECTRICITY_OVERLAP_DAYS,
    ) -> None:
        """Tie ledger and projection together.

        Args:
            ledger: What is known.
            projection: What it means.
            kinds: The kinds of days that are read.
            reread_days: How many of the last days each poll reads again, for corrections.

        """
        self._reread = reread_days * DAY
        self.kinds = kinds
        self._ledger = ledger
        self._projection = projection

    def first_day_to_read(self, what: str, today: date, *, oldest: date) -> date:
        """Return from which day on to ask for energies or maxima: one call takes any number of days.

        The whole history at first and once a month, else enough to see corrections, and the holes that are due.
        """
        first = max(oldest, self._ledger.first_served_day or oldest)
        if what not in self._ledger.read:
            # A service may refuse what lies before a meter's first day: the energies were searched for it already.
            return first if what != ENERGY and ENERGY in self._ledger.read else oldest
        if self._ledger.is_whole_due(what, today):
            return first
        recent = today - self._reread
        if (newest := self._newest(what)) is None:
            # What never came at all has no holes: once a month is enough to look along the whole history.
            return max(oldest, recent)
        holes = self.of(what, today, oldest=oldest)
        due = self._ledger.asked_days(what).due(holes, today)
        return max(oldest, min(recent, newest, *due))

    def of(self, what: str, today: date, *, oldest: date) -> list[date]:
        """Return the days without an energy or maximum, older than those that every poll reads."""
        has = self._has_energy if what == ENERGY else self._has_maximum
        days = self._known_since(oldest, today - self._reread)
        return [day for day in days if not has(day)]

    def has_curve(self, day: date) -> bool:
        """Return whether nothing of a day's curve is left to ask for.

        What contradicts the day's energy is: one of the two has been corrected. A day of which a part and no energy
        came is not (design, The spine and the shape).
        """
        quality = self._projection.qualities.get(day)
        if quality is DayQuality.INCOMPLETE:
            return True
        return (
            self._projection.has_complete_curve(day)
            and quality is not DayQuality.CONFLICT
        )

    def without_curve(self, first: date, end: date) -> list[date]:
        """Return the days whose curve is worth asking for, `end` excluded, none before the first day known."""
        return [day for day in self._known_since(first, end) if not self.has_curve(day)]

    def recent_curve(self, today: date) -> list[date]:
        """Return the last days without curve: every poll asks for them."""
        return self.without_curve(today - CURVE_DAYS * DAY, today)

    def is_curve_collected(self, today: date) -> bool:
        """Whether a curve may be hoped for: there is one lately, or it was not asked for often enough to know."""
        newest = today - CURVE_DAYS * DAY
        oldest = newest - EMPTY_DAYS * DAY
        first = self._ledger.first_served_day
        if first is None or first > oldest:
            return True
        known = self._ledger.days
        if any(
            day in known and known[day].is_curve_served
            for day in days_between(oldest, today)
        ):
            return True
        asked = self._ledger.asked_days(CURVE).days
        return not all(day in asked for day in days_between(oldest, newest))

    def never_asked(self, today: date, *, oldest: date) -> list[date]:
        """Return the older days whose curve was never asked for: what is left of the first history.

        Before some weeks of silence a week of each quarter tells whether there was a curve before.
        """
        asked = self._ledger.asked_days(CURVE).days
        days = [
            day
            for day in self.without_curve(oldest, today - CURVE_DAYS * DAY)
            if day not in asked
        ]
        end = self._ledger.first_curve_day or today - CURVE_DAYS * DAY
        silence = list(self._known_since(end - EMPTY_DAYS * DAY, end))
        if len(silence) < EMPTY_DAYS or not all(day in asked for day in silence):
            return days
        return [
            day
            for day in days
            if day >= end or (day.month % 3 == 1 and day.day <= CURVE_DAYS)
        ]

    def curve_to_retry(self, today: date, *, oldest: date) -> list[date]:
        """Return the older days whose curve is due to be asked for again, none if that was done today already."""
        asked = self._ledger.asked_days(CURVE)
        # Before the first day of the curve it was not collected: that is no hole.
        first = self._ledger.first_curve_day
        if first is None or not self.is_curve_collected(today):
            return []
        if any(one.times > 1 and one.last == today for one in asked.days.values()):
            return []
        end = today - CURVE_DAYS * DAY
        return asked.due(self.without_curve(max(oldest, first), end), today)

    def progress(self, today: date, *, oldest: date, wanted: bool) -> Progress:
        """Return how much of the history is read; `wanted` is whether the curve may be read."""
        if (first := self._ledger.first_served_day) is None:
            curve = CurveState.BEING_READ if wanted else CurveState.NOT_AGREED
            return Progress(curve=curve, percent=0, reached=None)
        first = max(oldest, first)
        left = self.never_asked(today, oldest=oldest) if wanted else []
        of_all = max((today - CURVE_DAYS * DAY - first).days, len(left), 1)
        whole = set(self.kinds) <= self._ledger.read.keys()
        return Progress(
            curve=self._curve_state(today, left, wanted=wanted),
            percent=min(100 * (of_all - len(left)) // of_all, 100 if whole else 99),
            reached=left[-1] + DAY if left else first,
        )

    def _curve_state(
        self, today: date, left: Sequence[date], *, wanted: bool
    ) -> CurveState:
        if not wanted:
            return CurveState.NOT_AGREED
        if self._ledger.curve_refused:
            return CurveState.REFUSED
        if left:
            return CurveState.BEING_READ
        if self.is_curve_collected(today):
            return CurveState.READ
        return CurveState.NOT_COLLECTED

    def _known_since(self, first: date, end: date) -> Iterator[date]:
        """Return the days of a period: before the first day that the service ever told of there are no holes."""
        known_since = self._ledger.first_served_day
        return days_between(max(first, known_since or end), end)

    def _newest(self, what: str) -> date | None:
        if what == ENERGY:
            return self._ledger.newest_energy_day
        return self._ledger.newest_maximum_day

    def _has_energy(self, day: date) -> bool:
        """Return whether a day's energy is there and can be true, or is not hoped for any more."""
        known = self._ledger.days.get(day)
        quality = self._projection.qualities.get(day)
        if quality is DayQuality.INCOMPLETE:
            return True
        return (
            known is not None
            and known.energy_wh is not None
            and quality is not DayQuality.HOLE
        )

    def _has_maximum(self, day: date) -> bool:
        known = self._ledger.days.get(day)
        return known is not None and known.maximum_power is not None


def newest_week(days: Sequence[date], length: int) -> Week | None:
    """Return the call that asks for the newest of sorted days and for as many others as it may."""
    if not days:
        return None
    end = days[-1] + DAY
    return next(day for day in days if day >= end - length * DAY), end
