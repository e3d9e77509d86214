"""What an entry keeps of its dialogues, and which meters that makes it the owner of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from homeassistant.const import CONF_API_KEY

from ..const import (
    CONF_CONSENT_CURVE,
    CONF_CONSENTS,
    CONF_CONTRACTS,
    CONF_DAY_OFFSET,
    CONF_GATEWAY,
    CONF_LINKS,
    CONF_LOAD_CURVE,
    CONF_NUMBER,
    CONF_POINT_ID,
    CONF_PRODUCTION,
    CONF_SGE_LOGIN,
    CONF_WAY,
    CONF_WITHDRAWN_AT,
    SERVICE_ELECTRICITY,
    SERVICE_WATER,
    WAY_CONSO,
    WAY_EGL,
    WAY_SGE,
)
from ..ids import CONSUMPTION, MAX_POWER, PRODUCTION, WATER, statistic_id

type Meter = tuple[str, str]
"""A service, and the number under which a home has its usage point or a water contract for good."""

type Claim = tuple[str, str]
"""What says whose a number is, and the number: a usage point is one whatever the way, a contract is its way's."""

CONSENT_TEXT_VERSION: Final = 2
"""To be raised whenever the words of consent change in the translations."""

SCOPE_DAILY: Final = "daily"
SCOPE_CURVE: Final = "curve"

_KEPT_OF_SGE: Final = (
    CONF_POINT_ID,
    CONF_API_KEY,
    CONF_SGE_LOGIN,
    CONF_PRODUCTION,
    CONF_GATEWAY,
)


def sge_data(typed: Mapping[str, Any], given_at: datetime) -> dict[str, Any]:
    """Return what is kept of step `electricity`: the consents with their time (aware UTC), neither name nor address."""
    kept = {CONF_WAY: WAY_SGE, **{key: typed[key] for key in _KEPT_OF_SGE}}
    return with_new_consents(kept, curve=typed[CONF_CONSENT_CURVE], given_at=given_at)


def with_new_consents(
    settings: Mapping[str, Any], *, curve: bool, given_at: datetime
) -> dict[str, Any]:
    """Return what an entry keeps of electricity once the user has agreed, for the first time or again.

    Args:
        settings: What it keeps so far.
        curve: Whether the half-hours may be read, too.
        given_at: When the user agreed, aware UTC.

    """
    kept = {key: each for key, each in settings.items() if key != CONF_WITHDRAWN_AT}
    if settings[CONF_WAY] != WAY_SGE:
        return kept | {CONF_LOAD_CURVE: curve}
    consents = [
        {
            "scope": scope,
            "text_version": CONSENT_TEXT_VERSION,
            "given_at": given_at.isoformat(),
            CONF_POINT_ID: settings[CONF_POINT_ID],
        }
        for scope in (SCOPE_DAILY, *([SCOPE_CURVE] if curve else []))
    ]
    return kept | {CONF_CONSENTS: consents}


def with_consent_withdrawn(
    settings: Mapping[str, Any], *, at: datetime
) -> dict[str, Any]:
    """Return what an entry keeps of electricity that the user no longer wants read, since `at` (aware UTC)."""
    withdrawn = {**settings, CONF_WITHDRAWN_AT: at.isoformat()}
    if settings[CONF_WAY] == WAY_SGE:
        withdrawn[CONF_CONSENTS] = []
    return withdrawn


