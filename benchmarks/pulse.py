"""What something takes: time, the event loop's attention, memory."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import time
from typing import Any, Final

BEAT_S: Final = 0.005
_NS: Final = 1_000_000_000
_KIB: Final = 1024


@dataclass(slots=True)
class Pulse:
    """What the beats told."""

    longest_s: float = 0.0
    """The longest that a beat came late, without the time in which this thread had no processor given to it."""


@dataclass(slots=True)
class Measured:
    """What something took, or several things in turn."""

    s: float = 0.0
    cpu_s: float = 0.0
    """Of the processor, all threads of this process together."""

    stall_s: float = 0.0
    """The longest stall of the event loop."""

    def add(self, other: Measured) -> None:
        """Count something else in."""
        self.s += other.s
        self.cpu_s += other.cpu_s
        self.stall_s = max(self.stall_s, other.stall_s)

    @property
    def told(self) -> dict[str, Any]:
        """As a result, with the most memory that the process has had so far."""
        return {
            "s": self.s,
            "cpu_s": self.cpu_s,
            "stall_s": self.stall_s,
            "memory": peak_memory(),
        }


@asynccontextmanager
async def measured() -> AsyncIterator[Measured]:
    """Measure the block; the figures are there at its end."""
    took = Measured()
    with pulse() as found:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        yield took
        took.s = time.perf_counter() - begun
        took.cpu_s = time.process_time() - begun_cpu
    took.stall_s = found.longest_s


@contextmanager
def pulse() -> Iterator[Pulse]:
    """Have a timer of the running loop due every 5 ms while the block runs, and note how late it comes.

    What the machine gives to other processes is not counted: the kernel says how long a thread that could run had to
    wait for a processor (`/proc/thread-self/schedstat`, its second number).
    """
    beats = _Beats(asyncio.get_running_loop())
    try:
        yield beats.found
    finally:
        beats.stop()


class _Beats:
    """A timer that sets itself anew."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin."""
        self.found = Pulse()
        self._loop = loop
        self._schedule = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        self._set()

    def stop(self) -> None:
        """End."""
        self._timer.cancel()
        os.close(self._schedule)

    def _set(self) -> None:
        self._waited_s = self._waited()
        self._due = self._loop.time() + BEAT_S
        self._timer = self._loop.call_at(self._due, self._beat)

    def _beat(self) -> None:
        late = self._loop.time() - self._due - (self._waited() - self._waited_s)
        self.found.longest_s = max(self.found.longest_s, late)
        self._set()

    def _waited(self) -> float:
        """Return how long this thread has waited for a processor in all."""
        return int(os.pread(self._schedule, 100, 0).split()[1]) / _NS


def peak_memory() -> int:
    """Return the most memory that this process had at any time since it began, bytes."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * _KIB
    raise RuntimeError("This kernel does not tell how much memory a process had.")
