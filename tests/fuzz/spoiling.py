"""How a document is spoilt: edits of its parts, then of its bytes. An edit is three small numbers, so it can be shrunk."""

from collections.abc import Callable, Sequence
import json
import re
from typing import Final
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from .documents import Document, Form, Kind, Part
from .nasty import DATES, HEADS, NUMBERS, REPEATED, TEXTS

MOST_BYTES: Final = 100_000
"""Nothing that is doubled or nested makes an input longer."""

DEPTHS: Final = (2, 10, 63, 64, 65, 1000, 10_000)
TIMES: Final = (2, 3, 50, 1000)

_NAME: Final = re.compile(r"(?<=[</])[\w.:-]+|(?<=</)[\w.:-]+")
_QUOTED: Final = re.compile(r'"[^"]*"')
_STRAY_BYTES: Final = (
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"<",
    b"&",
    b"&#0;",
    b"&#xD800;",
    b"<!DOCTYPE a [<!ENTITY e '&e;'>]>",
    b"<![CDATA[",
    b'"',
    b"\\",
    b"\\ud800",
    b"{",
    b"[",
    b",",
    b";",
    b"\r",
    b"\n",
    b"\x1f\x8b",
    b"PK\x03\x04",
)
_ENCODINGS: Final = ("utf-16", "utf-16-le", "latin-1", "cp1252", "utf-7", "utf-32")

type Edit = tuple[int, int, int]
"""How, where, and by what."""

type Spoilt = tuple[int, list[Edit], list[Edit]]
"""Which document, the edits of its parts, those of its bytes."""

_SMALL: Final = st.integers(0, 8191)
_EDIT: Final = st.tuples(_SMALL, _SMALL, _SMALL)


def spoilt(documents: int) -> st.SearchStrategy[Spoilt]:
    """Return how one of so many documents is spoilt; seldom not at all."""
    # An edit of bytes mostly ends what can be read at all, so most inputs have none.
    none: st.SearchStrategy[list[Edit]] = st.just([])
    of_bytes = none | none | st.lists(_EDIT, max_size=2)
    return st.tuples(
        st.integers(0, documents - 1), st.lists(_EDIT, max_size=4), of_bytes
    )


def applied(
    how: Spoilt, documents: Sequence[Document], secrets: Sequence[str]
) -> bytes:
    """Return a document's bytes once it is spoilt; `secrets` are among what is put into it."""
    which, of_parts, of_bytes = how
    document = documents[which]
    tokens = list(document.tokens)
    room = MOST_BYTES - sum(map(len, tokens))
    for edit in of_parts:
        if document.parts:
            room -= _edit_part(document, tokens, edit, room, secrets)
    content = "".join(tokens).encode("utf-8", "surrogatepass")
    for edit in of_bytes:
        content = _edit_bytes(content, edit, documents)
    return content


