"""The home's water, and what the Téléo meter of a contract publishes of it.

A reading of day D is the register at the midnight that opens D: the litres of D are the reading of D + 1 less that of D.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import cos, pi
from random import Random

from .localtime import ONE_DAY, days, months_before

EARLIEST = date(2022, 11, 1)
"""The partner service has nothing older (it was moved to a new operator then)."""

GLITCH_DAYS = 5
"""How long a wrongly published index stays before it is filled in."""

_NEW_METER_L = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterReading:
    """One row of the service: TypeAgregat and ValeurIndex in litres, None where it prints null."""

    day: date
    kind: str
    index_l: int | None
    wrong: bool = False
    """It will be filled in later: nobody can know yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
    """One day of the customers' portal, litres, None where it prints null."""

    day: date
    index_l: int | None
    """The register at the midnight that opens the day."""
    used_l: int | None
    wrong: bool = False
    """The index will be filled in later: nobody can know yet."""


class WaterMeter:
    """The meter of one contract: true litres and published readings.

    Across every gap of the readings the home uses the same litres each day, so that an even spread is exact.
    """

    def __init__(self, seed: int, number: int, *, today: date) -> None:
        self._seed = f"{seed}/water/{number}"
        self.first_day = max(months_before(today, 40), EARLIEST)
        self._old_meter_l = Random(self._seed).randrange(400_000, 700_000)
        self._used: list[int] = [0]
        self._index_says: dict[date, int] = {}
        self._place_defects(today)
        self.last_index_on_change = number % 2 == 1
        """What the row D holds: the old meter's last index, or the new meter's first."""
        self.silent_since: date | None = None
        """The first day that is not read any more."""

    # What the home really uses.

    def litres(self, day: date) -> int:
        """Return what the home used between the midnight that opens `day` and the next, litres."""
        if not {day, day + ONE_DAY}.isdisjoint(self._index_says):
            return self.index_l(day + ONE_DAY) - self.index_l(day)
        return self._draw(self._same_as.get(day, day))

    def index_l(self, day: date) -> int:
        """Return the register at the midnight that opens `day`, litres."""
        if day in self._index_says:
            return self._index_says[day]
        used = self._used_before(day)
        if (began := self._meter_of(day)) is None:
            return self._old_meter_l + used
        return _NEW_METER_L + used - self._used_before(began)

    # What the service publishes.

    def readings(self, today: date) -> dict[date, WaterReading]:
        """Return every row that exists on local day `today`, by its date."""
        last = self.last_real_day(today)
        rows = {}
        day = self.first_day
        while day <= last:
            if (row := self._reading(day, today)) is not None:
                rows[day] = row
            day += ONE_DAY
        rows[day] = WaterReading(day=day, kind="T", index_l=None)
        return rows

    def portal_rows(self, today: date, *, newest_index: bool = True) -> list[PortalRow]:
        """Return every day that the portal shows on local day `today`, in order.

        It shows the register of every day that the partner service reads, and of a day on which the meter was changed
        the new one's. A day's litres are there when both registers around it are of one meter. Without
        `newest_index` the last register shows only in the litres of the day that it closes.
        """
        readings = self.readings(today)
        last = self.last_real_day(today)
        opens = {
            day: self._portal_index(day, readings, last)
            for day in days(self.first_day, last + 2 * ONE_DAY)
        }
        rows = []
        for day, index in opens.items():
            closing = opens.get(day + ONE_DAY)
            hidden = not newest_index and day == last
            rows.append(
                PortalRow(
                    day=day,
                    index_l=None if hidden or index is None else index.index_l,
                    used_l=self._portal_litres(index, closing),
                    wrong=index is not None and index.wrong,
                )
            )
        return rows

    def last_real_day(self, today: date) -> date:
        """Return the last day that is read on `today`: the reading comes one or two days late."""
        lag = 1 + Random(f"{self._seed}/lag/{today}").randrange(2)
        last = today - timedelta(days=lag)
        if self.silent_since is None:
            return last
        return min(last, self.silent_since - ONE_DAY)

    def correct_index(self, day: date, index_l: int) -> None:
        """Publish another index, litres, for a day: the days on both sides of it follow."""
        self._index_says[day] = index_l

    def set_kind(self, day: date, kind: str) -> None:
        """Publish a day under another TypeAgregat (A, D, T, V, X, R); empty means no row at all.

        With D the meter is changed that day, for every service: the register starts anew. Any other kind takes that back.
        """
        self._kinds[day] = kind
        if kind == "D":
            self.changes.add(day)
        else:
            self.changes.discard(day)

    def _meter_of(self, day: date) -> date | None:
        """Return the day since when there is the meter that is read on a day; None for the oldest."""
        return max(
            (
                change
                for change in self.changes
                if change < day or (change == day and not self.last_index_on_change)
            ),
            default=None,
        )

    def _reading(self, day: date, today: date) -> WaterReading | None:
        true = self.index_l(day)
        match self._kinds.get(day, "R"):
            case "R":
                return self._real_reading(day, today, true)
            case "A":
                return WaterReading(day=day, kind="A", index_l=true + 40_000)
            case "D" | "V" as kind:
                return WaterReading(day=day, kind=kind, index_l=true)
            case "":
                return None
            case kind:
                return WaterReading(day=day, kind=kind, index_l=None)

    def _real_reading(self, day: date, today: date, true: int) -> WaterReading:
        if day in self._index_says or today >= day + timedelta(days=GLITCH_DAYS):
            return WaterReading(day=day, kind="R", index_l=true)
        if day == self.defects["index 0, filled later"]:
            return WaterReading(day=day, kind="R", index_l=0, wrong=True)
        if day == self.defects["index unchanged, filled later"]:
            before = self.index_l(day - ONE_DAY)
            return WaterReading(day=day, kind="R", index_l=before, wrong=True)
        return WaterReading(day=day, kind="R", index_l=true)

    def _portal_index(
        self, day: date, readings: dict[date, WaterReading], last: date
    ) -> WaterReading | None:
        """Return the register of a day as the portal has it, None when it has none."""
        if day in self.changes and day <= last:
            first = _NEW_METER_L if self.last_index_on_change else self.index_l(day)
            return WaterReading(day=day, kind="D", index_l=first)
        row = readings.get(day)
        return row if row is not None and row.kind in ("R", "D") else None

    def _portal_litres(
        self, opens: WaterReading | None, closes: WaterReading | None
    ) -> int | None:
        """Return the litres between two registers; none were used, it seems, beside one that is wrong."""
        if opens is None or closes is None or closes.day in self.changes:
            return None
        if opens.index_l is None or closes.index_l is None:
            return None
        return 0 if opens.wrong or closes.wrong else closes.index_l - opens.index_l

    # Where the defects lie.

    def _place_defects(self, today: date) -> None:
        rng = Random(f"{self._seed}/defects")

        def place(days_ago: int) -> date:
            return today - timedelta(days=days_ago + rng.randrange(5))

        gaps = (
            ("anomaly", place(25), ("A",)),
            ("two anomalies", place(90), ("A", "A")),
            ("undocumented V", place(150), ("V",)),
            ("undocumented X", place(190), ("X",)),
            ("pending for three days", place(230), ("T", "T", "T")),
            ("no row", place(270), ("",)),
        )
        self.change = place(330)
        self.defects = {
            "index 0, filled later": place(45),
            "index unchanged, filled later": place(65),
            "meter changed": self.change,
        }
        self.changes = {self.change}
        """Every day on which the meter is changed; `change` is the one that was placed."""
        self._kinds = {self.change: "D"}
        self._same_as: dict[date, date] = {}
        for name, first, kinds in gaps:
            self.defects[name] = first
            before = first - ONE_DAY
            for n, kind in enumerate(kinds):
                self._kinds[first + ONE_DAY * n] = kind
                self._same_as[first + ONE_DAY * n] = before

    def _used_before(self, day: date) -> int:
        """Return the litres used from the first day to the midnight that opens `day`."""
        number = (day - self.first_day).days
        if number < 0:
            return -sum(self._draw(day + ONE_DAY * n) for n in range(-number))
        while len(self._used) <= number:
            next_day = self.first_day + ONE_DAY * (len(self._used) - 1)
            drawn = self._draw(self._same_as.get(next_day, next_day))
            self._used.append(self._used[-1] + drawn)
        return self._used[number]

    def _draw(self, day: date) -> int:
        return _drawn(self._seed, day)


@cache
def _drawn(seed: str, day: date) -> int:
    """Return the litres of a day, which depend on the seed and the day alone."""
    rng = Random(f"{seed}/{day}")
    if day.month == 8 and 10 <= day.day <= 16:
        return 0  # Away: a true zero.
    season = -cos(2 * pi * (day.timetuple().tm_yday - 20) / 365.25)
    usual = 250 + 40 * season + (60 if day.weekday() >= 5 else 0)
    return round(usual * rng.uniform(0.5, 1.5))
