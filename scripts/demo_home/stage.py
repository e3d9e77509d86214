"""Where a demo plays: the emulated services, and a Home Assistant that can be started more than once."""

from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aiohttp

from . import servers
from .folder import LOG
from .home_assistant import HomeAssistant, connected
from .saying import Say
from .services import Services
from .ways import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The services run; Home Assistant runs whenever it is wanted, always in the same folder."""

    services: Services
    url: str
    """Of Home Assistant's page."""

    way: Way
    language: str
    say: Say
    session: aiohttp.ClientSession
    folder: Path
    emulator: Process

    @asynccontextmanager
    async def home_assistant(
        self, *, new: bool = False
    ) -> AsyncIterator[HomeAssistant]:
        """Run Home Assistant and stay connected to it; `new` is its first run, which makes its user.

        Raises:
            ServerError, HomeAssistantError: a server did not start.

        """
        async with servers.home_assistant(self.folder) as process:
            await servers.until_answers(
                self.emulator,
                f"{self.services.url}/home",
                "The emulator",
                log=self.folder / "emulator.log",
                say=self.say,
            )
            await servers.until_answers(
                process,
                # Each of these pages is there only before, or only after, the user was made.
                f"{self.url}/api/onboarding" if new else f"{self.url}/auth/providers",
                "Home Assistant",
                log=self.folder / LOG,
                say=self.say,
            )
            async with connected(
                self.session, self.url, new_language=self.language if new else None
            ) as home_assistant:
                yield home_assistant


@asynccontextmanager
async def set_up(
    root: Path,
    folder: Path,
    *,
    url: str,
    way: Way,
    today: date,
    language: str,
    say: Say,
) -> AsyncIterator[Stage]:
    """Run the emulated services of the checkout `root`; Home Assistant is still to be started.

    The home is the same whenever it is made for the same day `today`.
    """
    port = servers.free_port()
    async with (
        servers.emulator(
            root, port=port, today=today, output=folder / "emulator.log"
        ) as emulator,
        aiohttp.ClientSession() as session,
    ):
        yield Stage(
            services=Services(session, f"http://127.0.0.1:{port}", read=way.services),
            url=url,
            way=way,
            language=language,
            say=say,
            session=session,
            folder=folder,
            emulator=emulator,
        )
