"""The colours of Tempo as an entity of another integration shows them, kept in the ledger for good.

The colour of a day decides what its hours cost and nothing else: no service is asked, and no energy changes.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..const import CONF_TEMPO_ENTITY
from ..metering.calendar import PARIS
from ..metering.tariff.colour_words import colour_of_word
from .electricity import ElectricityCoordinator
from .midnight import async_at_each_noon

if TYPE_CHECKING:
    from .. import GrandLyonConfigEntry

SURE_FROM_HOUR: Final = 7
"""A Tempo day runs from 06:00 to 06:00. Some integrations show the next colour from midnight on, others from 06:00 or
a little later: from 07:00 to midnight all of them show that of the day which began at 06:00."""


@callback
def async_follow_tempo(
    hass: HomeAssistant,
    entry: GrandLyonConfigEntry,
    coordinator: ElectricityCoordinator,
) -> None:
    """Learn the colours from the entity that the options name, if they name one, while the entry is loaded.

    It is looked at now, whenever it changes, and at noon where the meters are: several days may have one colour.
    """
    entity_id: str | None = entry.options.get(CONF_TEMPO_ENTITY)
    costs = coordinator.costs
    if entity_id is None or costs is None:
        return

    @callback
    def look() -> None:
        state = hass.states.get(entity_id)
        colour = colour_of_word(state.state) if state else None
        day = told_day(dt_util.utcnow())
        if colour is None or day is None:
            return
        if coordinator.ledger.see_colour(day, colour):
            costs.follow_soon()
            # The price of now is known now, whatever was used of it.
            coordinator.async_update_listeners()

    @callback
    def changed(_event: Event[EventStateChangedData]) -> None:
        look()

    entry.async_on_unload(async_track_state_change_event(hass, [entity_id], changed))
    entry.async_on_unload(async_at_each_noon(hass, look))
    look()


def told_day(instant: datetime) -> date | None:
    """Return the local day of whose 06:00 to 06:00 a colour shown at an aware instant speaks, None where nobody knows."""
    local = instant.astimezone(PARIS)
    return local.date() if local.hour >= SURE_FROM_HOUR else None
