"""The forms about a home as a whole: by which ways it is read, what it lacks, what it no longer agrees to."""

from typing import Final

from homeassistant.helpers.selector import BooleanSelector, SelectSelectorMode

from ..compat import vol
from ..const import (
    CONF_ELECTRICITY_WAY,
    CONF_WATER_WAY,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    WAY_CONSO,
    WAY_EGL,
    WAY_NONE,
    WAY_PORTAL,
    WAY_SGE,
)
from .selectors import Fields, Form, choice_field

CONF_GIVE_CONSENT: Final = "give_consent"
CONF_DELETE_HISTORY: Final = "delete_history"
CONF_WITHDRAW: Final = "withdraw"

WITHDRAW_CURVE: Final = "curve"
WITHDRAW_ALL: Final = "all"

SERVICES: Final = (SERVICE_ELECTRICITY, SERVICE_WATER)

SERVICE_NAMES: Final = {
    WAY_CONSO: "Conso API",
    WAY_SGE: "Enedis SGE",
    WAY_PORTAL: "Eau du Grand Lyon",
    WAY_EGL: "Eau du Grand Lyon",
}
"""Proper names, the same in every language."""

WAY_FIELDS: Final = {
    SERVICE_ELECTRICITY: CONF_ELECTRICITY_WAY,
    SERVICE_WATER: CONF_WATER_WAY,
}
"""By service, the field that asks for its way."""

_WAYS: Final = {
    SERVICE_ELECTRICITY: (WAY_CONSO, WAY_SGE),
    SERVICE_WATER: (WAY_PORTAL, WAY_EGL),
}
"""What a customer can have comes first."""

_WAYS_FIELDS: Final[Fields] = {
    vol.Required(WAY_FIELDS[service]): choice_field(
        (*_WAYS[service], WAY_NONE), WAY_FIELDS[service], SelectSelectorMode.LIST
    )
    for service in SERVICES
}


def ways_form() -> Form:
    """Return the form that asks for the way of each service, or whether the home lacks it."""
    return vol.Schema(_WAYS_FIELDS)


def reconfigure_form(*, withdrawn: bool) -> Form:
    """Return the form of step `reconfigure`; `withdrawn`: electricity is not read any more, and may be again."""
    if not withdrawn:
        return ways_form()
    again = vol.Required(CONF_GIVE_CONSENT, default=False)
    return vol.Schema({**_WAYS_FIELDS, again: BooleanSelector()})


def removal_form() -> Form:
    """Return the form of step `remove_service`."""
    return vol.Schema(
        {vol.Required(CONF_DELETE_HISTORY, default=False): BooleanSelector()}
    )


def withdrawal_form(*, curve: bool) -> Form:
    """Return the form that takes a consent back; `curve`: the half-hours are read so far."""
    choices = (*([WITHDRAW_CURVE] if curve else []), WITHDRAW_ALL)
    return vol.Schema(
        {
            vol.Required(CONF_WITHDRAW): choice_field(
                choices, CONF_WITHDRAW, SelectSelectorMode.LIST
            ),
            vol.Required(CONF_DELETE_HISTORY, default=False): BooleanSelector(),
        }
    )
