"""The SOAP 1.1 envelope: requests as SGE's schemas want them, and replies read down to their body."""

from collections.abc import Sequence
from dataclasses import dataclass
import re
from typing import Final
from xml.sax.saxutils import escape

from .. import TransientError
from ..http import Reply
from .document import BadDocumentError, Node, descend, has, parse, soap_envelope
from .faults import raise_for_acknowledgement, raise_for_fault, raise_for_gateway

TECHNICAL_NAMESPACE: Final = "http://www.enedis.fr/sge/b2b/technique/v1.0"

_ENVELOPE_NAMESPACE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_NOT_IN_XML: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)

type Field = tuple[str, str | Sequence[Field]]
"""An element in no namespace, with its text or its children: SGE's schemas qualify roots only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One SOAP request."""

    action: str
    """SOAPAction, without quotes; SGE's older services want it empty."""

    namespace: str
    root: str
    """The local name of the body's element, which alone is in the namespace."""

    fields: Sequence[Field]
    """Its children, in the schema's order: SGE refuses any other."""

    login: str | None = None
    """Who asks, in the header `entete` of the services that declare one; None for an empty header."""

    def headers(self) -> dict[str, str]:
        """Return the HTTP headers that a SOAP 1.1 request needs."""
        return {
            "Content-Type": "text/xml;charset=UTF-8",
            "SOAPAction": f'"{self.action}"',
        }

    def envelope(self) -> bytes:
        """Return the whole message, UTF-8."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<soapenv:Envelope xmlns:soapenv="{_ENVELOPE_NAMESPACE}" xmlns:sge="{self.namespace}">'
            f"{self._header()}"
            f"<soapenv:Body><sge:{self.root}>{_render(self.fields)}</sge:{self.root}></soapenv:Body>"
            "</soapenv:Envelope>"
        ).encode()

    def _header(self) -> str:
        if self.login is None:
            return "<soapenv:Header/>"
        entete = _render(
            [("version", "1.0"), ("infoDemandeur", [("loginDemandeur", self.login)])]
        )
        return f'<soapenv:Header><tec:entete xmlns:tec="{TECHNICAL_NAMESPACE}">{entete}</tec:entete></soapenv:Header>'


def read_response(reply: Reply, root: str) -> Node:
    """Return the response element, None when it is there and empty.

    Args:
        reply: What the gateway answered.
        root: The beginning of the response element's local name; v3 of the measures adds its version behind it.

    Raises:
        SourceError: whatever the fault, the gateway's error or the HTTP status means; `bad_reply` when nothing of
            it can be understood.

    """
    document = _document(reply)
    body = descend(document, "Envelope", "Body")
    if has(body, "Fault"):
        raise_for_fault(descend(body, "Fault"), reply)
    raise_for_acknowledgement(descend(document, "Envelope", "Header"), reply)
    if body is None or not reply.ok:
        raise_for_gateway(reply)
    for name in body if isinstance(body, dict) else ():
        if name.startswith(root):
            return descend(body, name)
    raise TransientError("bad_reply")


def _document(reply: Reply) -> Node:
    """Return the document with the envelope; None when there is none that can be read."""
    envelope = soap_envelope(reply.body)
    try:
        return parse(envelope) if envelope else None
    except BadDocumentError:
        return None


def _render(fields: Sequence[Field]) -> str:
    return "".join(
        f"<{name}>{_text(content) if isinstance(content, str) else _render(content)}</{name}>"
        for name, content in fields
    )


def _text(value: str) -> str:
    """Return a value as XML text: escaped, and without the characters that XML cannot hold at all."""
    return escape(_NOT_IN_XML.sub(" ", value))
