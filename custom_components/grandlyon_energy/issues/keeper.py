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
from .card import Card, Setting
from .conditions import verdict
from .lost import settle_losses

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry, RuntimeData

DATA_ENTRY_ID: Final = "entry_id"
DATA_KEY: Final = "key"
DATA_PART: Final = "part"
DATA_UNTIL: Final = "until"


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
        self._shown: set[str] = set()
        """The ids of the cards whose reason was known since then."""

    @callback
    def start(self) -> None:
        """Show the cards that should stand, now and from now on, until the home is unloaded."""
        entry, runtime = self._entry, self._runtime
        # Core ends these in reverse order: nobody may bring a card back after that.
        entry.async_on_unload(self._stop)
        for coordinator in runtime.coordinators:
            # It also tells its listeners when a local day begins.
            entry.async_on_unload(coordinator.async_add_listener(self.update))
        entry.async_on_unload(runtime.queue.async_add_listener(self.update))
        entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._on_core_config)
        )
        self.update()

    @callback
    def update(self) -> None:
        """Show the cards that should stand, and take away the others."""
        settle_losses(self._runtime)
        now = dt_util.utcnow()
        found = verdict(
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
        for card in found.cards:
            self._show(card)
        kept = {card.issue_id for card in found.cards} | found.open
        for issue_id, issue in _issues_of(self._hass, self._entry.entry_id).items():
            lasts = issue_id not in self._shown and _lasts(issue, now)
            if issue_id not in kept and not lasts:
                ir.async_delete_issue(self._hass, DOMAIN, issue_id)

    @callback
    def _show(self, card: Card) -> None:
        self._shown.add(card.issue_id)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            card.issue_id,
            data={
                DATA_ENTRY_ID: self._entry.entry_id,
                DATA_KEY: card.key,
                DATA_PART: card.part,
                DATA_UNTIL: card.until.isoformat() if card.until else None,
            },
            is_fixable=card.fixable,
            is_persistent=card.outlives_restart,
            severity=card.severity,
            translation_key=card.key,
            translation_placeholders=dict(card.placeholders),
        )

    @callback
    def _on_core_config(self, _event: Event) -> None:
        self.update()

    @callback
    def _stop(self) -> None:
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


def _lasts(issue: ir.IssueEntry, now: datetime) -> bool:
    """Return whether a card is to stand for a while longer, though what it tells is known to nobody any more."""
    until = (issue.data or {}).get(DATA_UNTIL)
    return isinstance(until, str) and datetime.fromisoformat(until) > now
