"""The emulator's own routes, by which another process drives it: JSON in, JSON out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .faults import active_fault
from .switches import switch

if TYPE_CHECKING:
    from .server import Emulator


def control_routes(emulator: Emulator) -> list[web.RouteDef]:
    """Return the routes under /emulator/."""
    control = _Control(emulator)
    return [
        web.get("/emulator/home", control.get_home),
        web.get("/emulator/truth", control.get_truth),
        web.get("/emulator/bill", control.get_bill),
        web.post("/emulator/bill", control.post_bill),
        web.get("/emulator/calls", control.get_calls),
        web.post("/emulator/faults", control.post_fault),
        web.delete("/emulator/faults", control.delete_faults),
        web.post("/emulator/now", control.post_now),
        web.post("/emulator/corrections", control.post_correction),
        web.post("/emulator/rules", control.post_rules),
    ]


class _Control:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def get_home(self, request: web.Request) -> web.Response:
        """Answer what a person would type into the form."""
        return web.json_response(credentials(self._emulator))

    async def get_truth(self, request: web.Request) -> web.Response:
        """Answer what can be known through ?electricity=sge|conso and ?water=egl|portal; the partner's by default."""
        with _bad_request():
            told = self._emulator.truth(
                electricity=_read(request, "electricity"), water=_read(request, "water")
            )
        return web.json_response(told)

    async def get_bill(self, request: web.Request) -> web.Response:
        """Answer what the tariffs posted last make of what can be known; the services are named as above."""
        with _bad_request():
            told = self._emulator.bill(
                electricity=_read(request, "electricity"), water=_read(request, "water")
            )
        return web.json_response(told)

    async def post_bill(self, request: web.Request) -> web.Response:
        """{kind of what the page keeps: [what it keeps]}: the home's tariffs from now on. Answers the bill."""
        self._emulator.tariffs = await request.json()
        return await self.get_bill(request)

    async def get_calls(self, request: web.Request) -> web.Response:
        """Answer every call, or with ?since=n all but the first n."""
        with _bad_request():
            first = int(request.query.get("since", 0))
        return web.json_response(
            [as_text(asdict(call)) for call in self._emulator.calls[first:]]
        )

    async def post_fault(self, request: web.Request) -> web.Response:
        """{"service": ..., "fault": ..., "kinds": [...], "times": n, "code": ..., "retry_after": ...}."""
        told = await request.json()
        with _bad_request():
            fault = active_fault(told["service"], told["fault"], told)
            self._emulator.add_fault(told["service"], fault)
        return web.json_response({})

    async def delete_faults(self, request: web.Request) -> web.Response:
        self._emulator.clear_faults(request.query.get("service"))
        return web.json_response({})

    async def post_now(self, request: web.Request) -> web.Response:
        """{"now": aware ISO instant}: the clock stands there from now on."""
        told = await request.json()
        with _bad_request():
            self._emulator.set_now(datetime.fromisoformat(told["now"]))
        return web.json_response({"now": self._emulator.now().isoformat()})

    async def post_correction(self, request: web.Request) -> web.Response:
        """{"what": name of a correction, "day": ISO date, ...}: see `_correct`."""
        told = await request.json()
        with _bad_request():
            self._correct(told["what"], date.fromisoformat(told["day"]), told)
        return web.json_response({})

    async def post_rules(self, request: web.Request) -> web.Response:
        """{name of a rule or fact: its value}: see `switch`. Whatever is switched can be switched back."""
        told = await request.json()
        with _bad_request():
            switch(self._emulator, told)
        return web.json_response({})

    def _correct(self, what: str, day: date, told: dict[str, Any]) -> None:
        home = self._emulator.home
        corrections: dict[str, Callable[[], None]] = {
            "energy": lambda: home.correct_energy(
                day, told["wh"], curve=told.get("curve", True)
            ),
            "curve": lambda: home.correct_curve(day, told["half_hours_w"]),
            "late": lambda: home.set_late(day),
            "release": lambda: home.release(day),
            "index": lambda: home.correct_index(
                told["contract"], day, self._corrected_index(told, day)
            ),
            "kind": lambda: home.set_water_kind(told["contract"], day, told["kind"]),
        }
        corrections[what]()

    def _corrected_index(self, told: dict[str, Any], day: date) -> int:
        """Return the index that a correction names, or by how many litres there are more of it."""
        if "litres" in told:
            return int(told["litres"])
        register = self._emulator.home.water[told["contract"]].index_l(day)
        return register + int(told["more"])


def credentials(emulator: Emulator) -> dict[str, Any]:
    """Return what a person types into the integration's form."""
    home = emulator.home
    return {
        "sge_base_url": emulator.sge_url,
        "point_id": home.point_id,
        "last_name": home.last_name,
        "first_name": home.first_name,
        "address": home.address,
        "postal_code": home.postal_code,
        "city": home.city,
        "api_key": home.api_key,
        "sge_login": home.sge_login,
        "egl_base_url": emulator.egl_url,
        "login": home.water_login,
        "password": home.water_password,
        "auth_key": home.auth_key,
        "contracts": list(home.contracts),
        "conso_base_url": emulator.conso_url,
        "conso_token": home.conso_token,
        "portal_base_url": emulator.portal_url,
        "portal_references": list(home.portal_references),
    }


def as_text(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with dates as ISO text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _read(request: web.Request, what: str) -> str:
    """Return by which service electricity or water is read; the partner's by default."""
    return request.query.get(what, {"electricity": "sge", "water": "egl"}[what])


@contextmanager
def _bad_request() -> Iterator[None]:
    """Answer 400 to what cannot be understood."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as err:
        raise web.HTTPBadRequest(text=repr(err)) from err
