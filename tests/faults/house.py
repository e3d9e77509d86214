"""The home of these tests and its services, in a process of their own: what they do holds up nobody else's loop.

Each service has a port that can be closed, so that a connection is refused as by a machine that is down.
"""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
import json
import sys
from typing import Any, Final

from aiohttp import web

from tests.emulator import Emulator, Home
from tests.emulator.localtime import local_day
from tests.emulator.server import SERVICES

TODAY: Final = date(2026, 12, 3)
LIVED_IN: Final = timedelta(days=16)
"""For longer than each poll reads again, and not as long as that readings themselves have defects."""

_HOST: Final = "127.0.0.1"


def make_home(*, seed: int = 1, today: date = TODAY) -> Home:
    """Return a home: the same one in every process."""
    moved_in = today - LIVED_IN
    home = Home(seed, today=today, commissioned=moved_in)
    for meter in home.water.values():
        meter.first_day = moved_in
    return home


class Services(Emulator):
    """The services of the home, each with an address of its own."""

    def __init__(self, home: Home, ports: Mapping[str, int]) -> None:
        super().__init__(home)
        self.ports = ports

    def _address(self, service: str) -> str:
        return f"http://{_HOST}:{self.ports[service]}/{service}"

    @property
    def sge_url(self) -> str:
        return self._address("sge")

    @property
    def egl_url(self) -> str:
        return self._address("egl")

    @property
    def conso_url(self) -> str:
        return self._address("conso")

    @property
    def portal_url(self) -> str:
        return self._address("portal")


class _Served(Services):
    """The services as this process serves them."""

    def __init__(self) -> None:
        super().__init__(make_home(), {})
        self._sites: dict[str, web.TCPSite] = {}

    async def run(self) -> None:
        """Serve until killed; say where on standard output."""
        self._runner = web.AppRunner(
            self._faulty_app(), access_log=None, shutdown_timeout=0.1
        )
        await self._runner.setup()
        for each in ("control", *SERVICES):
            await self._open(each)
        opened = [int(address[1]) for address in self._runner.addresses]
        self.ports = dict(zip(self._sites, opened, strict=True))
        sys.stdout.write(json.dumps(self.ports) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    def _faulty_app(self) -> web.Application:
        app = self._app()
        app.router.add_post("/house/anew", self._begin_anew)
        app.router.add_post("/house/listening", self._set_listening)
        app.router.add_get("/house/blanks", self._get_blanks)
        return app

    async def _open(self, service: str, port: int = 0) -> None:
        """Listen for a service; port 0 takes a free one."""
        site = web.TCPSite(self._runner, _HOST, port)
        await site.start()
        self._sites[service] = site

    async def _begin_anew(self, request: web.Request) -> web.Response:
        """{"now": aware ISO instant, "seed": n}: a home of which nobody has read anything, and no fault."""
        told = await request.json()
        now = datetime.fromisoformat(told["now"])
        home = make_home(seed=told["seed"], today=local_day(now))
        fresh = Services(home, self.ports)
        for service in SERVICES:
            await self._listen(service)
        self.clear_faults()
        self.home = fresh.home
        self.sge, self.egl = fresh.sge, fresh.egl
        self.conso, self.portal = fresh.conso, fresh.portal
        self.calls.clear()
        self.exchanges.clear()
        self.set_now(now)
        return web.json_response({})

    async def _set_listening(self, request: web.Request) -> web.Response:
        """{"service": ..., "on": ...}: whether there is anything at its port."""
        told: dict[str, Any] = await request.json()
        if told["on"]:
            await self._listen(told["service"])
        else:
            await self._sites.pop(told["service"]).stop()
        return web.json_response({})

    async def _listen(self, service: str) -> None:
        if service not in self._sites:
            await self._open(service, self.ports[service])

    async def _get_blanks(self, _request: web.Request) -> web.Response:
        """Answer how many bytes of the last huge body left."""
        return web.json_response(self.faults.blanks_sent)


if __name__ == "__main__":
    asyncio.run(_Served().run())
