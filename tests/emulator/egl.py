"""The partner service of Eau du Grand Lyon, as the brief describes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
import re
from typing import Any, Final

from .calls import Recognised
from .faults import STATUS_OF, ActiveFault, Fault
from .home import Home
from .localtime import PARIS, local_day
from .replies import Reply, json_reply, page_reply
from .water import EARLIEST, WaterReading

OK: Final = 100
BAD_LOGIN: Final = -2
BAD_AUTH_KEY: Final = -1
BAD_TOKEN: Final = -3
BAD_DATES: Final = -4
BAD_CONTRACT: Final = -5

_DATE: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass(slots=True, kw_only=True)
class EglRules:
    """How the service behaves where its documentation leaves room; tests change it."""

    asp: bool = True
    """Whether /connect.asp exists."""
    aspx: bool = True
    """Whether /connect.aspx exists."""
    numbers_as_text: bool = False
    """num_abt as a string instead of a number."""
    key_accepted: bool = True
    """Whether the home's AuthKey opens anything."""
    log_in_accepted: bool = True
    """Whether the home's password does."""
    list_contracts: bool | None = None
    """Whether connect gives list_num_abt; None: when there are several."""
    token_lifetime: timedelta = timedelta(minutes=20)


@dataclass(slots=True)
class EglService:
    """Log-in and readings, over the home's contracts."""

    home: Home
    rules: EglRules = field(default_factory=EglRules)
    _tokens: dict[str, datetime] = field(default_factory=dict)

    def reply(
        self,
        page: str,
        form: Mapping[str, str],
        auth_key: str | None,
        now: datetime,
        arrange: Callable[[list[WaterReading]], list[WaterReading]] = list,
    ) -> Reply:
        """Answer a request for one of the service's pages."""
        match page:
            case "connect.asp" if self.rules.asp:
                return _answer(self.connect(form, auth_key, now))
            case "connect.aspx" if self.rules.aspx:
                return _answer(self.connect(form, auth_key, now))
            case "getAllAgregatsByAbonnement.aspx":
                return _answer(self.indexes(form, auth_key, now, arrange))
            case _:
                return page_reply(HTTPStatus.NOT_FOUND)

    def told(self, active: ActiveFault) -> Reply | None:
        """Return the reply that a fault gives in the place of the service's own, None when it gives none."""
        if active.fault is Fault.EGL_CODE:
            return _answer(refusal(int(active.code or -99), "Erreur"))
        if (status := STATUS_OF.get(active.fault)) is None:
            return None
        later = active.fault is Fault.HTTP_429_RETRY_AFTER
        reply = page_reply(status)
        return reply.retry_after(active.retry_after) if later else reply

    def expire_tokens(self) -> None:
        """Forget every token that was given."""
        self._tokens.clear()

    def connect(
        self, form: Mapping[str, str], auth_key: str | None, now: datetime
    ) -> dict[str, Any]:
        """Answer a log-in."""
        if not self._is_key(auth_key):
            return refusal(BAD_AUTH_KEY, "Clé d'authentification invalide")
        typed = (form.get("login"), form.get("pass"))
        right = typed == (self.home.water_login, self.home.water_password)
        if not right or not self.rules.log_in_accepted:
            return refusal(BAD_LOGIN, "Identifiant ou mot de passe incorrect")
        token = f"{self.home.auth_key[:16]}{len(self._tokens):016X}{now:%H%M%S%f}"
        self._tokens[token] = now + self.rules.token_lifetime
        given: dict[str, Any] = {
            "num_abt": self._number(self.home.contracts[0]),
            "token": token,
        }
        several = len(self.home.contracts) > 1
        if several if self.rules.list_contracts is None else self.rules.list_contracts:
            given["list_num_abt"] = list(self.home.contracts)
        return success("Connecté", given)

    def indexes(
        self,
        form: Mapping[str, str],
        auth_key: str | None,
        now: datetime,
        arrange: Callable[[list[WaterReading]], list[WaterReading]] = list,
    ) -> dict[str, Any]:
        """Answer a request for readings."""
        if not self._is_key(auth_key):
            return refusal(BAD_AUTH_KEY, "Clé d'authentification invalide")
        valid_until = self._tokens.get(form.get("token", ""))
        if valid_until is None or valid_until < now:
            return refusal(BAD_TOKEN, "Token invalide ou expiré")
        meter = self.home.water.get(form.get("num_abt", ""))
        if meter is None:
            return refusal(BAD_CONTRACT, "Abonnement inconnu")
        start, end = read_date(form.get("date_debut")), read_date(form.get("date_fin"))
        if start is None or end is None or start > end:
            return refusal(BAD_DATES, "Les dates ne sont pas valides")
        rows = [
            row
            for row in meter.readings(local_day(now)).values()
            if max(start, EARLIEST) <= row.day <= end
        ]
        return success("L'opération a réussi", [_row(row) for row in arrange(rows)])

    def _is_key(self, auth_key: str | None) -> bool:
        return self.rules.key_accepted and auth_key == self.home.auth_key

    def _number(self, contract: str) -> int | str:
        return contract if self.rules.numbers_as_text else int(contract)


def recognise(page: str, form: Mapping[str, str]) -> Recognised:
    """Say what a request seems to be."""
    return Recognised(
        kind="connect" if page.startswith("connect") else "indexes",
        start=read_date(form.get("date_debut")),
        end=read_date(form.get("date_fin")),
    )


def success(label: str, content: Any) -> dict[str, Any]:
    """Return an answer with code 100."""
    return {"codeRetour": OK, "libelleRetour": label, "resultatRetour": content}


def refusal(code: int, label: str) -> dict[str, Any]:
    """Return an answer with another code."""
    return {"codeRetour": code, "libelleRetour": label, "resultatRetour": None}


def read_date(text: str | None) -> date | None:
    """Return a date written MM/DD/YYYY, None when it is not one."""
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    month, day, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _answer(content: dict[str, Any]) -> Reply:
    code = content["codeRetour"]
    return json_reply(content, outcome="ok" if code == OK else str(code))


def _row(row: WaterReading) -> dict[str, Any]:
    midnight = datetime(row.day.year, row.day.month, row.day.day, tzinfo=PARIS)
    return {
        "DateReleve": midnight.isoformat(),
        "TypeAgregat": row.kind,
        "ValeurIndex": row.index_l,
    }
