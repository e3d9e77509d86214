"""A stand-in for Conso API on the loopback that answers what a test tells it to, and the source that asks it."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.grandlyon_energy.sources import SourceError
from custom_components.grandlyon_energy.sources.conso_api import ConsoApiSource

from .replies import POINT_ID, TOKEN, Answer

type Scripted = Answer | str
type Responder = Callable[["Asked"], Scripted]
type Make = Callable[..., ConsoApiSource]

START, END = date(2026, 1, 5), date(2026, 1, 8)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that the service got."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def start(self) -> date:
        return date.fromisoformat(self.query["dateDebut"])

    @property
    def end(self) -> date:
        return date.fromisoformat(self.query["dateFin"])

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass
class Service:
    """Answers by a function of the request, and remembers every one."""

    url: str = ""
    respond: Responder = lambda _asked: ""
    asked: list[Asked] = field(default_factory=list)

    def answers(self, answer: Scripted) -> None:
        self.respond = lambda _: answer

    async def handle(self, request: web.Request) -> web.Response:
        asked = Asked(path=request.path, query=request.query, headers=request.headers)
        self.asked.append(asked)
        answer = self.respond(asked)
        if isinstance(answer, str):
            answer = Answer(body=answer)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        headers = {"Content-Type": answer.content_type, **answer.headers}
        return web.Response(status=answer.status, body=body, headers=headers)


@pytest.fixture
async def service(socket_enabled: None) -> AsyncIterator[Service]:
    fake = Service()
    app = web.Application()
    app.router.add_get("/{path:.*}", fake.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/api"))
        yield fake


@pytest.fixture
async def make_source(service: Service) -> AsyncIterator[Make]:
    """Make sources whose every argument can be told."""
    async with aiohttp.ClientSession() as session:

        def make(**told: Any) -> ConsoApiSource:
            arguments = {
                "base_url": service.url,
                "token": TOKEN,
                "point_id": POINT_ID,
                **told,
            }
            return ConsoApiSource(session, **arguments)

        yield make


@pytest.fixture
def source(make_source: Make) -> ConsoApiSource:
    return make_source()


async def failure_of_energy(source: ConsoApiSource) -> SourceError:
    """Return what a read of three days' energy raises."""
    with pytest.raises(SourceError) as caught:
        await source.read_daily_energy(START, END)
    return caught.value
