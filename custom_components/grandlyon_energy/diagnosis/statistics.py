"""What is to be in the recorder, and how far it is."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from ..statistics.queue import WriteQueue
from .text import counted, day_text, instant, masked, runs

if TYPE_CHECKING:
    from ..statistics.statistic import Statistic


def queue(writes: WriteQueue) -> dict[str, Any]:
    """Return whether the recorder takes what is written."""
    kinds = {each.statistic_id: each.key for each in writes.statistics}
    return {
        "failing_since": instant(writes.failing_since),
        "repaired": [
            {"kind": kinds.get(key), "days": each.days, "at": instant(each.at)}
            for key, each in writes.repaired.items()
        ],
    }


def statistic(of: Statistic) -> dict[str, Any]:
    """Return how much of a statistic there is, and what is still to be written of it."""
    days: list[date] = of.series.days
    adopted = Counter(masked(each.source) for each in of.adopted.values())
    return {
        "kind": of.key,
        "unit": str(of.unit),
        "days": len(days),
        "first": day_text(days[0] if days else None),
        "last": day_text(days[-1] if days else None),
        "baseline_read_for": day_text(of.state.baseline_day),
        "goes_on_from_older_rows": of.state.baseline != 0,
        "to_write": runs(of.state.pending),
        "to_remove": runs(of.state.gone),
        "adopted_from": counted(adopted),
    }
