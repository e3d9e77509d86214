"""The two servers of a demo, each a process of its own: started, waited for, stopped."""

import asyncio
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
import os
from pathlib import Path
import signal
import socket
import sys

import aiohttp

from .folder import STAND_INS

HOME_ASSISTANT_PORT = 8123
# The first start installs what Home Assistant's own parts require and the environment lacks.
START_LIMIT_S = 270
# Home Assistant writes its last rows before it goes.
STOP_LIMIT_S = 60
# The folder has stand-ins for them.
SKIPPED_PACKAGES = "pymicro-vad,pyspeex-noise"


class ServerError(Exception):
    """A server did not start."""


def free_port(*, preferred: int | None = None) -> int:
    """Return a port of this machine that nothing listens on, `preferred` if it is one."""
    for port in (preferred, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            # As the server itself does: a port left moments ago counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            chosen: int = probe.getsockname()[1]
            return chosen
    raise ServerError("No port is free.")


@asynccontextmanager
async def emulator(
    root: Path, *, port: int, today: date, output: Path
) -> AsyncIterator[Process]:
    """Run the emulated services of the checkout `root`, over a home with a solar roof as it is on a local day."""
    async with _running(
        "-m",
        "tests.emulator",
        "--solar",
        "--today",
        today.isoformat(),
        "--port",
        str(port),
        cwd=root,
        output=output,
    ) as process:
        yield process


@asynccontextmanager
async def home_assistant(folder: Path) -> AsyncIterator[Process]:
    """Run Home Assistant in its folder."""
    async with _running(
        "-m",
        "homeassistant",
        "--config",
        str(folder),
        "--skip-pip-packages",
        SKIPPED_PACKAGES,
        cwd=folder,
        output=folder / "output.log",
        environment={"PYTHONPATH": str(folder / STAND_INS)},
    ) as process:
        yield process


async def until_answers(
    process: Process, url: str, name: str, *, log: Path, say: Callable[[str], None]
) -> None:
    """Wait until a server answers at `url`, saying what it does meanwhile.

    Raises:
        ServerError: the process ended, or did not answer in time.

    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + START_LIMIT_S
    said = ""
    async with aiohttp.ClientSession() as session:
        while loop.time() < deadline:
            if process.returncode is not None:
                raise ServerError(f"{name} ended while it started.\n{_tail(log)}")
            try:
                async with session.get(url) as response:
                    if response.ok:
                        return
            except aiohttp.ClientError:
                pass
            if (doing := _installing(log)) and doing != said:
                said = doing
                say(f"  {doing}")
            await asyncio.sleep(0.3)
    raise ServerError(f"{name} did not answer within {START_LIMIT_S} s.\n{_tail(log)}")


@asynccontextmanager
async def _running(
    *arguments: str,
    cwd: Path,
    output: Path,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Process]:
    """Run a Python program, and stop it at the end.

    It has a session of its own, so that Ctrl-C reaches only the demo, which then stops its servers in order.
    """
    with output.open("ab") as stream:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await _stop(process)


async def _stop(process: Process) -> None:
    """Ask a process to stop, and make it after a while."""
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        # Also when a second Ctrl-C ends the wait.
        if process.returncode is None:
            process.kill()


def _installing(log: Path) -> str | None:
    """Return the last line in which Home Assistant says what it installs."""
    for line in reversed(_lines(log)):
        if "Attempting install of" in line:
            return line[line.index("Attempting install of") :]
    return None


def _tail(log: Path) -> str:
    """Return the end of a log."""
    return "\n".join(_lines(log)[-30:])


def _lines(log: Path) -> list[str]:
    """Return a log's lines, none if there is no log yet."""
    if not log.exists():
        return []
    return log.read_text(encoding="utf-8", errors="replace").splitlines()
