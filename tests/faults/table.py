"""The table: every fault of every service, when it strikes, and what a person sees of it.

A home has a history; a new day is there, and one of its services does what the cell says. What the other tests of this
folder do with a cell is the same for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final

from tests.emulator import Fault
from tests.homes import CUSTOMER, PARTNER, SERVICE_OF, Ways

NOT_LISTENING: Final = "not_listening"
"""Nothing is at the port of the service: the connection is refused."""

NEVER_ANSWERED: Final = frozenset({Fault.SILENCE, Fault.SLOW_DRIP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is shown of a service."""

    reason: str = "none"
    """What the sensor says of the last error, by its key."""

    code: str | None = None
    """The service's own, beside it."""

    card: str | None = None
    """The repair card that stands, by its key."""

    asks: str | None = None
    """Why core has started to ask for credentials, by the key of what the page says."""


WELL: Final = Seen()


class Moment(StrEnum):
    """When a fault strikes."""

    POLL = auto()
    """When a known home asks for a new day."""

    FIRST = auto()
    """When a home is added: nothing of it is known."""

    MIDWAY = auto()
    """When a home is added, after the first of its calls went well: what is read last is struck."""

    START = auto()
    """When Home Assistant starts, after days off: the home is behind and asks at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A fault of a service at a moment."""

    way: str
    fault: Fault | str
    seen: Seen
    code: str | None = None
    moment: Moment = Moment.POLL
    most_calls: int = 2
    """The struck service gets no more of them at that moment."""

    polls_to_heal: int = 1
    """How often it must be asked again until all is as if nothing had been."""

    @property
    def service(self) -> str:
        """What the emulator calls the service."""
        return SERVICE_OF[self.way]

    @property
    def ways(self) -> Ways:
        """The ways of the home whose one service it is."""
        return PARTNER if self.way in PARTNER else CUSTOMER

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """The kinds of call that are struck, None: all."""
        return READ_LAST[self.way] if self.moment is Moment.MIDWAY else None

    def __str__(self) -> str:
        code = f"-{self.code}" if self.code else ""
        return f"{self.moment}-{self.way}-{self.fault}{code}"


SGE, CONSO, EGL, PORTAL = "sge", "conso_api", "egl", "egl_portal"
WAYS: Final = (SGE, CONSO, EGL, PORTAL)
READ_LAST: Final[Mapping[str, tuple[str, ...]]] = {
    SGE: ("load_curve",),
    CONSO: ("load_curve",),
    EGL: ("indexes",),
    PORTAL: ("indexes",),
}

# What goes wrong on the wire.

_UNREACHED: Final = Seen(reason="connection_failed")
_TIMEOUT: Final = Seen(reason="timeout")
_BAD: Final = Seen(reason="bad_reply")
_TOO_LARGE: Final = Seen(reason="reply_too_large")

WIRE: Final[Mapping[Fault | str, Seen]] = {
    NOT_LISTENING: _UNREACHED,
    Fault.REFUSED: _UNREACHED,
    Fault.RESET_MID_REPLY: _UNREACHED,
    Fault.SILENCE: _TIMEOUT,
    Fault.SLOW_DRIP: _TIMEOUT,
    Fault.TRUNCATED: _BAD,
    Fault.HUGE_BODY: _TOO_LARGE,
    # JSON knows no entities: its services send the XML in the place of their own reply.
    Fault.ENTITY_BOMB: _BAD,
    Fault.DEEP_NESTING: _BAD,
    Fault.HTML_200: _BAD,
    Fault.WRONG_ENCODING: _BAD,
    Fault.GZIP_BOMB: _TOO_LARGE,
    Fault.MALFORMED_ROW: _BAD,
}

_GARBLED: Final = {
    Fault.TRUNCATED,
    Fault.ENTITY_BOMB,
    Fault.DEEP_NESTING,
    Fault.WRONG_ENCODING,
}
"""Faults that leave the status of a reply as it is, and nothing else of it."""

# What a status says.

_NOT_SUBSCRIBED: Final = Seen(
    reason="not_subscribed", code="900908", card="service_refused"
)


def _throttled(code: str) -> Seen:
    return Seen(reason="throttled", code=code)


def _failing(code: str) -> Seen:
    return Seen(reason="service_error", code=code)


def _refused(code: str) -> Seen:
    return Seen(reason="service_refused", code=code, card="service_refused")


def _invalid_key(code: str) -> Seen:
    return Seen(reason="invalid_key", code=code, asks="invalid_key")


_BY_STATUS_ALONE: Final[Mapping[Fault | str, Seen]] = {
    Fault.HTTP_404: _failing("404"),
    Fault.HTTP_429: _throttled("429"),
    Fault.HTTP_429_RETRY_AFTER: _throttled("429"),
    Fault.HTTP_500: _failing("500"),
    Fault.HTTP_503: _failing("503"),
    Fault.WAF_403: _throttled("403"),
}
"""What a service's failure comes to where no code of its own tells more."""

