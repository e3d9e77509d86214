"""A home of which a rule may have something to tell, without a core."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from custom_components.grandlyon_energy import RuntimeData
from custom_components.grandlyon_energy.consent import ConsentState
from custom_components.grandlyon_energy.const import TIME_ZONE
from custom_components.grandlyon_energy.issues.card import Setting, Verdict
from custom_components.grandlyon_energy.issues.conditions import verdict
from custom_components.grandlyon_energy.ledger.electricity import ElectricityLedger

from ..conftest import NOW, TODAY
from .scene import ago

SINCE = NOW - timedelta(hours=1)
SGE = {"electricity": {"way": "sge"}}
POINT = "09876543210123"


def electricity(**facts: Any) -> Any:
    """What runs for a usage point of which nothing is to be told, but for some facts."""
    ledger = ElectricityLedger()
    return SimpleNamespace(
        **{
            "point_id": POINT,
            "consent": ConsentState.VALID,
            "refusal": None,
            "last_error": None,
            "polled_at": NOW,
            "has_ended": False,
            "has_first_history": True,
            "ledger": ledger,
            "store": SimpleNamespace(ledger=ledger),
            "projection": SimpleNamespace(qualities={}),
            "energy": SimpleNamespace(series=SimpleNamespace(days=[])),
            "costs": None,
            "data": SimpleNamespace(
                newest_day=ago(1), progress=SimpleNamespace(curve=None)
            ),
        }
        | facts
    )


def judged(
    *,
    queue: Any = None,
    settings: dict[str, Any] = SGE,
    **facts: Any,
) -> Verdict:
    """What is to be shown of a home with electricity."""
    idle: Any = SimpleNamespace(failing_since=None, repaired={})
    return verdict(
        RuntimeData(queue=queue or idle, electricity=electricity(**facts)),
        settings,
        Setting(entry_id="E", home="H", now=NOW, today=TODAY, since=SINCE),
        others=set(),
        time_zone=TIME_ZONE,
    )


def keys(**facts: Any) -> list[str]:
    return [card.key for card in judged(**facts).cards]
