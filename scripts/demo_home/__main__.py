"""The demo's story. `scripts/demo` says how it is called."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
import signal
import sys
import time

import aiohttp

from . import folder, log, servers
from .answers import partner_answers
from .dashboard import save_sources
from .flow import FlowError, add_integration
from .home_assistant import LOG_IN, HomeAssistant, HomeAssistantError, connected
from .judging import Judge
from .services import Services
from .table import table
from .waiting import wait_until_equal

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "grandlyon_energy"
IMPORT_LIMIT_S = 150
IMPORT_QUIET_S = 45
_STARTED = time.monotonic()


def main() -> int:
    """Run the demo and return the exit status of the process."""
    return asyncio.run(_run_until_stopped(_arguments()))


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--once", action="store_true", help="check, then exit")
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    parser.add_argument("--port", type=int, help="of Home Assistant's page")
    parser.add_argument(
        "--keep", action="store_true", help="keep Home Assistant's folder"
    )
    return parser.parse_args()


async def _run_until_stopped(arguments: argparse.Namespace) -> int:
    """Run the demo; Ctrl-C and SIGTERM cancel it, which stops its servers in order."""
    task = asyncio.create_task(_run(arguments))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        _say("Stopped.")
        return 130 if arguments.once else 0
    except (
        aiohttp.ClientError,
        FlowError,
        HomeAssistantError,
        servers.ServerError,
    ) as err:
        _say(f"The demo failed. {err}")
        return 1


async def _run(arguments: argparse.Namespace) -> int:
    """Start, fill, judge; stay or leave; and read the log once Home Assistant has stopped."""
    port = arguments.port or servers.free_port(
        preferred=None if arguments.once else servers.HOME_ASSISTANT_PORT
    )
    with folder.made(
        ROOT, language=arguments.language, port=port, keep=arguments.keep
    ) as place:
        try:
            right = await _run_servers(arguments, place, f"http://127.0.0.1:{port}")
        finally:
            complaints = log.complaints(folder.read_log(place))
            for complaint in complaints:
                print(complaint, flush=True)
    right = right and not complaints
    _say("Everything is right." if right else "Not everything is right.")
    return 0 if right else 1


async def _run_servers(arguments: argparse.Namespace, place: Path, url: str) -> bool:
    """Run both servers as long as they are wanted; return whether what they show is right."""
    async with AsyncExitStack() as stack:
        services_url = await _start(stack, place, url)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        services = Services(session, services_url)
        home_assistant = await stack.enter_async_context(
            connected(session, url, language=arguments.language)
        )
        if arguments.once:
            await services.stop_clock()
        right = await _fill_and_judge(home_assistant, services)
        if not arguments.once:
            _say(f"Open {url}/energy; user and password: {LOG_IN}. Ctrl-C ends it.")
            await asyncio.Event().wait()
        _say("Stopping ...")
    return right


async def _start(stack: AsyncExitStack, place: Path, url: str) -> str:
    """Start both servers and return the address of the emulated services."""
    port = servers.free_port()
    services = f"http://127.0.0.1:{port}"
    output = place / "emulator.log"
    log_file = place / folder.LOG
    _say("Starting the emulated services and Home Assistant ...")
    emulator = await stack.enter_async_context(
        servers.emulator(ROOT, port=port, output=output)
    )
    core = await stack.enter_async_context(servers.home_assistant(place))
    await servers.until_answers(
        emulator, f"{services}/emulator/home", "The emulator", log=output, say=_say
    )
    await servers.until_answers(
        core, f"{url}/api/onboarding", "Home Assistant", log=log_file, say=_say
    )
    return services


async def _fill_and_judge(home_assistant: HomeAssistant, services: Services) -> bool:
    """Add the integration, wait for its statistics, show them beside the truth; return whether all is right."""
    home = await services.home()
    _say("Adding the integration ...")
    title = await add_integration(home_assistant, DOMAIN, partner_answers(home), _say)
    _say(f"Added: {title}. Waiting for its statistics ...")
    judge = Judge(home_assistant, home, await services.truth())
    verdicts = await wait_until_equal(
        judge, _say, limit_s=IMPORT_LIMIT_S, quiet_s=IMPORT_QUIET_S
    )
    issues = await save_sources(
        home_assistant, electricity=judge.energy, water=list(judge.water)
    )
    print("", table(verdicts), "", sep="\n", flush=True)
    for issue in issues:
        print(f"The Energy dashboard objects: {issue}", flush=True)
    return not issues and all(verdict.equal for verdict in verdicts)


def _say(text: str) -> None:
    """Print a line with the seconds since the start."""
    print(f"{time.monotonic() - _STARTED:5.0f} s  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
