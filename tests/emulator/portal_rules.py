"""How the customers' portal behaves where it varies or is not known."""

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus


@dataclass(slots=True, kw_only=True)
class PortalRules:
    """What tests change."""

    unit: str = "l"
    """l or m3."""
    session_lifetime: timedelta = timedelta(hours=12)
    """How long the cookie of a log-in gives tokens without the password."""
    log_in_accepted: bool = True
    """Whether the home's password opens anything; if not, no session of it does either."""
    token_lifetime: timedelta = timedelta(hours=1)
    newest_index: bool = True
    """Whether the day that has begun already shows the index that closes the day before."""
    stale_id_status: HTTPStatus = HTTPStatus.FORBIDDEN
    """What an id of an earlier list gets: 403 or 404."""
    ended: set[str] = field(default_factory=set)
    """References of contracts that have ended."""
    without_contracts: bool = False
    """Whether the log-in has no contract at all."""
    burst: int | None = None
    """The most requests within `burst_window` that the firewall lets pass; None lets any number."""
    burst_window: timedelta = timedelta(seconds=10)