def _edit_part(
    document: Document,
    tokens: list[str],
    edit: Edit,
    room: int,
    secrets: Sequence[str],
) -> int:
    """Edit one part; return by how many characters the document grew at most."""
    how, where, what = edit
    part = document.parts[where % len(document.parts)]
    was = "".join(tokens[part.begin : part.end])
    # A tag without its other half is no document any more.
    match 7 if part.kind is Kind.TAG and what % 16 else how % 8:
        case 0:
            now = _nothing(document.form, part)
        case 1:
            times = min(TIMES[what % len(TIMES)], room // (len(was) + 1))
            now = _repeated(document.form, part, was, max(1, times))
        case 2:
            alike = [each for each in document.parts if each.kind is part.kind]
            other = alike[what % len(alike)]
            now = document.text(other)
            if part.end <= other.begin or other.end <= part.begin:
                _put(tokens, other, was)
        case 3:
            now = _nested(document.form, was, DEPTHS[what % len(DEPTHS)], room)
        case _:
            now = _replaced(document.form, part, was, what, secrets)
    if len(now) - len(was) > room:
        return 0
    _put(tokens, part, now)
    return len(now) - len(was)


def _nothing(form: Form, part: Part) -> str:
    return "null" if form is Form.JSON and part.kind is Kind.VALUE else ""


def _repeated(form: Form, part: Part, text: str, times: int) -> str:
    if form is Form.JSON and part.kind is Kind.VALUE:
        return f"[{','.join([text] * times)}]"
    return text * times


def _put(tokens: list[str], part: Part, text: str) -> None:
    tokens[part.begin : part.end] = [text] + [""] * (part.end - part.begin - 1)


def _nested(form: Form, text: str, depth: int, room: int) -> str:
    opening, closing = {
        Form.XML: ("<a>", "</a>"),
        Form.JSON: ("[", "]"),
        Form.TABLE: ('"', '"'),
        Form.TEXT: ("(", ")"),
    }[form]
    depth = min(depth, max(0, room) // (len(opening) + len(closing)))
    return f"{opening * depth}{text}{closing * depth}"


def _replaced(
    form: Form, part: Part, was: str, what: int, secrets: Sequence[str]
) -> str:
    if part.kind is Kind.HEAD:
        return HEADS[what % len(HEADS)]
    pools = (NUMBERS, DATES, TEXTS, NUMBERS, DATES, TEXTS, REPEATED, secrets)
    pool = pools[what % len(pools)]
    value = pool[what // len(pools) % len(pool)]
    way = what // 512
    if form is Form.JSON:
        return _in_json(part, value, way, bare=pool is NUMBERS)
    if form is Form.XML:
        return _in_xml(part, was, escape(value) if way % 8 else value, way)
    return f"{value}\n" if part.kind is Kind.LINE else value


def _in_json(part: Part, value: str, way: int, *, bare: bool) -> str:
    """Return a value as a string, a number as such, or a container of it."""
    quoted = json.dumps(value)
    if part.kind is Kind.KEY:
        return quoted
    plain = value if bare else quoted
    shapes = (
        plain,
        quoted,
        plain,
        f"[{quoted}]",
        f'{{"a":{plain}}}',
        "{}",
        "[]",
        value,
    )
    shape = shapes[way % len(shapes)]
    return f"{shape}," if part.kind is Kind.MEMBER else shape


def _in_xml(part: Part, was: str, value: str, way: int) -> str:
    if part.kind is not Kind.TAG:
        return f"<a>{value}</a>" if part.kind is Kind.ELEMENT else value
    match way % 5:
        case 0:
            return _QUOTED.sub(lambda _: f'"{value}"', was)
        case 1:
            return _NAME.sub(lambda name: f"zz:{name[0].rpartition(':')[2]}", was)
        case 2:
            return _NAME.sub(lambda name: name[0].rpartition(":")[2], was)
        case 3:
            nil = ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'
            return re.sub(r"(/?>)$", rf"{nil}\1", was)
        case _:
            return f"<!-- {value} -->{was}<?a {value}?>"


def _edit_bytes(content: bytes, edit: Edit, documents: Sequence[Document]) -> bytes:
    how, where, what = edit
    # Small documents have every place, long ones a place in each few bytes.
    at = where * (len(content) + 1) // 8192
    edits: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at] + bytes([what % 256]) + content[at + 1 :],
        lambda: content[:at] + content[at + what % 64 :],
        lambda: content[:at],
        lambda: content[:at] + _STRAY_BYTES[what % len(_STRAY_BYTES)] + content[at:],
        lambda: _stuttered(content, at, what),
        lambda: _STRAY_BYTES[what % len(_STRAY_BYTES)] + content,
        lambda: _otherwise_encoded(content, _ENCODINGS[what % len(_ENCODINGS)]),
        lambda: content[:at] + _bytes_of(documents[what % len(documents)])[at:],
    )
    return edits[how % len(edits)]()


def _stuttered(content: bytes, at: int, what: int) -> bytes:
    """Return the content with a few bytes of it repeated."""
    few = content[at : at + 1 + what % 9]
    times = (MOST_BYTES - len(content)) // max(1, len(few))
    return (
        content[:at]
        + few * min(TIMES[what % len(TIMES)] * 20, max(0, times))
        + content[at:]
    )


def _otherwise_encoded(content: bytes, encoding: str) -> bytes:
    return content.decode(errors="replace").encode(encoding, errors="replace")


def _bytes_of(document: Document) -> bytes:
    return "".join(document.tokens).encode("utf-8", "surrogatepass")
