"""The source: Conso API, for one usage point and its holder's token."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Final, override

import aiohttp

from .. import ElectricitySource
from ..enedis_points import PrintedPoint, daily_energy, maximum_power
from ..enedis_series import AskPoints, read_curve, read_days
from ..http import async_get, checked_base_url, is_loopback
from ..readings import Contract, CurvePoint, DailyEnergy, MaximumPower
from .faults import is_no_data, raise_for_failure
from .measures import (
    ENERGY,
    LOAD_CURVE,
    MAXIMUM_POWER,
    PRODUCTION_CURVE,
    PRODUCTION_ENERGY,
    Series,
    printed_points,
)
from .token import check_token

# The service asks its clients to say who they are and where to find them.
_USER_AGENT: Final = (
    "grandlyon_energy (https://github.com/grandlyon-energy/grandlyon_energy)"
)


class ConsoApiSource(ElectricitySource):
    """Daily energy, maximum power and load curve of one usage point (Conso API's documentation).

    The readings are those of what the point draws, or of what it feeds into the network: its `production`, of which
    there is no maximum power. The quotas are those of all of the service's users together, hence the long pauses and
    the one poll a day.

    Every method raises the five errors of `sources`, whose texts hold neither the token nor anything personal:

    - CredentialsError `invalid_token`, and without a call `token_expired`, `wrong_token`;
    - ConsentError `consent_expired`, `consent_missing`, `service_refused` (its code tells);
    - ThrottledError `throttled`;
    - TransientError `service_error`, `bad_reply`, `unexpected_unit`, and those of `http.async_get`.
    """

    history_months = 36
    curve_months = 24
    curve_days_per_call = 7
    tells_contract = False
    one_poll_a_day = True
    learned: str | None = None

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        token: str,
        point_id: str,
        production: bool = False,
    ) -> None:
        """Keep how to ask; nothing is asked yet.

        Args:
            session: Of the caller, who closes it.
            base_url: Of the service, the types of data are below it.
            token: The holder's, blanks around it do not matter.
            point_id: 14 digits.
            production: Read what the point feeds in instead of what it draws.

        Raises:
            ConsentError: the service's address is not acceptable.

        """
        self.point_id = point_id
        self._session = session
        self._base_url = checked_base_url(base_url)
        alone = is_loopback(self._base_url)
        self.seconds_between_calls = 0.0 if alone else 60.0
        # A search asks a handful of times, and somebody may be waiting for it.
        self._seconds_within_search = 0.0 if alone else 1.0
        self._token = token.strip()
        self._production = production

    @override
    async def read_contract(self) -> Contract:
        """Return an empty contract: the service has none."""
        return Contract()

    @override
    async def read_daily_energy(self, start: date, end: date) -> Sequence[DailyEnergy]:
        """Return the days' energy, sorted, each day once; empty where there is none."""
        series = PRODUCTION_ENERGY if self._production else ENERGY
        return await read_days(
            self._spaced(series), daily_energy, start, end, empty_hides=False
        )

    @override
    async def read_maximum_power(
        self, start: date, end: date
    ) -> Sequence[MaximumPower]:
        """Return the days' maxima, sorted, each day once; empty where there is none, as of all production."""
        if self._production:
            return []
        ask = self._spaced(MAXIMUM_POWER)
        return await read_days(ask, maximum_power, start, end, empty_hides=False)

    @override
    async def read_load_curve(self, start: date, end: date) -> Sequence[CurvePoint]:
        """Return the curve's intervals, sorted by end, in calls of at most `curve_days_per_call` days.

        An interval belongs to the day on which it ends, midnight counting for the day before.
        """
        return await read_curve(
            self._spaced(PRODUCTION_CURVE if self._production else LOAD_CURVE),
            start,
            end,
            days_per_call=self.curve_days_per_call,
            empty_hides=False,
        )

    def _spaced(self, series: Series) -> AskPoints:
        """Return the question for a series, with a pause before every repetition: a search would be a burst."""
        ask = partial(self._points, series)
        asked = False

        async def spaced(start: date, end: date) -> list[PrintedPoint]:
            nonlocal asked
            if asked:
                await asyncio.sleep(self._seconds_within_search)
            asked = True
            return await ask(start, end)

        return spaced

    async def _points(
        self, series: Series, start: date, end: date
    ) -> list[PrintedPoint]:
        """Ask once, for the local days from `start`, included, to `end`, excluded."""
        check_token(self._token, self.point_id, now=datetime.now(UTC))
        url = (self._base_url / series.data_type).with_query(
            pointId=self.point_id,
            dateDebut=start.isoformat(),
            dateFin=end.isoformat(),
            **series.parameters,
        )
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/json",
            "User-Agent": _USER_AGENT,
        }
        reply = await async_get(self._session, url, headers=headers)
        if is_no_data(reply):
            return []
        raise_for_failure(reply)
        return printed_points(reply.json, series, self.point_id)
