"""How long the event loop is held up by what it runs: the longest of its callbacks, by the clock on the wall.

What the machine makes the threads of this process wait for a processor is not counted, where Linux tells it: a busy
machine holds up everybody, and a thread that it takes the processor from may well hold the lock that the loop wants.
Work, a disk that is waited for and a lock that another thread holds while it works all count. The garbage collector
waits meanwhile: it would look at all that core, and the tests before, have left.
"""

from asyncio import events
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
import gc
import os
from pathlib import Path
from time import CLOCK_MONOTONIC, clock_gettime, thread_time
from typing import Final, Self
from unittest.mock import patch

LONGEST_S: Final = 0.1

_THREADS: Final = Path("/proc/self/task")
_LOOK_AGAIN_S: Final = 0.005
"""How old what is known of the threads may be when a callback begins."""


@dataclass(slots=True)
class Stalls:
    """What was measured so far."""

    longest_s: float = 0.0
    callback: str = ""
    """Which one that was."""

    callbacks: int = 0
    over: bool = False


@contextmanager
def stalls() -> Iterator[Stalls]:
    """Measure every callback that this thread's loop begins and ends meanwhile."""
    found = Stalls()
    run = events.Handle._run  # noqa: SLF001 - there is no public place that every callback passes

    def measured(handle: events.Handle) -> None:
        waited = queue.waited_s(not_before=now() - _LOOK_AGAIN_S)
        before, worked = now(), thread_time()
        run(handle)
        if found.over:
            # It has ended the measurement, and gone on to something else.
            return
        found.callbacks += 1
        seconds = now() - before
        if seconds > found.longest_s:
            waited = queue.waited_s(not_before=before + seconds) - waited
            seconds = max(thread_time() - worked, seconds - waited)
        if seconds > found.longest_s:
            found.longest_s, found.callback = seconds, _described(handle)

    gc.disable()
    with _Queue() as queue, patch.object(events.Handle, "_run", measured):
        try:
            yield found
        finally:
            found.over = True
            gc.enable()


def _described(handle: events.Handle) -> str:
    """Return what a callback was: a task's step by the task."""
    callback = getattr(handle, "_callback", None)
    return f"{handle!r} of {getattr(callback, '__self__', None)!r}"


def now() -> float:
    """Return the time on a clock that no test stops, s."""
    return clock_gettime(CLOCK_MONOTONIC)


class _Queue:
    """How long the threads of this process have waited for a processor, all together."""

    def __enter__(self) -> Self:
        self._files: dict[str, int] = {}
        self._waited_ns: dict[str, int] = {}
        """By thread, also of those that have ended."""

        self._looked_at = 0.0
        return self

    def waited_s(self, *, not_before: float) -> float:
        """Return what is known of that since an instant, s; always 0 where nobody tells."""
        if self._looked_at < not_before:
            for thread in self._threads():
                with suppress(OSError):
                    self._waited_ns[thread] = self._waited_by(thread)
            self._looked_at = now()
        return sum(self._waited_ns.values()) / 1e9

    def _threads(self) -> list[str]:
        try:
            return [thread.name for thread in _THREADS.iterdir()]
        except OSError:
            return []

    def _waited_by(self, thread: str) -> int:
        """Return it of one thread, ns.

        Raises:
            OSError: it has just ended, or nobody tells.

        """
        if thread not in self._files:
            path = _THREADS / thread / "schedstat"
            self._files[thread] = os.open(path, os.O_RDONLY)
        # Time on a processor, time in the queue for one, turns.
        return int(os.pread(self._files[thread], 100, 0).split()[1])

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            os.close(file)
