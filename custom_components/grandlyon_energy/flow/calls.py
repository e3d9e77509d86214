"""What the config flow asks the services before it lets go, and where on the form it shows what they refuse."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any, Final

import aiohttp
from homeassistant.const import CONF_API_KEY, CONF_TOKEN
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ADDRESS,
    CONF_AUTH_KEY,
    CONF_CITY,
    CONF_FIRST_NAME,
    CONF_GATEWAY,
    CONF_LAST_NAME,
    CONF_LOGIN,
    CONF_POINT_ID,
    CONF_POSTAL_CODE,
    CONF_SGE_LOGIN,
    CONF_WAY,
    SERVICE_ELECTRICITY,
    WAY_CONSO,
    WAY_PORTAL,
)
from ..metering.calendar import local_day
from ..metering.water import looks_like_cubic_metres
from ..sources import NoDataError, SourceError, WaterSource
from ..sources.readings import Contract, MeterIndex, WaterContract
from ..sources.sge.contract import is_supported_segment
from ..sources.sge.identity import confirm_identity
from ..ways import contract_links, electricity_source, sge_source, water_source
from .checks import BASE, FormError

FIELD_OF_REASON: Final = {
    # What the user can put right stands at its field.
    "consent_expired": CONF_TOKEN,
    "consent_missing": CONF_SGE_LOGIN,
    "identity_mismatch": CONF_LAST_NAME,
    "insecure_url": CONF_GATEWAY,
    "invalid_auth_key": CONF_AUTH_KEY,
    "invalid_key": CONF_API_KEY,
    "invalid_login": CONF_LOGIN,
    "invalid_token": CONF_TOKEN,
    "invalid_url": CONF_GATEWAY,
    "no_contract": CONF_LOGIN,
    "not_eligible": CONF_SGE_LOGIN,
    "not_offered": CONF_GATEWAY,
    "not_subscribed": CONF_API_KEY,
    "point_not_found": CONF_POINT_ID,
    "token_expired": CONF_TOKEN,
    "wrong_token": CONF_TOKEN,
    # What passes, or has no field, stands above the form.
    "access_denied": BASE,
    "bad_reply": BASE,
    "connection_failed": BASE,
    "gateway_down": BASE,
    "gateway_refused": BASE,
    "reply_too_large": BASE,
    "service_error": BASE,
    "service_refused": BASE,
    "throttled": BASE,
    "timeout": BASE,
    "tls_failed": BASE,
    "unexpected_unit": BASE,
}
"""By the reason of a SourceError, which is also the key of its words in the translations."""

_OTHER_FIELD: Final = {
    (WAY_CONSO, "consent_missing"): (CONF_TOKEN, "consent_missing_of_token"),
}
"""Where a reason of one way stands elsewhere, with words of its own, since something else is to be done about it."""

_OTHER_REFUSAL: Final = "service_refused"

_ENERGY_CHECK: Final = timedelta(days=7)
_UNIT_CHECK: Final = timedelta(days=60)
_NOT_IN_SERVICE: Final = frozenset({"RESIL", "ECRAC"})
_NOT_COMMUNICATING: Final = "0"
_OPEN: Final = "2"


async def async_check_usage_point(
    session: aiohttp.ClientSession, data: Mapping[str, Any], typed: Mapping[str, Any]
) -> Contract:
    """Read the contract from SGE, and see that the usage point is the typed holder's.

    Raises:
        FormError: the service refuses, or there is nothing that this integration could read.

    """
    with shown_on_form(data[CONF_WAY]):
        source = sge_source(session, data)
        contract = await source.read_contract()
    _check_contract(contract)
    with shown_on_form(data[CONF_WAY]):
        await confirm_identity(
            source,
            contract,
            last_name=typed[CONF_LAST_NAME],
            first_name=typed[CONF_FIRST_NAME],
            address=typed[CONF_ADDRESS],
            postal_code=typed[CONF_POSTAL_CODE],
            city=typed[CONF_CITY],
        )
    return contract


async def async_check_electricity(
    session: aiohttp.ClientSession, data: Mapping[str, Any]
) -> None:
    """See that a service of electricity gives the readings of the usage point, which is part of the question.

    A contract is told to anybody, though not all of it; readings need the holder's authorisation.

    Raises:
        FormError: the service refuses.

    """
    with shown_on_form(data[CONF_WAY]), suppress(NoDataError):
        source = electricity_source(session, data)
        await source.read_daily_energy(today() - _ENERGY_CHECK, today())


async def async_log_in_to_water(
    session: aiohttp.ClientSession, data: Mapping[str, Any]
) -> tuple[WaterSource, Sequence[WaterContract]]:
    """Return a source that is logged in, and the contracts that the log-in opens.

    Raises:
        FormError: the service refuses.

    """
    with shown_on_form(data[CONF_WAY]):
        source = water_source(session, data)
        return source, await source.read_contracts()


async def async_read_indexes(
    source: WaterSource, way: str, number: str, start: date
) -> Sequence[MeterIndex]:
    """Return what a way prints of a contract from a day to today.

    Raises:
        FormError: the service refuses.

    """
    with shown_on_form(way):
        return await source.read_meter_indexes(number, start, today())


async def async_check_readings(
    source: WaterSource, way: str, contract_id: str
) -> Sequence[MeterIndex]:
    """See that a contract can be read, and that its recent readings are litres, as far as they can tell; return them.

    Raises:
        FormError: they look like cubic metres, or the service refuses.

    """
    start = today() - _UNIT_CHECK
    readings = await async_read_indexes(source, way, contract_id, start)
    # The portal names the unit in each of its replies.
    if way != WAY_PORTAL and looks_like_cubic_metres(readings):
        raise FormError({BASE: "unit_looks_like_m3"}, code=contract_id)
    return readings


async def async_check_again(
    session: aiohttp.ClientSession, service: str, data: Mapping[str, Any]
) -> None:
    """See that new credentials open the meter that an entry has, not another's.

    Raises:
        FormError: the service refuses, or opens none of the entry's contracts.

    """
    if service == SERVICE_ELECTRICITY:
        await async_check_electricity(session, data)
        return
    _, contracts = await async_log_in_to_water(session, data)
    opened = {contract.contract_id for contract in contracts}
    if opened.isdisjoint(link.number for link in contract_links(data).values()):
        raise FormError({CONF_LOGIN: "wrong_account"})


def is_open(contract: Contract) -> bool:
    """Return whether Enedis gives this meter's daily readings now, as far as the contract tells (SGE guide 0464)."""
    return contract.service_level in (None, _OPEN)