STATUS: Final[Mapping[str, Mapping[Fault | str, Seen]]] = {
    SGE: {
        Fault.HTTP_401: _invalid_key("900901"),
        Fault.HTTP_403: _NOT_SUBSCRIBED,
        Fault.HTTP_404: Seen(
            reason="not_offered", code="900906", card="service_refused"
        ),
        Fault.HTTP_429: _throttled("900802"),
        Fault.HTTP_429_RETRY_AFTER: _throttled("900802"),
        Fault.HTTP_500: _failing("900900"),
        Fault.HTTP_503: Seen(reason="gateway_down", code="303001"),
        Fault.WAF_403: Seen(reason="gateway_refused", code="403"),
    },
    CONSO: {
        Fault.HTTP_401: Seen(reason="invalid_token", code="401", asks="invalid_token"),
        Fault.HTTP_403: Seen(
            reason="consent_expired",
            code="403",
            card="consent_ended",
            asks="consent_expired",
        ),
        **_BY_STATUS_ALONE,
    },
    EGL: {
        Fault.HTTP_401: Seen(
            reason="invalid_auth_key",
            code="401",
            card="water_key_refused",
            asks="invalid_auth_key",
        ),
        # Its 403 is a page, as the firewall's.
        Fault.HTTP_403: _throttled("403"),
        **_BY_STATUS_ALONE,
    },
    PORTAL: {
        Fault.HTTP_401: Seen(reason="invalid_login", code="401", asks="invalid_login"),
        Fault.HTTP_403: Seen(
            reason="access_denied", code="403", card="service_refused"
        ),
        **_BY_STATUS_ALONE,
    },
}

# What a code of a service's own says.


def _no_agreement(code: str) -> Seen:
    return Seen(reason="consent_missing", code=code, card="consent_missing")


def _of_sge(code: str) -> Seen:
    """Return what a code of SGE's comes to that has no meaning of its own."""
    return _refused(code) if code.startswith("SGT4") else _failing(code)


SGE_CODES: Final[Mapping[str, Seen]] = {
    # A fault that reports a success is neither.
    "SGT200": _failing("500"),
    "SGT211": _no_agreement("SGT211"),
    "SGT400": _of_sge("SGT400"),
    "SGT401": Seen(reason="point_not_found", code="SGT401", card="point_not_found"),
    "SGT4B8": _failing("SGT4B8"),
    "SGT4F7": _of_sge("SGT4F7"),
    "SGT4F8": _of_sge("SGT4F8"),
    "SGT4G2": Seen(reason="not_eligible", code="SGT4G2", card="service_refused"),
    "SGT4G3": WELL,
    "SGT4H4": _of_sge("SGT4H4"),
    "SGT4K2": _no_agreement("SGT4K2"),
    # However short the period: nothing of it can be had. The age of the data tells, after some days.
    "SGT4L8": WELL,
    "SGT4Q1": _of_sge("SGT4Q1"),
    "SGT500": _failing("SGT500"),
    "SGT566": _no_agreement("SGT566"),
    "SGT570": _of_sge("SGT570"),
    "SGT583": Seen(reason="wrong_direction", code="SGT583", card="service_refused"),
    "SGT589": WELL,
    # Those that nobody knows.
    "SGT4ZZ": _of_sge("SGT4ZZ"),
    "SGT5ZZ": _of_sge("SGT5ZZ"),
    "SGT9ZZ": _of_sge("SGT9ZZ"),
}


def _gateway_down(code: str) -> Seen:
    return Seen(reason="gateway_down", code=code)


def _not_offered(code: str) -> Seen:
    return Seen(reason="not_offered", code=code, card="service_refused")


GATEWAY_CODES: Final[Mapping[str, Seen]] = {
    **{code: _not_offered(code) for code in ("404", "405", "900906")},
    **{str(code): _gateway_down(str(code)) for code in range(101500, 101511)},
    **{code: _gateway_down(code) for code in ("303001", "700700", "900907")},
    **{str(code): _throttled(str(code)) for code in range(900800, 900808)},
    **{str(code): _invalid_key(str(code)) for code in range(900901, 900906)},
    **{
        str(code): replace(_NOT_SUBSCRIBED, code=str(code))
        for code in range(900908, 900911)
    },
    "909999": _failing("909999"),
}

CONSO_CODES: Final[Mapping[str, Seen]] = {
    "no_data_found": WELL,
    "ADAM-ERR0123": WELL,
    "history_deadline": WELL,
    "ADAM-ERR0126": WELL,
    "ADAM-ERR0191": Seen(
        reason="consent_missing",
        code="ADAM-ERR0191",
        card="consent_ended",
        asks="consent_missing_of_token",
    ),
    "ADAM-DC-0007": _refused("ADAM-DC-0007"),
    "ADAM-DC-0008": Seen(
        reason="consent_expired",
        code="ADAM-DC-0008",
        card="consent_ended",
        asks="consent_expired",
    ),
    "invalid_period": _refused("400"),
    "technical_error": _failing("500"),
    "ADAM-ERR9999": _refused("ADAM-ERR9999"),
}

