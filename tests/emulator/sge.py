"""The API manager's routes to SGE: who may call, which service answers, with what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
import re
from typing import Final

from . import sge_measures, sge_soap
from .calls import Recognised
from .faults import STATUS_OF, ActiveFault, Fault
from .home import Home
from .published import Offer, Point
from .replies import Reply
from .sge_contract import contract_reply
from .sge_measures import Demand, MeasuresRules
from .sge_search import search_reply
from .sge_soap import GatewayError, MalformedRequestError, SgeFaultError

MEASURES_ROUTE: Final = "enedis_SGE_ConsultationMesuresDetaillees/1.0"
CONTRACT_ROUTE: Final = "enedis_SGE_ConsultationDonneesTechniquesContractuelles/1.0"
SEARCH_ROUTE: Final = "enedis_SGE_RecherchePoint/1.0"

_XML: Final = "text/xml; charset=UTF-8"
_ROOTS: Final = {
    f"{sge_soap.CONTRACT}:consulterDonneesTechniquesContractuelles": "contract",
    f"{sge_soap.SEARCH}:rechercherPoint": "search",
    f"{sge_soap.MEASURES_V2}:consulterMesuresDetaillees": "v2",
    f"{sge_soap.MEASURES_V3}:consulterMesuresDetailleesV3": "v3",
}
_ACTIONS: Final = {
    "contract": "",
    "search": "",
    "v2": sge_soap.MEASURES_V2,
    "v3": sge_soap.MEASURES_V3_ACTION,
}
_ROUTES: Final = {
    CONTRACT_ROUTE: {"contract"},
    SEARCH_ROUTE: {"search"},
    MEASURES_ROUTE: {"v2", "v3"},
}
_GATEWAY_CODES: Final = {
    HTTPStatus.UNAUTHORIZED: "900901",
    HTTPStatus.FORBIDDEN: "900908",
    HTTPStatus.NOT_FOUND: "900906",
    HTTPStatus.TOO_MANY_REQUESTS: "900802",
    HTTPStatus.INTERNAL_SERVER_ERROR: "900900",
    HTTPStatus.SERVICE_UNAVAILABLE: "303001",
}
_STATUS_OF_CODE: Final = {
    **{code: status for status, code in _GATEWAY_CODES.items()},
    "101503": HTTPStatus.INTERNAL_SERVER_ERROR,
    "101504": HTTPStatus.GATEWAY_TIMEOUT,
    "700700": HTTPStatus.SERVICE_UNAVAILABLE,
    "900800": HTTPStatus.TOO_MANY_REQUESTS,
    "900804": HTTPStatus.TOO_MANY_REQUESTS,
    "900902": HTTPStatus.UNAUTHORIZED,
}
"""Of the API manager's codes, those above and the others that its documentation names."""


@dataclass(slots=True, kw_only=True)
class SgeRules:
    """How gateway and service behave; tests change it."""

    measures: MeasuresRules = field(default_factory=MeasuresRules)
    versions: set[str] = field(default_factory=lambda: {"v2", "v3"})
    """The versions of the detailed measures that are offered."""
    unknown_version: str = "gateway"
    """Who refuses a version that is not offered: the gateway (404) or the service (a SOAP fault)."""
    routes: set[str] = field(default_factory=lambda: set(_ROUTES))
    """The routes that the gateway offers to this key."""
    auth_header: str = "apikey"
    """apikey or bearer."""
    key_accepted: bool = True
    """Whether the home's key opens anything."""
    error_form: str = "json"
    """The form of the gateway's own errors: json (4.x) or xml (3.x)."""


