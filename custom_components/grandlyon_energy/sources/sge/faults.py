"""What every failure of SGE and of the gateway in front of it means: the only place that decides.

SGE's codes come from the SGE guides and their homologation cases, the gateway's from WSO2 API Manager's
documentation. What matters is the code, never the wording, which differs between services for the same code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
import json
import re
from typing import Any, Final, NoReturn

from .. import (
    ConsentError,
    CredentialsError,
    NoDataError,
    SourceError,
    ThrottledError,
    TransientError,
)
from ..http import Reply, raise_for_status
from ..periods import PeriodRefusedError
from .document import BadDocumentError, Node, attribute, find_all, parse, text, text_at


class NotOfferedError(ConsentError):
    """The gateway or the service does not know what was asked for: the route, or this version of the request."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the five meanings, and the key of its message."""

    error: type[SourceError]
    reason: str


NOT_OFFERED: Final = Meaning(NotOfferedError, "not_offered")
INVALID_KEY: Final = Meaning(CredentialsError, "invalid_key")
NOT_SUBSCRIBED: Final = Meaning(ConsentError, "not_subscribed")
THROTTLED: Final = Meaning(ThrottledError, "throttled")
GATEWAY_DOWN: Final = Meaning(TransientError, "gateway_down")
GATEWAY_REFUSED: Final = Meaning(TransientError, "gateway_refused")
SERVICE_ERROR: Final = Meaning(TransientError, "service_error")
SERVICE_REFUSED: Final = Meaning(ConsentError, "service_refused")
CONSENT_MISSING: Final = Meaning(ConsentError, "consent_missing")
WRONG_DIRECTION: Final = Meaning(ConsentError, "wrong_direction")

SGE_MEANINGS: Final[Mapping[str, Meaning]] = {
    "SGT211": CONSENT_MISSING,
    "SGT401": Meaning(ConsentError, "point_not_found"),
    "SGT4B8": SERVICE_ERROR,  # Other requests on the point are in progress.
    "SGT4G2": Meaning(ConsentError, "not_eligible"),
    "SGT4G3": Meaning(NoDataError, "no_data"),
    "SGT4K2": CONSENT_MISSING,
    "SGT4L8": Meaning(PeriodRefusedError, "period_refused"),
    "SGT566": CONSENT_MISSING,  # Functional in spite of its number, as is SGT583.
    "SGT583": WRONG_DIRECTION,
    "SGT589": Meaning(NoDataError, "no_data"),
}

# 900908 and its kin mean that the key is genuine and its application has no subscription to this service: another
# key of the same application would not help, a subscription on the gateway's portal does.
GATEWAY_MEANINGS: Final[Mapping[str, Meaning]] = {
    "404": NOT_OFFERED,
    "405": NOT_OFFERED,
    "303001": GATEWAY_DOWN,
    "700700": GATEWAY_DOWN,  # The service is blocked for everyone.
    "900901": INVALID_KEY,
    "900902": INVALID_KEY,
    "900903": INVALID_KEY,
    "900904": INVALID_KEY,
    "900905": INVALID_KEY,
    "900906": NOT_OFFERED,
    "900907": GATEWAY_DOWN,
    "900908": NOT_SUBSCRIBED,
    "900909": NOT_SUBSCRIBED,
    "900910": NOT_SUBSCRIBED,
    **{str(code): THROTTLED for code in range(900800, 900808)},
    **{str(code): GATEWAY_DOWN for code in range(101500, 101511)},
}

STATUS_MEANINGS: Final[Mapping[int, Meaning]] = {
    HTTPStatus.UNAUTHORIZED: INVALID_KEY,
    HTTPStatus.NOT_FOUND: NOT_OFFERED,
    HTTPStatus.METHOD_NOT_ALLOWED: NOT_OFFERED,
    HTTPStatus.GONE: NOT_OFFERED,
    HTTPStatus.BAD_GATEWAY: GATEWAY_DOWN,
    HTTPStatus.SERVICE_UNAVAILABLE: GATEWAY_DOWN,
    HTTPStatus.GATEWAY_TIMEOUT: GATEWAY_DOWN,
}

# To a SOAP request WSO2 speaks SOAP as well: its refusals can arrive as faults without a code.
_THROTTLED_TEXT: Final = re.compile(r"throttled out", re.IGNORECASE)
_KEY_REFUSED_TEXT: Final = re.compile(r"authentication failure", re.IGNORECASE)
_UNKNOWN_REQUEST_TEXT: Final = re.compile(
    r"no matching resource|soapaction|unexpected wrapper element|unexpected element|dispatch method"
    r"|no endpoint mapping|cvc-elt|was not recognized|operation not found|no such operation",
    re.IGNORECASE,
)
"""How the usual SOAP frameworks say that they know no such operation, some of them as the server's fault."""

_SENDER_FAULTS: Final = {"client", "sender", "mustunderstand", "versionmismatch"}
_SGE_CODE: Final = re.compile(r"SGT[0-9A-Z]{3}")
_GATEWAY_CODE: Final = re.compile(r"[0-9]{3,6}")
_SUCCESS: Final = "SGT200"


