"""Serve the emulator until interrupted: `python -m tests.emulator --port 8899`."""

import argparse
import asyncio
from datetime import UTC, date, datetime
import sys

from .control import credentials
from .home import Home
from .localtime import local_day
from .server import Emulator


def main() -> int:
    """Read the arguments, serve, and print what to type into the form."""
    parser = argparse.ArgumentParser(prog="tests.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="another home")
    parser.add_argument("--contracts", type=int, default=1, help="of water")
    parser.add_argument("--solar", action="store_true", help="with a solar roof")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=local_day(datetime.now(UTC)),
        help="the local day around which its defects are placed",
    )
    options = parser.parse_args()
    home = Home(
        options.seed,
        today=options.today,
        contracts=options.contracts,
        solar=options.solar,
    )
    try:
        asyncio.run(_serve(Emulator(home), options.port))
    except KeyboardInterrupt:
        return 0
    return 0


async def _serve(emulator: Emulator, port: int) -> None:
    async with emulator.serve(port):
        lines = [f"{name}: {value}" for name, value in credentials(emulator).items()]
        sys.stdout.write("\n".join([emulator.url, *lines, ""]))
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
