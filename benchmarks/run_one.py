"""Measures one thing in a fresh process: `python -m benchmarks.run_one NAME FOLDER ARGUMENTS`, the last as JSON."""

from collections.abc import Callable, Coroutine
import json
from pathlib import Path
import sys
from typing import Any, Final

from .core import run
from .first_import import bare_import, first_import
from .window import window
from .years import start, tariffs, years

type Measure = Callable[..., Coroutine[Any, Any, dict[str, Any]]]

MEASURES: Final[dict[str, Measure]] = {
    "first_import": first_import,
    "bare_import": bare_import,
    "years": years,
    "start": start,
    "tariffs": tariffs,
    "window": window,
}


def main() -> None:
    """Print the result as the last line, as JSON."""
    name, folder, arguments = sys.argv[1:]
    result = run(MEASURES[name](Path(folder), **json.loads(arguments)))
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
