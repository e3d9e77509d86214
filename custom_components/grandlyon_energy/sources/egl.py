"""Eau du Grand Lyon's partner API (the brief): a log-in, then the daily indexes of a contract's meter."""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
import logging
from typing import Final
from urllib.parse import urlencode

import aiohttp

from . import CredentialsError
from .egl_replies import (
    SUCCESS,
    Answer,
    LogIn,
    data_error,
    log_in_error,
    read_answer,
    read_indexes,
    read_log_in,
    undocumented_types,
)
from .http import Reply, async_post, checked_base_url
from .readings import IndexType, MeterIndex, WaterContract

_LOGGER = logging.getLogger(__name__)

# The brief writes `.asp` here and `.aspx` for the data; servers may know either.
_CONNECT_ROUTES: Final = ("connect.asp", "connect.aspx")
_DATA_ROUTE: Final = "getAllAgregatsByAbonnement.aspx"


class EglSource:
    """The readings of one log-in's contracts.

    `read_contracts` logs in and keeps the token for the `read_meter_indexes` calls that follow: one log-in per poll.
    How long a token lives is not documented, so a refused one is renewed once.
    """

    history_months = 36
    tells_meter_changes = True

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        auth_key: str,
        login: str,
        password: str,
    ) -> None:
        """Keep the credentials; nothing is sent.

        Raises:
            ConsentError: `invalid_url` or `insecure_url`.

        """
        self._session = session
        self._base_url = checked_base_url(base_url)
        self._auth_key = auth_key.strip()
        self._login = login
        self._password = password
        self._connect_routes = _CONNECT_ROUTES
        self._token: str | None = None
        self._logged_types: set[IndexType] = set()

    async def read_contracts(self) -> Sequence[WaterContract]:
        """Log in and return the contracts that the log-in opens, in the service's order.

        Raises:
            CredentialsError: `invalid_login` or `invalid_auth_key`.
            ConsentError: `no_contract`, the log-in opens none.
            ThrottledError: `throttled`: HTTP 429, or the firewall's 403 page, which it answers to bursts.
            TransientError: the service failed (`service_error`), its reply makes no sense (`bad_reply`), and what
                `sources.http` raises.

        """
        log_in = await self._log_in()
        return [WaterContract(contract_id=number) for number in log_in.contract_ids]

    async def read_meter_indexes(
        self, contract_id: str, start: date, end: date
    ) -> Sequence[MeterIndex]:
        """Return the readings printed from `start` to `end`, both included, sorted, each day once.

        A day is the date DateReleve prints; its hour is ignored. Indexes are taken for litres here and judged in
        `metering.water`.

        Raises:
            SourceError: those of `read_contracts`; a reply with one row that makes no sense is `bad_reply` as a whole.

        """
        if start > end:
            return []
        token = self._token or (await self._log_in()).token
        answer = await self._ask_indexes(token, contract_id, start, end)
        if answer.code != SUCCESS:
            token = (await self._log_in()).token
            answer = await self._ask_indexes(token, contract_id, start, end)
        if answer.code != SUCCESS:
            self._token = None
            raise data_error(answer)
        readings = [
            reading
            for reading in read_indexes(answer.result)
            if start <= reading.day <= end
        ]
        self._log_undocumented(readings)
        return readings

    async def _log_in(self) -> LogIn:
        self._token = None
        # A header cannot carry it, and aiohttp's complaint would not be one of ours.
        if not self._auth_key.isascii() or not self._auth_key.isprintable():
            raise CredentialsError("invalid_auth_key")
        answer = read_answer(await self._post_connect())
        if answer.code != SUCCESS:
            raise log_in_error(answer)
        log_in = read_log_in(answer.result)
        self._token = log_in.token
        return log_in

    async def _post_connect(self) -> Reply:
        """Post the log-in where it was last found, or to the other address when that one is gone."""
        fields = {"login": self._login, "pass": self._password}
        known, other = self._connect_routes
        reply = await self._post(known, fields)
        if reply.status != HTTPStatus.NOT_FOUND:
            return reply
        reply = await self._post(other, fields)
        if reply.status != HTTPStatus.NOT_FOUND:
            self._connect_routes = (other, known)
        return reply

    async def _ask_indexes(
        self, token: str, contract_id: str, start: date, end: date
    ) -> Answer:
        # Month first: the service's order, whatever the language.
        fields = {
            "token": token,
            "num_abt": contract_id,
            "date_debut": f"{start:%m/%d/%Y}",
            "date_fin": f"{end:%m/%d/%Y}",
        }
        return read_answer(await self._post(_DATA_ROUTE, fields))

    async def _post(self, route: str, fields: Mapping[str, str]) -> Reply:
        # Encoded here: what cannot be encoded becomes a question mark instead of an exception that quotes it.
        return await async_post(
            self._session,
            self._base_url / route,
            data=urlencode(fields, errors="replace").encode("ascii"),
            headers={
                "AuthKey": self._auth_key,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    def _log_undocumented(self, readings: Sequence[MeterIndex]) -> None:
        for index_type in undocumented_types(readings) - self._logged_types:
            self._logged_types.add(index_type)
            _LOGGER.info(
                "Water readings of undocumented type %s are kept and not used",
                index_type.value,
            )
