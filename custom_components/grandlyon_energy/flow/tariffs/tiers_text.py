"""The tiers of a water tariff as people type them: 12 : 0 for up to 12 m³ at 0 € per m³, one on each line."""

from collections.abc import Sequence
from decimal import Decimal
import re
from typing import Final

from .checks import MOST_PER_M3, FieldError, read_amount

type Tiers = list[list[float | int | None]]
"""As an entry keeps them: up to how many m³ a year, None without an end, and € per m³."""

_TIER: Final = re.compile(
    r"(?:(?P<up_to>[0-9]{1,6})\s*(?:m3|m³)?\s*[:;=]\s*)?"
    r"(?P<price>-?[0-9]{1,6}(?:[.,][0-9]{1,9})?)\s*€?"
)
_MOST_TIERS: Final = 20
_SHOWN: Final = 40


def read_tiers(text: str) -> Tiers:
    """Return the tiers in a text, in its order.

    Raises:
        FieldError: a line cannot be read, the limits do not rise, the last tier has one, or a price is impossible.

    """
    lines = [tidy for line in text.splitlines() if (tidy := line.strip())]
    if not lines or len(lines) > _MOST_TIERS:
        raise FieldError("tiers_missing", most=str(_MOST_TIERS))
    tiers = [_read_tier(line) for line in lines]
    limits = [up_to for up_to, _ in tiers]
    if limits[-1] is not None:
        raise FieldError("tiers_without_end")
    rising = [0, *(limit for limit in limits[:-1] if limit is not None)]
    if None in limits[:-1] or rising != sorted(set(rising)):
        raise FieldError("tiers_not_rising")
    return [[up_to, price] for up_to, price in tiers]


def show_tiers(tiers: Sequence[Sequence[float | str | None]]) -> str:
    """Return tiers as `read_tiers` reads them."""
    return "\n".join(
        _plain(price) if up_to is None else f"{up_to} : {_plain(price)}"
        for up_to, price in tiers
    )


def _plain(price: float | str | None) -> str:
    """Return a price without the exponent that a very small one would have."""
    return f"{Decimal(str(price)).normalize():f}"


def _read_tier(line: str) -> tuple[int | None, float]:
    found = _TIER.fullmatch(line)
    if found is None:
        shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
        raise FieldError("tiers_unreadable", line=shown)
    price = read_amount(float(found["price"].replace(",", ".")), most=MOST_PER_M3)
    return int(found["up_to"]) if found["up_to"] else None, price
