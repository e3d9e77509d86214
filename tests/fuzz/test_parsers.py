"""A short run of what `scripts/fuzz` does at length: the same inputs each time."""

import pytest

from ..effort import THOROUGH
from .parser import Parser
from .parsers import PARSERS
from .running import fuzz
from .spoiling import MOST_BYTES

INPUTS = 100 if THOROUGH else 50


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
def test_only_documented_errors_come_out(parser: Parser) -> None:
    tally = fuzz(parser, INPUTS, seed=1)

    assert tally.failing is None, f"{tally.failure}: {tally.failing!r}"
    assert tally.inputs >= INPUTS
    assert sum(tally.outcomes.values()) == tally.inputs


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
def test_what_is_not_spoilt_is_read(parser: Parser) -> None:
    outcomes = {parser.outcome(one) for one in parser.corpus()}

    told = {outcome for outcome in outcomes if "Error" in outcome}
    assert outcomes - told if parser.reads_some else told
    assert all(len(one) < MOST_BYTES for one in parser.corpus())
