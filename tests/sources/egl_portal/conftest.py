"""The stand-in on the loopback interface, and a source that asks it."""

from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.grandlyon_energy.sources.egl_portal import EglPortalSource

from .service import LOGIN, PASSWORD, FakePortal


@pytest.fixture
async def portal(socket_enabled: None) -> AsyncIterator[FakePortal]:
    fake = FakePortal()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/")).rstrip("/")
        yield fake


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session that the caller owns."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def make_source(
    portal: FakePortal, session: aiohttp.ClientSession
) -> Callable[..., EglPortalSource]:
    def make(
        *,
        base_url: str | None = None,
        login: str = LOGIN,
        password: str = PASSWORD,
    ) -> EglPortalSource:
        return EglPortalSource(
            session, base_url=base_url or portal.url, login=login, password=password
        )

    return make


@pytest.fixture
def source(make_source: Callable[..., EglPortalSource]) -> EglPortalSource:
    return make_source()
