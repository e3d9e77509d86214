"""XML read defensively, as plain nodes named by local name: the prefix a service chose never matters."""

from collections.abc import Iterator, Sequence
from itertools import batched
import re
from typing import Any, Final
from xml.parsers import expat

type Node = dict[str, Any] | str | None
"""An element: its children and `@attributes` by local name, or only its text, or nothing."""

MAXIMUM_DEPTH: Final = 64
MAXIMUM_ELEMENTS: Final = 250_000
"""Three years of days have about 10 000 elements, a week of five-minute points as many."""

_ENVELOPE_START: Final = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>\s{0,100})?<(?:[\w.-]{1,50}:)?Envelope[\s>]"
)
_ENVELOPE_END: Final = b"Envelope>"
_BEFORE_A_DOCUMENT: Final = b"\xef\xbb\xbf \t\r\n"


class BadDocumentError(ValueError):
    """Not a document that is read: malformed, with a DOCTYPE, or out of all proportion."""


def parse(xml: bytes) -> dict[str, Any]:
    """Return the document node, whose only child is the root element.

    Raises:
        BadDocumentError: malformed or truncated, in an encoding other than declared, with a DOCTYPE (and so with
            entities), nested too deep, or with too many elements.

    """
    # Of the element that is open, attributes among its children, and of those around it. Functions that share them
    # are called for each element, which takes less than methods do.
    children: dict[str, Any] = {}
    pieces: list[str] = []
    around: list[tuple[dict[str, Any], list[str]]] = []
    elements = 0

    def start(_name: str, attributes: Sequence[str]) -> None:
        nonlocal children, pieces, elements
        elements += 1
        around.append((children, pieces))
        if len(around) > MAXIMUM_DEPTH or elements > MAXIMUM_ELEMENTS:
            raise BadDocumentError("out of all proportion")
        children = _without_prefixes(attributes) if attributes else {}
        pieces = []

    def data(piece: str) -> None:
        # Added up at the end: blanks between many children would be copied once more with each.
        pieces.append(piece)

    def end(name: str) -> None:
        nonlocal children, pieces
        node: Node = "".join(pieces).strip() or None
        if children:
            if node is not None:
                children["#text"] = node
            node = children
        children, pieces = around.pop()
        local = name.rpartition(":")[2] if ":" in name else name
        if local not in children:
            children[local] = node
        elif isinstance(before := children[local], list):
            before.append(node)
        else:
            children[local] = [before, node]

    def doctype(*_declared: object) -> None:
        raise BadDocumentError("a DOCTYPE")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError, ValueError, LookupError:
        # Whatever these say may quote the document.
        raise BadDocumentError("not a readable document") from None
    return children


def soap_envelope(body: bytes) -> bytes | None:
    """Return the document with the SOAP envelope in a reply, None without one.

    It is the whole reply, or stands between the boundaries of a multipart.
    """
    start = _ENVELOPE_START.search(body)
    if start is None:
        return None
    document = body.lstrip(_BEFORE_A_DOCUMENT)
    if document.startswith(b"<"):
        return document
    end = body.rfind(_ENVELOPE_END) + len(_ENVELOPE_END)
    return body[start.start() : end]


def children(node: Node, name: str) -> list[Node]:
    """Return the children of that local name, in the order of the document."""
    if not isinstance(node, dict) or name not in node:
        return []
    value = node[name]
    return value if isinstance(value, list) else [value]


def has(node: Node, name: str) -> bool:
    """Return whether the element has a child of that local name, be it empty."""
    return isinstance(node, dict) and name in node


def descend(node: Node, *names: str) -> Node:
    """Return the first element along a path of local names, None where the path ends early."""
    for name in names:
        if not isinstance(node, dict):
            return None
        node = node.get(name)
        if isinstance(node, list):
            node = node[0]
    return node


def text(node: Node) -> str | None:
    """Return an element's own text, None when it is empty or nil."""
    if isinstance(node, dict):
        return None if node.get("@nil") in ("true", "1") else node.get("#text")
    return node


def text_at(node: Node, *names: str) -> str | None:
    """Return the text of the first element along a path."""
    found = descend(node, *names)
    return text(found) if isinstance(found, dict) else found


def attribute(node: Node, name: str) -> str | None:
    """Return an attribute's value."""
    return node.get(f"@{name}") if isinstance(node, dict) else None


def find_all(node: Node, name: str) -> Iterator[Node]:
    """Yield every descendant of that local name."""
    waiting: list[Node] = [node]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, dict):
            continue
        for key in element:
            found = children(element, key)
            if key == name:
                yield from found
            waiting.extend(found)


def _without_prefixes(attributes: Sequence[str]) -> dict[str, Any]:
    """Return attributes by local name, without namespace declarations."""
    return {
        f"@{name.rpartition(':')[2]}": value
        for name, value in batched(attributes, 2, strict=True)
        if name != "xmlns" and not name.startswith("xmlns:")
    }
