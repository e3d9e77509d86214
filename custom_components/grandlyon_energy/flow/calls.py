"""What the config flow asks the services before it lets go, and where on the form it shows what they refuse."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import aiohttp
from homeassistant.const import CONF_API_KEY
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ADDRESS,
    CONF_AUTH_KEY,
    CONF_CITY,
    CONF_CONTRACTS,
    CONF_FIRST_NAME,
    CONF_GATEWAY,
    CONF_LAST_NAME,
    CONF_LOGIN,
    CONF_POINT_ID,
    CONF_POSTAL_CODE,
    CONF_SGE_LOGIN,
    SERVICE_ELECTRICITY,
    TIME_ZONE,
)
from ..metering.water import looks_like_cubic_metres
from ..sources import SourceError, WaterSource
from ..sources.readings import Contract, WaterContract
from ..sources.sge.contract import is_supported_segment
from ..sources.sge.identity import confirm_identity
from ..ways import electricity_source, water_source
from .checks import BASE, FormError

FIELD_OF_REASON: Final = {
    # What the user can put right stands at its field.
    "consent_missing": CONF_SGE_LOGIN,
    "identity_mismatch": CONF_LAST_NAME,
    "insecure_url": CONF_GATEWAY,
    "invalid_auth_key": CONF_AUTH_KEY,
    "invalid_key": CONF_API_KEY,
    "invalid_login": CONF_LOGIN,
    "invalid_url": CONF_GATEWAY,
    "no_contract": CONF_LOGIN,
    "not_eligible": CONF_SGE_LOGIN,
    "not_offered": CONF_GATEWAY,
    "not_subscribed": CONF_API_KEY,
    "point_not_found": CONF_POINT_ID,
    # What passes, or has no field, stands above the form.
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
}
"""By the reason of a SourceError, which is also the key of its words in the translations."""

_OTHER_REFUSAL: Final = "service_refused"

_UNIT_CHECK: Final = timedelta(days=60)
_NOT_IN_SERVICE: Final = frozenset({"RESIL", "ECRAC"})
_NOT_COMMUNICATING: Final = "0"
_OPEN: Final = "2"


async def async_check_usage_point(
    session: aiohttp.ClientSession, data: Mapping[str, Any], typed: Mapping[str, Any]
) -> Contract:
    """Read the contract, and see that the usage point is the typed holder's.

    Raises:
        FormError: the service refuses, or there is nothing that this integration could read.

    """
    with _shown_on_form():
        source = electricity_source(session, data)
        contract = await source.read_contract()
    _check_contract(contract)
    with _shown_on_form():
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


async def async_log_in_to_water(
    session: aiohttp.ClientSession, data: Mapping[str, Any]
) -> tuple[WaterSource, Sequence[WaterContract]]:
    """Return a source that is logged in, and the contracts that the log-in opens.

    Raises:
        FormError: the service refuses.

    """
    with _shown_on_form():
        source = water_source(session, data)
        return source, await source.read_contracts()


async def async_check_unit(source: WaterSource, contract_id: str) -> None:
    """See that a contract's recent readings are litres, as far as they can tell.

    Raises:
        FormError: they look like cubic metres, or the service refuses.

    """
    today = dt_util.now(ZoneInfo(TIME_ZONE)).date()
    with _shown_on_form():
        readings = await source.read_meter_indexes(
            contract_id, today - _UNIT_CHECK, today
        )
    if looks_like_cubic_metres(readings):
        raise FormError({BASE: "unit_looks_like_m3"}, code=contract_id)


async def async_check_again(
    session: aiohttp.ClientSession, service: str, data: Mapping[str, Any]
) -> None:
    """See that new credentials open the meter that an entry has, not another's.

    Raises:
        FormError: the service refuses, or opens none of the entry's contracts.

    """
    if service == SERVICE_ELECTRICITY:
        # The point is part of the question: an answer is about this meter.
        with _shown_on_form():
            await electricity_source(session, data).read_contract()
        return
    _, contracts = await async_log_in_to_water(session, data)
    opened = {contract.contract_id for contract in contracts}
    if opened.isdisjoint(data[CONF_CONTRACTS]):
        raise FormError({CONF_LOGIN: "wrong_account"})


def is_open(contract: Contract) -> bool:
    """Return whether Enedis gives this meter's daily readings now, as far as the contract tells (SGE guide 0464)."""
    return contract.service_level in (None, _OPEN)


@contextmanager
def _shown_on_form() -> Iterator[None]:
    """Turn what a service refuses into what the form shows."""
    try:
        yield
    except SourceError as err:
        reason = err.reason if err.reason in FIELD_OF_REASON else _OTHER_REFUSAL
        code = err.code or err.reason
        raise FormError({FIELD_OF_REASON[reason]: reason}, code=code) from err


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
