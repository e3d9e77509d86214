"""The demo's Home Assistant and the emulated services, started without the home that a person is to add."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
import re
import signal
from typing import Final

import aiohttp

from scripts.demo_home.dashboard import save_sources
from scripts.demo_home.expected import LOCAL
from scripts.demo_home.home_assistant import DOMAIN, HomeAssistant, connected
from scripts.demo_home.judging import Judge
from scripts.demo_home.paying import Paying, set_tariffs
from scripts.demo_home.servers import free_port
from scripts.demo_home.services import Home, Services, Truth
from scripts.demo_home.steps import Run
from scripts.demo_home.tariffs import Tariff, told
from scripts.demo_home.turns import NEW_DAY, PUBLISHED, keep_clear
from scripts.demo_home.waiting import wait_until_equal
from scripts.demo_home.ways import Way

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".venv-demo/bin/python"
HISTORY_LIMIT_S: Final = 240
STOP_LIMIT_S: Final = 90
TESTS_TAKE: Final = timedelta(minutes=4)
"""More than they do on a busy machine."""

_SERVICES: Final = re.compile(r"services are driven at (\S+)/emulator\.")
_READY: Final = "Ctrl-C ends it."


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What runs, and what is true there."""

    url: str
    """Of Home Assistant's page."""

    way: Way
    services: Services
    home: Home
    home_assistant: HomeAssistant
    today: date

    async def judge(self) -> Judge:
        """Return who compares the statistics with what can be known now."""
        return await Judge.of(self.home_assistant, self.way, self.services)

    async def truth(self) -> Truth:
        """Return what can be known now, and what it costs."""
        return await self.services.truth()

    async def history(self) -> bool:
        """Wait until every hour and every day's euros are there; return whether they came to be right."""
        verdicts = await wait_until_equal(
            await self.judge(), _nobody, limit_s=HISTORY_LIMIT_S, quiet_s=90, pause_s=1
        )
        return all(verdict.equal for verdict in verdicts)

    async def runs(self) -> None:
        """Wait until the home runs, if it is just being started again.

        Core's page of integrations forgets a home that changes while the page is being opened.
        """
        await self.home_assistant.loaded(DOMAIN)

    async def poll(self, service: str) -> None:
        """Let the hour come at which a service is asked."""
        await (await self._run()).poll(service)

    async def set_tariffs(self) -> Paying:
        """Add every tariff of the demo's home, as its dialogues do, and the costs to the Energy dashboard."""
        run = await self._run()
        paying, verdicts = await set_tariffs(run, self.today)
        assert all(verdict.equal for verdict in verdicts), verdicts
        assert not await save_sources(
            self.home_assistant,
            consumption=run.judge.consumption,
            production=run.judge.production,
            water=run.judge.water_costs,
            cost=run.judge.cost,
            with_costs=True,
        )
        return paying

    async def pay_by(self, paying: Paying, changed: Tariff) -> None:
        """Tell what is true from now on: that one of the tariffs, told by its first day, is another."""
        tariffs = [
            changed if _is_same(each, changed) else each
            for each in paying.tariffs.values()
        ]
        await self.services.pay_by(told(tariffs))

    async def _run(self) -> Run:
        return Run(
            home_assistant=self.home_assistant,
            services=self.services,
            judge=await self.judge(),
            say=_nobody,
        )


@asynccontextmanager
async def opened(language: str, way: Way) -> AsyncIterator[House]:
    """Run it in a language; the last test fails if Home Assistant's log has complaints."""
    await keep_clear((NEW_DAY, PUBLISHED), TESTS_TAKE, _nobody)
    port = free_port()
    process = await _started(language, way, port)
    try:
        emulator = await _emulator(process)
        async with aiohttp.ClientSession() as session:
            services = Services(session, emulator, read=way.services)
            url = f"http://127.0.0.1:{port}"
            async with connected(session, url, new_language=None) as home_assistant:
                yield House(
                    url=url,
                    way=way,
                    services=services,
                    home=await services.home(),
                    home_assistant=home_assistant,
                    today=datetime.now(UTC).astimezone(LOCAL).date(),
                )
    finally:
        said = await _stopped(process)
    assert [line.split()[-1] for line in said.splitlines()] == ["Stopped."], said


async def _started(language: str, way: Way, port: int) -> Process:
    assert PYTHON.exists(), "scripts/browser makes what this needs"
    return await asyncio.create_subprocess_exec(
        PYTHON,
        *("-m", "scripts.demo_home", "--empty"),
        *("--language", language, "--way", way.name, "--port", str(port)),
        cwd=ROOT,
        stdout=PIPE,
        start_new_session=True,
    )


async def _emulator(process: Process) -> str:
    """Return the address of the emulated services once all is ready."""
    assert process.stdout is not None
    said: list[str] = []
    async for line in process.stdout:
        said.append(line.decode())
        if _READY in said[-1]:
            found = _SERVICES.search("".join(said))
            assert found is not None
            return found[1]
    raise AssertionError("".join(said))


async def _stopped(process: Process) -> str:
    """Stop it as Ctrl-C does, and return what it says at its end."""
    assert process.stdout is not None
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            said = (await process.stdout.read()).decode()
            await process.wait()
            return said
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _is_same(one: Tariff, other: Tariff) -> bool:
    return (one.kind, one.kept["valid_from"]) == (
        other.kind,
        other.kept["valid_from"],
    )


def _nobody(_text: str) -> None:
    """Say nothing."""
