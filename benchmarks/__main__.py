"""Runs all measures, says which targets are met, and writes the figures into docs/performance.md."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
import time
from typing import Final

from scripts.demo_home.turns import NEW_DAY, keep_clear

from .figures import Figure, summary, table, with_figures
from .measures import FULL, SHORT, Bench
from .runs import Python

_SHORT: Final = timedelta(minutes=4)
_FULL: Final = timedelta(minutes=15)
"""More than it takes on a busy machine."""

PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 1 for a short run that finds something broken; a full one is there to tell."""
    options = _options(arguments)
    # A measurement in which the day ends is not counted, nor does one go on from what another day has left.
    asyncio.run(keep_clear((NEW_DAY,), _SHORT if options.short else _FULL, _say))
    begun = time.monotonic()
    with TemporaryDirectory(prefix="grandlyon-energy-bench-") as folder:
        bench = Bench(
            test=Python.at(sys.executable),
            demo=Python.at(options.demo_python),
            folder=Path(folder),
            size=SHORT if options.short else FULL,
            say=_say,
        )
        figures = bench.figures()
    _say(summary(figures))
    _say(f"It took {time.monotonic() - begun:.0f} s.")
    if options.short:
        return _broken(figures)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_figures(page, table(figures)), encoding="utf-8")
    return 0


def _broken(figures: Sequence[Figure]) -> int:
    """Say what is beyond all noise, and return the exit status."""
    broken = [each for each in figures if each.broken]
    for each in broken:
        _say(f"Broken: {each.what}: {each.told} ({each.ours}; {each.beside})")
    return 1 if broken else 0


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures what the integration costs beside the least that its work can cost.",
    )
    parser.add_argument(
        "--demo-python",
        required=True,
        help="the Python of the environment with the newest core",
    )
    parser.add_argument(
        "--short",
        action="store_true",
        help="less of everything, to find what is broken: the page is not written",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
