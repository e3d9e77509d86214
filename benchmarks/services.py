"""The emulated services of some homes, in a process of their own: what they take is not taken for ours."""

import argparse
import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
import json
import sys
from typing import Any

from tests.emulator import Emulator, Home
from tests.emulator.control import credentials
from tests.emulator.localtime import local_day

type Told = Mapping[str, Any]
"""What a person types into the integration's form, and the `url` of the home's services."""


@asynccontextmanager
async def served(
    *, homes: int = 1, days: int | None = None, plain: bool = False
) -> AsyncIterator[list[Told]]:
    """Serve some homes from another process; the arguments are those of `make_home`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.services",
        f"--homes={homes}",
        *([f"--days={days}"] if days else []),
        *(["--plain"] if plain else []),
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("The services tell nothing.")
        yield json.loads(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


def make_home(seed: int, *, today: date, days: int | None, plain: bool) -> Home:
    """Return a home with a history of so many `days`, by default longer than any service keeps.

    What is published of it has the usual defects, or when it is `plain`, none about its electricity.
    """
    moved_in = None if days is None else today - timedelta(days=days)
    home = Home(seed, today=today, commissioned=moved_in)
    if moved_in:
        for meter in home.water.values():
            meter.first_day = max(meter.first_day, moved_in)
    if plain:
        of_meter = home.electricity
        for defects in (
            of_meter.without_energy,
            of_meter.without_curve,
            of_meter.without_maximum_power,
            of_meter.missing_half_hours,
            of_meter.empty_half_hours,
            of_meter.energy_says,
        ):
            defects.clear()
    return home


def this_day() -> date:
    """Return the local day of now."""
    return local_day(datetime.now(UTC))


async def _serve(homes: int, days: int | None, *, plain: bool) -> None:
    today = this_day()
    async with AsyncExitStack() as stack:
        told = []
        for seed in range(1, homes + 1):
            home = make_home(seed, today=today, days=days, plain=plain)
            _make_up(home, today)
            # Yesterday is there at any hour of the day at which this runs.
            emulator = Emulator(home, published=time(0))
            await stack.enter_async_context(emulator.serve())
            told.append({"url": emulator.url, **credentials(emulator)})
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        # Its end tells that who asked for the services is gone, however it went.
        await asyncio.to_thread(sys.stdin.read)


def _make_up(home: Home, today: date) -> None:
    """Draw what the home used before anybody asks for it, as far back as the services go."""
    for days_ago in range(1, 1100):
        home.electricity.metered_wh(today - timedelta(days=days_ago))


def main() -> None:
    """Serve until killed; the first line printed says what homes there are."""
    parser = argparse.ArgumentParser(prog="benchmarks.services", description=__doc__)
    parser.add_argument("--homes", type=int, default=1)
    parser.add_argument("--days", type=int)
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    asyncio.run(_serve(options.homes, options.days, plain=options.plain))


if __name__ == "__main__":
    main()
