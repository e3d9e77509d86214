"""The command, which `scripts/demo` calls; it says how."""

import argparse
import asyncio
import signal
import sys

import aiohttp

from . import servers
from .flow import FlowError
from .home_assistant import HomeAssistantError
from .running import Wanted, run
from .saying import say
from .ways import PARTNER, WAYS


def main() -> int:
    """Run the demo and return the exit status of the process."""
    return asyncio.run(_run_until_stopped(_wanted()))


def _wanted() -> Wanted:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument(
        "--once",
        action="store_true",
        help="check, also after late days, corrections and a restart; then exit",
    )
    parser.add_argument(
        "--tour",
        action="store_true",
        help="call each action, bring each repair card and take it away; then exit",
    )
    parser.add_argument(
        "--empty",
        action="store_true",
        help="start without the home: print what to type, so that you add it yourself",
    )
    parser.add_argument(
        "--way",
        choices=tuple(WAYS),
        help="how the home is connected: with the keys of a partner of the Métropole, or with a customer's own accounts; "
        f"without it {PARTNER.name}, and with --once both, which must show the same, with --tour both as well",
    )
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    parser.add_argument("--port", type=int, help="of Home Assistant's page")
    parser.add_argument(
        "--keep", action="store_true", help="keep Home Assistant's folder"
    )
    arguments = parser.parse_args()
    ends = arguments.once or arguments.tour
    by_default = tuple(WAYS.values()) if ends else (PARTNER,)
    return Wanted(
        ways=(WAYS[arguments.way],) if arguments.way else by_default,
        once=arguments.once,
        tour=arguments.tour,
        empty=arguments.empty,
        language=arguments.language,
        port=arguments.port,
        keep=arguments.keep,
    )


async def _run_until_stopped(wanted: Wanted) -> int:
    """Run the demo; Ctrl-C and SIGTERM cancel it, which stops its servers in order."""
    task = asyncio.create_task(run(wanted))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        right = await task
    except asyncio.CancelledError:
        say("Stopped.")
        return 130 if wanted.ends else 0
    except (
        aiohttp.ClientError,
        FlowError,
        HomeAssistantError,
        servers.ServerError,
    ) as err:
        say(f"The demo failed. {err}")
        return 1
    say("Everything is right." if right else "Not everything is right.")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
