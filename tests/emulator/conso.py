"""Conso API: a person's own token opens what Enedis publishes of the person's meter.

The same data as SGE gives, at the same moment. Points that SGE prints without a value are missing here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
import re
from typing import Final

from . import conso_forms
from .calls import Recognised
from .conso_forms import DATA_TYPES, DataType
from .faults import STATUS_OF, ActiveFault, Fault
from .home import Home
from .localtime import ONE_DAY, days, local_day, months_before
from .published import Offer, Point, published_points
from .replies import Reply, json_reply
from .tokens import read_claims

CURVE_DAYS: Final = 7
CURVE_MONTHS: Final = 24
HISTORY_MONTHS: Final = 36

_DAY: Final = re.compile(r"20\d{2}-\d{2}-\d{2}")
_POINT: Final = re.compile(r"\d{14}")
_BEARER: Final = re.compile(r"\S+ (\S+)")
_NAMES: Final = {"pointId": "prm", "dateDebut": "start", "dateFin": "end"}
"""The names of the parameters, and the older ones that are still taken."""


@dataclass(slots=True, kw_only=True)
class ConsoRules:
    """What the service can give; tests change it."""

    legacy: bool = True
    """Whether the types of Metering Data V5 are answered; they were switched off in autumn 2026."""
    consent: bool = True
    """If not, ADAM-ERR0191: nothing is subscribed for the period."""
    consent_missing_status: int = 400
    """The status of ADAM-ERR0191, which is not documented."""
    consent_expired: bool = False
    """403: Enedis finds no consent any more."""
    curve_collection: bool = True
    """Whether Enedis collects the half-hours; if not there is no curve: no data found."""
    production: bool = True
    """Whether the consent covers what the home feeds in; if not, ADAM-ERR0191."""
    token_accepted: bool = True
    """Whether a token that is signed and has not ended opens anything."""

    @property
    def offer(self) -> Offer:
        """What is given at all."""
        agreed = self.consent and not self.consent_expired
        with_curve = agreed and self.curve_collection
        return Offer(daily=agreed, curve=with_curve, production=self.production)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoRequest:
    """A request as it came."""

    method: str
    type_name: str
    query: Mapping[str, str]
    authorization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A request that the service itself has nothing against."""

    data_type: DataType
    point_id: str
    start: date
    end: date


