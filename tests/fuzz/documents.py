"""A text cut into tokens, with the spans of them that make a part: what can be dropped, doubled, swapped or replaced.

The tokens keep their places whatever is done to the parts, so that several edits of one document go together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
import re
from typing import Final

HEAD_END: Final = "\n\n"
"""Between the headers of a reply and its body."""

_XML: Final = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^>]*>|[^<]+|<", re.DOTALL)
_JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[-+.\w]+|[{}\[\]:,]|\s+|.', re.DOTALL)
_TABLE: Final = re.compile(r"[^;\t\n]+|[;\t]|\n")
_TEXT: Final = re.compile(r"\d+|[^\W\d]+|\n|[^\S\n]+|.", re.DOTALL)


class Form(Enum):
    """How a text is cut."""

    XML = auto()
    JSON = auto()
    TABLE = auto()
    TEXT = auto()


class Kind(Enum):
    """What a part is."""

    HEAD = auto()
    """A header of a reply."""

    ELEMENT = auto()
    """An element of XML with all that is in it."""

    TAG = auto()
    MEMBER = auto()
    """A key of JSON and its value, or an element of a list, with the comma behind it."""

    KEY = auto()
    VALUE = auto()
    """Text of an element, a value of JSON, a cell, a word."""

    LINE = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A span of tokens, the end excluded."""

    kind: Kind
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text, cut."""

    form: Form
    tokens: tuple[str, ...]
    parts: tuple[Part, ...] = field(repr=False)

    def text(self, part: Part) -> str:
        """Return a part's text."""
        return "".join(self.tokens[part.begin : part.end])


def cut(text: str, form: Form, *, has_head: bool) -> Document:
    """Cut a text; with `has_head` what stands before the first empty line are the headers of a reply."""
    tokens: list[str] = []
    parts: list[Part] = []
    if has_head:
        head, _, text = text.partition(HEAD_END)
        for line in head.split("\n"):
            parts.append(Part(Kind.HEAD, len(tokens), len(tokens) + 1))
            tokens += [line, "\n"]
        tokens.append("\n")
    begin = len(tokens)
    match form:
        case Form.XML:
            tokens += _XML.findall(text)
            parts += _xml_parts(tokens, begin)
        case Form.JSON:
            tokens += _JSON.findall(text)
            parts += _json_parts(tokens, begin)
        case Form.TABLE:
            tokens += _TABLE.findall(text)
            parts += _line_parts(tokens, begin)
        case Form.TEXT:
            tokens += _TEXT.findall(text)
            parts += _line_parts(tokens, begin)
    return Document(form, tuple(tokens), tuple(parts))


def _xml_parts(tokens: list[str], begin: int) -> Iterator[Part]:
    opened: list[int] = []
    for number, token in enumerate(tokens[begin:], begin):
        if token.startswith("</"):
            if opened:
                yield Part(Kind.ELEMENT, opened.pop(), number + 1)
        elif token.startswith(("<!", "<?")):
            yield Part(Kind.TAG, number, number + 1)
        elif token.startswith("<"):
            yield Part(Kind.TAG, number, number + 1)
            if token.endswith("/>"):
                yield Part(Kind.ELEMENT, number, number + 1)
            else:
                opened.append(number)
        else:
            yield Part(Kind.VALUE, number, number + 1)


def _json_parts(tokens: list[str], begin: int) -> Iterator[Part]:
    opened: list[tuple[int, int]] = []
    member = begin
    for number, token in enumerate(tokens[begin:], begin):
        if token in "{[":
            opened.append((number, member))
            member = number + 1
        elif token in "}]":
            if opened:
                container, member = opened.pop()
                yield Part(Kind.VALUE, container, number + 1)
        elif token == ",":
            yield Part(Kind.MEMBER, member, number + 1)
            member = number + 1
        elif token == ":":
            yield Part(Kind.KEY, number - 1, number)
        elif token.strip() and not _is_key(tokens, number):
            yield Part(Kind.VALUE, number, number + 1)


def _is_key(tokens: list[str], number: int) -> bool:
    return number + 1 < len(tokens) and tokens[number + 1] == ":"


def _line_parts(tokens: list[str], begin: int) -> Iterator[Part]:
    line = begin
    for number, token in enumerate(tokens[begin:], begin):
        if token == "\n":
            yield Part(Kind.LINE, line, number + 1)
            line = number + 1
        elif token not in ";\t":
            yield Part(Kind.VALUE, number, number + 1)
    if line < len(tokens):
        yield Part(Kind.LINE, line, len(tokens))
