"""How a home is set up, without what opens its services and whose it is."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..const import (
    CONF_AUTH_HEADER,
    CONF_BASE_URL,
    CONF_CONTINUITY_DAYS,
    CONF_CONTINUITY_LITRES,
    CONF_CONTRACTS,
    CONF_ELECTRICITY_OVERLAP_DAYS,
    CONF_GATEWAY,
    CONF_LINKS,
    CONF_MEASURES_ROUTE,
    CONF_MEASURES_VERSION,
    CONF_PRODUCTION,
    CONF_WATER_ATTRIBUTION,
    CONF_WATER_OVERLAP_DAYS,
    CONF_WAY,
    CONF_WITHDRAWN_AT,
    DOMAIN,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    WAY_CONSO,
    WAY_EGL,
    WAY_PORTAL,
    WAY_SGE,
)
from ..flow.schemas import (
    DEFAULT_CONSO_BASE_URL,
    DEFAULT_EGL_BASE_URL,
    DEFAULT_MEASURES_ROUTE,
    DEFAULT_PORTAL_BASE_URL,
    DEFAULT_SGE_BASE_URL,
)
from ..ways import wants_curve

_OPTIONS: Final = (
    CONF_CONTINUITY_DAYS,
    CONF_CONTINUITY_LITRES,
    CONF_ELECTRICITY_OVERLAP_DAYS,
    CONF_WATER_ATTRIBUTION,
    CONF_WATER_OVERLAP_DAYS,
)

_USUAL_ADDRESS: Final = {
    WAY_CONSO: DEFAULT_CONSO_BASE_URL,
    WAY_EGL: DEFAULT_EGL_BASE_URL,
    WAY_PORTAL: DEFAULT_PORTAL_BASE_URL,
    WAY_SGE: DEFAULT_SGE_BASE_URL,
}


def settings(entry: ConfigEntry[Any]) -> dict[str, Any]:
    """Return what a person chose for a home."""
    return {
        "version": f"{entry.version}.{entry.minor_version}",
        "state": entry.state.value,
        "options": {
            key: entry.options[key] for key in _OPTIONS if key in entry.options
        },
        **{
            service: read(entry.data[service])
            for service, read in _READ.items()
            if service in entry.data
        },
    }


def standing_cards(hass: HomeAssistant, entry: ConfigEntry[Any]) -> list[str]:
    """Return the kinds of repair cards that a home shows, and which of them are ignored."""
    return sorted(
        f"{issue.translation_key} (ignored)"
        if issue.dismissed_version
        else str(issue.translation_key)
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and entry.entry_id in issue_id and issue.active
    )


def _electricity(kept: Mapping[str, Any]) -> dict[str, Any]:
    gateway = kept[CONF_GATEWAY]
    route = gateway.get(CONF_MEASURES_ROUTE)
    return {
        **_way(kept),
        "production": kept[CONF_PRODUCTION],
        "curve_agreed": wants_curve(kept),
        "withdrawn": CONF_WITHDRAWN_AT in kept,
        "auth_header": gateway.get(CONF_AUTH_HEADER),
        "measures_version": gateway.get(CONF_MEASURES_VERSION),
        "usual_measures_route": route in (None, DEFAULT_MEASURES_ROUTE),
    }


def _water(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_way(kept),
        "contracts": len(kept[CONF_CONTRACTS]),
        "ways_known": sorted(kept[CONF_LINKS]),
    }


def _way(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the way; where another address than the usual one may lead is nobody else's business."""
    way = kept[CONF_WAY]
    address = kept[CONF_GATEWAY][CONF_BASE_URL].rstrip("/")
    return {"way": way, "usual_address": address == _USUAL_ADDRESS[way]}


_READ: Final = {SERVICE_ELECTRICITY: _electricity, SERVICE_WATER: _water}
