"""What two ways showed of the same home, compared: pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .bill import COST
from .check import Difference, differences

# Whatever the way, the rows are made of the same whole numbers; the recorder adds them up in floating point.
TOLERANCE = 1e-3

type Shown = Mapping[str, Mapping[datetime, float]]
"""What a way's statistics show: by what it is of, the amount of each hour (its start, aware UTC), in Wh, VA, L or EUR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What both ways have of one thing."""

    what: str
    rows: int
    """How many hours (for maximum power and water: days) both have."""

    total: float
    """Their sum; the highest for maximum power."""

    differences: Sequence[Difference]
    """`shown` by the one way, `truth` by the other."""

    @property
    def same(self) -> bool:
        """Whether there is something to compare, and it is equal."""
        return self.rows > 0 and not self.differences


def compare(one: Shown, other: Shown) -> list[Common]:
    """Compare the hours that both have of each thing; one way may go further back than the other."""
    return [
        _common(what, one.get(what, {}), other.get(what, {}))
        for what in sorted(one.keys() | other.keys())
    ]


def said(found: Sequence[Common]) -> str:
    """Say in a line how much is the same, or what is not."""
    if all(common.same for common in found):
        equal = "; ".join(map(_counted, found))
        return f"The same by both ways: {equal} (the portal goes back two years)."
    wrong = "; ".join(_wrong(common) for common in found if not common.same)
    return f"NOT the same by both ways: {wrong}."


def _common(
    what: str, one: Mapping[datetime, float], other: Mapping[datetime, float]
) -> Common:
    """Compare one thing."""
    hours = one.keys() & other.keys()
    ours = {hour: one[hour] for hour in hours}
    total = max if what == "maximum power" else sum
    return Common(
        what=what,
        rows=len(hours),
        total=total(ours.values()) if ours else 0,
        differences=differences(
            ours, {hour: other[hour] for hour in hours}, tolerance=TOLERANCE
        ),
    )


def _counted(common: Common) -> str:
    """Say how much both have of a thing."""
    rows, total = f"{common.rows:,}", common.total
    if common.what == "maximum power":
        return f"{common.what} of {rows} days, at most {total:,.0f} VA"
    if common.what == COST:
        return f"{common.what} of {rows} hours, {total:,.2f} EUR"
    if common.what.startswith("water"):
        return f"{common.what}, {rows} days, {total:,.0f} L"
    return f"{common.what} of {rows} hours, {total / 1000:,.3f} kWh"


def _wrong(common: Common) -> str:
    """Say what is not the same."""
    if not common.rows:
        return f"nothing of {common.what} is there by both"
    first = common.differences[0]
    return (
        f"{common.what} differs {len(common.differences)} times in {common.rows:,}, "
        f"first at {first.at}: {first.shown} and {first.truth}"
    )
