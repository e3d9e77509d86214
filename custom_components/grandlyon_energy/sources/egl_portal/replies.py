"""What a reply of the portal is: JSON, a refusal, or the firewall's page; and the contracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
import re
from typing import Final

from .. import ConsentError, ThrottledError, TransientError
from ..http import Reply, raise_for_status
from ..readings import WaterContract

_REFERENCE: Final = re.compile(r"[0-9A-Za-z_-]{1,32}")
"""It becomes part of names, so only plain characters will do."""

_ID: Final = re.compile(r"[^\s\ud800-\udfff]{1,2000}")
"""It becomes part of an address: half a sign cannot be encoded, and a longer one no server takes. Nobody says how long the
portal's may be: each is encrypted anew."""

_STATUS: Final = re.compile(r"[\w '-]{1,30}")
_ACTIVE: Final = "actif"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalContract:
    """A contract as the portal lists it."""

    reference: str
    """The portal's stable number of it."""

    id: str
    """What the routes want; another one in every reply."""

    status: str | None
    """`Actif`, or what became of it."""

    @property
    def active(self) -> bool:
        """Whether it is in force."""
        return self.status is not None and self.status.casefold() == _ACTIVE

    def shown(self) -> WaterContract:
        """Return what leaves the source; the status tells the flat one lives in from the one before."""
        label = f"{self.reference} ({self.status})" if self.status else None
        return WaterContract(contract_id=self.reference, label=label)


def raise_if_blocked(reply: Reply) -> None:
    """Raise when the service, or the firewall in front of it, has had too many calls.

    The application itself refuses in JSON; any other 403 is the firewall's.

    Raises:
        ThrottledError: HTTP 429 or the firewall's 403.

    """
    throttled = reply.status == HTTPStatus.TOO_MANY_REQUESTS
    blocked = reply.status == HTTPStatus.FORBIDDEN and not isinstance(reply.json, dict)
    if throttled or blocked:
        raise ThrottledError(
            "throttled", code=str(reply.status), retry_after=reply.retry_after
        )


def read_content(reply: Reply) -> object:
    """Return the JSON of a reply.

    Raises:
        ConsentError: `access_denied`, the application's own 403.
        ThrottledError: as `raise_if_blocked`.
        TransientError: `service_error` for any other failing status, `bad_reply` when it is no JSON.

    """
    raise_if_blocked(reply)
    if reply.status == HTTPStatus.FORBIDDEN:
        raise ConsentError("access_denied", code=str(reply.status))
    raise_for_status(reply)
    content = reply.json
    if content is None:
        raise TransientError("bad_reply")
    return content


def read_contracts(content: object) -> Sequence[PortalContract]:
    """Read the list of the contracts, or a page that holds one: those in force first, each reference once.

    Raises:
        ConsentError: `no_contract`.
        TransientError: `bad_reply`.

    """
    if isinstance(content, dict):
        content = content.get("content")
    if not isinstance(content, list):
        raise TransientError("bad_reply")
    if not content:
        raise ConsentError("no_contract")
    contracts = {one.reference: one for one in map(_contract, content)}
    return sorted(contracts.values(), key=lambda contract: not contract.active)


def _contract(item: object) -> PortalContract:
    if not isinstance(item, dict):
        raise TransientError("bad_reply")
    reference, contract_id = _text(item.get("reference")), _text(item.get("id"))
    if not _REFERENCE.fullmatch(reference) or not _ID.fullmatch(contract_id):
        raise TransientError("bad_reply")
    return PortalContract(
        reference=reference, id=contract_id, status=_status(item.get("statutExtrait"))
    )


def _status(extract: object) -> str | None:
    """Return a status that can be shown; one that looks like anything else is as good as none."""
    label = extract.get("libelle") if isinstance(extract, dict) else None
    return label if isinstance(label, str) and _STATUS.fullmatch(label) else None


def _text(value: object) -> str:
    """Return a number or text of the service as text, empty for anything else."""
    # `type` and not `isinstance`: true is an int to Python.
    text = str(value) if type(value) is int else value
    return text.strip() if isinstance(text, str) else ""
