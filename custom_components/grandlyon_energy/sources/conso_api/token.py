"""What a token of Conso API says of itself: a JSON Web Token names its meters and its last second.

Its signature is not checked, which only the service can. What cannot be read is left for the service to judge.
"""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime
import json
import re
from typing import Final

from .. import CredentialsError

_LONGEST: Final = 4096
"""Ten times what a token has, and half of what servers take for a header; characters."""

_BEARER_TOKEN: Final = re.compile(r"[!-~]+")
"""What can stand behind `Bearer` and stay one word."""


def check_token(token: str, point_id: str, *, now: datetime) -> None:
    """Raise when a token plainly opens nothing of a meter, so that nobody has to be asked.

    Args:
        token: Without blanks around it.
        point_id: The meter, 14 digits.
        now: Aware.

    Raises:
        CredentialsError: `invalid_token` when no header can carry it, `token_expired`, or `wrong_token` when it names
            other meters only.

    """
    if not _fits_in_a_header(token):
        raise CredentialsError("invalid_token")
    claims = _claims(token)
    expiry = _expiry(claims)
    if expiry is not None and expiry <= now:
        raise CredentialsError("token_expired")
    meters = claims.get("sub")
    if isinstance(meters, list) and _all_text(meters) and point_id not in meters:
        raise CredentialsError("wrong_token")


def token_expiry(token: str) -> datetime | None:
    """Return the instant, aware UTC, from which on a token opens nothing; None when it does not say."""
    return _expiry(_claims(token))


def _fits_in_a_header(token: str) -> bool:
    return len(token) <= _LONGEST and _BEARER_TOKEN.fullmatch(token) is not None


def _all_text(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _claims(token: str) -> dict[str, object]:
    """Return what a token's payload says, nothing when it is not a JSON Web Token that can be read."""
    _, _, rest = token.partition(".")
    payload, _, _ = rest.partition(".")
    try:
        padding = "=" * (-len(payload) % 4)
        claims: object = json.loads(urlsafe_b64decode(payload + padding))
    except ValueError, RecursionError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _expiry(claims: dict[str, object]) -> datetime | None:
    """Return the instant, aware UTC, from which on a token opens nothing; None when it does not say."""
    seconds = claims.get("exp")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except ValueError, OverflowError, OSError:
        return None
