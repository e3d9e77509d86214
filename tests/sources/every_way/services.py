"""The emulator as a process of its own: neither its memory nor its work counts as the source's."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
import subprocess
import sys
from typing import Final

import aiohttp

from tests.conftest import NOW, TODAY
from tests.emulator import Emulator, Fault, Home
from tests.emulator.localtime import midnight

SEED: Final = 1
CONTRACTS: Final = 2
_UNTIL: Final = midnight(date(9998, 1, 1))


def synthetic_home() -> Home:
    """The home that the process serves; its token never expires, whatever day the test runs on."""
    home = Home(SEED, today=TODAY, contracts=CONTRACTS, solar=True)
    home.conso_token = home.sign_conso_token(expires=_UNTIL)
    return home


@contextmanager
def serving() -> Iterator[str]:
    """Serve that home, and give the address."""
    options = (
        f"--seed={SEED} --contracts={CONTRACTS} --solar --today={TODAY.isoformat()}"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.emulator", *options.split()],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class Services:
    """What tests tell the process, and what they ask it."""

    def __init__(self, session: aiohttp.ClientSession, url: str, home: Home) -> None:
        self.home = home
        self.addresses = Emulator(home)
        """It is not served: it only says which addresses stand for which service's."""
        self.addresses.url = url
        self._session = session
        self._control = f"{url}/emulator"
        self._seen = 0

    async def set_now(self, instant: datetime = NOW) -> None:
        """Stop the clock."""
        told = {"now": instant.isoformat()}
        async with self._session.post(f"{self._control}/now", json=told) as reply:
            assert reply.ok

    async def misbehave(
        self, service: str, fault: Fault, *, kind: str, code: str | None = None
    ) -> None:
        """Let one kind of call go wrong until `behave`."""
        told = {"service": service, "fault": fault, "kinds": [kind], "code": code}
        async with self._session.post(f"{self._control}/faults", json=told) as reply:
            assert reply.ok

    async def behave(self) -> None:
        """End every fault."""
        async with self._session.delete(f"{self._control}/faults") as reply:
            assert reply.ok

    async def new_calls(self) -> Counter[str]:
        """How often each kind of call was made since this was last asked."""
        since = {"since": self._seen}
        async with self._session.get(f"{self._control}/calls", params=since) as reply:
            calls = await reply.json()
        self._seen += len(calls)
        return Counter(call["kind"] for call in calls)
