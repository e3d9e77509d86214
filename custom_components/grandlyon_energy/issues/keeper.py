"""Keeps Home Assistant's issue registry equal to the cards that a home should show."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..flow.data import claims
from ..metering.calendar import local_day
from .card import Card, Setting, Verdict
from .conditions import verdict
from .lost import settle_losses
from .memory import CardMemory

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry, RuntimeData

DATA_ENTRY_ID: Final = "entry_id"
DATA_KEY: Final = "key"
DATA_PART: Final = "part"


class IssueKeeper:
    """Judges a home whenever something of it changes, and at least once a day.

    A card that the user ignores stays ignored: it is taken away only when its reason is gone.
    """

    def __init__(
        self, hass: HomeAssistant, entry: GrandLyonConfigEntry, runtime: RuntimeData
    ) -> None:
        """Remember from when on the services are heard; nothing is shown yet."""
        self._hass = hass
        self._entry = entry
        self._runtime = runtime
        self._since = dt_util.utcnow()
        self._memory = CardMemory(hass, entry.entry_id)
        self._remembered: dict[str, Card] = {}
        """By id, the cards whose reason is known from an answer alone, and that stand."""

        self._found: set[str] = set()
        """The ids of the cards whose reason was known since the home was set up."""

    async def async_start(self) -> None:
        """Show the cards that should stand, now and from now on, until the home is unloaded."""
        self._remembered = {
            card.issue_id: card for card in await self._memory.async_load()
        }
        entry, runtime = self._entry, self._runtime
        # Core ends these in reverse order: nobody may bring a card back after that.
        entry.async_on_unload(self._take_away)
        for coordinator in runtime.coordinators:
            # It also tells its listeners when a local day begins.
            entry.async_on_unload(coordinator.async_add_listener(self.update))
        entry.async_on_unload(runtime.queue.async_add_listener(self.update))
        entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._on_core_config)
        )
        self.update()

    @callback
    def confirm(self, issue_id: str) -> None:
        """Take it that the user knows of a card, whether its reason is still known or not."""
        self._remembered.pop(issue_id, None)
        self.update()

    async def async_forget(self) -> None:
        """Forget what was to outlive a restart: the home is unloaded, and may come back as another."""
        await self._memory.async_forget()

    @callback
    def update(self) -> None:
        """Show the cards that should stand, and take away the others."""
        settle_losses(self._runtime)
        now = dt_util.utcnow()
        found = self._judge(now)
        self._found.update(card.issue_id for card in found.cards)
        cards = self._still_standing(found, now) | {
            card.issue_id: card for card in found.cards
        }
        for card in cards.values():
            self._show(card)
        # What the user ignores is still there after a reload, though its reason is not known again yet.
        stays = cards.keys() | found.open
        for issue_id in _issues_of(self._hass, self._entry.entry_id).keys() - stays:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._remembered = {
            issue_id: card for issue_id, card in cards.items() if card.outlives_restart
        }
        self._memory.keep(self._remembered.values())

    def _judge(self, now: datetime) -> Verdict:
        return verdict(
            self._runtime,
            self._entry.data,
            Setting(
                entry_id=self._entry.entry_id,
                home=self._entry.title,
                now=now,
                today=local_day(now),
                since=self._since,
            ),
            others={
                claim
                for other in self._hass.config_entries.async_entries(DOMAIN)
                if other.entry_id != self._entry.entry_id
                for claim in claims(other.data)
            },
            time_zone=self._hass.config.time_zone,
        )

    def _still_standing(self, found: Verdict, now: datetime) -> dict[str, Card]:
        """Return the cards of before about which nothing newer is known."""
        return {
            issue_id: card
            for issue_id, card in self._remembered.items()
            if issue_id in found.open
            or (card.until and card.until > now and issue_id not in self._found)
        }

    @callback
    def _show(self, card: Card) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            card.issue_id,
            data={
                DATA_ENTRY_ID: self._entry.entry_id,
                DATA_KEY: card.key,
                DATA_PART: card.part,
            },
            is_fixable=card.fixable,
            severity=card.severity,
            translation_key=card.key,
            translation_placeholders=dict(card.placeholders),
        )

    @callback
    def _on_core_config(self, _event: Event) -> None:
        self.update()

    @callback
    def _take_away(self) -> None:
        remove_issues(self._hass, self._entry.entry_id, ignored=False)


@callback
def remove_issues(hass: HomeAssistant, entry_id: str, *, ignored: bool = True) -> None:
    """Take away the cards of a home; without `ignored` those stay that the user ignores, and are out of sight."""
    for issue_id, issue in _issues_of(hass, entry_id).items():
        if ignored or issue.dismissed_version is None:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _issues_of(hass: HomeAssistant, entry_id: str) -> dict[str, ir.IssueEntry]:
    """Return the cards of a home by their ids, also those that core only remembers as ignored."""
    return {
        issue_id: issue
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and entry_id in issue_id
    }
