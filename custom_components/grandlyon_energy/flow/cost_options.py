"""The options about money: what a cost holds, since when a bill is counted, and who tells the colours of Tempo."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    BooleanSelector,
    DateSelector,
    EntitySelector,
    EntitySelectorConfig,
)

from ..compat import vol
from ..const import (
    CONF_ELECTRICITY_BILL_SINCE,
    CONF_ELECTRICITY_STANDING_INCLUDED,
    CONF_TEMPO_ENTITY,
    CONF_WATER_BILL_SINCE,
    CONF_WATER_STANDING_INCLUDED,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
)
from ..metering.tariff.colour_words import colour_of_word
from .calls import today
from .checks import FormError
from .selectors import Fields, Form

_COLOUR_DOMAINS: Final = ["sensor", "select", "input_select", "input_text"]
"""Entities of these kinds may have a colour as their state."""

_OPTIONS: Final[Mapping[str, Fields]] = {
    SERVICE_ELECTRICITY: {
        vol.Required(CONF_ELECTRICITY_STANDING_INCLUDED): BooleanSelector(),
        vol.Optional(CONF_ELECTRICITY_BILL_SINCE): DateSelector(),
        vol.Optional(CONF_TEMPO_ENTITY): EntitySelector(
            EntitySelectorConfig(domain=_COLOUR_DOMAINS)
        ),
    },
    SERVICE_WATER: {
        vol.Required(CONF_WATER_STANDING_INCLUDED): BooleanSelector(),
        vol.Optional(CONF_WATER_BILL_SINCE): DateSelector(),
    },
}

_BILLS: Final = (CONF_ELECTRICITY_BILL_SINCE, CONF_WATER_BILL_SINCE)

USUAL: Final = {
    CONF_ELECTRICITY_STANDING_INCLUDED: True,
    CONF_WATER_STANDING_INCLUDED: True,
}
"""What holds where an entry keeps nothing else."""


def costs_form(data: Mapping[str, Any]) -> Form:
    """Return the form of step `costs`: the options of the services that an entry has."""
    return vol.Schema(
        {
            field: selector
            for service, fields in _OPTIONS.items()
            if service in data
            for field, selector in fields.items()
        }
    )


def with_costs(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    form: Form,
    typed: Mapping[str, Any],
) -> dict[str, Any]:
    """Return options with what was typed in a form; what is as usual or was emptied is not kept.

    Raises:
        FormError: a bill begins in the future, or the entity shows something else than a colour.

    """
    errors = {field: "bill_in_future" for field in _BILLS if _is_ahead(typed, field)}
    entity_id = typed.get(CONF_TEMPO_ENTITY)
    # One that is kept may show no colour just now: that must not keep other things from being changed.
    is_new = entity_id != options.get(CONF_TEMPO_ENTITY)
    if is_new and not _may_show_colour(hass, entity_id):
        errors |= {CONF_TEMPO_ENTITY: "not_a_colour"}
    if errors:
        raise FormError(errors)
    shown = {str(field) for field in form.schema}
    kept = {key: value for key, value in options.items() if key not in shown}
    return kept | {
        field: _day(value).isoformat() if field in _BILLS else value
        for field, value in typed.items()
        if value != USUAL.get(field)
    }


def _is_ahead(typed: Mapping[str, Any], field: str) -> bool:
    return field in typed and _day(typed[field]) > today()


def _may_show_colour(hass: HomeAssistant, entity_id: str | None) -> bool:
    """Return whether an entity shows a colour, or nothing yet by which to tell."""
    state = hass.states.get(entity_id) if entity_id else None
    if state is None or state.state in (STATE_UNKNOWN, STATE_UNAVAILABLE):
        return True
    return colour_of_word(state.state) is not None


def _day(value: str) -> date:
    day: date = cv.date(value)
    return day
