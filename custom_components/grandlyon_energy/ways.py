"""From what an entry keeps to the source it reads: the one place that knows every way."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD

from .const import (
    CONF_AUTH_HEADER,
    CONF_AUTH_KEY,
    CONF_BASE_URL,
    CONF_GATEWAY,
    CONF_LOGIN,
    CONF_MEASURES_ROUTE,
    CONF_MEASURES_VERSION,
    CONF_POINT_ID,
    CONF_SGE_LOGIN,
)
from .sources.egl import EglSource
from .sources.sge.client import SgeSource


def electricity_source(
    session: aiohttp.ClientSession,
    data: Mapping[str, Any],
    *,
    learned: str | None = None,
) -> SgeSource:
    """Return the source of an entry's electricity data.

    Raises:
        ConsentError: the gateway's address is not acceptable.

    """
    gateway = data[CONF_GATEWAY]
    return SgeSource(
        session,
        base_url=gateway[CONF_BASE_URL],
        auth_header=gateway[CONF_AUTH_HEADER],
        measures_version=gateway[CONF_MEASURES_VERSION],
        measures_route=gateway[CONF_MEASURES_ROUTE],
        api_key=data[CONF_API_KEY],
        login=data[CONF_SGE_LOGIN],
        point_id=data[CONF_POINT_ID],
        learned=learned,
    )


def water_source(session: aiohttp.ClientSession, data: Mapping[str, Any]) -> EglSource:
    """Return the source of an entry's water data.

    Raises:
        ConsentError: the service's address is not acceptable.

    """
    return EglSource(
        session,
        base_url=data[CONF_GATEWAY][CONF_BASE_URL],
        auth_key=data[CONF_AUTH_KEY],
        login=data[CONF_LOGIN],
        password=data[CONF_PASSWORD],
    )
