"""The stand-in on the loopback interface, and a source that asks it."""

from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.grandlyon_energy.sources.egl import EglSource

from .service import AUTH_KEY, LOGIN, PASSWORD, FakeService


@pytest.fixture
async def service(socket_enabled: None) -> AsyncIterator[FakeService]:
    fake = FakeService()
    app = web.Application()
    app.router.add_route("POST", "/{path:.*}", fake.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/ws"))
        yield fake


@pytest.fixture
async def make_source(
    service: FakeService,
) -> AsyncIterator[Callable[..., EglSource]]:
    async with aiohttp.ClientSession() as session:

        def make(
            *,
            base_url: str | None = None,
            auth_key: str = AUTH_KEY,
            password: str = PASSWORD,
        ) -> EglSource:
            return EglSource(
                session,
                base_url=base_url or service.url,
                auth_key=auth_key,
                login=LOGIN,
                password=password,
            )

        yield make


@pytest.fixture
def source(make_source: Callable[..., EglSource]) -> EglSource:
    return make_source()
