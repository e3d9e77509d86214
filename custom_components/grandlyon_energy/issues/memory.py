"""The cards whose reason is known from an answer alone, kept over a restart of Home Assistant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from .card import Card

VERSION: Final = 1


class CardMemory:
    """A file beside the ledgers of a home.

    Core could keep such cards itself, but would then also put their words, with the home's name, into diagnostics.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Start without knowing what is on the disk."""
        self._hass = hass
        self._store: Store[list[dict[str, Any]]] = Store(
            hass, VERSION, f"{DOMAIN}/{entry_id}/cards", private=True
        )
        self._kept: list[dict[str, Any]] = []
        self._forgotten = False

    async def async_load(self) -> list[Card]:
        """Return the cards that stood when Home Assistant was stopped."""
        self._kept = await self._store.async_load() or []
        return [_card(kept) for kept in self._kept]

    def keep(self, cards: Iterable[Card]) -> None:
        """Keep these cards and no others; nothing is written when they are the same."""
        kept = [_to_json(card) for card in cards]
        if kept != self._kept and not self._forgotten:
            self._kept = kept
            self._hass.async_create_task(self._store.async_save(kept))

    async def async_forget(self) -> None:
        """Remove the file for good: what the cards told may be over when the home starts again."""
        self._forgotten = True
        await self._store.async_remove()


def _to_json(card: Card) -> dict[str, Any]:
    return {
        "key": card.key,
        "id": card.issue_id,
        "part": card.part,
        "placeholders": dict(card.placeholders),
        "until": card.until.isoformat() if card.until else None,
    }


def _card(kept: dict[str, Any]) -> Card:
    until = kept["until"]
    return Card(
        key=kept["key"],
        issue_id=kept["id"],
        part=kept["part"],
        placeholders=kept["placeholders"],
        until=datetime.fromisoformat(until) if until else None,
    )
