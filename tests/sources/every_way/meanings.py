"""What each fault means for each way: one of the five errors and its reason, or nothing at all."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from custom_components.grandlyon_energy.sources import (
    ConsentError,
    CredentialsError,
    SourceError,
    ThrottledError,
    TransientError,
)
from tests.emulator import Fault

from .ways import CONSO, EGL, PORTAL, SGE, Way


class Meaning(NamedTuple):
    """One of the five errors, and its reason."""

    error: type[SourceError]
    reason: str


HARMLESS: Final = None
"""The readings are the right ones all the same."""

UNREACHED: Final = Meaning(TransientError, "connection_failed")
TIMEOUT: Final = Meaning(TransientError, "timeout")
TOO_LARGE: Final = Meaning(TransientError, "reply_too_large")
BAD_REPLY: Final = Meaning(TransientError, "bad_reply")
FAILING: Final = Meaning(TransientError, "service_error")
THROTTLED: Final = Meaning(ThrottledError, "throttled")

type Meanings = Mapping[Fault, Meaning | None]

_OF_EVERY_WAY: Final[Meanings] = {
    Fault.REFUSED: UNREACHED,
    Fault.RESET_MID_REPLY: UNREACHED,
    Fault.SILENCE: TIMEOUT,
    Fault.SLOW_DRIP: TIMEOUT,
    Fault.TRUNCATED: BAD_REPLY,
    Fault.HUGE_BODY: TOO_LARGE,
    Fault.ENTITY_BOMB: BAD_REPLY,
    Fault.DEEP_NESTING: BAD_REPLY,
    Fault.HTML_200: BAD_REPLY,
    Fault.WRONG_ENCODING: BAD_REPLY,
    Fault.GZIP_BOMB: TOO_LARGE,
    Fault.HTTP_404: FAILING,
    Fault.HTTP_429: THROTTLED,
    Fault.HTTP_429_RETRY_AFTER: THROTTLED,
    Fault.HTTP_500: FAILING,
    Fault.HTTP_503: FAILING,
    Fault.WAF_403: THROTTLED,
    Fault.MALFORMED_ROW: BAD_REPLY,
    Fault.MULTIPART: BAD_REPLY,
    Fault.UNSORTED: HARMLESS,
    Fault.REPEATED: HARMLESS,
}

_OF_WAY: Final[Mapping[Way, Meanings]] = {
    SGE: {
        # SOAP may come in parts.
        Fault.MULTIPART: HARMLESS,
        Fault.HTTP_401: Meaning(CredentialsError, "invalid_key"),
        Fault.HTTP_403: Meaning(ConsentError, "not_subscribed"),
        Fault.HTTP_404: Meaning(ConsentError, "not_offered"),
        Fault.HTTP_503: Meaning(TransientError, "gateway_down"),
        Fault.WAF_403: Meaning(TransientError, "gateway_refused"),
    },
    CONSO: {
        Fault.HTTP_401: Meaning(CredentialsError, "invalid_token"),
        Fault.HTTP_403: Meaning(ConsentError, "consent_expired"),
    },
    EGL: {
        Fault.HTTP_401: Meaning(CredentialsError, "invalid_auth_key"),
        # Its 403 is a page, as the firewall's.
        Fault.HTTP_403: THROTTLED,
    },
    PORTAL: {
        Fault.HTTP_401: FAILING,
        Fault.HTTP_403: Meaning(ConsentError, "access_denied"),
    },
}

_WITHOUT_ROWS: Final[Meanings] = {Fault.MALFORMED_ROW: HARMLESS}
_UNREAD: Final[Meanings] = dict.fromkeys(
    (
        Fault.TRUNCATED,
        Fault.HUGE_BODY,
        Fault.ENTITY_BOMB,
        Fault.DEEP_NESTING,
        Fault.HTML_200,
        Fault.WRONG_ENCODING,
        Fault.GZIP_BOMB,
        Fault.MALFORMED_ROW,
        Fault.MULTIPART,
    ),
    HARMLESS,
)
"""Of a reply whose body does not matter: cookies, a redirect."""

_OF_CALL: Final[Mapping[tuple[Way, str], Meanings]] = {
    (SGE, "contract"): _WITHOUT_ROWS,
    (SGE, "search"): {
        **_WITHOUT_ROWS,
        Fault.HTTP_403: Meaning(ConsentError, "identity_unavailable"),
        Fault.HTTP_404: Meaning(ConsentError, "identity_unavailable"),
    },
    (EGL, "connect"): _WITHOUT_ROWS,
    # The log-in has just succeeded, so it cannot be that.
    (EGL, "indexes"): {Fault.HTTP_401: FAILING},
    (PORTAL, "log_in"): {
        **_UNREAD,
        Fault.HTTP_401: Meaning(CredentialsError, "invalid_login"),
        # What is broken off has lost the cookie, without which there is no authorisation.
        Fault.RESET_MID_REPLY: BAD_REPLY,
        Fault.SLOW_DRIP: BAD_REPLY,
    },
    (PORTAL, "authorize"): _UNREAD,
    (PORTAL, "token"): _WITHOUT_ROWS,
    (PORTAL, "contracts"): _WITHOUT_ROWS,
}

OUT_OF_ALL_PROPORTION: Final = (
    Fault.HUGE_BODY,
    Fault.GZIP_BOMB,
    Fault.ENTITY_BOMB,
    Fault.DEEP_NESTING,
)
OTHER_FAULTS: Final = [
    fault
    for fault in (*_OF_EVERY_WAY, Fault.HTTP_401, Fault.HTTP_403)
    if fault not in OUT_OF_ALL_PROPORTION
]

CODES: Final = (
    (SGE, Fault.SGE_CODE, "SGT4K2", Meaning(ConsentError, "consent_missing")),
    (SGE, Fault.SGE_CODE, "SGT500", FAILING),
    (SGE, Fault.SGE_CODE, "SGT4ZZ", Meaning(ConsentError, "service_refused")),
    (SGE, Fault.SGE_CODE, "SGT9ZZ", FAILING),
    (
        CONSO,
        Fault.CONSO_ERROR,
        "ADAM-ERR0191",
        Meaning(ConsentError, "consent_missing"),
    ),
    (
        CONSO,
        Fault.CONSO_ERROR,
        "ADAM-DC-0008",
        Meaning(ConsentError, "consent_expired"),
    ),
    (
        CONSO,
        Fault.CONSO_ERROR,
        "ADAM-DC-0007",
        Meaning(ConsentError, "service_refused"),
    ),
    (CONSO, Fault.CONSO_ERROR, "technical_error", FAILING),
    (EGL, Fault.EGL_CODE, "-99", FAILING),
)
"""Codes of the services' own, known and unknown; the portal has none."""


def meaning(way: Way, kind: str, fault: Fault) -> Meaning | None:
    """Return what a fault means that strikes one kind of call."""
    for meanings in (_OF_CALL.get((way, kind), {}), _OF_WAY[way], _OF_EVERY_WAY):
        if fault in meanings:
            return meanings[fault]
    raise LookupError(fault)
