"""Every service as one HTTP server on the loopback interface, over one home and one clock."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from aiohttp import web

from .bill import home_bill
from .bill_tariffs import Tariff
from .calls import Call, Exchange
from .conso import ConsoRules, ConsoService
from .control import control_routes
from .egl import EglRules, EglService
from .faults import ActiveFault, Fault, FaultBoard
from .home import Home
from .localtime import PARIS, local_day
from .portal import PortalService
from .portal_rules import PortalRules
from .routes import service_routes
from .sge import SgeRules, SgeService
from .sge_measures import Consent
from .truth import home_truth
from .truth_water import waters_truth

SERVICES: Final = ("sge", "egl", "conso", "portal")


class Emulator:
    """The services, what they are told to do wrong, and what they were asked."""

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
        self.conso = ConsoService(home)
        self.portal = PortalService(home)
        self.tariffs: Mapping[str, Sequence[Tariff]] = {}
        """What the home pays by, as the page keeps it; see `home_bill`."""
        self.url = ""
        self._now = now or (lambda: datetime.now(UTC))
        self.faults = FaultBoard()
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

    @property
    def conso_url(self) -> str:
        """The address that stands for Conso API's, `/api` included."""
        return f"{self.url}/conso"

    @property
    def portal_url(self) -> str:
        """The address that stands for the customers' portal's."""
        return f"{self.url}/portal"

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
    def conso_rules(self) -> ConsoRules:
        """How Conso API and Enedis behind it behave."""
        return self.conso.rules

    @property
    def portal_rules(self) -> PortalRules:
        """How the customers' portal behaves."""
        return self.portal.rules

    @property
    def curve_collection(self) -> bool:
        """Whether Enedis collects the half-hours, whoever asks for them."""
        return self.sge.rules.measures.curve_collection

    @curve_collection.setter
    def curve_collection(self, collected: bool) -> None:
        self.sge.rules.measures.curve_collection = collected
        self.conso.rules.curve_collection = collected

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
        if service not in SERVICES:
            raise ValueError(f"There is no service {service}")
        self.faults.add(service, active)

    def clear_faults(self, service: str | None = None) -> None:
        """End the faults, also of the calls that wait in one."""
        self.faults.clear(service)

    def remember(self, exchange: Exchange) -> None:
        """Keep what was asked and answered."""
        self.calls.append(exchange.call)
        self.exchanges.append(exchange)
        self._called.set()

    async def wait_for_calls(self, count: int = 1) -> None:
        """Wait until that many calls have come in."""
        while len(self.calls) < count:
            self._called.clear()
            await self._called.wait()

    # Truth.

    def truth(
        self,
        now: datetime | None = None,
        *,
        electricity: str = "sge",
        water: str = "egl",
    ) -> dict[str, Any]:
        """Return what a perfect client of two services can know at that time, as JSON would hold it.

        `electricity` is sge or conso, `water` egl or portal: they differ in what they offer, how far back they go, and
        in what they show of a meter that was changed.
        Days are ISO dates, hours and seconds ISO UTC instants. `energy_wh` and `max_power_va` by day, `hours_wh` by
        hour, `production_wh` and `production_hours_wh` likewise (without a solar roof empty), `water_l` by contract
        (its number at the partner service) and day; `unknowable` says why other days are not there. `flat_days` and
        `production_flat_days` are known by their energy alone. The days go back as far as the services are asked, and
        a day less: whether they still answer the first depends on the minute. For the same reason the day before the
        first with `hours_wh` is not among the flat ones.
        """
        instant = now or self.now()
        offers = {
            "sge": self.sge.offer,
            "conso": self.conso.rules.offer,
        }
        today = local_day(instant)
        return home_truth(
            self.home,
            offers[electricity],
            waters_truth(
                self.home,
                water,
                today=today,
                newest_index=self.portal.rules.newest_index,
            ),
            today=today,
            last_published=self.last_published_day(instant),
        )

    def bill(
        self,
        now: datetime | None = None,
        *,
        electricity: str = "sge",
        water: str = "egl",
    ) -> dict[str, Any]:
        """Return what a home whose services let so much be known must pay by its tariffs, as JSON would hold it.

        `electricity` holds `days`, by ISO date: `wh` and `cost` by price class and `total` of all, each the least and
        the most it can be, which are the same where it is known exactly. `water` holds `days` by contract. `standing`
        beside `days` is what each day costs whatever is used, which no other amount holds. All money is in euros. A day
        without a tariff, or of which nobody knows what was used, is not among the `days`. The day before the first one
        of the `truth` is left out, which only a year of water that begins with it would notice.
        """
        truth = self.truth(now, electricity=electricity, water=water)
        return home_bill(self.home, truth, self.tariffs)

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
            self.faults.released.set()
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=1024**2)
        app.add_routes(service_routes(self))
        app.add_routes(control_routes(self))
        return app