EGL_CODES: Final[Mapping[str, Seen]] = {
    "-1": Seen(
        reason="invalid_auth_key",
        code="-1",
        card="water_key_refused",
        asks="invalid_auth_key",
    ),
    "-2": Seen(reason="invalid_login", code="-2", asks="invalid_login"),
    "-3": _failing("-3"),
    "-4": _failing("-4"),
    "-5": _failing("-5"),
    "-99": _failing("-99"),
}
"""The portal of the customers has no codes."""

CODES: Final = (
    (SGE, Fault.SGE_CODE, SGE_CODES),
    (SGE, Fault.GATEWAY_CODE, GATEWAY_CODES),
    (CONSO, Fault.CONSO_ERROR, CONSO_CODES),
    (EGL, Fault.EGL_CODE, EGL_CODES),
)

_SEARCHING: Final = {"SGT4L8", "ADAM-ERR0123", "ADAM-ERR0126", "history_deadline"}
"""Codes that say that less may be had."""


def _at_poll() -> Iterator[Cell]:
    """Every fault of every service, and every code."""
    for way in WAYS:
        for fault, seen in {**WIRE, **STATUS[way]}.items():
            # The portal logs in by four calls, and lists its contracts.
            most = 6 if way == PORTAL else 2
            yield Cell(way=way, fault=fault, seen=seen, most_calls=most)
    for way, fault, meanings in CODES:
        for code, seen in meanings.items():
            most = 14 if code in _SEARCHING else 4 if seen == WELL else 2
            yield Cell(way=way, fault=fault, code=code, seen=seen, most_calls=most)


_AT_FIRST: Final = (
    NOT_LISTENING,
    Fault.SILENCE,
    Fault.HTML_200,
    Fault.GZIP_BOMB,
    Fault.HTTP_401,
    Fault.HTTP_403,
    Fault.HTTP_429_RETRY_AFTER,
)
_MIDWAY: Final = (
    Fault.RESET_MID_REPLY,
    Fault.HUGE_BODY,
    Fault.HTTP_401,
    Fault.HTTP_403,
    Fault.HTTP_503,
)
_AT_START: Final = (
    NOT_LISTENING,
    Fault.SLOW_DRIP,
    Fault.HTML_200,
    Fault.HTTP_401,
    Fault.HTTP_403,
)


_CURVE_REFUSED: Final = Seen(card="curve_refused")
_SEEN_MIDWAY: Final[Mapping[tuple[str, Fault | str], Seen]] = {
    # The half-hours alone are refused: the days go on being read.
    (SGE, Fault.HTTP_403): _CURVE_REFUSED,
    (CONSO, Fault.HTTP_403): _CURVE_REFUSED,
    # Who has just logged in is known.
    (EGL, Fault.HTTP_401): _failing("401"),
    (PORTAL, Fault.HTTP_401): _failing("401"),
}


def _seen_at(moment: Moment, way: str, fault: Fault | str, usual: Seen) -> Seen:
    """Return what is seen at a moment, given what is seen at a poll."""
    if moment is Moment.FIRST and way == CONSO and fault in _GARBLED:
        # The first of its replies refuses the days before the meter was there: its status can still be read.
        return _refused("ADAM-ERR012" if fault == Fault.TRUNCATED else "400")
    if moment is Moment.MIDWAY:
        return _SEEN_MIDWAY.get((way, fault), usual)
    if (
        moment is Moment.START
        and way in (SGE, CONSO)
        and not (usual.asks or usual.card)
    ):
        # The home was off for longer than days usually take.
        return replace(usual, card="no_electricity_data")
    return usual


def _at(moment: Moment, faults: Iterable[Fault | str]) -> Iterator[Cell]:
    for way in WAYS:
        seen_of = {**WIRE, **STATUS[way]}
        for fault in faults:
            seen = _seen_at(moment, way, fault, seen_of[fault])
            yield Cell(
                way=way,
                fault=fault,
                seen=seen,
                moment=moment,
                most_calls=16,
                # Refused half-hours are looked for again on Mondays, which is four days later.
                polls_to_heal=4 if seen == _CURVE_REFUSED else 1,
            )


CELLS: Final = (
    *_at_poll(),
    *_at(Moment.FIRST, _AT_FIRST),
    *_at(Moment.MIDWAY, _MIDWAY),
    *_at(Moment.START, _AT_START),
)

_EVERY_FAULT: Final = (*WIRE, *STATUS[SGE])
MORE_CELLS: Final = (
    *_at(Moment.FIRST, [each for each in _EVERY_FAULT if each not in _AT_FIRST]),
    *_at(Moment.START, [each for each in _EVERY_FAULT if each not in _AT_START]),
)
"""Those of thorough runs alone."""
