"""The log-in of the customers' portal: a session by cookie, a code for a challenge (PKCE), a token for the code."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
import re
from typing import Any, Final
from urllib.parse import urlencode

from .home import Home
from .portal_rules import PortalRules
from .replies import Reply, json_reply, page_reply

CLIENT_ID: Final = "kwnOk0B_aqlOI6p_GVxrbf6"
"""What the portal's own page calls itself: public, the same for everyone."""

CODE_LIFETIME: Final = timedelta(minutes=1)
_CALLBACK: Final = "/autorisation-callback.html"
_CHALLENGE: Final = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authorization:
    """What a code was asked with."""

    session: str
    challenge: str
    redirect_uri: str
    valid_until: datetime


@dataclass(slots=True)
class PortalAuth:
    """Sessions, codes and tokens of the portal."""

    home: Home
    rules: PortalRules
    _sessions: dict[str, datetime] = field(default_factory=dict)
    _asked: dict[str, _Authorization] = field(default_factory=dict)
    _codes: dict[str, _Authorization] = field(default_factory=dict)
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _given: int = 0

    def log_in(self, form: Mapping[str, str], now: datetime) -> Reply:
        """Answer e-mail and password with a cookie."""
        expected = {
            "username": self.home.water_login,
            "password": self.home.water_password,
            "client_id": CLIENT_ID,
        }
        if dict(form) != expected or not self.rules.log_in_accepted:
            return _refused(HTTPStatus.UNAUTHORIZED, "invalid_credentials")
        session = self._fresh("session")
        self._sessions[session] = now + self.rules.session_lifetime
        empty = Reply(status=204, body=b"", content_type="text/plain", outcome="ok")
        cookie = f"cookieOauth={session}; Path=/; HttpOnly"
        node = "ROUTEID=.node1; Path=/"
        return empty.with_header("Set-Cookie", cookie).with_header("Set-Cookie", node)

    def authorize(
        self, query: Mapping[str, str], cookies: Mapping[str, str], now: datetime
    ) -> Reply:
        """Answer a challenge of a session with a first redirect; without a session with the page to log in."""
        session = self._session(cookies, now)
        if session is None:
            return _log_in_page()
        redirect_uri = query.get("redirect_uri", "")
        challenge = query.get("code_challenge", "")
        right = (
            query.get("client_id") == CLIENT_ID
            and query.get("response_type") == "code"
            and query.get("code_challenge_method") == "S256"
            and _CHALLENGE.fullmatch(challenge)
            and redirect_uri.endswith(_CALLBACK)
        )
        if not right:
            return _refused(HTTPStatus.BAD_REQUEST, "invalid_request")
        asked = self._fresh("authorization")
        self._asked[asked] = _Authorization(
            session=session,
            challenge=challenge,
            redirect_uri=redirect_uri,
            valid_until=now + CODE_LIFETIME,
        )
        return _redirect(f"authorize-internet/suite?demande={asked}")

    def go_on(
        self, query: Mapping[str, str], cookies: Mapping[str, str], now: datetime
    ) -> Reply:
        """Answer the first redirect with the one that carries the code."""
        asked = self._asked.pop(query.get("demande", ""), None)
        if asked is None or asked.session != self._session(cookies, now):
            return _log_in_page()
        code = self._fresh("code")
        self._codes[code] = asked
        return _redirect(f"{asked.redirect_uri}?{urlencode({'code': code})}")

    def exchange(self, form: Mapping[str, str], now: datetime) -> Reply:
        """Answer a code and its verifier with a token, once; a refresh token is given, but never taken."""
        if form.get("grant_type") != "authorization_code":
            return _refused(HTTPStatus.UNAUTHORIZED, "invalid_client")
        asked = self._codes.pop(form.get("code", ""), None)
        right = (
            asked is not None
            and now <= asked.valid_until
            and form.get("client_id") == CLIENT_ID
            and form.get("redirect_uri") == asked.redirect_uri
            and challenge_of(form.get("code_verifier", "")) == asked.challenge
        )
        if asked is None or not right:
            return _refused(HTTPStatus.BAD_REQUEST, "invalid_grant")
        token = self._fresh("access")
        self._tokens[token] = (asked.session, now + self.rules.token_lifetime)
        given: dict[str, Any] = {
            "access_token": token,
            "refresh_token": self._fresh("refresh"),
            "token_type": "Bearer",
            "expires_in": int(self.rules.token_lifetime.total_seconds()),
        }
        return json_reply(given, outcome="ok")

    def revoke(self, form: Mapping[str, str]) -> Reply:
        """Forget a token."""
        self._tokens.pop(form.get("token", ""), None)
        return json_reply({}, outcome="ok")

    def opened_by(self, authorization: str | None, now: datetime) -> str | None:
        """Return the session of a token that is good, None of any other."""
        scheme, _, token = (authorization or "").partition(" ")
        session, valid_until = self._tokens.get(token, (None, now))
        good = scheme == "Bearer" and now < valid_until
        return session if good and self.rules.log_in_accepted else None

    def end_sessions(self) -> None:
        """Forget every session, so that only a new log-in helps once the tokens have ended."""
        self._sessions.clear()

    def end_all(self) -> None:
        """Forget every session and token."""
        self._sessions.clear()
        self._tokens.clear()

    def _session(self, cookies: Mapping[str, str], now: datetime) -> str | None:
        session = cookies.get("cookieOauth", "")
        valid_until = self._sessions.get(session, now)
        good = now < valid_until and self.rules.log_in_accepted
        return session if good else None

    def _fresh(self, what: str) -> str:
        """Return a text that nobody was given before."""
        self._given += 1
        drawn = sha256(f"{self.home.seed}/{what}/{self._given}".encode()).digest()
        return _packed(drawn)


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier, by the method S256 of RFC 7636."""
    return _packed(sha256(verifier.encode()).digest())


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _redirect(location: str) -> Reply:
    page = replace(page_reply(HTTPStatus.FOUND), outcome="ok")
    return page.with_header("Location", location)


def _log_in_page() -> Reply:
    """Return the page that a person would log in by: status 200, and no code."""
    return page_reply(HTTPStatus.OK)


def _refused(status: HTTPStatus, error: str) -> Reply:
    return json_reply({"error": error}, outcome=str(int(status)), status=int(status))
