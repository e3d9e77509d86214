"""What the emulator remembers of every call, for tests to count and look at."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a request seems to be, however wrong it is: what faults and records go by."""

    kind: str
    version: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, as the service understood it."""

    service: str
    """sge, egl, conso or portal."""

    kind: str
    """sge: contract, search, energy, max_power, load_curve, production_energy, production_curve. egl: connect, indexes.
    conso: energy, max_power, load_curve, production_energy, production_curve. portal: log_in, authorize, token,
    revoke, contracts, indexes. unknown, when it is nothing of these."""

    start: date | None = None
    """First day asked."""

    end: date | None = None
    """sge and conso: first day no longer asked. egl and portal: last day asked."""

    version: str | None = None
    """v2 or v3, of the detailed measures."""

    outcome: str
    """ok, empty, the service's own code, an HTTP status, or the name of a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The bytes of one request and of the reply that it got."""

    call: Call
    path: str
    """And the query."""

    request_headers: dict[str, str] = field(repr=False)
    request_body: bytes = field(repr=False)
    status: int
    response_body: bytes = field(repr=False)
