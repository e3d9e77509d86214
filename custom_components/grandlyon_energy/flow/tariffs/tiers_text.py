"""The tiers of a water tariff as people type them: 12 : 0 for up to 12 m³ at 0 € per m³, one on each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
import re
from typing import Final

from .checks import MOST_PER_M3, FieldError, read_amount

type Tiers = list[list[float | int | None]]
"""As an entry keeps them: up to how many m³ a year, None without an end, and € per m³."""

_M3: Final = r"(?: ?m[3³])?"
_RANGE: Final = (
    rf"(?:(?:(?:de|from) )?(?P<begin>[0-9]{{1,6}}){_M3} ?(?:-|\u2013|à|to) ?)?"
    rf"(?P<up_to>[0-9]{{1,6}}){_M3}"
)
_REST: Final = (
    r"(?:au[- ]del[àa]|plus|above|over|beyond|>)"
    rf"(?: ?(?:de )?(?P<above>[0-9]{{1,6}}){_M3})?"
)
_PRICE: Final = r"(?P<price>-?[0-9]{1,6}(?:[.,][0-9]{1,9})?)"
_TIER: Final = re.compile(
    rf"(?:(?:{_RANGE}|{_REST}) ?[:;=] ?)?{_PRICE} ?€?(?: ?(?:/|par|per|le) ?m[3³])?",
    re.IGNORECASE,
)
_MOST_TIERS: Final = 20
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A tier as it was typed."""

    begin: int | None
    """m³ a year; None where nothing is said."""

    up_to: int | None
    price: float


def read_tiers(text: str) -> Tiers:
    """Return the tiers in a text, in its order.

    Raises:
        FieldError: a line cannot be read, the limits do not rise or leave something out, the last tier has one, or a
            price is impossible.

    """
    lines = [tidy for line in text.splitlines() if (tidy := " ".join(line.split()))]
    if not lines or len(lines) > _MOST_TIERS:
        raise FieldError("tiers_missing", most=str(_MOST_TIERS))
    tiers = [_read_tier(line) for line in lines]
    limits = [tier.up_to for tier in tiers]
    if limits[-1] is not None:
        raise FieldError("tiers_without_end")
    rising = [0, *(limit for limit in limits[:-1] if limit is not None)]
    if None in limits[:-1] or rising != sorted(set(rising)):
        raise FieldError("tiers_not_rising")
    for tier, end in zip(tiers, rising, strict=True):
        # After 0-12 some write 12-180, others 13-180.
        if tier.begin is not None and tier.begin not in (end, end + 1):
            raise FieldError("tiers_apart", begin=str(tier.begin), end=str(end))
    return [[tier.up_to, tier.price] for tier in tiers]


def show_tiers(tiers: Sequence[Sequence[float | str | None]], *, french: bool) -> str:
    """Return tiers as `read_tiers` reads them, with decimal commas in French."""
    text = "\n".join(
        _plain(price) if up_to is None else f"{up_to} : {_plain(price)}"
        for up_to, price in tiers
    )
    return text.replace(".", ",") if french else text


def _plain(price: float | str | None) -> str:
    """Return a price without the exponent that a very small one would have."""
    return f"{Decimal(str(price)).normalize():f}"


def _read_tier(line: str) -> _Line:
    found = _TIER.fullmatch(line)
    if found is None:
        shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
        raise FieldError("tiers_unreadable", line=shown)
    price = read_amount(float(found["price"].replace(",", ".")), most=MOST_PER_M3)
    begin = found["begin"] or found["above"]
    return _Line(
        begin=int(begin) if begin else None,
        up_to=int(found["up_to"]) if found["up_to"] else None,
        price=price,
    )
