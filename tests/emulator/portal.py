"""The customers' portal of Eau du Grand Lyon, behind a firewall that only lets browsers pass."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
import re
from typing import Final

from . import portal_forms
from .calls import Recognised
from .faults import STATUS_OF, ActiveFault, Fault
from .home import Home
from .localtime import local_day, months_before
from .portal_auth import PortalAuth
from .portal_rules import PortalRules
from .replies import Reply, firewall_reply, json_reply, page_reply
from .water import PortalRow

HISTORY_MONTHS: Final = 24
LONGEST_SPAN: Final = timedelta(days=92)
ID_LIFETIME: Final = timedelta(minutes=15)

_AUTH: Final = "application/auth"
_CONTRACTS: Final = "application/rest/produits/contrats"
_INDEXES: Final = re.compile(rf"{_CONTRACTS}/([^/]+)/consommationsJournalieres")
_KINDS: Final = {
    f"{_AUTH}/externe/authentification": "log_in",
    f"{_AUTH}/authorize-internet": "authorize",
    f"{_AUTH}/authorize-internet/suite": "authorize",
    "autorisation-callback.html": "authorize",
    f"{_AUTH}/tokenUtilisateurInternet": "token",
    f"{_AUTH}/revoke": "revoke",
    _CONTRACTS: "contracts",
}
_POSTED: Final = {"log_in", "token", "revoke"}
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRequest:
    """A request as it came; `path` is what follows the portal's address."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    user_agent: str
    authorization: str | None


class PortalService:
    """The portal over the home's contracts."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.rules = PortalRules()
        self.auth = PortalAuth(home, self.rules)
        self._ids: dict[str, dict[str, str]] = {}
        self._listed: dict[str, datetime] = {}
        self._lists = 0
        self._passed: deque[datetime] = deque()

    def reply(
        self,
        request: PortalRequest,
        now: datetime,
        arrange: Callable[[list[PortalRow]], list[PortalRow]] = list,
    ) -> Reply:
        """Answer one request."""
        if self._stopped(request, now):
            return firewall_reply()
        kind = recognise(request).kind
        if request.method != ("POST" if kind in _POSTED else "GET"):
            return page_reply(HTTPStatus.METHOD_NOT_ALLOWED)
        match kind:
            case "log_in":
                return self.auth.log_in(request.form, now)
            case "authorize":
                return self._authorize(request, now)
            case "token":
                return self.auth.exchange(request.form, now)
            case "revoke":
                return self.auth.revoke(request.form)
            case "unknown":
                return _refused(HTTPStatus.NOT_FOUND)
        session = self.auth.opened_by(request.authorization, now)
        if session is None:
            return _refused(HTTPStatus.UNAUTHORIZED)
        if kind == "contracts":
            return self._contracts(session, now)
        return self._indexes(session, request, now, arrange)

    def told(self, active: ActiveFault) -> Reply | None:
        """Return the reply that a fault gives in the place of the service's own, None when it gives none."""
        if (status := STATUS_OF.get(active.fault)) is None:
            return None
        if status < HTTPStatus.TOO_MANY_REQUESTS:
            return _refused(status)
        later = active.fault is Fault.HTTP_429_RETRY_AFTER
        reply = page_reply(status)
        return reply.retry_after(active.retry_after) if later else reply

    def _stopped(self, request: PortalRequest, now: datetime) -> bool:
        """Tell whether the firewall refuses the request: no browser, or too many at once."""
        if not request.user_agent.startswith("Mozilla/"):
            return True
        if self.rules.burst is None:
            return False
        self._passed.append(now)
        while now - self._passed[0] > self.rules.burst_window:
            self._passed.popleft()
        return len(self._passed) > self.rules.burst

    def _authorize(self, request: PortalRequest, now: datetime) -> Reply:
        if request.path.endswith("callback.html"):
            return page_reply(HTTPStatus.OK)
        first = request.path.endswith("authorize-internet")
        step = self.auth.authorize if first else self.auth.go_on
        return step(request.query, request.cookies, now)

    def _contracts(self, session: str, now: datetime) -> Reply:
        """List the contracts under new ids; those of the list before are no longer good."""
        self._lists += 1
        pairs = zip(self.home.portal_references, self.home.contracts, strict=True)
        listed = [] if self.rules.without_contracts else list(pairs)
        ids = {
            number: sha256(f"{reference}/{self._lists}".encode()).hexdigest()
            for reference, number in listed
        }
        self._ids[session] = {ids[number]: number for _, number in listed}
        self._listed[session] = now
        content = [
            portal_forms.contract(
                reference, number, ids[number], ended=reference in self.rules.ended
            )
            for reference, number in listed
        ]
        page = {"content": content, "totalElements": len(content)}
        return json_reply(page, outcome="ok")

    def _indexes(
        self,
        session: str,
        request: PortalRequest,
        now: datetime,
        arrange: Callable[[list[PortalRow]], list[PortalRow]],
    ) -> Reply:
        number = self._contract(session, request.path, now)
        if number is None:
            return _refused(self.rules.stale_id_status)
        start = _instant(request.query.get("dateDebut"))
        end = _instant(request.query.get("dateFin"))
        if (
            start is None
            or end is None
            or not timedelta() <= end - start <= LONGEST_SPAN
        ):
            return _refused(HTTPStatus.BAD_REQUEST)
        today = local_day(now)
        first = max(local_day(start), months_before(today, HISTORY_MONTHS))
        published = self.home.water[number].portal_rows(
            today, newest_index=self.rules.newest_index
        )
        rows = [row for row in published if first <= row.day <= local_day(end)]
        content = portal_forms.daily_rows(arrange(rows), self.rules.unit)
        return json_reply(content, outcome="ok" if rows else "empty")

    def _contract(self, session: str, path: str, now: datetime) -> str | None:
        """Return the number of the contract that an id still stands for."""
        match = _INDEXES.fullmatch(path)
        listed = self._listed.get(session)
        if match is None or listed is None or now - listed > ID_LIFETIME:
            return None
        return self._ids[session].get(match[1])


def recognise(request: PortalRequest) -> Recognised:
    """Say what a request seems to be."""
    if _INDEXES.fullmatch(request.path) is None:
        return Recognised(kind=_KINDS.get(request.path, "unknown"))
    return Recognised(
        kind="indexes",
        start=_local_day(request.query.get("dateDebut")),
        end=_local_day(request.query.get("dateFin")),
    )


def _instant(text: str | None) -> datetime | None:
    """Return an instant written in UTC with milliseconds, None of any other text."""
    if _INSTANT.fullmatch(text or "") is None:
        return None
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return None


def _local_day(text: str | None) -> date | None:
    instant = _instant(text)
    return local_day(instant) if instant else None


def _refused(status: HTTPStatus) -> Reply:
    """Return the application's own error."""
    cause = {
        HTTPStatus.BAD_REQUEST: "PERIODE_INVALIDE",
        HTTPStatus.UNAUTHORIZED: "JETON_INVALIDE",
        HTTPStatus.FORBIDDEN: "ACCES_INTERDIT",
        HTTPStatus.NOT_FOUND: "RESSOURCE_INCONNUE",
    }[status]
    return json_reply({"cause": cause}, outcome=str(int(status)), status=int(status))
