"""A gateway on the loopback that answers what a test tells it to, and the source that asks it."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
import re
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.grandlyon_energy.sources import SourceError
from custom_components.grandlyon_energy.sources.sge.client import SgeSource

from .replies import API_KEY, LOGIN, POINT_ID, Answer

type Scripted = Answer | str
type Responder = Callable[["Asked"], Scripted]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that the gateway got."""

    route: str
    headers: Mapping[str, str]
    body: str

    def text(self, element: str) -> str:
        found = re.search(rf"<{element}>([^<]*)</{element}>", self.body)
        return found[1] if found else ""

    @property
    def start(self) -> date:
        return date.fromisoformat(self.text("dateDebut"))

    @property
    def end(self) -> date:
        return date.fromisoformat(self.text("dateFin"))

    @property
    def version(self) -> str:
        return "v3" if "consulterMesuresDetailleesV3" in self.body else "v2"


@dataclass
class Gateway:
    """Answers by a function of the request, and remembers every one."""

    url: str = ""
    respond: Responder = lambda _asked: ""
    asked: list[Asked] = field(default_factory=list)

    def answers(self, *script: Scripted) -> None:
        """Give these answers in turn, the last again and again."""
        waiting = list(script)
        self.respond = lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @property
    def versions(self) -> list[str]:
        return [asked.version for asked in self.asked]

    @property
    def periods(self) -> list[tuple[date, date]]:
        return [(asked.start, asked.end) for asked in self.asked]

    async def handle(self, request: web.Request) -> web.Response:
        asked = Asked(
            route=request.match_info["route"],
            headers=request.headers,
            body=(await request.read()).decode(),
        )
        self.asked.append(asked)
        answer = self.respond(asked)
        if isinstance(answer, str):
            answer = Answer(body=answer)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        headers = {"Content-Type": answer.content_type, **answer.headers}
        return web.Response(status=answer.status, body=body, headers=headers)


@pytest.fixture
async def gateway(socket_enabled: None) -> AsyncIterator[Gateway]:
    fake = Gateway()
    app = web.Application()
    app.router.add_post("/{route:.*}", fake.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/"))
        yield fake


@pytest.fixture
async def make_source(gateway: Gateway) -> AsyncIterator[Callable[..., SgeSource]]:
    """Make sources whose every argument can be told."""
    async with aiohttp.ClientSession() as session:

        def make(**told: Any) -> SgeSource:
            arguments = {
                "base_url": gateway.url,
                "api_key": API_KEY,
                "auth_header": "apikey",
                "login": LOGIN,
                "point_id": POINT_ID,
                **told,
            }
            return SgeSource(session, **arguments)

        yield make


@pytest.fixture
def source(make_source: Callable[..., SgeSource]) -> SgeSource:
    """A source that asks in v2 and no other version."""
    return make_source(measures_version="v2")


@pytest.fixture
def auto(make_source: Callable[..., SgeSource]) -> SgeSource:
    """A source that finds out the version."""
    return make_source()


START, END = date(2026, 1, 5), date(2026, 1, 8)


async def failure_of_energy(source: SgeSource) -> SourceError:
    """Return what a read of three days' energy raises."""
    with pytest.raises(SourceError) as caught:
        await source.read_daily_energy(START, END)
    return caught.value
