"""The cards whose reason is known from an answer alone, kept over a restart of Home Assistant."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from .card import Card

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1

_NOT_UNDERSTOOD: Final = (
    HomeAssistantError,
    KeyError,
    NotImplementedError,
    TypeError,
    ValueError,
)
"""A newer version's file is one of the first or, before core had an error for it, the third."""


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
        self._saves: set[asyncio.Task[None]] = set()
        self._forgotten = False

    async def async_load(self) -> list[Card]:
        """Return the cards that stood when Home Assistant was stopped, none where another version wrote the file."""
        try:
            kept = await self._store.async_load() or []
            cards = [_card(each) for each in kept]
        except _NOT_UNDERSTOOD as err:
            # The services say it all again: nothing of this may keep a home from starting.
            _LOGGER.debug("Cards of before are not understood: %s", type(err).__name__)
            return []
        self._kept = kept
        return cards

    def keep(self, cards: Iterable[Card]) -> None:
        """Keep these cards and no others; nothing is written when they are the same."""
        kept = [_to_json(card) for card in cards]
        if kept != self._kept and not self._forgotten:
            self._kept = kept
            save = self._hass.async_create_task(self._store.async_save(kept))
            self._saves.add(save)
            save.add_done_callback(self._saves.discard)

    async def async_forget(self) -> None:
        """Remove the file for good: what the cards told may be over when the home starts again."""
        self._forgotten = True
        if self._saves:
            # What is being written would be there again.
            await asyncio.wait(self._saves)
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
