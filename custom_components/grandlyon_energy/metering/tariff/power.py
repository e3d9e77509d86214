"""Which subscribed power a home needs."""

from typing import Final

SUBSCRIBED_KVA: Final = (3, 6, 9, 12, 15, 18, 24, 30, 36)
"""The powers that a home in France can subscribe to; single-phase ones end at 12."""


def enough_kva(maximum_va: int) -> int | None:
    """Return the smallest of them that a maximum power, VA, stays within; None when none of them does."""
    return next((kva for kva in SUBSCRIBED_KVA if maximum_va <= kva * 1000), None)
