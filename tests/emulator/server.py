"""Both services as one HTTP server on the loopback interface, over one home and one clock."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from . import egl, sge
from .calls import Call, Exchange
from .control import control_routes
from .egl import EglRules, EglService
from .faults import (
    STATUS_OF,
    ActiveFault,
    Fault,
    FaultBoard,
    Reply,
    arrangement,
    as_json,
    hinder,
    spoiled,
)
from .home import Home
from .localtime import ONE_DAY, PARIS, days, local_day, months_before
from .sge import SgeRules, SgeService
from .sge_measures import CURVE_MONTHS, HISTORY_MONTHS, Consent
from .sge_soap import GatewayError
from .truth import electricity_truth, water_truth

_PLAIN_ERROR = "<html><head><title>{0}</title></head><body>{0}</body></html>"


class Emulator:
    """The two services, what they are told to do wrong, and what they were asked."""

    def __init__(
        self,
        home: Home,
        *,
        now: Callable[[], datetime] | None = None,
        published: time = time(8),
    ) -> None:
        """Keep the home; `now` gives aware UTC times, `published` is when yesterday's electricity appears (local)."""
        self.home = home
        self.published = published
        self.calls: list[Call] = []
        self.exchanges: deque[Exchange] = deque(maxlen=400)
        self.sge = SgeService(home)
        self.egl = EglService(home)
        self.url = ""
        self._now = now or (lambda: datetime.now(UTC))
        self._faults = FaultBoard()
        self._released = asyncio.Event()
        self._called = asyncio.Event()

    # Addresses.

    @property
    def sge_url(self) -> str:
        """The address that stands for the gateway's."""
        return f"{self.url}/sge"

    @property
    def egl_url(self) -> str:
        """The address that stands for the water service's."""
        return f"{self.url}/egl"

    # Clock.

    def now(self) -> datetime:
        """Return the emulator's time, aware UTC."""
        return self._now()

    def set_now(self, instant: datetime) -> None:
        """Stop the clock at an aware instant."""
        stopped = instant.astimezone(UTC)
        self._now = lambda: stopped

    def advance(self, by: timedelta) -> None:
        """Move the clock; it stands still afterwards."""
        self.set_now(self.now() + by)

    def last_published_day(self, now: datetime | None = None) -> date:
        """Return the last local day whose electricity is out."""
        local = (now or self.now()).astimezone(PARIS)
        behind = 1 if local.time() >= self.published else 2
        return local.date() - timedelta(days=behind)

    # Behaviour.

    @property
    def consent(self) -> Consent:
        """What the holder has agreed to: `daily` and `curve`."""
        return self.sge.rules.measures.consent

    @property
    def sge_rules(self) -> SgeRules:
        """How the gateway and SGE behave."""
        return self.sge.rules

    @property
    def egl_rules(self) -> EglRules:
        """How the water service behaves."""
        return self.egl.rules

    @property
    def curve_collection(self) -> bool:
        """Whether Enedis collects the half-hours."""
        return self.sge.rules.measures.curve_collection

    @curve_collection.setter
    def curve_collection(self, collected: bool) -> None:
        self.sge.rules.measures.curve_collection = collected

    def withdraw_v2(self, by: str = "gateway") -> None:
        """Stop offering v2: the `gateway` answers 404, or the `service` a SOAP fault."""
        self.sge.rules.versions.discard("v2")
        self.sge.rules.unknown_version = by

    def set_fault(
        self,
        service: str,
        fault: Fault,
        *,
        kinds: Iterable[str] | None = None,
        times: int | None = None,
        code: str | None = None,
        retry_after: str = "120",
    ) -> None:
        """Let a service misbehave, for some kinds of call and a number of times, or until cleared."""
        active = ActiveFault(
            fault=fault,
            kinds=frozenset(kinds) if kinds is not None else None,
            times=times,
            code=code,
            retry_after=retry_after,
        )
        self.add_fault(service, active)

    def add_fault(self, service: str, active: ActiveFault) -> None:
        """Let a service misbehave."""
        if service not in ("sge", "egl"):
            raise ValueError(f"There is no service {service}")
        self._faults.add(service, active)

    def clear_faults(self, service: str | None = None) -> None:
        """End the faults, also of the calls that wait in one."""
        self._faults.clear(service)
        self._released.set()
        self._released = asyncio.Event()

    async def wait_for_calls(self, count: int = 1) -> None:
        """Wait until that many calls have come in."""
        while len(self.calls) < count:
            self._called.clear()
            await self._called.wait()

    # Truth.

    def truth(self, now: datetime | None = None) -> dict[str, Any]:
        """Return what a perfect client can know at that time, as JSON would hold it.

        Days are ISO dates, hours and seconds ISO UTC instants. `energy_wh` and `max_power_va` by day, `hours_wh` by
        hour, `water_l` by contract and day; `unknowable` says why other days are not there. The days go back as far
        as the services are asked, and a day less: whether they still answer the first depends on the minute.
        """
        instant = now or self.now()
        today = local_day(instant)
        rules = self.sge.rules.measures
        end = self.last_published_day(instant) + ONE_DAY
        first = months_before(today, HISTORY_MONTHS) + ONE_DAY
        curve_first = months_before(today, CURVE_MONTHS) + ONE_DAY
        with_curve = rules.curve_collection and rules.consent.curve
        electricity, dark = electricity_truth(
            self.home.electricity,
            energy_days=days(first, end) if rules.consent.daily else [],
            curve_days=days(curve_first, end) if with_curve else [],
        )
        water = {
            contract: water_truth(meter, today=today, first=first)
            for contract, meter in self.home.water.items()
        }
        return {
            **electricity,
            "water_l": {contract: known for contract, (known, _) in water.items()},
            "unknowable": {
                "electricity": dark,
                "water": {contract: lost for contract, (_, lost) in water.items()},
            },
        }

    # Serving.

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[Emulator]:
        """Serve on the loopback interface until the block is left; port 0 takes a free one."""
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            self._released.set()
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=1024**2)
        app.router.add_post("/sge/{route:.*}", self._handle_sge)
        app.router.add_post("/egl/{page}", self._handle_egl)
        app.add_routes(control_routes(self))
        return app

    async def _handle_sge(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        seen = sge.recognise(body)
        active = self._faults.take("sge", seen.kind)
        fault = active.fault if active else None
        reply = self._told_sge(active) or self.sge.reply(
            request.match_info["route"],
            request.headers,
            body,
            today=local_day(self.now()),
            last_day=self.last_published_day(),
            arrange=arrangement(fault, lambda p: not sge.in_repeated_hour(p)),
        )
        return await self._send(
            request,
            body,
            fault,
            reply,
            service="sge",
            kind=seen.kind,
            version=seen.version,
            start=seen.start,
            end=seen.end,
        )

    async def _handle_egl(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        form = (
            dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
            if request.content_type == "application/x-www-form-urlencoded"
            else {}
        )
        page = request.match_info["page"]
        kind = "connect" if page.startswith("connect") else "indexes"
        active = self._faults.take("egl", kind)
        fault = active.fault if active else None
        reply = self._told_egl(active)
        if reply is None:
            auth_key = request.headers.get("AuthKey")
            answer = self._egl_answer(page, form, auth_key, fault)
            reply = _json_reply(answer) if answer else _status_reply(404)
        return await self._send(
            request,
            body,
            fault,
            reply,
            service="egl",
            kind=kind,
            start=egl.read_date(form.get("date_debut")),
            end=egl.read_date(form.get("date_fin")),
        )

    def _egl_answer(
        self,
        page: str,
        form: dict[str, str],
        auth_key: str | None,
        fault: Fault | None,
    ) -> dict[str, Any] | None:
        rules = self.egl.rules
        match page:
            case "connect.asp" if rules.asp:
                return self.egl.connect(form, auth_key, self.now())
            case "connect.aspx" if rules.aspx:
                return self.egl.connect(form, auth_key, self.now())
            case "getAllAgregatsByAbonnement.aspx":
                arrange = arrangement(fault, lambda _: True)
                return self.egl.indexes(form, auth_key, self.now(), arrange)
            case _:
                return None

    def _told_sge(self, active: ActiveFault | None) -> Reply | None:
        """Return the reply that a fault gives in the place of SGE's own."""
        if active is None:
            return None
        if active.fault is Fault.SGE_CODE:
            return sge.fault_reply(active.code or "SGT500")
        if (status := STATUS_OF.get(active.fault)) is None:
            return None
        error = GatewayError(status, _GATEWAY_CODES[status], status.phrase, "")
        return _with_retry_after(self.sge.gateway_reply(error), active)

    def _told_egl(self, active: ActiveFault | None) -> Reply | None:
        """Return the reply that a fault gives in the place of the water service's own."""
        if active is None:
            return None
        if active.fault is Fault.EGL_CODE:
            return _json_reply(egl.refusal(int(active.code or -99), "Erreur"))
        if (status := STATUS_OF.get(active.fault)) is None:
            return None
        return _with_retry_after(_status_reply(status), active)

    async def _send(
        self,
        request: web.Request,
        body: bytes,
        fault: Fault | None,
        reply: Reply,
        **seen: Any,
    ) -> web.StreamResponse:
        if fault is not None:
            reply = spoiled(fault, reply)
        on_the_wire = fault in (
            Fault.REFUSED,
            Fault.SILENCE,
            Fault.RESET_MID_REPLY,
            Fault.SLOW_DRIP,
        )
        outcome = f"fault:{fault}" if on_the_wire else reply.outcome
        call = Call(outcome=outcome, **seen)
        self.calls.append(call)
        self._called.set()
        self.exchanges.append(
            Exchange(
                call=call,
                path=request.path,
                request_headers=dict(request.headers),
                request_body=body,
                status=reply.status,
                response_body=reply.body,
            )
        )
        if fault is not None:
            hindered = await hinder(request, fault, reply, self._released)
            if hindered is not None:
                return hindered
        headers = {"Content-Type": reply.content_type, **(reply.headers or {})}
        return web.Response(status=reply.status, body=reply.body, headers=headers)


_GATEWAY_CODES = {
    HTTPStatus.UNAUTHORIZED: "900901",
    HTTPStatus.FORBIDDEN: "900908",
    HTTPStatus.NOT_FOUND: "900906",
    HTTPStatus.TOO_MANY_REQUESTS: "900802",
    HTTPStatus.INTERNAL_SERVER_ERROR: "900900",
    HTTPStatus.SERVICE_UNAVAILABLE: "303001",
}


def _json_reply(answer: dict[str, Any]) -> Reply:
    code = answer["codeRetour"]
    return Reply(
        status=200,
        body=as_json(answer),
        content_type="application/json; charset=utf-8",
        outcome="ok" if code == egl.OK else str(code),
    )


def _status_reply(status: int) -> Reply:
    page = _PLAIN_ERROR.format(HTTPStatus(status).phrase)
    return Reply(
        status=status,
        body=page.encode(),
        content_type="text/html",
        outcome=str(int(status)),
    )


def _with_retry_after(reply: Reply, active: ActiveFault) -> Reply:
    if active.fault is not Fault.HTTP_429_RETRY_AFTER:
        return reply
    return Reply(
        status=reply.status,
        body=reply.body,
        content_type=reply.content_type,
        outcome=reply.outcome,
        headers={"Retry-After": active.retry_after},
    )
