"""What an entry keeps of its dialogues, and which meters that makes it the owner of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from homeassistant.const import CONF_API_KEY

from ..const import (
    CONF_CONSENT_CURVE,
    CONF_CONSENTS,
    CONF_CONTRACTS,
    CONF_GATEWAY,
    CONF_POINT_ID,
    CONF_SGE_LOGIN,
    CONF_WAY,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    WAY_EGL,
    WAY_SGE,
)
from ..ids import CONSUMPTION, MAX_POWER, WATER, statistic_id

type Meter = tuple[str, str]
"""A service, and the number by which it knows a usage point or a contract."""

CONSENT_TEXT_VERSION: Final = 1
"""To be raised whenever the words of consent change in the translations."""

SCOPE_DAILY: Final = "daily"
SCOPE_CURVE: Final = "curve"

_KEPT_OF_SGE: Final = (CONF_POINT_ID, CONF_API_KEY, CONF_SGE_LOGIN, CONF_GATEWAY)


def sge_data(typed: Mapping[str, Any], given_at: datetime) -> dict[str, Any]:
    """Return what is kept of step `electricity`: the consents with their time (aware UTC), neither name nor address."""
    scopes = [SCOPE_DAILY, *([SCOPE_CURVE] if typed[CONF_CONSENT_CURVE] else [])]
    return {
        CONF_WAY: WAY_SGE,
        **{key: typed[key] for key in _KEPT_OF_SGE},
        CONF_CONSENTS: [
            {
                "scope": scope,
                "text_version": CONSENT_TEXT_VERSION,
                "given_at": given_at.isoformat(),
                CONF_POINT_ID: typed[CONF_POINT_ID],
            }
            for scope in scopes
        ],
    }


def egl_data(typed: Mapping[str, Any], contracts: Iterable[str]) -> dict[str, Any]:
    """Return what is kept of step `water`."""
    return {CONF_WAY: WAY_EGL, **typed, CONF_CONTRACTS: list(contracts)}


def meters(data: Mapping[str, Any]) -> list[Meter]:
    """Return the meters of an entry: the usage point first, then the water contracts in their order."""
    electricity = data.get(SERVICE_ELECTRICITY)
    points = [electricity[CONF_POINT_ID]] if electricity else []
    contracts = data.get(SERVICE_WATER, {}).get(CONF_CONTRACTS, [])
    return [
        *((SERVICE_ELECTRICITY, point) for point in points),
        *((SERVICE_WATER, contract) for contract in contracts),
    ]


def unique_id(data: Mapping[str, Any]) -> str:
    """Return what an entry is known by: its usage point, else its first water contract."""
    service, number = meters(data)[0]
    return number if service == SERVICE_ELECTRICITY else f"water_{number}"


def title(data: Mapping[str, Any]) -> str:
    """Return an entry's title. Core logs it: no more of a number than tells two homes apart."""
    _, number = meters(data)[0]
    return f"Grand Lyon ···{number[-4:]}"


def statistic_ids(data: Mapping[str, Any]) -> list[str]:
    """Return the ids of the statistics that an entry will have."""
    whats = {SERVICE_ELECTRICITY: (CONSUMPTION, MAX_POWER), SERVICE_WATER: (WATER,)}
    return [
        statistic_id(number, what)
        for service, number in meters(data)
        for what in whats[service]
    ]
