"""From what an entry keeps to the sources that read its services: each way is named here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_TOKEN

from .const import (
    CONF_AUTH_HEADER,
    CONF_AUTH_KEY,
    CONF_BASE_URL,
    CONF_CONSENTS,
    CONF_DAY_OFFSET,
    CONF_GATEWAY,
    CONF_LINKS,
    CONF_LOAD_CURVE,
    CONF_LOGIN,
    CONF_MEASURES_ROUTE,
    CONF_MEASURES_VERSION,
    CONF_NUMBER,
    CONF_POINT_ID,
    CONF_SGE_LOGIN,
    CONF_WAY,
    WAY_CONSO,
    WAY_PORTAL,
)
from .sources import ElectricitySource, WaterSource
from .sources.conso_api import ConsoApiSource
from .sources.egl import EglSource
from .sources.egl_portal import EglPortalSource
from .sources.sge.client import SgeSource


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLink:
    """How a way's own service knows a water contract."""

    number: str
    day_offset: int
    """Days to add to what the service prints, for an index to stand where the first way put it."""


def electricity_source(
    session: aiohttp.ClientSession,
    data: Mapping[str, Any],
    *,
    learned: str | None = None,
    production: bool = False,
) -> ElectricitySource:
    """Return the source of an entry's electricity data: what the home draws, or with `production` what it feeds in.

    Raises:
        ConsentError: the service's address is not acceptable.

    """
    if data[CONF_WAY] == WAY_CONSO:
        return ConsoApiSource(
            session,
            base_url=data[CONF_GATEWAY][CONF_BASE_URL],
            token=data[CONF_TOKEN],
            point_id=data[CONF_POINT_ID],
            production=production,
        )
    return sge_source(session, data, learned=learned, production=production)


def sge_source(
    session: aiohttp.ClientSession,
    data: Mapping[str, Any],
    *,
    learned: str | None = None,
    production: bool = False,
) -> SgeSource:
    """Return the source of an entry that reads SGE.

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
        production=production,
    )


def water_source(
    session: aiohttp.ClientSession, data: Mapping[str, Any]
) -> WaterSource:
    """Return the source of an entry's water data.

    Raises:
        ConsentError: the service's address is not acceptable.

    """
    base_url = data[CONF_GATEWAY][CONF_BASE_URL]
    login, password = data[CONF_LOGIN], data[CONF_PASSWORD]
    if data[CONF_WAY] == WAY_PORTAL:
        return EglPortalSource(
            session, base_url=base_url, login=login, password=password
        )
    return EglSource(
        session,
        base_url=base_url,
        auth_key=data[CONF_AUTH_KEY],
        login=login,
        password=password,
    )


def tells_anomalies(way: str) -> bool:
    """Return whether a way to water says what its readings are: the customers' portal prints them without a word."""
    return way != WAY_PORTAL


def wants_curve(data: Mapping[str, Any]) -> bool:
    """Return whether the half-hours may be read: a partner needs the holder's consent, a customer just says so."""
    if data[CONF_WAY] == WAY_CONSO:
        return bool(data[CONF_LOAD_CURVE])
    return any(consent["scope"] == "curve" for consent in data[CONF_CONSENTS])


def contract_links(data: Mapping[str, Any]) -> dict[str, ContractLink]:
    """Return how the service of an entry's present way knows each of its water contracts."""
    return {
        contract: ContractLink(
            number=link[CONF_NUMBER], day_offset=link[CONF_DAY_OFFSET]
        )
        for contract, link in data[CONF_LINKS][data[CONF_WAY]].items()
    }
