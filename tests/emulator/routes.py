"""The services' routes: a request is recognised, answered, spoiled by a fault that strikes it, and remembered."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from aiohttp import web

from . import conso, egl, portal, sge
from .calls import Call, Exchange, Recognised
from .faults import ActiveFault, Fault, arrangement, hinder, outcome, spoiled
from .localtime import local_day
from .published import Point, in_repeated_hour
from .replies import Reply, firewall_reply
from .water import PortalRow

if TYPE_CHECKING:
    from .server import Emulator

MOST_REMEMBERED_BYTES: Final = 1024**2
"""Of one body, so that a fault of a huge one can strike any number of calls."""

type Told = Callable[[ActiveFault], Reply | None]
"""The reply that a fault gives in the place of the service's own, None when it gives none."""

type Own = Callable[[Fault | None], Reply]
"""The service's own reply, whose points or rows a fault may arrange."""


def service_routes(emulator: Emulator) -> list[web.RouteDef]:
    """Return the routes of the services."""
    routes = _Routes(emulator)
    return [
        web.post("/sge/{route:.*}", routes.sge),
        web.post("/egl/{page}", routes.egl),
        web.route("*", "/conso/{type}", routes.conso),
        web.route("*", "/portal/{path:.*}", routes.portal),
    ]


class _Routes:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def sge(self, request: web.Request) -> web.StreamResponse:
        emulator, body = self._emulator, await request.read()

        def own(fault: Fault | None) -> Reply:
            return emulator.sge.reply(
                request.match_info["route"],
                request.headers,
                body,
                today=local_day(emulator.now()),
                last_day=emulator.last_published_day(),
                arrange=_arranged(fault),
            )

        seen = sge.recognise(body)
        return await self._answer(request, "sge", seen, emulator.sge.told, own)

    async def egl(self, request: web.Request) -> web.StreamResponse:
        emulator, form = self._emulator, await _form(request)
        page = request.match_info["page"]

        def own(fault: Fault | None) -> Reply:
            return emulator.egl.reply(
                page,
                form,
                request.headers.get("AuthKey"),
                emulator.now(),
                arrangement(fault, lambda _: True),
            )

        seen = egl.recognise(page, form)
        return await self._answer(request, "egl", seen, emulator.egl.told, own)

    async def conso(self, request: web.Request) -> web.StreamResponse:
        emulator = self._emulator
        asked = conso.ConsoRequest(
            method=request.method,
            type_name=request.match_info["type"],
            query=request.query,
            authorization=request.headers.get("Authorization"),
        )

        def own(fault: Fault | None) -> Reply:
            last_day = emulator.last_published_day()
            now, arrange = emulator.now(), _arranged(fault)
            return emulator.conso.reply(asked, now, last_day, arrange)

        def told(active: ActiveFault) -> Reply | None:
            return emulator.conso.told(active, asked.type_name)

        seen = conso.recognise(asked)
        return await self._answer(request, "conso", seen, told, own)

    async def portal(self, request: web.Request) -> web.StreamResponse:
        emulator = self._emulator
        asked = portal.PortalRequest(
            method=request.method,
            path=request.match_info["path"],
            query=request.query,
            form=await _form(request),
            cookies=request.cookies,
            user_agent=request.headers.get("User-Agent", ""),
            authorization=request.headers.get("Authorization"),
        )

        def own(fault: Fault | None) -> Reply:
            arrange = _arranged_rows(fault)
            return emulator.portal.reply(asked, emulator.now(), arrange)

        seen = portal.recognise(asked)
        return await self._answer(request, "portal", seen, emulator.portal.told, own)

    async def _answer(
        self,
        request: web.Request,
        service: str,
        seen: Recognised,
        told: Told,
        own: Own,
    ) -> web.StreamResponse:
        active = self._emulator.faults.take(service, seen.kind)
        fault = active.fault if active else None
        instead = _instead(active, told) if active else None
        reply = instead or own(fault)
        call = Call(service=service, outcome=outcome(fault, reply), **asdict(seen))
        if fault is not None:
            reply = spoiled(fault, reply)
        self._emulator.remember(await _exchange(request, call, reply))
        if fault is not None:
            board = self._emulator.faults
            if (hindered := await hinder(request, fault, reply, board)) is not None:
                return hindered
        response = web.Response(status=reply.status, body=reply.body)
        response.headers["Content-Type"] = reply.content_type
        for name, value in reply.headers:
            response.headers.add(name, value)
        return response


def _arranged(fault: Fault | None) -> Callable[[list[Point]], list[Point]]:
    """Return how a fault arranges the points of electricity."""
    return arrangement(fault, lambda point: not in_repeated_hour(point))


def _arranged_rows(
    fault: Fault | None,
) -> Callable[[list[PortalRow]], list[PortalRow]]:
    """Return how a fault arranges the rows of the portal."""
    return arrangement(fault, lambda _: True)


def _instead(active: ActiveFault, told: Told) -> Reply | None:
    return firewall_reply() if active.fault is Fault.WAF_403 else told(active)


async def _form(request: web.Request) -> dict[str, str]:
    """Return the fields of an urlencoded form, nothing for another body."""
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    body = await request.read()
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


async def _exchange(request: web.Request, call: Call, reply: Reply) -> Exchange:
    return Exchange(
        call=call,
        path=request.path_qs,
        request_headers=dict(request.headers),
        request_body=await request.read(),
        status=reply.status,
        response_body=reply.body[:MOST_REMEMBERED_BYTES],
    )
