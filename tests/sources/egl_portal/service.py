"""A stand-in for the customers' portal that answers what a test wants, and what is asked of a source."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
import json

from aiohttp import web
from pyeaugrandlyon import EauGrandLyonError
import pytest

from custom_components.grandlyon_energy.sources import SourceError
from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource
from custom_components.grandlyon_energy.sources.readings import MeterIndex

LOGIN = "camille+eau@example.org"
PASSWORD = "pâté & chèvre+1"
TOKEN = "TOKEN77F0"
REFERENCE = "7700123"
SECRETS = (LOGIN, "camille", PASSWORD, "chèvre", "COOKIE9", "CODE55", TOKEN, REFERENCE)

START = date(2026, 10, 1)
END = date(2026, 12, 3)

HTML = (200, "<!DOCTYPE html><html><body>Maintenance</body></html>")
FIREWALL = (403, "<html><head><title>403 Forbidden</title></head></html>")
DENIED = (403, '{"cause": "ACCES_INTERDIT"}')

LOG_IN = "/application/auth/externe/authentification"
AUTHORIZE = "/application/auth/authorize-internet"
TOKENS = "/application/auth/tokenUtilisateurInternet"
CONTRACTS = "/application/rest/produits/contrats"
ROUTES: Mapping[str, str] = {
    LOG_IN: "log_in",
    AUTHORIZE: "authorize",
    TOKENS: "token",
    CONTRACTS: "contracts",
}


def contract(
    reference: object = REFERENCE, status: object = "Actif", **others: object
) -> dict[str, object]:
    """A contract without an id: the stand-in gives it another one in each reply."""
    return {"reference": reference, "statutExtrait": {"libelle": status}, **others}


def row(
    day: str, index: object = None, used: object = None, **others: object
) -> dict[str, object]:
    year, month, number = map(int, day.split("-"))
    return {
        "annee": year,
        "mois": month - 1,
        "jour": number,
        "consommation": used,
        "index": index,
        "debitMin": 0,
        "volumeEstimeFuite": None,
    } | others


def days(*rows: object, **units: object) -> str:
    named = units or {"consommation": "l"}
    return json.dumps({"postes": [{"data": list(rows)}], "unites": named})


@dataclass
class Asked:
    kind: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    form: dict[str, str]


type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
type Scripted = str | bytes | tuple[int, str] | web.StreamResponse | Handler | None


@dataclass
class FakePortal:
    """Logs in the customer, gives each reply's contracts fresh ids, and answers what a test scripted instead.

    The last answer of a script is given again and again; None is the portal's own.
    """

    url: str = ""
    scripts: dict[str, list[Scripted]] = field(default_factory=dict)
    contracts: list[dict[str, object]] = field(default_factory=lambda: [contract()])
    tokens: dict[str, object] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Tokens that the portal no longer takes."""

    stale_id: Scripted = (404, "{}")
    """What an id gets that is not of the last list."""

    _lists: int = 0
    _log_ins: int = 0
    _challenge: str = ""

    @property
    def kinds(self) -> list[str]:
        return [asked.kind for asked in self.asked]

    def asked_for(self, kind: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.kind == kind]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        kind = ROUTES.get(request.path, "days")
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(
            Asked(kind, request.path, dict(request.query), request.headers, form)
        )
        script = self.scripts.get(kind, [None])
        answer = script.pop(0) if len(script) > 1 else script[0]
        if answer is None:
            answer = getattr(self, f"_answer_{kind}")(request, form)
        if callable(answer):
            return await answer(request)
        if isinstance(answer, web.StreamResponse):
            return answer
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        status, text = answer if isinstance(answer, tuple) else (200, answer)
        return web.Response(status=status, text=text)

    def _answer_log_in(self, _: web.Request, form: dict[str, str]) -> Scripted:
        if (form["username"], form["password"]) != (LOGIN, PASSWORD):
            return 401, "{}"
        answer = web.Response()
        answer.set_cookie("cookieOauth", "COOKIE9", path="/", httponly=True)
        return answer

    def _answer_authorize(self, request: web.Request, _: dict[str, str]) -> Scripted:
        if request.cookies.get("cookieOauth") != "COOKIE9":
            return HTML
        self._challenge = request.query["code_challenge"]
        target = f"{request.query['redirect_uri']}?code=CODE55"
        return web.Response(status=302, headers={"Location": target})

    def _answer_token(self, _: web.Request, form: dict[str, str]) -> Scripted:
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        if (form["code"], challenge) != ("CODE55", self._challenge):
            return 401, '{"error": "invalid_grant"}'
        self._log_ins += 1
        token = f"{TOKEN}-{self._log_ins}"
        return json.dumps({"access_token": token, "expires_in": 3600} | self.tokens)

    def _answer_contracts(self, request: web.Request, _: dict[str, str]) -> Scripted:
        if self._is_refused(request):
            return 401, ""
        self._lists += 1
        return json.dumps(
            [
                {"id": f"enc/{self._lists}:{number}=="} | one
                for number, one in enumerate(self.contracts)
            ]
        )

    def _answer_days(self, request: web.Request, _: dict[str, str]) -> Scripted:
        if self._is_refused(request):
            return 401, ""
        if f"/contrats/enc%2F{self._lists}:" not in request.raw_path:
            return self.stale_id
        return days()

    def _is_refused(self, request: web.Request) -> bool:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        return not token.startswith(TOKEN) or token in self.refused


async def read(
    source: EglPortalSource, start: date = START, end: date = END
) -> list[MeterIndex]:
    return list(await source.read_meter_indexes(REFERENCE, start, end))


async def poll(source: EglPortalSource) -> None:
    await source.read_contracts()
    await read(source)


async def failure(source: EglPortalSource) -> SourceError:
    """The error of one whole poll, which shows nothing of what is behind it, and has nothing of the library there."""
    with pytest.raises(SourceError) as caught:
        await poll(source)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    assert not isinstance(error.__context__, EauGrandLyonError)
    return error
