"""What a printed date or time of Enedis means: local days and aware UTC instants.

SGE prints Europe/Paris civil time, with an offset (v2) or without (v3). The rules are those of SGE guide 0497 and of
real replies; resolving them needs a whole series in the order of the document, since October's repeated hour can only
be told apart by it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
import re
from typing import Final
from zoneinfo import ZoneInfo

from ..const import TIME_ZONE

PARIS: Final = ZoneInfo(TIME_ZONE)

METER_YEARS: Final = range(2000, 2100)
"""Those in which there are such meters; a day of any other could not even be converted."""

_DATE: Final = r"(?P<date>\d{4}-\d{2}-\d{2})"
_DATE_LENGTH: Final = 10
_TIME: Final = r"(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_OFFSET: Final = r"(?P<offset>Z|[+-][01]\d:?[0-5]\d)?"
_CLOCK: Final = re.compile(rf"[T ]{_TIME}\s?{_OFFSET}", re.ASCII)
_ISO_DATE: Final = re.compile(_DATE, re.ASCII)
_DAY: Final = re.compile(rf"{_DATE}(?:[T ]{_TIME})?\s?{_OFFSET}", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A date and time exactly as printed."""

    day: date
    """The printed calendar date."""

    wall: datetime
    """The civil time without zone: only here and only until it is resolved; fractions of a second are dropped."""

    offset: timedelta | None
    """The printed offset from UTC, None when none was printed."""

    @property
    def exists(self) -> bool:
        """Whether clocks in Paris ever showed this time; they skip an hour in March."""
        if not _changes_clock(self.wall.date()):
            return True
        there_and_back = _local(self.wall, 0).astimezone(UTC).astimezone(PARIS)
        return there_and_back.replace(tzinfo=None) == self.wall

    @property
    def happens_twice(self) -> bool:
        """Whether clocks in Paris showed this time twice, as in the last night of summer time."""
        return _changes_clock(self.wall.date()) and (
            _offset_at(self.wall, 0) > _offset_at(self.wall, 1)
        )


def parse_stamp(text: str) -> Stamp:
    """Read `2022-01-05T00:30:00.000+01:00` (v2) or `2022-01-05 00:30:00` (v3); 24:00 is the end of the day.

    Raises:
        ValueError: it is no date and time.

    """
    text = text.strip()
    day = _parse_day(text[:_DATE_LENGTH])
    clock, is_next_day, offset = _parse_clock(text[_DATE_LENGTH:])
    wall = datetime.combine(day, clock)
    return Stamp(
        day=day,
        wall=wall + timedelta(days=1) if is_next_day else wall,
        offset=offset,
    )


def printed_day(text: str) -> date:
    """Read the printed calendar date; an hour or an offset behind it is checked for its form and ignored.

    Enedis prints the midnight of winter as 23:00 in places: rounding would move the day.

    Raises:
        ValueError: it is no date.

    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a date")
    return _parse_day(match["date"])


def is_month(text: str) -> bool:
    """Return whether only a month is printed, as for monthly maximum power (SGE guide 0497, P1M)."""
    return _MONTH.fullmatch(text.strip()) is not None


def resolve(stamps: Sequence[Stamp]) -> list[datetime]:
    """Return the UTC instant of each stamp of one series, given in the order of the document.

    A printed offset is taken at its word and Paris time fills in for a missing one, with one exception: a time
    that happens twice in October. Its two copies are told apart by different offsets; with the same offset (SGE
    v2's defect) or with none (v3) the first printed is the first to happen. A single copy is taken by its offset,
    without one as the first. Copies beyond the second repeat the second.
    """
    if not any(map(_changes_clock, {stamp.wall.date() for stamp in stamps})):
        return [_plain_instant(stamp) for stamp in stamps]
    copies: defaultdict[datetime, list[timedelta | None]] = defaultdict(list)
    for stamp in stamps:
        if _needs_order(stamp):
            copies[stamp.wall].append(stamp.offset)
    seen: Counter[datetime] = Counter()
    instants: list[datetime] = []
    for stamp in stamps:
        if not _needs_order(stamp) or _told_apart_by_offset(copies[stamp.wall]):
            instants.append(_plain_instant(stamp))
            continue
        fold = min(seen[stamp.wall], 1)
        seen[stamp.wall] += 1
        instants.append(_local(stamp.wall, fold).astimezone(UTC))
    return instants


def midnight(day: date) -> datetime:
    """Return the UTC instant at which a local day begins."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def _needs_order(stamp: Stamp) -> bool:
    """Return whether the stamp is one of a pair in October; an offset that Paris never has says UTC or the like."""
    if not stamp.happens_twice:
        return False
    possible = (None, _offset_at(stamp.wall, 0), _offset_at(stamp.wall, 1))
    return stamp.offset in possible


def _told_apart_by_offset(offsets: Sequence[timedelta | None]) -> bool:
    if len(offsets) == 1:
        return offsets[0] is not None
    return None not in offsets and len(set(offsets)) > 1


def _plain_instant(stamp: Stamp) -> datetime:
    if stamp.offset is None:
        return _local(stamp.wall, 0).astimezone(UTC)
    return stamp.wall.replace(tzinfo=UTC) - stamp.offset


def _local(wall: datetime, fold: int) -> datetime:
    return wall.replace(tzinfo=PARIS, fold=fold)


@lru_cache(maxsize=2048)
def _changes_clock(day: date) -> bool:
    """Return whether clocks in Paris are changed on a day: on any other, each time is shown exactly once.

    A reply repeats its days many times, and asking the zone takes a while.
    """
    opening = datetime.combine(day, time())
    return _offset_at(opening, 0) != _offset_at(opening + timedelta(days=1), 0)


def _offset_at(wall: datetime, fold: int) -> timedelta:
    return _local(wall, fold).utcoffset() or timedelta()


@lru_cache(maxsize=2048)
def _parse_day(text: str) -> date:
    """Read a day of the years in which there are such meters.

    A reply prints a day and a time of day many times over, so both are read once.
    """
    if _ISO_DATE.fullmatch(text) is None:
        raise ValueError("not a date")
    day = date.fromisoformat(text)
    if day.year not in METER_YEARS:
        raise ValueError("not a day of a meter")
    return day


@lru_cache(maxsize=2048)
def _parse_clock(text: str) -> tuple[time, bool, timedelta | None]:
    """Read what stands behind a date: the time of day, whether it is 24:00, which is the next one's 0:00, and the offset."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError("not a time")
    hour, minute, second, offset = match.groups()
    clock = int(hour), int(minute), int(second or 0)
    if clock == (24, 0, 0):
        return time(), True, _parse_offset(offset)
    return time(*clock), False, _parse_offset(offset)


def _parse_offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text == "Z":
        return timedelta()
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text[0] == "-" else size