@contextmanager
def shown_on_form(way: str) -> Iterator[None]:
    """Turn what the service of a way refuses into what the form shows.

    Raises:
        FormError: the service refuses.

    """
    try:
        yield
    except SourceError as err:
        raise refused(way, err.reason, err.code) from err


def refused(way: str, reason: str, code: str | None) -> FormError:
    """Return what a form shows of a failure of a way's service: where, in which words, and the service's own code."""
    known = reason if reason in FIELD_OF_REASON else _OTHER_REFUSAL
    usual = (FIELD_OF_REASON[known], known)
    field, key = _OTHER_FIELD.get((way, known), usual)
    return FormError({field: key}, code=code or reason)


def today() -> date:
    """Return the local day (Europe/Paris)."""
    return local_day(dt_util.utcnow())


def _check_contract(contract: Contract) -> None:
    """Refuse what will never give readings, or gives readings that mean something else.

    A contract that has ended (RESIL) gives its former holder nothing, one not yet begun (ECRAC) nothing yet; a meter
    that does not communicate has no daily readings (SGE guide 0464, niveauOuvertureServices).
    """
    if not is_supported_segment(contract.segment):
        raise FormError({CONF_POINT_ID: "unsupported_segment"}, code=contract.segment)
    if contract.state in _NOT_IN_SERVICE:
        raise FormError({CONF_POINT_ID: "contract_not_in_service"}, code=contract.state)
    if contract.service_level == _NOT_COMMUNICATING:
        raise FormError({CONF_POINT_ID: "meter_not_communicating"})
