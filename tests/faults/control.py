"""What the tests tell the process of the services, and what they ask it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
import json
import subprocess
import sys
from typing import Any

import aiohttp

from tests.emulator import Fault
from tests.emulator.localtime import local_day

from .house import Services, make_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call that a service got."""

    service: str
    kind: str
    outcome: str


@contextmanager
def serving() -> Iterator[dict[str, int]]:
    """Serve the home; give the port of each service, and of what controls them."""
    command = [sys.executable, "-m", "tests.faults.house"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


class Control:
    """The services from outside; `told` is the same home here, and says what is true."""

    def __init__(self, session: aiohttp.ClientSession, ports: dict[str, int]) -> None:
        self.told = Services(make_home(), ports)
        self._session = session
        self._url = f"http://127.0.0.1:{ports['control']}"

    async def begin_anew(self, now: datetime, *, seed: int = 1) -> None:
        """Have a home of which nobody has read anything, at an aware instant, and services that are well."""
        home = make_home(seed=seed, today=local_day(now))
        self.told = Services(home, self.told.ports)
        self.told.set_now(now)
        await self._post("/house/anew", {"now": now.isoformat(), "seed": seed})

    async def advance(self, by: timedelta) -> None:
        """Let time pass for the services."""
        self.told.advance(by)
        await self._post("/emulator/now", {"now": self.told.now().isoformat()})

    async def misbehave(
        self,
        service: str,
        fault: Fault,
        *,
        code: str | None = None,
        kinds: Sequence[str] | None = None,
        retry_after: str = "120",
    ) -> None:
        """Have a service go wrong until `behave`."""
        told = {
            "service": service,
            "fault": fault,
            "code": code,
            "kinds": kinds,
            "retry_after": retry_after,
        }
        await self._post("/emulator/faults", told)

    async def behave(self) -> None:
        """End every fault, also of the calls that wait in one."""
        async with self._session.delete(f"{self._url}/emulator/faults") as reply:
            assert reply.ok

    async def listen(self, service: str, *, on: bool) -> None:
        """Open or close the port of a service."""
        await self._post("/house/listening", {"service": service, "on": on})

    async def calls(self) -> list[Asked]:
        """Return every call since the home was made."""
        return [
            Asked(service=one["service"], kind=one["kind"], outcome=one["outcome"])
            for one in await self._get("/emulator/calls")
        ]

    async def blanks_sent(self) -> int:
        """Return how many bytes of the last huge body left."""
        return int(await self._get("/house/blanks"))

    async def _post(self, path: str, told: dict[str, Any]) -> None:
        async with self._session.post(self._url + path, json=told) as reply:
            assert reply.ok

    async def _get(self, path: str) -> Any:
        async with self._session.get(self._url + path) as reply:
            return await reply.json()
