"""The days of a contract, and the indexes that they tell.

A row is a day, its months count from 0: the index at the midnight that opens it, and what was used until the next one.
`null` is not known yet, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .. import TransientError
from ..readings import IndexType, MeterIndex

_ROW_FIELDS: Final = {"annee", "mois", "jour", "consommation", "index"}
_LITRES: Final = {"l": 1, "m3": 1000, "m³": 1000}
_LARGEST_EXACT: Final = 2**53
"""Beyond it a JSON number is no longer exact, and no meter counts that far."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalDay:
    """One row."""

    day: date

    index_l: int | None
    """At the midnight that opens the day, litres."""

    volume_l: int | None
    """What was used from then to the next midnight, litres."""

    @property
    def believed_l(self) -> int | None:
        """The volume, unless it is 0: the portal publishes that for a day which it fills later."""
        return self.volume_l if self.volume_l and self.volume_l > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Units:
    """Litres in one unit of each column."""

    index: int
    volume: int


def read_days(content: object) -> list[PortalDay]:
    """Read the rows of a reply, in its order.

    Raises:
        TransientError: `bad_reply` for all of them when one makes no sense, `unexpected_unit`.

    """
    if not isinstance(content, dict):
        raise TransientError("bad_reply")
    rows = [row for part in _list(content.get("postes")) for row in _rows(part)]
    if not rows:
        return []
    units = _units(content.get("unites"))
    return [_day(row, units) for row in rows]


def meter_indexes(
    days: Iterable[PortalDay], start: date, end: date
) -> list[MeterIndex]:
    """Return the index of each day from `start` to `end`, both included, sorted, each day once.

    It is the printed one, or what the volumes beside it make, else it is pending. Of rows that repeat a day the last
    with an index counts. A printed index is never contradicted.
    """
    rows = _each_day_once(row for row in days if start <= row.day <= end)
    printed = {day: row.index_l for day, row in rows.items() if row.index_l is not None}
    indexes = _worked_out(rows, printed)
    return [
        _reading(day, indexes.get(day))
        for day in sorted(rows.keys() | indexes.keys())
        if day <= end
    ]


def _reading(day: date, index_l: int | None) -> MeterIndex:
    kind = IndexType.PENDING if index_l is None else IndexType.REAL
    return MeterIndex(day=day, type=kind, index_l=index_l)


def _worked_out(
    rows: Mapping[date, PortalDay], printed: Mapping[date, int]
) -> dict[date, int]:
    """Return the printed indexes and those that the volumes make.

    These are the indexes of days that have a volume only, and the one that closes the newest day: so a resident sees
    a day as soon as it is published.
    """
    indexes = dict(printed)
    missing = sorted(
        day for day in rows.keys() - printed.keys() if rows[day].volume_l is not None
    )
    for day in missing:
        index_l = _index_after(rows.get(day - _DAY), indexes)
        if index_l is not None and _fits(index_l, day, printed):
            indexes[day] = index_l
    for day in reversed(missing):
        index_l = _index_before(rows[day], indexes)
        if index_l is not None and day not in indexes and _fits(index_l, day, printed):
            indexes[day] = index_l
    if indexes:
        newest = max(indexes)
        index_l = _index_after(rows.get(newest), indexes)
        if index_l is not None:
            indexes[newest + _DAY] = index_l
    return indexes


def _index_after(row: PortalDay | None, indexes: Mapping[date, int]) -> int | None:
    """Return the index at the end of a row's day, None when the row does not tell it."""
    if row is None or row.believed_l is None or row.day not in indexes:
        return None
    return indexes[row.day] + row.believed_l


def _index_before(row: PortalDay, indexes: Mapping[date, int]) -> int | None:
    """Return the index at the start of a row's day, None when the row and the day after do not tell it."""
    if row.believed_l is None or row.day + _DAY not in indexes:
        return None
    return indexes[row.day + _DAY] - row.believed_l


def _fits(index_l: int, day: date, printed: Mapping[date, int]) -> bool:
    """Whether an index lies between the printed ones around its day."""
    before = max((other for other in printed if other < day), default=None)
    after = min((other for other in printed if other > day), default=None)
    return (before is None or printed[before] <= index_l) and (
        after is None or index_l <= printed[after]
    )


def _each_day_once(days: Iterable[PortalDay]) -> dict[date, PortalDay]:
    ranked: dict[date, PortalDay] = {}
    for row in days:
        known = ranked.get(row.day)
        if known is None or _rank(row) >= _rank(known):
            ranked[row.day] = row
    return ranked


def _rank(row: PortalDay) -> tuple[bool, bool]:
    return row.index_l is not None, row.volume_l is not None


def _rows(part: object) -> list[object]:
    if not isinstance(part, dict) or "data" not in part:
        raise TransientError("bad_reply")
    return [] if part["data"] is None else _list(part["data"])


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TransientError("bad_reply")
    return value


def _units(named: object) -> _Units:
    """Return the units that the reply names; where it names none for the index, that is in the volumes' unit.

    Raises:
        TransientError: `unexpected_unit`.

    """
    if not isinstance(named, dict):
        raise TransientError("unexpected_unit")
    volume = _litres(named.get("consommation"))
    index = named.get("index")
    return _Units(volume=volume, index=volume if index is None else _litres(index))


def _litres(unit: object) -> int:
    litres = _LITRES.get(unit.strip().lower()) if isinstance(unit, str) else None
    if litres is None:
        raise TransientError("unexpected_unit")
    return litres


def _day(row: object, units: _Units) -> PortalDay:
    # A field that is missing, unlike one that is null, means that this is no longer the API we know.
    if not isinstance(row, dict) or not row.keys() >= _ROW_FIELDS:
        raise TransientError("bad_reply")
    return PortalDay(
        day=_calendar_day(row["annee"], row["mois"], row["jour"]),
        index_l=_whole_litres(row["index"], units.index),
        volume_l=_whole_litres(row["consommation"], units.volume),
    )


def _calendar_day(year: object, month: object, day: object) -> date:
    # `type` and not `isinstance`: true is an int to Python.
    if type(year) is not int or type(month) is not int or type(day) is not int:
        raise TransientError("bad_reply")
    try:
        return date(year, month + 1, day)
    except ValueError, OverflowError:
        raise TransientError("bad_reply") from None


def _whole_litres(value: object, litres: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TransientError("bad_reply")
    # Written so that NaN and the infinities fail, too, which Python takes for JSON.
    if not abs(value) * litres <= _LARGEST_EXACT:
        raise TransientError("bad_reply")
    return round(value * litres)