def raise_for_gateway(reply: Reply) -> NoReturn:
    """Raise what a reply without a readable SOAP envelope means.

    A firewall's 403 comes as a page or as nothing and says nothing of the key; an API manager's is for machines.

    Raises:
        SourceError: always, one of the five.

    """
    code = _gateway_code(reply)
    if meaning := GATEWAY_MEANINGS.get(code or ""):
        _raise(meaning, code, reply)
    if reply.status == HTTPStatus.FORBIDDEN:
        _raise(
            INVALID_KEY if _is_for_machines(reply) else GATEWAY_REFUSED, "403", reply
        )
    _raise_for_status(reply, code)
    raise TransientError("bad_reply")


def raise_for_fault(fault: Node, reply: Reply) -> NoReturn:
    """Raise what a SOAP fault means, whatever the HTTP status it came with.

    Raises:
        SourceError: always, one of the five; `NotOfferedError` when the service did not recognise the request.

    """
    if code := _sge_code(fault):
        _raise_for_sge(code, reply)
    said = _fault_text(fault)
    if _THROTTLED_TEXT.search(said):
        _raise(THROTTLED, str(reply.status), reply)
    if _KEY_REFUSED_TEXT.search(said) or reply.status == HTTPStatus.FORBIDDEN:
        _raise(INVALID_KEY, str(reply.status), reply)
    if reply.status in STATUS_MEANINGS or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        _raise_for_status(reply, None)
    if _UNKNOWN_REQUEST_TEXT.search(said) or _blames_sender(fault):
        _raise(NOT_OFFERED, None, reply)
    _raise(SERVICE_ERROR, None if reply.ok else str(reply.status), reply)


def raise_for_acknowledgement(header: Node, reply: Reply) -> None:
    """Raise when the acknowledgement in a reply's header is none of a success.

    Raises:
        SourceError: one of the five, by SGE's code.

    """
    code = _sge_code(header)
    if code and (code in SGE_MEANINGS or not code.startswith("SGT2")):
        _raise_for_sge(code, reply)


def _raise_for_sge(code: str, reply: Reply) -> NoReturn:
    """Raise by SGE's code: SGT4xx is functional, everything else technical, but for the table's exceptions."""
    default = SERVICE_REFUSED if code.startswith("SGT4") else SERVICE_ERROR
    _raise(SGE_MEANINGS.get(code, default), code, reply)


def _raise_for_status(reply: Reply, code: str | None) -> None:
    if meaning := STATUS_MEANINGS.get(reply.status):
        _raise(meaning, code or str(reply.status), reply)
    raise_for_status(reply, code=code)


def _raise(meaning: Meaning, code: str | None, reply: Reply) -> NoReturn:
    if meaning.error is ThrottledError:
        raise ThrottledError(meaning.reason, code=code, retry_after=reply.retry_after)
    raise meaning.error(meaning.reason, code=code)


def _sge_code(node: Node) -> str | None:
    """Return the code of the first `resultat` that is no success, None when none has one of SGE's form."""
    for result in find_all(node, "resultat"):
        code = attribute(result, "code") or ""
        if code != _SUCCESS and _SGE_CODE.fullmatch(code):
            return code
    return None


def _blames_sender(fault: Node) -> bool:
    """Return whether the fault says that the request is wrong: without SGE's code, a framework did not know it."""
    kind = text_at(fault, "faultcode") or text_at(fault, "Code", "Value") or ""
    return kind.lower().rpartition(":")[2].partition(".")[0] in _SENDER_FAULTS


def _fault_text(fault: Node) -> str:
    """Return what the framework says, in SOAP 1.1 and 1.2: looked at, never passed on, since it may quote anything."""
    said = [text_at(fault, "faultstring"), text_at(fault, "Reason", "Text")]
    said += [text(detail) for detail in find_all(fault, "detail")]
    return " ".join(words for words in said if words)


def _gateway_code(reply: Reply) -> str | None:
    """Return the code of an API manager's error, JSON or XML."""
    body = reply.body.lstrip()
    if body.startswith(b"{"):
        code = _json_code(body)
    elif body.startswith(b"<"):
        code = _xml_code(body)
    else:
        return None
    return code if code and _GATEWAY_CODE.fullmatch(code) else None


def _json_code(body: bytes) -> str | None:
    try:
        error: Any = json.loads(body)
    except ValueError, RecursionError:
        return None
    fault = error.get("fault", error)
    return str(fault.get("code")) if isinstance(fault, dict) else None


def _xml_code(body: bytes) -> str | None:
    try:
        document = parse(body)
    except BadDocumentError:
        return None
    return text_at(document, "fault", "code")


def _is_for_machines(reply: Reply) -> bool:
    """Return whether an error is written for programs, as an API manager writes it, and not a page."""
    body = reply.body.lstrip()[:200].lower()
    if "html" in reply.content_type or b"<html" in body or b"<!doctype" in body:
        return False
    return body.startswith((b"{", b"<"))
