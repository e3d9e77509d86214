"""What a service answers, before a fault spoils it."""

from dataclasses import dataclass, replace
from http import HTTPStatus
import json

_PAGE = "<html><head><title>{0}</title></head><body>{0}</body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole HTTP reply, and what to remember the call by."""

    status: int
    body: bytes
    content_type: str
    outcome: str
    headers: tuple[tuple[str, str], ...] = ()

    def with_header(self, name: str, value: str) -> Reply:
        """Return the reply with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))

    def retry_after(self, value: str) -> Reply:
        """Return the reply with the header that says when to ask again."""
        return self.with_header("Retry-After", value)


def json_reply(content: object, *, outcome: str, status: int = 200) -> Reply:
    """Return JSON in UTF-8."""
    return Reply(
        status=status,
        body=json.dumps(content, ensure_ascii=False).encode(),
        content_type="application/json; charset=utf-8",
        outcome=outcome,
    )


def page_reply(status: HTTPStatus) -> Reply:
    """Return a web server's own page for a status."""
    return Reply(
        status=status,
        body=_PAGE.format(status.phrase).encode(),
        content_type="text/html",
        outcome=str(int(status)),
    )


def firewall_reply() -> Reply:
    """Return the page by which a firewall refuses a request, whatever service stands behind it."""
    return page_reply(HTTPStatus.FORBIDDEN)
