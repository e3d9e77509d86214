"""What every failure of Conso API means: the only place that decides.

The service has a few refusals of its own, {status, message}, and passes on those of Enedis with their HTTP status,
below `error`: an object with a code, in the words of one of Enedis' generations, or text. So the codes and phrases are
looked for anywhere in the body. Sources: the service's documentation and source, and its users' issues.
"""

from http import HTTPStatus
import re
from typing import Final

from .. import ConsentError, CredentialsError, ThrottledError, TransientError
from ..http import Reply, raise_for_status
from ..periods import PeriodRefusedError, PeriodTooEarlyError

_BEFORE_ACTIVATION: Final = "ADAM-ERR0123"
_TOO_LONG: Final = "ADAM-ERR0126"
_CONSENT_MISSING: Final = "ADAM-ERR0191"

_LONGEST_ERROR: Final = 10_000
"""Only so much of a body is looked through, bytes."""

_CODE: Final = re.compile(r"ADAM-[A-Z0-9-]{3,16}")
_NO_DATA: Final = re.compile(
    r"no_data_found|no measure found|pas de mesure", re.IGNORECASE
)
_BEFORE_HISTORY: Final = re.compile(
    r"last activation date|history deadline", re.IGNORECASE
)

# The API manager's 9009xx: it refuses the service itself, and not the person whose token it is.
_SERVICE_REFUSED_BY_ENEDIS: Final = re.compile(r"\b9009[0-9]{2}\b")


def is_no_data(reply: Reply) -> bool:
    """Return whether a reply says that there is nothing for the period."""
    return reply.status == HTTPStatus.NOT_FOUND and bool(_NO_DATA.search(_said(reply)))


def raise_for_failure(reply: Reply) -> None:
    """Raise what a reply means that is no success.

    Raises:
        PeriodTooEarlyError: it begins before the meter's activation or the service's memory.
        PeriodRefusedError: it is too long.
        SourceError: one of the five.

    """
    if reply.ok:
        return
    said = _said(reply)
    found = _CODE.search(said)
    code = found[0] if found else str(reply.status)
    match reply.status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN if (
            _SERVICE_REFUSED_BY_ENEDIS.search(said)
        ):
            raise TransientError("service_error", code=code)
        case HTTPStatus.UNAUTHORIZED:
            raise CredentialsError("invalid_token", code=code)
        case HTTPStatus.FORBIDDEN if _is_page(reply):
            raise ThrottledError("throttled", code=code, retry_after=reply.retry_after)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND if (
            code == _CONSENT_MISSING
        ):
            raise ConsentError("consent_missing", code=code)
        case HTTPStatus.FORBIDDEN:
            raise ConsentError("consent_expired", code=code)
        case HTTPStatus.BAD_REQUEST:
            _raise_for_period(code, said)
            raise ConsentError("service_refused", code=code)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            raise ConsentError("service_refused", code=code)
    raise_for_status(reply, code=code)


def _raise_for_period(code: str, said: str) -> None:
    """Raise when a refusal is about the period."""
    if code == _TOO_LONG:
        raise PeriodRefusedError("period_refused", code=code)
    if code == _BEFORE_ACTIVATION or _BEFORE_HISTORY.search(said):
        raise PeriodTooEarlyError("period_refused", code=code)


def _said(reply: Reply) -> str:
    """Return what an error says: looked at, never passed on, since it may quote anything."""
    return reply.body[:_LONGEST_ERROR].decode("utf-8", errors="replace")


def _is_page(reply: Reply) -> bool:
    """Return whether an error is a page for people: a firewall's, since the service and Enedis write for programs."""
    start = reply.body.lstrip()[:200].lower()
    return (
        "html" in reply.content_type or b"<html" in start or b"<!doctype html" in start
    )
