"""From printed points to readings: what a stamp means for each kind of measure, whichever service printed it.

Repeated points: of a day's energy and of an interval of the same step the last printed counts, as the service's last
word; of a day's maxima the highest, being the maximum. Intervals of different steps that end together are both kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
import re
from typing import Final, NamedTuple

from . import TransientError
from .readings import CurvePoint, DailyEnergy, MaximumPower
from .stamps import Stamp, is_month, parse_stamp, printed_day, resolve

# SGE guide 0497, `p` of the load curve.
_STEPS: Final = {
    "PT5M": timedelta(minutes=5),
    "PT10M": timedelta(minutes=10),
    "PT15M": timedelta(minutes=15),
    "PT30M": timedelta(minutes=30),
    "PT60M": timedelta(minutes=60),
    "PT1H": timedelta(minutes=60),
}

# SGE guide 0497, `n` of the load curve: reconstituted after a clock change or an outage, estimated.
_ESTIMATED: Final = {"E", "H", "P"}

_MISSING: Final = {"", "null"}
_WHOLE_NUMBER: Final = re.compile(r"\s*([+-]?[0-9]{1,12})(?:\.0+)?\s*")


class PrintedPoint(NamedTuple):
    """A point as the reply has it; two years have 35 000 of them."""

    value: int | None
    """In the unit of its series; None when the service says nil, `null` or nothing."""

    stamp: str
    step: str | None = None
    """Of the load curve: PT30M ..."""

    nature: str | None = None
    """Of the load curve: B measured by the meter, E estimated, H, P reconstituted ..."""


def printed_value(printed: str | None) -> int | None:
    """Read a value as Enedis prints it: a whole number as text, or one of its ways to say that there is none.

    Raises:
        TransientError: `bad_reply` when it is anything else.

    """
    if printed is None:
        return None
    number = _WHOLE_NUMBER.fullmatch(printed)
    if number is not None:
        return int(number[1])
    if printed.strip().lower() in _MISSING:
        return None
    raise TransientError("bad_reply")


def daily_energy(points: Sequence[PrintedPoint]) -> list[DailyEnergy]:
    """Return each day's energy, sorted; a day is its printed calendar date, whatever hour is printed behind it.

    Raises:
        TransientError: `bad_reply` when a stamp is no date.

    """
    days: dict[date, DailyEnergy] = {}
    for point in _of_days(points):
        if point.value is not None:
            day = _day(point)
            days[day] = DailyEnergy(day=day, energy_wh=point.value)
    return [days[day] for day in sorted(days)]


def maximum_power(points: Sequence[PrintedPoint]) -> list[MaximumPower]:
    """Return each day's maximum and its second, sorted; its day is the printed calendar date.

    Raises:
        TransientError: `bad_reply` when a stamp is no date and time.

    """
    printed = _of_days(points)
    stamps = [_stamp(point) for point in printed]
    days: dict[date, MaximumPower] = {}
    for point, stamp, at in zip(printed, stamps, resolve(stamps), strict=True):
        if point.value is None:
            continue
        known = days.get(stamp.day)
        if known is None or point.value > known.power_va:
            days[stamp.day] = MaximumPower(day=stamp.day, at=at, power_va=point.value)
    return [days[day] for day in sorted(days)]


def load_curve(points: Sequence[PrintedPoint]) -> list[CurvePoint]:
    """Return the intervals, sorted by end; every stamp is the END of its interval (segments C5 and P4).

    The end becomes UTC before the step is taken off, or the intervals around a clock change would be wrong.

    Raises:
        TransientError: `bad_reply` when a stamp is no date and time, or a step is missing or unknown.

    """
    by_step: defaultdict[timedelta, list[PrintedPoint]] = defaultdict(list)
    for point in points:
        by_step[_step(point)].append(point)
    curve = [
        interval
        for step, printed in by_step.items()
        for interval in _intervals(printed, step)
    ]
    return sorted(curve, key=attrgetter("end", "start"))


def _intervals(printed: Sequence[PrintedPoint], step: timedelta) -> list[CurvePoint]:
    stamps = [_stamp(point) for point in printed]
    intervals: dict[datetime, CurvePoint] = {}
    # A time that March skips is read as if the clock had run on; a time that clocks showed has the last word.
    order = sorted(
        zip(resolve(stamps), stamps, printed, strict=True),
        key=lambda resolved: resolved[1].exists,
    )
    for end, _, point in order:
        if point.value is not None:
            intervals[end] = CurvePoint(
                start=end - step,
                end=end,
                power_w=point.value,
                estimated=point.nature in _ESTIMATED,
            )
    return list(intervals.values())


def _of_days(points: Sequence[PrintedPoint]) -> list[PrintedPoint]:
    """Return the points without those of whole months, which are no reading of a day."""
    return [point for point in points if not is_month(point.stamp)]


def _day(point: PrintedPoint) -> date:
    try:
        return printed_day(point.stamp)
    except ValueError:
        raise TransientError("bad_reply") from None


def _stamp(point: PrintedPoint) -> Stamp:
    try:
        return parse_stamp(point.stamp)
    except ValueError, OverflowError:
        raise TransientError("bad_reply") from None


def _step(point: PrintedPoint) -> timedelta:
    step = _STEPS.get(point.step or "")
    if step is None:
        raise TransientError("bad_reply")
    return step
