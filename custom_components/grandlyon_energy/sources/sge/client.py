"""The source: Enedis SGE as the API manager of Grand Lyon offers it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final, override

import aiohttp

from .. import ConsentError, CredentialsError, ElectricitySource, NoDataError
from ..enedis_points import PrintedPoint, daily_energy, maximum_power
from ..enedis_series import read_curve, read_days
from ..http import async_post, checked_base_url, is_loopback
from ..periods import PeriodRefusedError
from ..readings import Contract, CurvePoint, DailyEnergy, MaximumPower
from . import contract as contracts, identity
from .document import Node
from .faults import WRONG_DIRECTION, NotOfferedError
from .measures import (
    ENERGY,
    LOAD_CURVE,
    MAXIMUM_POWER,
    RESPONSE as MEASURES_RESPONSE,
    MeasuresVersion,
    Series,
    measures_request,
    printed_points,
)
from .soap import Request, read_response

AUTO: Final = "auto"
BEARER: Final = "bearer"

_CONTRACT_ROUTE: Final = "enedis_SGE_ConsultationDonneesTechniquesContractuelles/1.0"
_SEARCH_ROUTE: Final = "enedis_SGE_RecherchePoint/1.0"
_MEASURES_ROUTE: Final = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
_NO_MEASURES: Final = "SGT4G3"
_SEARCH_TOO_WIDE: Final = {"SGT4F7", "SGT4F8"}


class SgeSource(ElectricitySource):
    """Contract, daily energy, maximum power and load curve of one usage point (SGE guides 0464, 0497 and 0427).

    The readings are those of what the point draws, or of what it feeds into the network: its `production`, of which
    there is no maximum power.

    Every method raises the five errors of `sources`, whose texts hold neither the key nor anything personal:

    - CredentialsError `invalid_key`;
    - ConsentError `consent_missing`, `not_eligible`, `point_not_found`, `wrong_direction`, `not_subscribed`,
      `not_offered` (the route or the version is unknown there), `service_refused` (its code tells);
    - NoDataError `no_data`, where SGE will not give the series at all for now (SGT589);
    - ThrottledError `throttled`;
    - TransientError `service_error`, `gateway_down`, `gateway_refused`, `bad_reply`, `unexpected_unit`, and those
      of `http.async_post`.
    """

    history_months = 36
    curve_months = 24
    curve_days_per_call = 7
    tells_contract = True
    one_poll_a_day = False

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        api_key: str,
        auth_header: str,
        login: str,
        point_id: str,
        measures_version: str = AUTO,
        measures_route: str = _MEASURES_ROUTE,
        learned: str | None = None,
        production: bool = False,
    ) -> None:
        """Keep how to ask; nothing is asked yet.

        Args:
            session: Of the caller, who closes it.
            base_url: Of the gateway, the routes are below it.
            api_key: Of the gateway.
            auth_header: `apikey` or `bearer`.
            login: The SGE log-in in whose name is asked, an e-mail address.
            point_id: 14 digits.
            measures_version: `v2`, `v3`, or `auto` to find out.
            measures_route: Below the base address.
            learned: What `learned` held the last time.
            production: Read what the point feeds in instead of what it draws.

        Raises:
            ConsentError: the gateway's address is not acceptable.

        """
        self.point_id = point_id
        self.learned = learned
        self._session = session
        self._base_url = checked_base_url(base_url)
        # SGE's 40 calls a second are for all of France's actors together.
        self.seconds_between_calls = 0.0 if is_loopback(self._base_url) else 1.0
        self._api_key = api_key
        self._auth_header = auth_header
        self._login = login
        self._measures_version = measures_version
        self._measures_route = measures_route.strip("/")
        self._production = production

    @override
    async def read_contract(self) -> Contract:
        """Return the contract of the usage point."""
        request = contracts.contract_request(login=self._login, point_id=self.point_id)
        response = await self._post(_CONTRACT_ROUTE, request, contracts.RESPONSE)
        return contracts.read_contract(response, self.point_id)

    @override
    async def read_daily_energy(self, start: date, end: date) -> Sequence[DailyEnergy]:
        """Return the days' energy, sorted, each day once; empty where there is none."""
        try:
            return await read_days(
                partial(self._measures, ENERGY),
                daily_energy,
                start,
                end,
                empty_hides=True,
            )
        except ConsentError as err:
            if not self._feeds_nothing_in(err):
                raise
            return []

    @override
    async def read_maximum_power(
        self, start: date, end: date
    ) -> Sequence[MaximumPower]:
        """Return the days' maxima, sorted, each day once; empty where there is none, as of all production."""
        if self._production:
            return []
        return await read_days(
            partial(self._measures, MAXIMUM_POWER),
            maximum_power,
            start,
            end,
            empty_hides=True,
        )

    @override
    async def read_load_curve(self, start: date, end: date) -> Sequence[CurvePoint]:
        """Return the curve's intervals, sorted by end, in calls of at most `curve_days_per_call` days.

        An interval belongs to the day on which it ends, midnight counting for the day before.
        """
        try:
            return await read_curve(
                partial(self._measures, LOAD_CURVE),
                start,
                end,
                days_per_call=self.curve_days_per_call,
                empty_hides=True,
            )
        except ConsentError as err:
            if not self._feeds_nothing_in(err):
                raise
            return []

    async def find_point(
        self, *, last_name: str, address: str, postal_code: str, insee_code: str
    ) -> Sequence[str]:
        """Return the ids of the points at an address under a name, empty when there is none or no unique one.

        The street is tried as typed and as post offices write it, until one is found. `insee_code` is left out of
        the search when it is empty.

        Raises:
            ConsentError: also `identity_unavailable`, when the gateway does not offer the search to this key.

        """
        for street in identity.street_variants(address):
            request = identity.search_request(
                login=self._login,
                last_name=last_name,
                street=street,
                postal_code=postal_code,
                insee_code=insee_code,
            )
            if found := await self._search(request):
                return found
        return []

    async def _search(self, request: Request) -> list[str]:
        try:
            response = await self._post(_SEARCH_ROUTE, request, identity.RESPONSE)
        except NoDataError:
            return []
        except ConsentError as err:
            if err.code in _SEARCH_TOO_WIDE:
                return []
            if isinstance(err, NotOfferedError) or err.reason == "not_subscribed":
                raise ConsentError(identity.UNAVAILABLE, code=err.code) from None
            raise
        return identity.read_point_ids(response)

    async def _measures(
        self, series: Series, start: date, end: date
    ) -> list[PrintedPoint]:
        """Ask once and return the points, in the version that the service knows.

        Another version is tried only when the service does not know the one asked for: a refused key, a missing
        consent, throttling and every passing failure say nothing about versions. What is found out is kept only
        after the service understood the request.
        """
        unknown: list[NotOfferedError] = []
        for version in self._versions():
            try:
                points = await self._points(version, series, start, end)
            except NotOfferedError as err:
                unknown.append(err)
                continue
            except PeriodRefusedError:
                self._learn(version)
                raise
            self._learn(version)
            return points
        raise unknown[0]

    async def _points(
        self, version: MeasuresVersion, series: Series, start: date, end: date
    ) -> list[PrintedPoint]:
        request = measures_request(
            version,
            series,
            login=self._login,
            point_id=self.point_id,
            start=start,
            end=end,
            production=self._production,
        )
        try:
            response = await self._post(
                self._measures_route, request, MEASURES_RESPONSE
            )
        except NoDataError as err:
            if err.code != _NO_MEASURES:
                raise
            return []
        return printed_points(
            response, series, self.point_id, production=self._production
        )

    def _feeds_nothing_in(self, err: ConsentError) -> bool:
        """Return whether an error is how a point without production answers a question for it: no data."""
        return self._production and err.reason == WRONG_DIRECTION.reason

    def _versions(self) -> list[MeasuresVersion]:
        """Return the versions to try, in order: the one that worked last time first."""
        if self._measures_version != AUTO:
            return [MeasuresVersion(self._measures_version)]
        return sorted(MeasuresVersion, key=lambda version: version != self.learned)

    def _learn(self, version: MeasuresVersion) -> None:
        if self._measures_version == AUTO:
            self.learned = version.value

    async def _post(self, route: str, request: Request, response_root: str) -> Node:
        if not self._api_key:
            raise CredentialsError("invalid_key")
        if self._auth_header == BEARER:
            authentication = {"Authorization": f"Bearer {self._api_key}"}
        else:
            authentication = {"apikey": self._api_key}
        reply = await async_post(
            self._session,
            self._base_url / route,
            data=request.envelope(),
            headers={**request.headers(), **authentication},
        )
        return read_response(reply, response_root)
