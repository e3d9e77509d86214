"""Which cards a home should show: from what runs for it, what its entry keeps, and the time alone."""

from collections.abc import Iterator, Mapping, Set as AbstractSet
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from ..const import TIME_ZONE
from ..flow.data import Claim
from .card import (
    LEDGER_SET_ASIDE,
    STATISTICS_NOT_WRITTEN,
    STATISTICS_REPAIRED,
    TIME_ZONE_DIFFERS,
    Card,
    Setting,
    Verdict,
)
from .electricity import electricity_cards, unheard_electricity
from .lost import ledgers
from .water import unheard_water, water_cards

if TYPE_CHECKING:
    from .. import RuntimeData
    from ..statistics.queue import WriteQueue

NOT_WRITTEN_AFTER: Final = timedelta(minutes=30)
"""Shorter failures pass: the recorder makes a backup, or changes its tables."""

REPAIR_SHOWN: Final = timedelta(days=7)


def verdict(
    runtime: RuntimeData,
    settings: Mapping[str, Any],
    setting: Setting,
    *,
    others: AbstractSet[Claim],
    time_zone: str,
) -> Verdict:
    """Return the cards that should stand.

    Args:
        runtime: What runs for the home.
        settings: What its entry keeps.
        setting: The home and the time.
        others: What other homes own.
        time_zone: Home Assistant's own.

    """

    def cards() -> Iterator[Card]:
        yield from electricity_cards(runtime, settings, setting)
        yield from water_cards(runtime.water, settings, setting, others=others)
        yield from _statistics_cards(runtime.queue, setting)
        if any(ledger.lost for ledger in ledgers(runtime)):
            yield setting.card(LEDGER_SET_ASIDE)
        if time_zone != TIME_ZONE:
            yield setting.card(TIME_ZONE_DIFFERS, time_zone=time_zone)

    unheard = (
        *unheard_electricity(runtime, setting),
        *unheard_water(runtime.water, setting),
    )
    return Verdict(cards=tuple(cards()), open=frozenset(unheard))


def _statistics_cards(queue: WriteQueue, setting: Setting) -> Iterator[Card]:
    since = queue.failing_since
    if since is not None and setting.now - since >= NOT_WRITTEN_AFTER:
        yield setting.card(STATISTICS_NOT_WRITTEN)
    recent = [
        each for each in queue.repaired.values() if setting.now - each.at < REPAIR_SHOWN
    ]
    if recent:
        until = max(each.at for each in recent) + REPAIR_SHOWN
        yield setting.card(
            STATISTICS_REPAIRED, until=until, days=sum(each.days for each in recent)
        )
