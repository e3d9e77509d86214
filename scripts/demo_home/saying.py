"""What the demo says while it runs."""

from collections.abc import Callable
import time

type Say = Callable[[str], None]

_STARTED = time.monotonic()


def say(text: str) -> None:
    """Print a line with the seconds since the start."""
    print(f"{time.monotonic() - _STARTED:5.0f} s  {text}", flush=True)