class ConsoError(Exception):
    """The service refuses in its own words."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class EnedisError(Exception):
    """Enedis refuses; the service passes it on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class ConsoService:
    """The service over the home's meter."""

    home: Home
    rules: ConsoRules = field(default_factory=ConsoRules)

    def reply(
        self,
        request: ConsoRequest,
        now: datetime,
        last_day: date,
        arrange: Callable[[list[Point]], list[Point]] = list,
    ) -> Reply:
        """Answer one request; `last_day` is the last day whose electricity is published."""
        try:
            demand = self._admit(request, now)
        except ConsoError as err:
            return _own_error(err.status, err.message)
        try:
            self._refuse(demand, local_day(now))
            found = arrange(self._found(demand, last_day))
        except EnedisError as err:
            return self._passed_on(demand.data_type, err.code)
        content = conso_forms.measures(
            demand.data_type, demand.point_id, demand.start, demand.end, found
        )
        return json_reply(content, outcome="ok")

    def told(self, active: ActiveFault, type_name: str) -> Reply | None:
        """Return the reply that a fault gives in the place of the service's own, None when it gives none."""
        if active.fault is Fault.CONSO_ERROR:
            data_type = DATA_TYPES.get(type_name) or DATA_TYPES["daily_consumption"]
            return self._passed_on(data_type, active.code or "technical_error")
        if (status := STATUS_OF.get(active.fault)) is None:
            return None
        reply = _own_error(status, "Une erreur est survenue")
        later = active.fault is Fault.HTTP_429_RETRY_AFTER
        return reply.retry_after(active.retry_after) if later else reply

    def _admit(self, request: ConsoRequest, now: datetime) -> Demand:
        """Return what is asked, if the request is whole and its token opens the point."""
        if request.method != "GET":
            status = HTTPStatus.METHOD_NOT_ALLOWED
            raise ConsoError(status, "Cette adresse ne répond qu'à la méthode GET")
        demand = _demand(request)
        bearer = _BEARER.fullmatch(request.authorization or "")
        if bearer is None:
            status = HTTPStatus.BAD_REQUEST
            raise ConsoError(status, "L'en-tête Authorization manque ou est illisible")
        claims = read_claims(bearer[1], self.home.conso_secret) or {}
        signed_for = demand.point_id in claims.get("sub", [])
        opens = signed_for and self.rules.token_accepted
        if not opens or claims.get("exp", 0) <= now.timestamp():
            status = HTTPStatus.UNAUTHORIZED
            raise ConsoError(status, "Ce token est invalide ou n'ouvre pas ce PRM")
        if demand.data_type.legacy and not self.rules.legacy:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            raise ConsoError(status, "L'API d'Enedis n'a pas répondu")
        return demand

    def _refuse(self, demand: Demand, today: date) -> None:
        """Raise what Enedis answers to a demand that it does not accept."""
        rules, curve = self.rules, demand.data_type.measured == "load_curve"
        if rules.consent_expired:
            raise EnedisError("ADAM-DC-0008")
        uncovered = demand.data_type.production and not rules.production
        if not rules.consent or uncovered:
            raise EnedisError("ADAM-ERR0191")
        if demand.start >= demand.end or demand.end > today:
            raise EnedisError("invalid_period")
        if curve and (demand.end - demand.start).days > CURVE_DAYS:
            raise EnedisError("ADAM-ERR0126")
        deadline = months_before(today, CURVE_MONTHS if curve else HISTORY_MONTHS)
        if demand.start <= deadline:
            raise EnedisError("history_deadline")
        if demand.start < self.home.commissioned:
            raise EnedisError("ADAM-ERR0123")

    def _found(self, demand: Demand, last_day: date) -> list[Point]:
        """Return the published points that have a value."""
        kind = demand.data_type.measured
        asked = days(demand.start, min(demand.end, last_day + ONE_DAY))
        collected = kind != "load_curve" or self.rules.curve_collection
        meter = self.home.meter(production=demand.data_type.production)
        points = published_points(meter, kind, asked) if meter and collected else []
        found = [point for point in points if point.value is not None]
        if not found:
            raise EnedisError("no_data_found")
        return found

    def _passed_on(self, data_type: DataType, code: str) -> Reply:
        """Return an error of Enedis' in the envelope of the service."""
        status, description = conso_forms.ENEDIS_ERRORS.get(
            code, conso_forms.UNDOCUMENTED
        )
        if code == "ADAM-ERR0191":
            status = self.rules.consent_missing_status
        content = {
            "status": status,
            "message": "The Enedis API returned an error",
            "error": conso_forms.error(data_type, code, description),
        }
        outcome = "empty" if code == "no_data_found" else code
        return json_reply(content, outcome=outcome, status=status)


def recognise(request: ConsoRequest) -> Recognised:
    """Say what a request seems to be."""
    data_type = DATA_TYPES.get(request.type_name)
    return Recognised(
        kind=data_type.kind if data_type else "unknown",
        start=_day(_parameter(request, "dateDebut")),
        end=_day(_parameter(request, "dateFin")),
    )


def _demand(request: ConsoRequest) -> Demand:
    data_type = DATA_TYPES.get(request.type_name)
    point_id = _parameter(request, "pointId")
    start = _day(_parameter(request, "dateDebut"))
    end = _day(_parameter(request, "dateFin"))
    if not (data_type and start and end and _POINT.fullmatch(point_id)):
        status = HTTPStatus.BAD_REQUEST
        raise ConsoError(status, "Les paramètres ne sont pas valides")
    return Demand(data_type=data_type, point_id=point_id, start=start, end=end)


def _parameter(request: ConsoRequest, name: str) -> str:
    return request.query.get(name) or request.query.get(_NAMES[name]) or ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _own_error(status: HTTPStatus, message: str) -> Reply:
    content = {"status": int(status), "message": message}
    return json_reply(content, outcome=str(int(status)), status=int(status))
