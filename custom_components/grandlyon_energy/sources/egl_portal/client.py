"""What the portal is asked: a log-in, the contracts, then the days of a contract in pieces (facts of pyeaugrandlyon)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import aiohttp
from pyeaugrandlyon.client import build_url
from pyeaugrandlyon.const import (
    API_HEADERS,
    CONTRACTS_EXPAND,
    CONTRACTS_SELECT,
    PRODUITS,
)

from .. import ConsentError, TransientError
from ..http import Reply, async_get, checked_base_url, is_loopback
from ..readings import MeterIndex, WaterContract
from ..stamps import PARIS
from .days import PortalDay, meter_indexes, read_days
from .log_in import PortalLogIn
from .replies import PortalContract, raise_if_blocked, read_content, read_contracts

_CONTRACTS_ROUTE: Final = f"{PRODUITS}/contrats"
_DAYS_PER_CALL: Final = 90
_HISTORY: Final = timedelta(days=2 * 365 + 1)
_DAY: Final = timedelta(days=1)
_PATH_CHARACTERS: Final = "!$&'()*+,;=:@"
"""What a path segment may hold as it is (RFC 3986), besides letters, digits and `-._~`."""

_REFUSES_ID: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class EglPortalSource:
    """The readings of one customer's contracts.

    A contract is known by its `reference`. Its `id`, which the routes want, is another one in every reply: it is kept
    from the list of the contracts to the calls that follow, and no longer.
    """

    history_months = 24
    tells_meter_changes = False

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        login: str,
        password: str,
    ) -> None:
        """Keep the credentials; nothing is sent.

        Args:
            session: Of the caller, who closes it; only its connections are used, never its cookies.
            base_url: Of the portal, without the `/application` of its routes.
            login: The customer's e-mail address.
            password: The customer's.

        Raises:
            ConsentError: `invalid_url` or `insecure_url`.

        """
        url = checked_base_url(base_url)
        self._base_url = str(url).rstrip("/")
        # The firewall in front of the portal blocks bursts.
        self.seconds_between_calls = 0.0 if is_loopback(url) else 1.0
        self._log_in = PortalLogIn(
            session, base_url=url, login=login, password=password
        )
        self._token: str | None = None
        self._ids: Mapping[str, str] = {}

    async def read_contracts(self) -> Sequence[WaterContract]:
        """Log in, unless a token is still valid, and return the contracts, those in force first.

        Raises:
            CredentialsError: `invalid_login`.
            ConsentError: `no_contract`, the log-in opens none; `access_denied`.
            ThrottledError: `throttled`: HTTP 429, or the firewall's 403 page.
            TransientError: the service failed (`service_error`), its reply makes no sense (`bad_reply`), and what
                `sources.http` raises.

        """
        self._token = await self._log_in.token()
        return [contract.shown() for contract in await self._list_contracts()]

    async def read_meter_indexes(
        self, contract_id: str, start: date, end: date
    ) -> Sequence[MeterIndex]:
        """Return the readings printed from `start` to `end`, both included, sorted, each day once.

        An index is the meter's at the midnight that opens its day, as with the partner API, in litres. Never asks for
        more than two years before `end`.

        Raises:
            ConsentError: `access_denied`, also when the log-in does not open the contract.
            TransientError: those of `read_contracts`, and `unexpected_unit`.
            SourceError: the others of `read_contracts`; one row that makes no sense is `bad_reply` for them all.

        """
        days: list[PortalDay] = []
        first = max(start, end - _HISTORY)
        while first <= end:
            last = min(first + (_DAYS_PER_CALL - 1) * _DAY, end)
            days += await self._read_days(contract_id, first, last)
            first = last + _DAY
        return meter_indexes(days, start, end)

    async def _read_days(
        self, reference: str, first: date, last: date
    ) -> list[PortalDay]:
        """Read one piece; when the contract's id is refused, once more under a fresh one."""
        if reference not in self._ids:
            await self._list_contracts()
        reply = await self._ask_days(reference, first, last)
        raise_if_blocked(reply)
        if reply.status in _REFUSES_ID:
            await self._list_contracts()
            reply = await self._ask_days(reference, first, last)
        return read_days(read_content(reply))

    async def _ask_days(self, reference: str, first: date, last: date) -> Reply:
        if (contract_id := self._ids.get(reference)) is None:
            raise ConsentError("access_denied")
        segment = quote(contract_id, safe=_PATH_CHARACTERS)
        return await self._get(
            f"{_CONTRACTS_ROUTE}/{segment}/consommationsJournalieres",
            {"dateDebut": _midnight(first), "dateFin": _midnight(last + _DAY)},
        )

    async def _list_contracts(self) -> Sequence[PortalContract]:
        reply = await self._get(
            _CONTRACTS_ROUTE, {"expand": CONTRACTS_EXPAND, "select": CONTRACTS_SELECT}
        )
        contracts = read_contracts(read_content(reply))
        self._ids = {contract.reference: contract.id for contract in contracts}
        return contracts

    async def _get(self, route: str, query: dict[str, str]) -> Reply:
        """Ask under the poll's token, and under a new one if it is refused.

        Raises:
            TransientError: `service_error` when a new token is refused, too: the log-in is right, so it must be
                something else.

        """
        token = self._token or await self._log_in.token()
        reply = await self._get_under(token, route, query)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            self._token = None
            token = await self._log_in.renewed(token)
            reply = await self._get_under(token, route, query)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            self._log_in.forget()
            raise TransientError("service_error", code=str(reply.status))
        self._token = token
        return reply

    async def _get_under(self, token: str, route: str, query: dict[str, str]) -> Reply:
        await asyncio.sleep(self.seconds_between_calls)
        return await async_get(
            self._log_in.session,
            build_url(route, query, self._base_url),
            headers={
                **API_HEADERS,
                "Referer": f"{self._base_url}/",
                "Authorization": f"Bearer {token}",
            },
        )


def _midnight(day: date) -> str:
    """Return the midnight that opens a local day as the portal wants it, in UTC."""
    opening = datetime.combine(day, time(), PARIS).astimezone(UTC)
    return f"{opening:%Y-%m-%dT%H:%M:%S}.000Z"
