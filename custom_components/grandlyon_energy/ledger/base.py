"""What the ledgers of all meters share: days kept by year, a state file, and a journal per statistic."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from . import kept
from .adopted import AdoptedDay, AdoptedDays
from .asked import AskedDays
from .journal import StatisticState
from .migrations import ADOPTED_FILE, STATE_FILE

WHOLE_AGE: Final = timedelta(days=30)
"""How often a whole history is read again: the call is a longer one, not one more."""


class Ledger[DayT](ABC):
    """Days of one meter, with what changed since the last save."""

    def __init__(self) -> None:
        """Start empty."""
        self.days: dict[date, DayT] = {}
        self.statistics: dict[str, StatisticState] = {}
        self.adopted = AdoptedDays()
        """Days of the statistics whose rows no reading explains. They have a file of their own: it is large, and the
        state is written often."""

        self.read: dict[str, date] = {}
        """The kinds of readings whose whole history was read, and the local day of the last time."""

        self.asked: dict[str, AskedDays] = {}
        """By kind of reading, the days that are missing though they were asked for."""

        self.way: str | None = None
        """The way by which the readings come now; None before the first."""

        self.poll_second: int | None = None
        """Drawn once for this installation, so that not all homes ask at the same moment."""

        self.quiet_until: datetime | None = None
        """Until when the service asked to be left alone, aware UTC."""

        self.polled_at: datetime | None = None
        """When a poll last went through, aware UTC."""

        self.lost: frozenset[str] = frozenset()
        """The files found damaged or gone, until what they held is there again or the user has said to know of it."""

        self.seen: dict[str, date] = {}
        """By what a repair card tells, the day of the last such thing that the user said to know."""

        self.priced_by: str | None = None
        """The fingerprint of the tariffs that the costs in the recorder were last worked out by; None before the first."""

        self._found_years: set[int] = set()
        """The years whose file was there."""

        self._years: set[int] = set()
        """The years that have a file, as far as the state knows: without it a lost one would not be missed."""

        self._expects_adopted = False
        """Whether there is a file of adopted days, as far as the state knows."""

        self._found_adopted = False
        self._dirty_years: set[int] = set()
        self._adopted_dirty = False
        self._state_dirty = False

    @property
    def first_day(self) -> date | None:
        """The first day known."""
        return min(self.days, default=None)

    @property
    def dirty(self) -> bool:
        """Whether something is not on disk yet."""
        return self._state_dirty or self._adopted_dirty or bool(self._dirty_years)

    def put(self, day: date, record: DayT) -> bool:
        """Keep a day's record; return whether it differs from what was known."""
        if self.days.get(day) == record:
            return False
        self.days[day] = record
        self._touch_year(day.year)
        return True

    def _touch_year(self, year: int) -> None:
        """Say that the file of a year must be saved."""
        self._dirty_years.add(year)
        if year not in self._years:
            self._years.add(year)
            self.touch_state()

    def give_up_lost_years(self) -> set[int]:
        """Return the years whose file should be there and is not, and no longer expect them."""
        lost = self._years - self._found_years
        if lost:
            self._years -= lost
            self.touch_state()
        return lost

    def adopt(self, key: str, days: Mapping[date, AdoptedDay]) -> None:
        """Keep days of a statistic that no reading explains."""
        if not days:
            return
        self.adopted.add(key, days)
        self._adopted_dirty = True
        if not self._expects_adopted:
            self._expects_adopted = True
            self.touch_state()

    def drop_adopted(self, key: str, days: Iterable[date]) -> None:
        """Forget adopted days of a statistic: readings explain them now."""
        if self.adopted.drop(key, days):
            self._adopted_dirty = True

    def give_up_lost_adopted(self) -> bool:
        """Return whether the file of adopted days should be there and is not, and no longer expect it."""
        lost = self._expects_adopted and not self._found_adopted
        if lost:
            self._expects_adopted = False
            self.touch_state()
        return lost

    def touch_state(self) -> None:
        """Say that the state file must be saved."""
        self._state_dirty = True

    def is_whole_due(self, what: str, today: date) -> bool:
        """Return whether a whole history is to be read: at first, and again every month, for corrections of any age."""
        read_on = self.read.get(what)
        return read_on is None or today - read_on >= WHOLE_AGE

    def mark_read(self, what: str, *, on: date) -> None:
        """Remember that the whole history of a kind of readings was read; only once these readings are on disk."""
        if self.read.get(what) != on:
            self.read[what] = on
            self.touch_state()

    def start_way(self, way: str) -> None:
        """Read by this way from now on: another service may have what the one before did not, so it is asked for all."""
        if self.way == way:
            return
        if self.way is not None:
            self.forget_read()
            self.quiet_until = None
            # What is read again from now on is so for another reason.
            self.readings_are_back()
        self.way = way
        self.touch_state()

    def mark_lost(self, names: Iterable[str]) -> None:
        """Remember that files were found damaged or gone, until `forget_lost`."""
        lost = self.lost | set(names)
        if self.lost != lost:
            self.lost = lost
            self.touch_state()

    def forget_lost(self) -> None:
        """Take it that the user knows of the lost files."""
        if self.lost:
            self.lost = frozenset()
            self.touch_state()

    def readings_are_back(self) -> None:
        """Take it that the services' readings are there again; adopted days none of them can give."""
        if not self.lost <= {ADOPTED_FILE}:
            self.lost &= {ADOPTED_FILE}
            self.touch_state()

    def mark_seen(self, what: str, day: date) -> None:
        """Remember that the user knows what happened on a day."""
        if self.seen.get(what) != day:
            self.seen[what] = day
            self.touch_state()

    def forget_read(self) -> None:
        """Have everything read again: days that were known are lost."""
        self.read = {}
        self.asked = {}
        self.touch_state()

    def asked_days(self, what: str) -> AskedDays:
        """Return the missing days of a kind of readings that were asked for."""
        return self.asked.get(what) or AskedDays()

    def mark_asked(self, what: str, days: Iterable[date], *, on: date) -> None:
        """Remember that these days were asked for and are still missing."""
        if self.asked.setdefault(what, AskedDays()).mark(days, on=on):
            self.touch_state()

    def mark_asked_once(self, what: str, days: Iterable[date], *, on: date) -> None:
        """Remember so without growing patience: these days are part of every poll."""
        if self.asked.setdefault(what, AskedDays()).mark_once(set(days), on=on):
            self.touch_state()

    def settle_asked(
        self, what: str, holes: Collection[date], *, asked: Iterable[date], on: date
    ) -> None:
        """Remember which holes were among the days just asked for, and forget what is a hole no more."""
        self.forget_asked(what, self.asked_days(what).days.keys() - holes)
        self.mark_asked(what, set(holes) & set(asked), on=on)

    def forget_asked(self, what: str, days: Iterable[date]) -> None:
        """Drop days that are known now, or that the service no longer keeps."""
        if what in self.asked and self.asked[what].forget(days):
            self.touch_state()

    def set_poll_second(self, second: int) -> None:
        """Keep the moment drawn for this installation."""
        self.poll_second = second
        self.touch_state()

    def set_quiet_until(self, moment: datetime) -> None:
        """Keep until when the service wants to be left alone, aware UTC: a restart must not forget it."""
        self.quiet_until = moment
        self.touch_state()

    def set_polled_at(self, moment: datetime) -> None:
        """Keep when a poll went through, aware UTC: a page shows it also after a restart."""
        self.polled_at = moment
        self.touch_state()

    def set_priced_by(self, fingerprint: str) -> None:
        """Keep by which tariffs costs are worked out; only together with the days in the journals that this changes."""
        if self.priced_by != fingerprint:
            self.priced_by = fingerprint
            self.touch_state()

    def statistic(self, key: str, statistic_id: str) -> StatisticState:
        """Return the state of a statistic, made with this id when it is new."""
        if key not in self.statistics:
            self.statistics[key] = StatisticState(statistic_id=statistic_id)
            self.touch_state()
        return self.statistics[key]

    def mark_pending(self, key: str, days: Iterable[date]) -> None:
        """Add days to a statistic's journal."""
        pending = self.statistics[key].pending
        new = set(days) - pending
        if new:
            pending |= new
            self.touch_state()

    def clear_pending(self, key: str, days: Iterable[date]) -> None:
        """Take days off a statistic's journal: the recorder holds them."""
        state = self.statistics[key]
        if state.pending & (done := set(days)):
            state.pending -= done
            state.gone -= done
            self.touch_state()

    def changes(self) -> dict[str, dict[str, Any]]:
        """Return the files to save, the state first: it holds the journal. They count as saved from now on.

        Call `save_failed` if the disk refuses them.
        """
        files: dict[str, dict[str, Any]] = {}
        if self._state_dirty:
            files[STATE_FILE] = {
                **self._state_to_json(),
                "years": sorted(self._years),
                "has_adopted": self._expects_adopted,
                "way": self.way,
                "priced_by": self.priced_by,
                "poll_second": self.poll_second,
                "quiet_until": self.quiet_until and self.quiet_until.isoformat(),
                "polled_at": self.polled_at and self.polled_at.isoformat(),
                "lost": sorted(self.lost),
                "seen": {what: day.isoformat() for what, day in self.seen.items()},
                "read": {what: day.isoformat() for what, day in self.read.items()},
                "asked": {
                    what: asked.to_json()
                    for what, asked in self.asked.items()
                    if asked.days
                },
                "statistics": {
                    key: state.to_json() for key, state in self.statistics.items()
                },
            }
        if self._adopted_dirty:
            files[ADOPTED_FILE] = {"statistics": self.adopted.to_json()}
        for year in sorted(self._dirty_years):
            files[str(year)] = {
                "days": {
                    day.isoformat(): self._day_to_json(record)
                    for day, record in sorted(self.days.items())
                    if day.year == year
                },
                **self._year_to_json(year),
            }
        self._state_dirty = self._adopted_dirty = False
        self._dirty_years = set()
        return files

    def save_failed(self, files: Mapping[str, Any]) -> None:
        """Put back what `changes` handed out and the disk refused."""
        for name in files:
            if name == STATE_FILE:
                self._state_dirty = True
            elif name == ADOPTED_FILE:
                self._adopted_dirty = True
            else:
                self._dirty_years.add(int(name))

    def take(self, name: str, content: dict[str, Any]) -> None:
        """Take over one file that was on disk, or raise and take nothing of it.

        Raises:
            AttributeError, KeyError, OverflowError, TypeError, ValueError: not what `changes` wrote.

        """
        if name == STATE_FILE:
            self._take_state(content)
        elif name == ADOPTED_FILE:
            self.adopted = AdoptedDays.from_json(content["statistics"])
            self._expects_adopted = self._found_adopted = True
        else:
            days = {
                (day := kept.day(printed)): self._day_from_json(day, record)
                for printed, record in content["days"].items()
            }
            if any(day.year != int(name) for day in days):
                raise ValueError("A day of another year")
            self._year_from_json(content)
            self.days |= days
            self._years.add(int(name))
            self._found_years.add(int(name))

    def _take_state(self, content: dict[str, Any]) -> None:
        """Take over the state file, or raise and take nothing of it."""
        statistics = {
            key: StatisticState.from_json(state)
            for key, state in content["statistics"].items()
        }
        # What an older format has read counts as read long ago, before any meter.
        read = {
            kept.text(what): date.fromisoformat(day)
            for what, day in content["read"].items()
        }
        asked = {
            what: AskedDays.from_json(days) for what, days in content["asked"].items()
        }
        quiet_until = kept.moment_or_none(content["quiet_until"])
        polled_at = kept.moment_or_none(content["polled_at"])
        poll_second = kept.whole_or_none(content["poll_second"])
        way = kept.text_or_none(content["way"])
        priced_by = kept.text_or_none(content["priced_by"])
        lost = frozenset(map(kept.text, content["lost"]))
        seen = {what: kept.day(day) for what, day in content["seen"].items()}
        years = set(map(kept.whole, content["years"]))
        has_adopted = bool(content["has_adopted"])
        adopted = AdoptedDays.from_json(content.get("adopted", {}))
        self._state_from_json(content)
        self.statistics = statistics
        self.read = read
        self.asked = asked
        self.quiet_until = quiet_until
        self.polled_at = polled_at
        self.lost = lost
        self.seen = seen
        self.poll_second = poll_second
        self.way = way
        self.priced_by = priced_by
        self._years |= years
        self._expects_adopted |= has_adopted
        for key in statistics:
            self._move_adopted(key, adopted.of(key))

    def _move_adopted(self, key: str, days: Mapping[date, AdoptedDay]) -> None:
        """Move the adopted days that an older format kept in the state into their own file."""
        if days:
            self.adopt(key, {**days, **self.adopted.of(key)})
            self._found_adopted = True

    @abstractmethod
    def _day_to_json(self, record: DayT) -> dict[str, Any]:
        """Return a day's record as JSON."""

    @abstractmethod
    def _day_from_json(self, day: date, data: dict[str, Any]) -> DayT:
        """Return the record that `_day_to_json` wrote of a day."""

    @abstractmethod
    def _year_to_json(self, year: int) -> dict[str, Any]:
        """Return what else is kept of a year, beside its days."""

    @abstractmethod
    def _year_from_json(self, data: dict[str, Any]) -> None:
        """Take over what `_year_to_json` wrote, or raise and take nothing of it; older files have none of it."""

    @abstractmethod
    def _state_to_json(self) -> dict[str, Any]:
        """Return what the meter itself has to remember."""

    @abstractmethod
    def _state_from_json(self, data: dict[str, Any]) -> None:
        """Take over what `_state_to_json` wrote, or raise and take nothing of it."""
