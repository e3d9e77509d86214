"""What the emulator remembers of every call, for tests to count and look at."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, as the service understood it."""

    service: str
    """sge or egl."""

    kind: str
    """contract, energy, max_power, load_curve, search, connect, indexes or unknown."""

    start: date | None = None
    """First day asked."""

    end: date | None = None
    """SGE: first day no longer asked. EGL: last day asked."""

    version: str | None = None
    """v2 or v3, of the detailed measures."""

    outcome: str
    """ok, empty, SGE's code, EGL's code, an HTTP status, or the name of a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The bytes of one request and of the reply that it got."""

    call: Call
    path: str
    request_headers: dict[str, str] = field(repr=False)
    request_body: bytes = field(repr=False)
    status: int
    response_body: bytes = field(repr=False)