@dataclass(slots=True)
class SgeService:
    """SGE behind the gateway."""

    home: Home
    rules: SgeRules = field(default_factory=SgeRules)

    def reply(
        self,
        route: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        today: date,
        last_day: date,
        arrange: Callable[[list[Point]], list[Point]] = list,
    ) -> Reply:
        """Answer one request; `last_day` is the last day whose electricity is published."""
        try:
            self._admit(route, headers)
            return self._serve(
                route, headers, body, today=today, last_day=last_day, arrange=arrange
            )
        except GatewayError as err:
            return self._gateway_reply(err)
        except SgeFaultError as err:
            return _fault_reply(sge_soap.sge_fault(err), err.code)
        except MalformedRequestError as err:
            return _fault_reply(sge_soap.plain_fault(str(err)), "malformed")

    @property
    def offer(self) -> Offer:
        """What is given at all, to whom is let in."""
        if not self.home.point_known:
            return Offer(daily=False, curve=False)
        return self.rules.measures.offer

    def told(self, active: ActiveFault) -> Reply | None:
        """Return the reply that a fault gives in the place of the service's own, None when it gives none."""
        if active.fault is Fault.SGE_CODE:
            fault = SgeFaultError(active.code or "SGT500")
            return _fault_reply(sge_soap.sge_fault(fault), fault.code)
        if active.fault is Fault.GATEWAY_CODE:
            code = active.code or "900900"
            status = _STATUS_OF_CODE.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)
            return self._gateway_reply(GatewayError(status, code, status.phrase, ""))
        if (told := STATUS_OF.get(active.fault)) is None:
            return None
        error = GatewayError(told, _GATEWAY_CODES[told], told.phrase, "")
        reply = self._gateway_reply(error)
        later = active.fault is Fault.HTTP_429_RETRY_AFTER
        return reply.retry_after(active.retry_after) if later else reply

    def _gateway_reply(self, error: GatewayError) -> Reply:
        """Return an error of the gateway's own."""
        body, content_type = sge_soap.gateway_error(error, self.rules.error_form)
        return Reply(
            status=error.status,
            body=body,
            content_type=content_type,
            outcome=str(error.status),
        )

    def _admit(self, route: str, headers: Mapping[str, str]) -> None:
        if self.rules.auth_header == "apikey":
            key = headers.get("apikey")
        else:
            scheme, _, value = headers.get("Authorization", "").partition(" ")
            key = value if scheme == "Bearer" else None
        if key is None:
            raise GatewayError(
                401,
                "900902",
                "Missing Credentials",
                "Make sure your API invocation call has a header for the credentials",
            )
        if key != self.home.api_key or not self.rules.key_accepted:
            raise GatewayError(
                401,
                "900901",
                "Invalid Credentials",
                "Make sure you have provided the correct security credentials",
            )
        if route not in self.rules.routes:
            raise _no_resource()

    def _serve(
        self,
        route: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        today: date,
        last_day: date,
        arrange: Callable[[list[Point]], list[Point]],
    ) -> Reply:
        if not headers.get("Content-Type", "").lower().startswith("text/xml"):
            raise MalformedRequestError("text/xml is expected")
        root, content = sge_soap.body_of(body)
        operation = _ROOTS.get(root)
        if operation is None or operation not in _ROUTES[route]:
            raise MalformedRequestError("The message's first element is not recognised")
        if operation in ("v2", "v3") and operation not in self.rules.versions:
            if self.rules.unknown_version == "gateway":
                raise _no_resource()
            raise MalformedRequestError("The message's first element is not recognised")
        action = headers.get("SOAPAction")
        if action is None or action.strip('"') != _ACTIONS[operation]:
            raise MalformedRequestError("The SOAPAction does not match an operation")
        if operation == "contract":
            consent = self.rules.measures.consent.daily
            return _ok(contract_reply(content, self.home, consent=consent))
        if operation == "search":
            return _ok(search_reply(content, self.home))
        demand = sge_measures.read_demand(operation, content)
        return self._measures(demand, today, last_day, arrange)

    def _measures(
        self,
        demand: Demand,
        today: date,
        last_day: date,
        arrange: Callable[[list[Point]], list[Point]],
    ) -> Reply:
        rules = self.rules.measures
        sge_measures.refuse(demand, self.home, rules, today)
        found = sge_measures.points(demand, self.home, rules, last_day)
        body = sge_measures.reply(demand, found, arrange)
        return _ok(body, "ok" if found else "empty")


def recognise(body: bytes) -> Recognised:
    """Say what a request seems to be."""
    text = body.decode(errors="replace")
    if "consulterDonneesTechniquesContractuelles" in text:
        return Recognised(kind="contract")
    if "rechercherPoint" in text:
        return Recognised(kind="search")
    version = "v3" if sge_soap.MEASURES_V3 in text else "v2"
    kind = sge_measures.KINDS.get(_text(text, "mesuresTypeCode"), "unknown")
    if _text(text, "injection") in ("true", "1") or _text(text, "sens") == "INJECTION":
        kind = sge_measures.PRODUCTION_KINDS.get(kind, kind)
    return Recognised(
        kind=kind,
        version=version,
        start=_day(_text(text, "dateDebut")),
        end=_day(_text(text, "dateFin")),
    )


def _no_resource() -> GatewayError:
    return GatewayError(
        404,
        "900906",
        "No matching resource found for given API Request",
        "Check the API documentation and add a proper REST resource path",
    )


def _ok(body: bytes, outcome: str = "ok") -> Reply:
    return Reply(status=200, body=body, content_type=_XML, outcome=outcome)


def _fault_reply(body: bytes, outcome: str) -> Reply:
    """SOAP 1.1 sends a fault with status 500."""
    return Reply(status=500, body=body, content_type=_XML, outcome=outcome)


def _text(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    return found.group(1) if found else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
