"""A document is read in a time that grows with its length, whatever stands between its elements."""

from collections.abc import Callable
from time import process_time
from xml.parsers import expat

from custom_components.grandlyon_energy.sources.sge.document import parse

CHILDREN = 100_000


def test_blanks_between_many_children_take_no_time_of_their_own() -> None:
    document = b"<r>" + b"<v/>\n            " * CHILDREN + b"</r>"

    def walk() -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = parser.CharacterDataHandler = _ignore
        parser.Parse(document, True)

    assert parse(document) == {"r": {"v": [None] * CHILDREN}}
    assert _seconds(lambda: parse(document)) < 12 * _seconds(walk)


def test_text_is_put_together_across_what_stands_within_it() -> None:
    document = b"<r> a<!-- b --><![CDATA[<c>]]><d/>&amp;\n<p:d> </p:d>e </r>"

    assert parse(document) == {"r": {"d": [None, None], "#text": "a<c>&\ne"}}


def _ignore(*_of_the_document: object) -> None:
    """Nothing is kept."""


def _seconds(work: Callable[[], object]) -> float:
    """Return the least that some work takes of the processor."""
    least = float("inf")
    for _ in range(3):
        began = process_time()
        work()
        least = min(least, process_time() - began)
    return least
