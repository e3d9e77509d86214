"""A home that nobody lives in, and its services' own replies to the sources, kept as they were given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from urllib.parse import parse_qsl

from multidict import CIMultiDict

from ..emulator.conso import ConsoRequest, ConsoService
from ..emulator.egl import EglService
from ..emulator.home import Home
from ..emulator.portal import PortalRequest, PortalService
from ..emulator.replies import Reply
from ..emulator.sge import SgeService
from .answering import Answer, Answering, Answers, Asked

TODAY: Final = date(2026, 12, 3)
NOW: Final = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
LAST_DAY: Final = date(2026, 12, 2)

FIRST, LAST = date(2026, 11, 5), date(2026, 11, 14)
"""A few ordinary days."""

CHANGE, AFTER_CHANGE = date(2026, 10, 25), date(2026, 10, 26)
"""The day that has an hour twice, and the next."""

BASE_URL: Final = "http://127.0.0.1:1/service"


@cache
def home() -> Home:
    """The home: two water contracts, and a solar roof."""
    made = Home(seed=7, today=TODAY, contracts=2, solar=True)
    made.conso_token = made.sign_conso_token(expires=datetime(9999, 1, 1, tzinfo=UTC))
    made.future_off_peak_hours = "HC (23H00-5H30;14H00-15H30)"
    return made


@cache
def secrets() -> tuple[str, ...]:
    """What must never be told."""
    one = home()
    return (
        one.point_id,
        one.api_key,
        one.sge_login,
        one.last_name,
        one.address,
        one.water_login,
        one.water_password,
        one.auth_key,
        one.conso_token,
        *one.contracts,
        *one.portal_references,
    )


@dataclass
class Service:
    """A service of the home, and all that it answered."""

    answer: Answers
    given: list[Answer] = field(default_factory=list)

    def session(self) -> Answering:
        """Return a session that is answered by the service."""
        return Answering(self._remembered)

    def _remembered(self, asked: Asked) -> Answer:
        self.given.append(self.answer(asked))
        return self.given[-1]


def sge(change: Callable[[SgeService], None] = lambda _: None) -> Service:
    service = SgeService(home())
    change(service)

    def answer(asked: Asked) -> Answer:
        return answer_from(
            service.reply(
                _path(asked),
                asked.headers,
                asked.data if isinstance(asked.data, bytes) else b"",
                today=TODAY,
                last_day=LAST_DAY,
            )
        )

    return Service(answer)


def conso(change: Callable[[ConsoService], None] = lambda _: None) -> Service:
    service = ConsoService(home())
    change(service)

    def answer(asked: Asked) -> Answer:
        request = ConsoRequest(
            method=asked.method,
            type_name=_path(asked),
            query=asked.url.query,
            authorization=asked.headers.get("Authorization"),
        )
        return answer_from(service.reply(request, NOW, LAST_DAY))

    return Service(answer)


def egl(change: Callable[[EglService], None] = lambda _: None) -> Service:
    service = EglService(home())
    change(service)

    def answer(asked: Asked) -> Answer:
        key = asked.headers.get("AuthKey")
        return answer_from(service.reply(_path(asked), _form(asked), key, NOW))

    return Service(answer)


def portal(change: Callable[[PortalService], None] = lambda _: None) -> Service:
    service = PortalService(home())
    change(service)
    cookies: dict[str, str] = {}

    def answer(asked: Asked) -> Answer:
        request = PortalRequest(
            method=asked.method,
            path=_path(asked),
            query=asked.url.query,
            form=_form(asked),
            cookies=cookies,
            user_agent=asked.headers.get("User-Agent", ""),
            authorization=asked.headers.get("Authorization"),
        )
        reply = service.reply(request, NOW)
        for name, value in reply.headers:
            if name == "Set-Cookie":
                cookie, _, worth = value.partition(";")[0].partition("=")
                cookies[cookie] = worth
        return answer_from(reply)

    return Service(answer)


def _path(asked: Asked) -> str:
    return asked.url.path.removeprefix("/service/")


def _form(asked: Asked) -> Mapping[str, str]:
    if isinstance(asked.data, bytes):
        return dict(parse_qsl(asked.data.decode(), keep_blank_values=True))
    return asked.data or {}


def answer_from(reply: Reply) -> Answer:
    """Return a service's reply as the session gives it."""
    headers = CIMultiDict(reply.headers)
    headers["Content-Type"] = reply.content_type
    return Answer(status=reply.status, headers=headers, body=reply.body)
