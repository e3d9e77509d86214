"""Prints the table of docs/load.md. `scripts/simulate-load` says how it is called."""

import argparse
from collections.abc import Sequence
from datetime import date
import sys
from typing import Final

from .scenarios import Result, results

HOMES: Final = (1_000, 10_000, 100_000)
LIMIT: Final = 10.0
_HEAD: Final = (
    "homes",
    "situation",
    "calls",
    "mean",
    "busiest minute",
    "busiest second",
    "have their day",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate, print a table, and return the exit status: 1 when the limit is not held."""
    options = _options(arguments)
    found: list[Result] = []
    print(_line(_HEAD))
    print(_line(["---", "---", *["--:"] * (len(_HEAD) - 2)]))
    for homes in options.homes:
        for result in results(
            homes, first_day=options.day, late=options.late, seed=options.seed
        ):
            found.append(result)
            print(_line(_cells(result)), flush=True)
    peak = max(one.figures.busiest_minute for one in found if one.period.limited)
    held = peak < options.limit
    print()
    print(
        f"Busiest minute of a normal day and of the day after an outage: {peak:.2f} calls a second, "
        f"{'under' if held else 'NOT under'} the limit of {options.limit:g}."
    )
    return 0 if held else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/simulate-load",
        description="Counts the calls a second that many homes make together at the gateway.",
    )
    parser.add_argument(
        "--homes", type=_number, nargs="+", default=HOMES, help="how many"
    )
    parser.add_argument(
        "--late",
        type=_share,
        default=0.1,
        help="share of attempts that find yesterday not published yet (default: 0.1)",
    )
    parser.add_argument(
        "--limit",
        type=float,
        default=LIMIT,
        help="calls a second allowed in the busiest minute (default: 10)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn")
    parser.add_argument(
        "--day",
        type=date.fromisoformat,
        default=date(2026, 1, 13),
        help="the first day (default: 2026-01-13)",
    )
    return parser.parse_args(arguments)


def _number(text: str) -> int:
    """Read a number of homes."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one home is needed")
    return number


def _share(text: str) -> float:
    """Read a share from 0 to 1."""
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("a share is between 0 and 1")
    return share


def _cells(result: Result) -> list[str]:
    """Return a row's cells."""
    return [
        f"{result.homes:,}".replace(",", " "),
        result.period.name,
        f"{result.figures.calls:,}".replace(",", " "),
        f"{result.mean:.2f}",
        f"{result.figures.busiest_minute:.2f}",
        str(result.figures.busiest_second),
        f"{result.done:.1%}".replace("%", " %"),
    ]


def _line(cells: Sequence[str]) -> str:
    """Return a row of a Markdown table, aligned so that a terminal shows it well, too."""
    widths = (7, 20, 8, 6, 14, 14, 14)
    aligned = [
        cell.ljust(width) if n == 1 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(aligned)} |"


if __name__ == "__main__":
    sys.exit(main())
