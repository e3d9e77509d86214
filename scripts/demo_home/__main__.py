"""The command, which `scripts/demo` calls; it says how."""

import argparse
import asyncio
from pathlib import Path
import signal
import sys

import aiohttp

from . import folder, log, once, servers
from .filling import fill
from .flow import FlowError
from .home_assistant import LOG_IN, HomeAssistantError
from .judging import Judge
from .saying import say
from .stage import Stage, set_up
from .table import final

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the demo and return the exit status of the process."""
    return asyncio.run(_run_until_stopped(_arguments()))


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument(
        "--once",
        action="store_true",
        help="check, also after late days, corrections and a restart; then exit",
    )
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
        say("Stopped.")
        return 130 if arguments.once else 0
    except (
        aiohttp.ClientError,
        FlowError,
        HomeAssistantError,
        servers.ServerError,
    ) as err:
        say(f"The demo failed. {err}")
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
            right = await _play(arguments, place, f"http://127.0.0.1:{port}")
        finally:
            complaints = log.complaints(folder.read_log(place))
            for complaint in complaints:
                print(complaint, flush=True)
    right = right and not complaints
    say("Everything is right." if right else "Not everything is right.")
    return 0 if right else 1


async def _play(arguments: argparse.Namespace, place: Path, url: str) -> bool:
    """Play what is wanted, with both servers; return whether all that it shows is right."""
    async with set_up(
        ROOT, place, url=url, language=arguments.language, say=say
    ) as stage:
        say("Starting the emulated services and Home Assistant ...")
        return await (once.play(stage) if arguments.once else _stay(stage))


async def _stay(stage: Stage) -> bool:
    """Fill a home, and leave it open until Ctrl-C."""
    async with stage.home_assistant(new=True) as home_assistant:
        judge = await Judge.of(home_assistant, stage.services)
        verdicts, issues = await fill(home_assistant, judge, say)
        print(final(verdicts, judge.truth), *issues, sep="\n", flush=True)
        say(f"Open {stage.url}/energy; user and password: {LOG_IN}. Ctrl-C ends it.")
        await asyncio.Event().wait()
    return not issues and all(verdict.equal for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(main())