def without_curve(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry keeps of electricity of which the half-hours are no longer to be read; the rest holds on."""
    if settings[CONF_WAY] != WAY_SGE:
        return {**settings, CONF_LOAD_CURVE: False}
    consents = [
        each for each in settings[CONF_CONSENTS] if each["scope"] != SCOPE_CURVE
    ]
    return {**settings, CONF_CONSENTS: consents}


def conso_data(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of step `conso_api`: all of it."""
    return {CONF_WAY: WAY_CONSO, **typed}


def water_data(
    way: str,
    typed: Mapping[str, Any],
    links: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what is kept of step `water` or `portal`.

    Args:
        way: By which the contracts are read from now on.
        typed: What opens it.
        links: How the way knows each contract, by the number that the home keeps it under for good.
        before: What the home kept so far: its other ways still know the contracts that stay.

    """
    known = before[CONF_LINKS] if before else {}
    return {
        CONF_WAY: way,
        **typed,
        CONF_CONTRACTS: list(links),
        CONF_LINKS: _links_of(links, {**known, way: links}),
    }


def _links_of(
    contracts: Iterable[str], links: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return, by way, how it knows some contracts: one that is left out may be another home's."""
    stay = set(contracts)
    return {
        way: {contract: known[contract] for contract in known if contract in stay}
        for way, known in links.items()
    }


def with_what_is_new(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry of minor version 1 or 2, when each service had one way, with what version 3 keeps."""
    data = dict(data)
    if SERVICE_ELECTRICITY in data:
        data[SERVICE_ELECTRICITY] = {CONF_PRODUCTION: False} | data[SERVICE_ELECTRICITY]
    if SERVICE_WATER in data:
        contracts = data[SERVICE_WATER][CONF_CONTRACTS]
        links = {WAY_EGL: {contract: link(contract) for contract in contracts}}
        data[SERVICE_WATER] = {CONF_LINKS: links} | data[SERVICE_WATER]
    return data


def link(number: str, *, day_offset: int = 0) -> dict[str, Any]:
    """Return how a way knows a water contract."""
    return {CONF_NUMBER: number, CONF_DAY_OFFSET: day_offset}


def with_changes(
    now: Mapping[str, Any], *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what an entry is to keep of a service: what a dialogue made of it, and what another one did meanwhile.

    Args:
        now: What the entry keeps.
        before: What it kept when the dialogue began.
        after: What the dialogue makes of that.

    """
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    gone = before.keys() - after.keys()
    kept = {key: value for key, value in now.items() if key not in gone} | changed
    if now[CONF_WAY] != after[CONF_WAY]:
        # What is there now are the credentials of the way that is left.
        kept = dict(after)
    if CONF_LINKS in kept:
        way = after[CONF_WAY]
        links = {**now[CONF_LINKS], way: after[CONF_LINKS][way]}
        kept[CONF_LINKS] = _links_of(after[CONF_CONTRACTS], links)
    return kept


def meters(data: Mapping[str, Any]) -> list[Meter]:
    """Return the meters of an entry: the usage point first, then the water contracts in their order."""
    electricity = data.get(SERVICE_ELECTRICITY)
    points = [electricity[CONF_POINT_ID]] if electricity else []
    contracts = data.get(SERVICE_WATER, {}).get(CONF_CONTRACTS, [])
    return [
        *((SERVICE_ELECTRICITY, point) for point in points),
        *((SERVICE_WATER, contract) for contract in contracts),
    ]


def claims(data: Mapping[str, Any]) -> set[Claim]:
    """Return what an entry owns: its meters, and the contracts by the numbers of every way that knows them.

    Two ways may number different contracts alike, but statistics, ledgers and devices go by the number alone.
    """
    data = with_what_is_new(data)
    owned: set[Claim] = set(meters(data))
    return owned | {
        (way, link[CONF_NUMBER])
        for way, links in data.get(SERVICE_WATER, {}).get(CONF_LINKS, {}).items()
        for link in links.values()
    }


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
    produces = data.get(SERVICE_ELECTRICITY, {}).get(CONF_PRODUCTION, False)
    whats = {
        SERVICE_ELECTRICITY: [CONSUMPTION, MAX_POWER, *([PRODUCTION] * produces)],
        SERVICE_WATER: [WATER],
    }
    return [
        statistic_id(number, what)
        for service, number in meters(data)
        for what in whats[service]
    ]
